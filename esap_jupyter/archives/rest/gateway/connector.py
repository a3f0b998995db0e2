"""The connector for an archive behind an ESAP API gateway."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode

from ....catalogue import ArchiveEntry
from ....compute import Compute
from ....errors import BadAnswerError, BadRequestError, LoginRefusedError
from ....gateways.options import GatewayAccount
from ....models import Collection
from ....net import HttpClient, Progress
from ...base import Connector, Query, Question, Take
from ...options import Positive, Seconds, read_options
from .client import GatewayClient
from .rows import write_answer
from .terms import clean_form, form_names, read_parameters

__all__ = ["INVENTED", "GatewayConnector"]

_MEGABYTE = 1 << 20
_DIGITS = 12
INVENTED = "lofar.lta_connector"
"""A connector of gateways that answers with the same made-up rows whatever is asked."""

_ADQL = ("astron_vo.", "ivoa.")
_REGISTRY = "ivoa.vo_registry_connector"


class GatewayOptions(GatewayAccount, frozen=True, forbid_unknown_fields=True):
    """What a catalogue may say under ``options``.

    ``archive`` is the gateway's name (``uri``) of one of its archives, all of them where it is
    empty; ``form`` is the gateway's configuration that the form is made from; ``timeout`` the
    seconds of silence that are allowed, as the gateway waits for the service behind it.
    """

    archive: str = ""
    form: str = ""
    timeout: Seconds = 120.0
    max_mb: Positive = 512


class GatewayConnector(Connector):
    """Asks a gateway for rows of one of its datasets."""

    takes: ClassVar[frozenset[Take]] = frozenset({"target", "parameters"})

    def __init__(
        self, *, entry: ArchiveEntry, url: str, http: HttpClient, compute: Compute
    ) -> None:
        super().__init__(entry=entry, url=url, http=http, compute=compute)
        self._options = read_options(entry, GatewayOptions)
        self.max_bytes = self._options.max_mb * _MEGABYTE
        self._client = GatewayClient(
            url=self.url,
            http=http,
            who=entry.name,
            token=self._token,
        )
        # Who asks at the same time asks twice, which does no harm, as waiting on another would.
        self._datasets: list[dict[str, Any]] | None = None
        self._forms: dict[str, dict[str, Any]] = {}

    def check(self) -> None:
        """Read its datasets anew."""
        self._datasets = None
        self._forms = {}
        if not self._known():
            raise BadAnswerError(
                f"{self.entry.name} has no datasets that can be asked.",
                remedy=f"Correct archive in [archives.{self.entry.id}.options].",
            )

    def collections(self) -> list[Collection]:
        """List its datasets; those whose rows are made up are left out."""
        return [
            Collection(
                id=str(row["uri"]),
                title=str(row.get("name") or row["uri"]),
                description=str(row.get("long_description") or row.get("short_description") or ""),
                ra="ra",
                dec="dec",
            )
            for row in self._known()
        ]

    def form(self, collection: str | None) -> dict[str, Any]:
        """Make the form of the gateway's own, where it has one."""
        archive = self._options.archive
        if not archive:
            archive = str(self._dataset(collection).get("archive_uri_derived") or "")
        if archive not in self._forms:
            named = (self._options.form,) if self._options.form else form_names(archive)
            found = (self._client.configuration(name) for name in named)
            page = next((each for each in found if each and "query_schema" in each), None)
            self._forms[archive] = clean_form(page, self.entry.name)
        return self._forms[archive]

    def queries(self, question: Question) -> Sequence[Query]:
        """Write the parameters of ``query/query/``, all rows in one piece and one more."""
        dataset = self._dataset(question.collection)
        science = self._science(question, dataset)
        if not science:
            raise BadRequestError(
                f"{self.entry.name} wants a target, or something in its own terms.",
                remedy="Without either the gateway answers with no rows.",
            )
        params = {
            "dataset_uri": str(dataset["uri"]),
            **science,
            "page_size": str(question.maxrec + 1),
            "pagination": "false",
        }
        query = Query(
            url=self._client.query_url,
            params=params,
            protocol="ESAP",
            language="URL",
            text=f"{self._client.query_url}?{urlencode(params)}",
            maxrec=question.maxrec,
            collection=str(dataset["uri"]),
            notes=question.unused([]),
        )
        return [query]

    def fetch(
        self, query: Query, destination: Path, progress: Progress, cancel: threading.Event
    ) -> None:
        """Ask in one piece, and read it in a worker."""
        raw = destination.with_name(f"{destination.name}.json")
        try:
            self._client.rows(
                query.params,
                raw,
                max_bytes=self.max_bytes,
                seconds=self._options.timeout,
                progress=progress,
                cancel=cancel,
            )
            self.compute.run(
                write_answer,
                raw,
                destination,
                dataset=query.params["dataset_uri"],
                maxrec=query.maxrec,
                who=self.entry.name,
                cancel=cancel,
                lane="decode",
            )
        finally:
            raw.unlink(missing_ok=True)

    def _token(self) -> str:
        try:
            return self.credentials.read(self.entry.id, self.url, ["token"]).get("token", "")
        except LoginRefusedError:
            # What is public is to be had without.
            return ""

    def _science(self, question: Question, dataset: Mapping[str, Any]) -> dict[str, str]:
        connector = str(dataset.get("service_connector") or "")
        found: dict[str, str] = {}
        if question.parameters:
            found = read_parameters(
                question.parameters,
                self.form(str(dataset["uri"])),
                who=self.entry.name,
                adql=connector.startswith(_ADQL),
            )
        if connector == _REGISTRY and any("+" in value for value in found.values()):
            raise BadRequestError(
                f"{self.entry.name} turns + into a blank, and would find nothing.",
                remedy="Search by position instead.",
            )
        if question.target is not None:
            place = (question.target.ra, question.target.dec, question.radius)
            found |= {
                key: f"{number:.{_DIGITS}f}".rstrip("0").rstrip(".")
                for key, number in zip(("ra", "dec", "fov"), place, strict=True)
            }
        return found

    def _dataset(self, collection: str | None) -> dict[str, Any]:
        rows = self._known()
        named = collection or self.entry.collection
        found = next((row for row in rows if named in (None, row["uri"])), None)
        if found is None:
            raise BadRequestError(
                f"{self.entry.name} has no dataset {named!r} that can be asked."
                if named
                else f"{self.entry.name} has no datasets that can be asked.",
                remedy="Choose another; rows of LOFAR's archive are made up by gateways.",
            )
        return found

    def _known(self) -> list[dict[str, Any]]:
        known = self._datasets
        if known is None:
            rows = self._client.datasets(self._options.archive)
            known = self._datasets = [
                row
                for row in rows
                if isinstance(row.get("uri"), str) and row.get("service_connector") != INVENTED
            ]
        return known
