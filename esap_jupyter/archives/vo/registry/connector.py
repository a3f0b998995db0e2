"""The registry of the Virtual Observatory: which services there are (IVOA RegTAP 1.1, over TAP)."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import msgspec

from ....catalogue import ArchiveEntry
from ....compute import Compute
from ....errors import ArchiveError, BadRequestError, NotAvailableError
from ....models.discovery import RegistryAnswer
from ....net import HttpClient
from ....urls import origin
from ...base import Query, Question, Take
from ...refusals import refusal
from ..coverage.mocserver import MocServer
from ..dal.forms import choice, form_of, text
from ..dal.service import terms
from ..tap.connector import TapConnector
from .hits import Row, hits_of, read_rows
from .regtap import (
    MODELS,
    WAVEBANDS,
    RegistryQuestion,
    covering,
    declared,
    words_of,
)

__all__ = ["RegistryConnector"]

_MOST_ROWS = 5_000
_MOST_HITS = 200
_TOGETHER = 200
_ANSWER_BYTES = 64 << 20
_SECONDS = 60.0
_WORDS = {
    "tap": "Tables, in ADQL (TAP)",
    "sia2": "Images and cubes (SIA 2)",
    "sia": "Images (SIA 1)",
    "ssa": "Spectra (SSA)",
    "scs": "Sources around a position (cone search)",
}


class RegistryTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person may look for; see `RegistryQuestion`."""

    keywords: str = ""
    service: str = ""
    waveband: str = ""
    model: str = ""
    columns: str = ""


class RegistryConnector(TapConnector):
    """Asks a registry, in terms of its own or, as any TAP service, in ADQL.

    Attributes
    ----------
    mocserver
        Which collections have data where, where the option ``mocserver`` says whom to ask.
    """

    takes: ClassVar[frozenset[Take]] = frozenset({"target", "parameters", "adql"})

    def __init__(
        self, *, entry: ArchiveEntry, url: str, http: HttpClient, compute: Compute
    ) -> None:
        options = dict(entry.options)
        address = options.pop("mocserver", None)
        if address is not None and origin(str(address)) is None:
            raise NotAvailableError(
                f"The catalogue's option mocserver of {entry.name} is not an address.",
                remedy=f"Correct [archives.{entry.id}.options].",
            )
        tap = msgspec.structs.replace(entry, options=options)
        super().__init__(entry=tap, url=url, http=http, compute=compute)
        self.mocserver = MocServer(url=str(address), http=http) if address else None

    def form(self, collection: str | None) -> dict[str, Any]:
        """Describe what can be looked for."""
        del collection
        return form_of(
            "Services",
            keywords=text("Keywords", "In title, short name, subject, identifier and creator"),
            service=choice("Type", _WORDS),
            waveband=choice("Waveband", {name: name for name in WAVEBANDS}),
            model=choice("Data model", {name: name for name in MODELS}),
            columns=text("Column", "Part of a column's name, UCD or description"),
        )

    def queries(self, question: Question) -> list[Query]:
        """Write the query for the services that are looked for, a row for each of their addresses.

        Raises
        ------
        BadRequestError
            Nothing is looked for.
        """
        if question.adql:
            return super().queries(question)
        given = terms(question.parameters, RegistryTerms, who=self.entry.name)
        wanted = RegistryQuestion(**msgspec.structs.asdict(given), place=_place(question))
        if wanted == RegistryQuestion():
            raise BadRequestError(
                f"{self.entry.name} would list all services that there are.",
                remedy="Give keywords or a target.",
            )
        asked = msgspec.structs.replace(question, adql=wanted.adql(), parameters={}, targets=())
        notes = (*question.unused([]), *_notes(wanted))
        return [
            msgspec.structs.replace(query, notes=(*query.notes, *notes))
            for query in super().queries(asked)
        ]

    def find(self, question: RegistryQuestion, cancel: threading.Event) -> RegistryAnswer:
        """Find services, the closest first.

        Raises
        ------
        BadRequestError
            It makes no sense.
        EsapError
            The registry does not answer.
        """
        notes: list[str] = []
        words = words_of(question)
        rows, asked = self._rows(question, notes, cancel)
        there = None
        if asked.place is not None:
            there = self.covering(_ids(rows)[: _MOST_HITS * 2], asked.place, cancel)[0]
        hits = hits_of(rows, words=words, covering=there)
        if asked.waveband:
            hits = [hit for hit in hits if asked.waveband in hit.wavebands]
        more = len(hits) > _MOST_HITS or len(rows) >= _MOST_ROWS
        return RegistryAnswer(
            registry=self.entry.name, hits=hits[:_MOST_HITS], truncated=more, notes=notes
        )

    def covering(
        self, ivoids: Sequence[str], place: tuple[float, float, float], cancel: threading.Event
    ) -> tuple[set[str], set[str]]:
        """Say which of these resources declare to cover a circle, and which declare at all.

        Parameters
        ----------
        ivoids
            Their identifiers, in lower case.
        place
            ra, dec and radius (ICRS, degrees).
        cancel
            Ends it when set.
        """
        there: set[str] = set()
        tell: set[str] = set()
        for start in range(0, len(ivoids), _TOGETHER):
            part = ivoids[start : start + _TOGETHER]
            there.update(_ids(self._ask(covering(part, place), cancel)))
            tell.update(_ids(self._ask(declared(part), cancel)))
        return there, tell

    def _rows(
        self, question: RegistryQuestion, notes: list[str], cancel: threading.Event
    ) -> tuple[Sequence[Row], RegistryQuestion]:
        try:
            return self._ask(question.adql(), cancel), question
        except ArchiveError:
            if question.place is None:
                raise
            # Registries of RegTAP 1.0 have no such table.
            anywhere = msgspec.structs.replace(question, place=None)
            rows = self._ask(anywhere.adql(), cancel)
            notes.append(f"{self.entry.name} cannot be asked where services have data.")
            return rows, anywhere

    def _ask(self, adql: str, cancel: threading.Event) -> list[dict[str, str | None]]:
        response = self.http.post(
            f"{self.url}/sync",
            {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": adql, "MAXREC": str(_MOST_ROWS)},
            max_bytes=_ANSWER_BYTES,
            total_timeout=_SECONDS,
            cancel=cancel,
            who=self.entry.name,
        )
        error = refusal(response.status, response.body, response.content_type, who=self.entry.name)
        if error is not None:
            raise error
        return self.compute.run(read_rows, response.body, cancel=cancel, lane="decode")


def _place(question: Question) -> tuple[float, float, float] | None:
    target = question.target
    return None if target is None else (target.ra, target.dec, question.radius)


def _notes(question: RegistryQuestion) -> Sequence[str]:
    if question.place is None:
        return ()
    return ("Services that do not say where they have data are among them.",)


def _ids(rows: Sequence[Mapping[str, str | None]]) -> list[str]:
    return list(dict.fromkeys(ivoid for row in rows if (ivoid := row.get("ivoid"))))
