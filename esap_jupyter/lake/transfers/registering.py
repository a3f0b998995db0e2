"""What a lake is told of files that have been stored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from itertools import islice
from urllib.parse import quote

from ...errors import BadRequestError, ConflictError, EsapError, NotFoundError, QuotaError
from ...models import Did
from ...staging.checksums import Expected
from ..connection import LakeConnection
from ..dids import DidName
from ..records import did_of, list_of, mapping_of
from .for_all import FOR_ALL
from .places import SPOKEN

__all__ = ["Registrar"]

_AT_ONCE = 500
_LINE = 3000
"""Bytes; gunicorn, behind which Rucio stands, takes 4094 for a whole line."""


class Registrar:
    """Registers files, datasets and rules in one lake.

    Parameters
    ----------
    lake
        The lake.
    """

    def __init__(self, lake: LakeConnection) -> None:
        self._lake = lake
        self._client = lake.client

    def known(self, dids: Iterable[DidName]) -> dict[DidName, Did]:
        """Return those DIDs that the lake has, in few requests."""
        found: dict[DidName, Did] = {}
        for some in _batches(dids):
            body = {"dids": [did.record for did in some]}
            with closing(self._client.lines("POST", "dids", "bulkmeta", body=body)) as lines:
                for line in lines:
                    did = did_of(line)
                    found[DidName(did.scope, did.name)] = did
        return found

    def scheme(self, rse: str) -> str:
        """Choose the protocol by which an RSE is written to.

        Raises
        ------
        BadRequestError
            It takes no files, or speaks none of our protocols.
        """
        about = self._client.json("GET", "rses", rse)
        about = about if isinstance(about, dict) else {}
        if about.get("availability_write") is False:
            raise BadRequestError(f"{rse} takes no new data.", remedy="Choose another RSE.")
        if about.get("deterministic") is False:
            raise BadRequestError(
                f"On {rse}, only its operators decide where files go.",
                remedy="Choose another RSE.",
            )
        protocols = [mapping_of(each) for each in list_of(about.get("protocols"))]
        told = [
            (mapping_of(mapping_of(each.get("domains")).get("wan")).get("write"), each["scheme"])
            for each in protocols
            if isinstance(each.get("scheme"), str)
        ]
        near = rse in self._lake.entry.all_mounts
        spoken = [
            scheme
            for write, scheme in told
            if write and scheme in SPOKEN and (near or scheme != "file")
        ]
        if not spoken:
            raise BadRequestError(
                f"{rse} is written by none of {', '.join(SPOKEN)}.",
                remedy="Choose another RSE.",
            )
        return str(min(spoken, key=SPOKEN.index))

    def address(self, rse: str, scheme: str, did: DidName) -> str:
        """Return where a file belongs on an RSE (its PFN)."""
        params = {"lfn": str(did), "scheme": scheme, "operation": "write"}
        told = self._client.json("GET", "rses", rse, "lfns2pfns", params=params)
        url = told.get(str(did)) if isinstance(told, dict) else None
        if not isinstance(url, str):
            raise BadRequestError(f"{rse} has no place for {did}.", remedy="Choose another RSE.")
        return url

    def addresses(self, rse: str, scheme: str, dids: Iterable[DidName]) -> dict[DidName, str]:
        """Return where files belong on an RSE, in few requests; see `address`.

        Those of which the lake does not say it are left out, so that each is told when it is asked
        for alone.

        Raises
        ------
        UnreachableError
            The lake does not answer.
        NotLoggedInError
            One has to log in first.
        """
        found: dict[DidName, str] = {}
        for some in _short_batches(dids):
            params = [("scheme", scheme), ("operation", "write"), *(("lfn", str(d)) for d in some)]
            try:
                told = self._client.json("GET", "rses", rse, "lfns2pfns", params=params)
            except FOR_ALL:
                raise
            except EsapError:
                # One name that the lake cannot place spoils the answer for all.
                continue
            told = mapping_of(told)
            found |= {did: url for did in some if isinstance(url := told.get(str(did)), str)}
        return found

    def check_room(self, rse: str, size: int) -> None:
        """See that the account may keep so many bytes on an RSE, as a rule will be made for them.

        Raises
        ------
        QuotaError
            It may not.
        """
        account = self._lake.accounts.look()
        if account.admin or size == 0:
            return
        exact = [quota for quota in account.quotas if quota.rse == rse]
        if not exact and any(not quota.rse.isalnum() for quota in account.quotas):
            # A limit on an expression may hold here; only Rucio can tell.
            return
        left = max((int(q.limit) - int(q.used) for q in exact if q.limit is not None), default=0)
        if left < size:
            raise QuotaError(
                f"{account.account} has {left} bytes left on {rse}, and {size} are needed.",
                remedy="Choose another RSE or fewer files, or ask for quota.",
            )

    def check_scope(self, scope: str) -> None:
        """See that there is a scope, which Rucio says only once all has been sent.

        Raises
        ------
        NotFoundError
            There is none.
        """
        if scope not in list_of(self._client.json("GET", "scopes", "")):
            raise NotFoundError(
                f"{self._lake.entry.name} has no scope {scope!r}.",
                remedy="Choose one of its scopes, such as one of your own.",
            )

    def add_replica(self, rse: str, did: DidName, sums: Expected) -> None:
        """Register a file that is stored where it belongs."""
        file = {**did.record, "bytes": sums.size, "adler32": sums.adler32, "md5": sums.md5}
        body = {"rse": rse, "files": [file], "ignore_availability": False}
        self._client.text("POST", "replicas", "", body=body)

    def describe(self, did: DidName, metadata: Mapping[str, str]) -> None:
        """Set metadata."""
        if metadata:
            self._client.text(
                "POST", "dids", did.scope, did.name, "meta", body={"meta": dict(metadata)}
            )

    def make_dataset(self, did: DidName) -> bool:
        """Make a dataset unless it is there, and tell whether it was made.

        Raises
        ------
        ConflictError
            A file or container has that name.
        """
        known = self.known([did]).get(did)
        if known is not None:
            if known.type != "dataset":
                raise ConflictError(f"{did} is a {known.type}.", remedy="Choose another dataset.")
            return False
        with suppress(ConflictError):
            self._client.text("POST", "dids", did.scope, did.name, body={"type": "DATASET"})
        return True

    def attach(self, dataset: DidName, dids: Sequence[DidName]) -> None:
        """Put files into a dataset, those that are not in it yet."""
        with closing(self._lake.collections.held(dataset)) as held:
            there = {(each.scope, each.name) for each in held}
        lacking = [did for did in dids if (did.scope, did.name) not in there]
        for some in _batches(lacking):
            body = {"dids": [did.record for did in some]}
            self._client.text("POST", "dids", dataset.scope, dataset.name, "dids", body=body)

    def has_replica(self, did: DidName) -> bool:
        """Tell whether some RSE has a whole replica of a file."""
        with closing(self._lake.replicas.of([did])) as replicas:
            return any("AVAILABLE" in each.states.values() for each in replicas)


def _short_batches(dids: Iterable[DidName]) -> Iterator[list[DidName]]:
    """Gather DIDs whose names, encoded, go into one line of a request."""
    batch: list[DidName] = []
    length = 0
    for did in dids:
        size = len(quote(str(did), safe="")) + len("&lfn=")
        if batch and length + size > _LINE:
            yield batch
            batch, length = [], 0
        batch.append(did)
        length += size
    if batch:
        yield batch


def _batches(dids: Iterable[DidName]) -> Iterator[list[DidName]]:
    rest = iter(dids)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
