"""One archive's part of a search: ask, spool, decode, store."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from ... import __version__
from ...activities import Handle
from ...compute import Compute
from ...errors import (
    BadAnswerError,
    CancelledError,
    EsapError,
    NotAvailableError,
    TargetNotFoundError,
    sentence,
)
from ...models import Provenance, Report, Result, SearchRequest, Target
from ...net import busy_scope, cancel_scope
from ...results.store import Draft, ResultStore
from ...votable import Decoded
from ..base import Connector, Query
from ..connector_errors import connector_of
from ..names import default_name
from ..refusals import with_name
from .gathering import Gathered, Gathering, busy_words
from .places import Places
from .question import own_request, questions

__all__ = ["ArchiveSearch"]


class ArchiveSearch:
    """Asks one archive and stores what comes back.

    Parameters
    ----------
    archive
        The archive's id.
    name
        What it is called.
    request
        What the person asked.
    title
        What to call the result, for people.
    places
        The positions of the request's target or targets, to be waited for.
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
        name: str,
        request: SearchRequest,
        title: str,
        places: Places,
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
        self._places = places
        self._targets: Sequence[Target] = ()
        self._uploads = uploads
        self._search = search
        self._connector = connector
        self._handle = handle
        self._store = store
        self._compute = compute
        self._naming = naming
        self._note = note
        self._answered = False
        self._who = name
        self._asked = ""
        self._notes: list[str] = []

    def run(self) -> None:
        """Do it, and report how it ended."""
        try:
            self._targets = self._places.wait(self._handle)
            self._handle.update(message="asking the archive")
            with cancel_scope(self._handle.cancel), busy_scope(self._is_busy):
                connector = self._connector()
                self._who = connector.entry.name
                queries, notes = self._queries(connector)
                self._asked, self._notes = _texts(queries), list(notes)
                result, broken = self._store_answer(connector, queries)
        except (CancelledError, TargetNotFoundError) as error:
            # The archive has not been asked, so that this says nothing of it.
            self._handle.fail(error)
        except EsapError as error:
            named = with_name(error, self._who)
            if not self._answered:
                self._note(named)
            self._handle.fail(named)
        except OSError as error:
            self._handle.fail(_not_stored(error, self._who))
        except BaseException as error:
            self._handle.fail(error)
            raise
        else:
            self._note(None)
            self._end(result, broken)

    def report(self) -> Report:
        """Say how it goes, or went."""
        activity = self._handle.activity
        end = time.time() if activity.ended is None else activity.ended
        return Report(
            archive=self._archive,
            name=self._who,
            state=activity.state,
            rows=activity.rows,
            truncated=activity.truncated,
            seconds=round(max(0.0, end - activity.started), 3),
            error=activity.error,
            query=self._asked,
            notes=self._notes,
            result=activity.result,
        )

    def _end(self, result: Result, broken: EsapError | None) -> None:
        came = {
            "result": result.id,
            "result_name": result.name,
            "rows": result.rows,
            "truncated": result.truncated,
        }
        if broken is None:
            self._handle.finish(**came)
            return
        named = broken if isinstance(broken, CancelledError) else with_name(broken, self._who)
        kept = f"The {result.rows} rows that had come are kept as {result.name}."
        remedy = " ".join(filter(None, (kept, named.remedy)))
        self._handle.fail(type(named)(named.message, remedy=remedy), **came)

    def _queries(self, connector: Connector) -> tuple[list[Query], tuple[str, ...]]:
        asked, notes = questions(
            self._request, connector, targets=self._targets, uploads=self._uploads
        )
        with connector_of(self._who):
            queries = [query for question in asked for query in connector.queries(question)]
        if not queries:
            raise BadAnswerError(
                f"{self._who} has nothing to ask of it.", remedy="Ask for something else."
            )
        own = (note for query in queries for note in query.notes)
        told = [*self._places.notes, *notes, *own]
        return queries, tuple(dict.fromkeys(told))

    def _store_answer(
        self, connector: Connector, queries: list[Query]
    ) -> tuple[Result, EsapError | None]:
        started, clock = time.time(), time.monotonic()
        draft = self._store.begin()

        def result_of(decoded: Decoded, table: Path) -> Result:
            seconds = time.monotonic() - clock
            return Result(
                id=draft.id,
                name=default_name(self._target, self._archive, self._request),
                title=self._title,
                archive=self._archive,
                collection=queries[0].collection,
                created=started,
                rows=decoded.rows,
                truncated=decoded.truncated,
                columns=decoded.columns,
                provenance=self._provenance(connector, queries, started, seconds),
                path=str(table),
                size=0,
            )

        def show(decoded: Decoded, table: Path) -> None:
            draft.share(result_of(decoded, table))
            self._handle.share(result=draft.id, rows=decoded.rows)

        gathering = Gathering(
            connector=connector,
            draft=draft,
            handle=self._handle,
            compute=self._compute,
            targets=self._targets,
            show=show,
            answered=self._has_answered,
        )
        try:
            gathered = gathering.gather(queries)
            queries = [connector.asked(query) for query in gathered.queries]
            self._asked = _texts(queries)
            notes = (*(note for query in queries for note in query.notes), *gathered.notes)
            self._notes = list(dict.fromkeys((*self._notes, *notes)))
            return self._commit(draft, gathered, result_of(gathered.decoded, draft.table))
        except BaseException:
            draft.discard()
            raise

    def _commit(
        self, draft: Draft, gathered: Gathered, result: Result
    ) -> tuple[Result, EsapError | None]:
        broken = gathered.broken
        if broken is None and self._handle.cancelled:
            broken = CancelledError("It was cancelled.")
        if broken is not None:
            self._notes.append(f"It broke off after {result.rows} rows: {sentence(broken.message)}")
        with self._naming:
            stored = draft.commit(
                name=result.name,
                title=result.title,
                archive=result.archive,
                collection=result.collection,
                rows=result.rows,
                truncated=result.truncated or broken is not None,
                columns=result.columns,
                provenance=msgspec.structs.replace(result.provenance, notes=self._notes),
            )
        return stored, broken

    def _is_busy(self, seconds: float) -> None:
        self._handle.update(message=busy_words(seconds) or "asking the archive")

    def _has_answered(self) -> None:
        self._answered = True

    @property
    def _target(self) -> Target | None:
        return self._targets[0] if len(self._targets) == 1 else None

    def _provenance(
        self,
        connector: Connector,
        queries: list[Query],
        started: float,
        seconds: float,
    ) -> Provenance:
        first = queries[0]
        return Provenance(
            archive=self._archive,
            service=connector.url,
            protocol=first.protocol,
            language=first.language,
            query=self._asked,
            target=self._target,
            radius=self._request.radius if self._targets else None,
            maxrec=first.maxrec,
            started=started,
            seconds=round(seconds, 3),
            client=f"esap-jupyter {__version__}",
            search=self._search,
            request=own_request(self._request, self._archive),
            notes=list(self._notes),
            ivoid=connector.entry.ivoid,
            acknowledgement=connector.entry.acknowledgement,
            archive_name=connector.entry.name,
            job=connector.jobs.address,
        )


def _texts(queries: Sequence[Query]) -> str:
    return "\n".join(query.text for query in queries)


def _not_stored(error: OSError, who: str) -> NotAvailableError:
    return NotAvailableError(
        f"The answer of {who} could not be stored: {error.strerror or error}.",
        remedy="Free space there, or set ESAP_HOME to a folder that you can write to.",
    )
