"""The connector for LOFAR's long-term archive: files by name, and processed data by position.

The archive has no public service for searches. Files are named by their SURLs or SAS ids, and
StageIT tells what is on disk; what has been processed (LoTSS and others) is asked for at ASTRON
VO. No row is made that none of these has given.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import msgspec

from ....catalogue import ArchiveEntry
from ....compute import Compute
from ....errors import BadRequestError
from ....models import Collection
from ....net import HttpClient, Progress
from ...base import Connector, Count, Query, Question, Take
from ...jobs.watch import JobWatcher
from ...options import read_options
from ...vo.tap.adql import text
from ...vo.tap.connector import TapConnector
from ..rows import write_rows
from .catalogue import is_installed
from .files import COLUMNS, known_files
from .named import FILES, NamedFiles
from .stageit import StageIt
from .stageit_account import StagingAccount
from .terms import form, read_terms

__all__ = ["LofarConnector"]

_OBSCORE = "ivoa.obscore"
_PROCESSED = "processed"
_PAGE = 500


class LofarOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a catalogue may say under ``options``.

    ``vo`` is the TAP service for processed data and ``collections`` its values of obs_collection
    that are LOFAR's. ``token_file`` holds the person's token for StageIT, and ``stageit`` is the
    address of its interface where that is not at the token's host.
    """

    vo: str = "https://vo.astron.nl/tap"
    collections: tuple[str, ...] = (
        "lotss-dr1",
        "lotss-dr2",
        "lotss-pdr",
        "MSSSVerification",
        "hetdex",
        "lbcs",
    )
    token_file: str = "~/.stagingrc"  # noqa: S105  (the name of a file)
    stageit: str | None = None


class LofarConnector(Connector):
    """Reads names of files, asks StageIT for their state, and ASTRON VO for positions."""

    takes: ClassVar[frozenset[Take]] = frozenset(
        {"target", "targets", "polygon", "time", "band", "product", "parameters"}
    )

    def __init__(
        self, *, entry: ArchiveEntry, url: str, http: HttpClient, compute: Compute
    ) -> None:
        super().__init__(entry=entry, url=url, http=http, compute=compute)
        self._options = read_options(entry, LofarOptions)
        named = f"{entry.name} (at ASTRON VO)"
        vo = ArchiveEntry(id=entry.id, name=named, kind="tap", url=self._options.vo)
        self._account = StagingAccount(
            http=http, token_file=self._options.token_file, url=self._options.stageit
        )
        self._files = NamedFiles(url=self.url, compute=compute, account=self._account)
        self._vo = TapConnector(entry=vo, url=self._options.vo, http=http, compute=compute)

    def watched_by(self, jobs: JobWatcher) -> Self:
        """Return this connector, with its jobs at ASTRON VO told to a watcher."""
        own = super().watched_by(jobs)
        own._vo = self._vo.watched_by(jobs)  # noqa: SLF001  (a copy of this object)
        return own

    @property
    def job_service(self) -> Connector:
        """ASTRON VO, where queries for processed data may run as jobs."""
        return self._vo

    def check(self) -> None:
        """Contact ASTRON VO, and StageIT where there is a token."""
        self._vo.check()
        stager = self.stager()
        if stager is not None:
            known_files(stager, 1)

    def collections(self) -> list[Collection]:
        """List the files of the archive, and what is processed."""
        return [
            Collection(
                id=_PROCESSED,
                title="Processed data (LoTSS, MSSS, …), at ASTRON VO",
                description="Asked by target or polygon.",
                ra="s_ra",
                dec="s_dec",
            ),
            Collection(
                id=FILES,
                title="Files on tape, by SURL or SAS id",
                description="Asked by the form.",
                columns=list(COLUMNS),
            ),
        ]

    def form(self, collection: str | None) -> dict[str, Any] | None:
        """Describe what can be pasted; processed data are asked for by position alone."""
        if collection == _PROCESSED:
            return None
        return form(catalogue=is_installed(), token=self._account.words())

    def stager(self) -> StageIt | None:
        """Return a client of StageIT for the person, or None where there is no token.

        Raises
        ------
        NotAvailableError
            The token's file cannot be used.
        """
        return self._account.stager()

    def queries(self, question: Question) -> Sequence[Query]:
        """Ask for files where any are named, else for processed data at the position."""
        terms = read_terms(question.parameters, who=self.entry.name)
        named = bool(terms.surls or terms.sas_ids)
        if named or question.collection == FILES:
            if not named:
                raise BadRequestError(
                    f"No file of {self.entry.name} is named.",
                    remedy="Paste SURLs or SAS ids, or choose the processed data.",
                )
            return [self._files.query(terms, question)]
        if not (question.targets or question.polygon):
            raise BadRequestError(
                f"{self.entry.name} is asked neither for files nor for a position.",
                remedy="Paste SURLs or SAS ids, or give a target.",
            )
        return self._processed_queries(question)

    def fetch(
        self, query: Query, destination: Path, progress: Progress, cancel: threading.Event
    ) -> None:
        """Have ASTRON VO answer, or write the rows of the files that are named."""
        if query.collection == _PROCESSED:
            self._vo.fetch(query, destination, progress, cancel)
            return
        files = list(self._files.rows(query, cancel))
        shown = files[: query.maxrec]
        write_rows(
            COLUMNS,
            (shown[start : start + _PAGE] for start in range(0, len(shown), _PAGE)),
            destination,
            who=self.entry.name,
            description="Files of LOFAR's long-term archive.",
            overflow=len(files) > len(shown),
        )

    def asked(self, query: Query) -> Query:
        """Return it as ASTRON VO was asked it."""
        return self._vo.asked(query) if query.collection == _PROCESSED else query

    def count(self, query: Query, cancel: threading.Event) -> Count | None:
        """Ask ASTRON VO, or count the SURLs that were pasted."""
        if query.collection == _PROCESSED:
            return self._vo.count(query, cancel)
        return self._files.count(query)

    def _processed_queries(self, question: Question) -> list[Query]:
        place = msgspec.structs.replace(question, collection=_OBSCORE, parameters={})
        values = ", ".join(text(each) for each in self._options.collections)
        note = (
            "These are processed data at ASTRON VO. The files of the archive itself cannot be "
            "found by position here: paste their SURLs or SAS ids."
        )

        def processed(query: Query) -> Query:
            adql = f"{query.text} AND obs_collection IN ({values})"
            return msgspec.structs.replace(
                query,
                text=adql,
                params={**query.params, "QUERY": adql},
                collection=_PROCESSED,
                notes=(*query.notes, note),
                instead=None if query.instead is None else processed(query.instead),
                apart=tuple(map(processed, query.apart)),
            )

        return [processed(query) for query in self._vo.queries(place)]
