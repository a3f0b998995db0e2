"""DIDs that are being listed: pages are answered while the rest still comes."""

import threading
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import closing

from ..models import Did, DidPage, DidQuestion, ErrorInfo, Listing
from ..net import cancel_scope
from ..wording import describe_error

__all__ = ["DidListing"]

Source = Callable[[threading.Event], Generator[Did]]
"""Asks for DIDs, until the event is set."""

_FIRST = 0.2
_LOOK = 0.05
_NEWS = 25


class DidListing:
    """One listing; a thread reads what comes.

    Parameters
    ----------
    key
        Its id.
    lake
        Of which lake it is.
    question
        What is listed.
    source
        Gives the DIDs.
    limit
        How many are kept at most; what is beyond is told as ``more``.
    clock
        Seconds, for how long it takes.
    """

    def __init__(
        self,
        *,
        key: str,
        lake: str,
        question: DidQuestion,
        source: Source,
        limit: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.key = key
        self._lake = lake
        self._question = question
        self._source = source
        self._limit = limit
        self._clock = clock
        self._rows: list[Did] = []
        self._news = threading.Condition()
        self._cancel = threading.Event()
        self._ended = False
        self._more = False
        self._error: ErrorInfo | None = None
        self._started = clock()
        self._seconds: float | None = None
        threading.Thread(target=self._run, name=f"esap-listing-{lake}", daemon=True).start()

    @property
    def count(self) -> int:
        """How many rows are kept."""
        return len(self._rows)

    def model(self) -> Listing:
        """Say how far it is."""
        with self._news:
            taken = self._clock() - self._started if self._seconds is None else self._seconds
            return Listing(
                id=self.key,
                lake=self._lake,
                question=self._question,
                count=len(self._rows),
                ended=self._ended,
                more=self._more,
                seconds=round(taken, 3),
                error=self._error,
            )

    def page(self, offset: int, limit: int, wait: float = 0.0) -> DidPage:
        """Return rows as soon as the page is full, or the listing over.

        Parameters
        ----------
        offset, limit
            Which rows.
        wait
            How many seconds to wait for them. A page that has begun is not waited for any
            longer than a moment.
        """
        end = time.monotonic() + wait
        with self._news:
            begun: float | None = None
            while not self._ended and len(self._rows) < offset + limit:
                now = time.monotonic()
                if begun is None and len(self._rows) > offset:
                    begun = now
                left = end - now if begun is None else min(end, begun + _FIRST) - now
                if left <= 0:
                    break
                self._news.wait(min(left, _LOOK))
            return self._page(offset, limit)

    def cancel(self) -> None:
        """Stop it; what has come can still be had."""
        self._cancel.set()

    def _page(self, offset: int, limit: int) -> DidPage:
        return DidPage(
            rows=self._rows[offset : offset + limit],
            offset=offset,
            count=len(self._rows),
            ended=self._ended,
            more=self._more,
            error=self._error,
        )

    def _run(self) -> None:
        error: ErrorInfo | None = None
        try:
            with cancel_scope(self._cancel), closing(self._source(self._cancel)) as dids:
                self._read(dids)
        except Exception as failure:  # noqa: BLE001  (an error is a state, also one of ours)
            error = describe_error(failure)
        with self._news:
            self._error = error
            self._ended = True
            self._seconds = self._clock() - self._started
            self._news.notify_all()

    def _read(self, dids: Iterable[Did]) -> None:
        # Who waits looks from time to time, so that not each row needs the lock.
        rows, limit = self._rows, self._limit
        for did in dids:
            if len(rows) >= limit:
                self._more = True
                return
            rows.append(did)
            if len(rows) % _NEWS == 0:
                with self._news:
                    self._news.notify_all()
