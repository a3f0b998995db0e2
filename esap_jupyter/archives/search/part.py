"""One archive's part of a search: ask, spool, decode, store."""

import threading
import time
from collections.abc import Callable

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
    target
        The position, unless the request is ADQL.
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
        target: Target | None,
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
        self._target = target
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
                query = connector.query(self._request, self._target)
            result = self._store_answer(connector, query)
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

    def _store_answer(self, connector: Connector, query: Query) -> Result:
        started, clock = time.time(), time.monotonic()
        draft = self._store.begin()
        try:
            self._handle.update(message="waiting for the answer")
            connector.fetch(query, draft.answer, self._on_bytes, self._handle.cancel)
            self._answered = True
            decoded = self._decode(connector, query, draft)
            provenance = self._provenance(connector, query, started, time.monotonic() - clock)
            with self._naming:
                self._stop_if_cancelled()
                return draft.commit(
                    name=default_name(self._target, self._archive),
                    title=self._title,
                    archive=self._archive,
                    collection=query.collection,
                    rows=decoded.rows,
                    truncated=decoded.truncated,
                    columns=decoded.columns,
                    provenance=provenance,
                )
        except BaseException:
            draft.discard()
            raise

    def _decode(self, connector: Connector, query: Query, draft: Draft) -> votable.Decoded:
        self._stop_if_cancelled()
        self._handle.update(message="reading the rows", done=0, unit="rows")
        decoded = self._compute.run(
            votable.decode,
            draft.answer,
            draft.table,
            max_rows=query.maxrec,
            max_bytes=connector.max_bytes,
            cancel=self._handle.cancel,
            progress=lambda rows: self._handle.update(done=rows),
            lane="decode",
        )
        draft.answer.unlink(missing_ok=True)
        return decoded

    def _on_bytes(self, done: int, total: int | None) -> None:
        self._handle.update(message="receiving the answer", done=done, total=total, unit="bytes")

    def _stop_if_cancelled(self) -> None:
        if self._handle.cancelled:
            raise CancelledError("It was cancelled.")

    def _provenance(
        self, connector: Connector, query: Query, started: float, seconds: float
    ) -> Provenance:
        return Provenance(
            archive=self._archive,
            service=connector.url,
            protocol=query.protocol,
            language=query.language,
            query=query.text,
            target=self._target,
            radius=None if self._target is None else self._request.radius,
            maxrec=query.maxrec,
            started=started,
            seconds=round(seconds, 3),
            client=f"esap-jupyter {__version__}",
        )


def _not_stored(error: OSError, who: str) -> NotAvailableError:
    return NotAvailableError(
        f"The answer of {who} could not be stored: {error.strerror or error}.",
        remedy="Free space there, or set ESAP_HOME to a folder that you can write to.",
    )
