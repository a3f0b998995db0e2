"""Keeps some of a long answer, so that the pages after a deep one do not read it all again."""

import itertools
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator, Sequence
from contextlib import closing

from ..models import Did
from .dids import DidName

__all__ = ["Windows"]

_PAGES = 10
_KEPT = 4
_SECONDS = 60.0

Window = tuple[float, int, bool, Sequence[Did]]


class Windows:
    """Pages of the files of DIDs; for the first one the lake is always asked anew.

    Any other is read with the nine after it, which are kept for a minute.

    Parameters
    ----------
    source
        Gives the files of a DID.
    clock
        Seconds.
    """

    def __init__(
        self,
        source: Callable[[DidName], Generator[Did]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[DidName, Window] = OrderedDict()

    def page(self, did: DidName, offset: int, limit: int) -> Sequence[Did]:
        """Return some of the files of a DID."""
        if offset == 0:
            return self._read(did, 0, limit)
        kept = self._kept(did, offset, limit)
        if kept is not None:
            return kept
        wanted = limit * _PAGES
        rows = self._read(did, offset, wanted)
        with self._lock:
            self._known[did] = self._clock(), offset, len(rows) < wanted, rows
            self._known.move_to_end(did)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return rows[:limit]

    def _kept(self, did: DidName, offset: int, limit: int) -> Sequence[Did] | None:
        with self._lock:
            known = self._known.get(did)
        if known is None:
            return None
        when, start, is_last, rows = known
        is_short = offset + limit > start + len(rows) and not is_last
        if when + _SECONDS < self._clock() or offset < start or is_short:
            return None
        return rows[offset - start : offset - start + limit]

    def _read(self, did: DidName, offset: int, limit: int) -> Sequence[Did]:
        with closing(self._source(did)) as files:
            return list(itertools.islice(files, offset, offset + limit))
