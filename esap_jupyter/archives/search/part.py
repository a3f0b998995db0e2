"""One archive's part of a search: ask, spool, decode, store."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ... import __version__, votable
from ...activities import Handle
from ...compute import Compute
from ...errors import CancelledError, EsapError, NotAvailableError
from ...models import Provenance, Result, SearchRequest, Target
from ...net import cancel_scope
from ...results.store import Draft, ResultStore
from ..base import Connector, Query
from ..names import default_name
from ..refusals import with_name
from .question import own_request, questions

__all__ = ["ArchiveSearch"]


class ArchiveSearch:
    """Asks one archive and stores what comes back.

    Parameters
    ----------
    archive
        The archive's id.
    request
        What the person asked.
    title
        What to call the result, for people.
    targets
        The positions of the request's target or targets.
    uploads
        The Arrow files of the request's uploads, by the name of the table.
    search
        The id of the search.
    connector
        Returns the archive's connector; may take its time.
    handle
        The activity to report on.
    store
        Where the result goes.
    compute
        Where the answer is decoded.
    naming
        Held while a name is chosen, so that no two results get the same.
    note
        Told how the archive is: None when it answers, else the error that kept it from that.
    """

    def __init__(
        self,
        *,
        archive: str,
        request: SearchRequest,
        title: str,
        targets: Sequence[Target],
        uploads: Mapping[str, Path],
        search: str,
        connector: Callable[[], Connector],
        handle: Handle,
        store: ResultStore,
        compute: Compute,
        naming: threading.Lock,
        note: Callable[[EsapError | None], None],
    ) -> None:
        self._archive = archive
        self._request = request
        self._title = title
        self._targets = targets
        self._uploads = uploads
        self._search = search
        self._connector = connector
        self._handle = handle
        self._store = store
        self._compute = compute
        self._naming = naming
        self._note = note
        self._answered = False

    def run(self) -> None:
        """Do it, and report how it ended."""
        who = self._archive
        try:
            self._handle.update(message="asking the archive")
            with cancel_scope(self._handle.cancel):
                connector = self._connector()
                who = connector.entry.name
                queries, notes = self._queries(connector)
            result = self._store_answer(connector, queries, notes)
        except CancelledError as error:
            self._handle.fail(error)
        except EsapError as error:
            named = with_name(error, who)
            if not self._answered:
                self._note(named)
            self._handle.fail(named)
        except OSError as error:
            self._handle.fail(_not_stored(error, who))
        except BaseException as error:
            self._handle.fail(error)
            raise
        else:
            self._note(None)
            self._handle.finish(
                result=result.id,
                result_name=result.name,
                rows=result.rows,
                truncated=result.truncated,
            )

    def _queries(self, connector: Connector) -> tuple[list[Query], tuple[str, ...]]:
        asked, notes = questions(
            self._request, connector, targets=self._targets, uploads=self._uploads
        )
        queries = [query for question in asked for query in connector.queries(question)]
        told = [*notes, *(note for query in queries for note in query.notes)]
        return queries, tuple(dict.fromkeys(told))

    def _store_answer(
        self, connector: Connector, queries: list[Query], notes: tuple[str, ...]
    ) -> Result:
        started, clock = time.time(), time.monotonic()
        draft = self._store.begin()
        try:
            decoded = self._answers(connector, queries, draft)
            seconds = time.monotonic() - clock
            provenance = self._provenance(connector, queries, notes, started, seconds)
            with self._naming:
                self._stop_if_cancelled()
                return draft.commit(
                    name=default_name(self._target, self._archive),
                    title=self._title,
                    archive=self._archive,
                    collection=queries[0].collection,
                    rows=decoded.rows,
                    truncated=decoded.truncated,
                    columns=decoded.columns,
                    provenance=provenance,
                )
        except BaseException:
            draft.discard()
            raise

    def _answers(self, connector: Connector, queries: list[Query], draft: Draft) -> votable.Decoded:
        if len(queries) == 1:
            return self._answer(connector, queries[0], draft, draft.table)
        raise NotAvailableError("Answers in several parts cannot be put together yet.")

    def _answer(
        self, connector: Connector, query: Query, draft: Draft, table: Path
    ) -> votable.Decoded:
        self._handle.update(message="waiting for the answer")
        connector.fetch(query, draft.answer, self._on_bytes, self._handle.cancel)
        self._answered = True
        return self._decode(connector, query, draft.answer, table)

    def _decode(
        self, connector: Connector, query: Query, answer: Path, table: Path
    ) -> votable.Decoded:
        self._stop_if_cancelled()
        self._handle.update(message="reading the rows", done=0, unit="rows")
        decoded = self._compute.run(
            votable.decode,
            answer,
            table,
            max_rows=query.maxrec,
            max_bytes=connector.max_bytes,
            cancel=self._handle.cancel,
            progress=lambda rows: self._handle.update(done=rows),
            lane="decode",
        )
        answer.unlink(missing_ok=True)
        return decoded

    @property
    def _target(self) -> Target | None:
        return self._targets[0] if len(self._targets) == 1 else None

    def _on_bytes(self, done: int, total: int | None) -> None:
        self._handle.update(message="receiving the answer", done=done, total=total, unit="bytes")

    def _stop_if_cancelled(self) -> None:
        if self._handle.cancelled:
            raise CancelledError("It was cancelled.")

    def _provenance(
        self,
        connector: Connector,
        queries: list[Query],
        notes: tuple[str, ...],
        started: float,
        seconds: float,
    ) -> Provenance:
        first = queries[0]
        return Provenance(
            archive=self._archive,
            service=connector.url,
            protocol=first.protocol,
            language=first.language,
            query="\n".join(query.text for query in queries),
            target=self._target,
            radius=None if self._target is None else self._request.radius,
            maxrec=first.maxrec,
            started=started,
            seconds=round(seconds, 3),
            client=f"esap-jupyter {__version__}",
            search=self._search,
            request=own_request(self._request, self._archive),
            notes=list(notes),
            ivoid=connector.entry.ivoid,
            acknowledgement=connector.entry.acknowledgement,
        )


def _not_stored(error: OSError, who: str) -> NotAvailableError:
    return NotAvailableError(
        f"The answer of {who} could not be stored: {error.strerror or error}.",
        remedy="Free space there, or set ESAP_HOME to a folder that you can write to.",
    )
