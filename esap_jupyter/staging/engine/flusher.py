"""Has the system write to the disk while bytes come, and let go of what it has written.

So little is left for the end, and a file larger than the memory does not drive out what others
have there. Where memory that was free for long has to be had first, as in virtual machines, that
costs more than all the rest of a transfer.
"""

import contextlib
import os
import queue
import threading
from collections import deque
from collections.abc import Callable

__all__ = ["Flusher"]

_BLOCK = 8 << 20
_AHEAD = 16
_KEPT = 8


class Flusher:
    """Does so in a thread of its own, as it waits where the disk is busy.

    What is not begun yet is bounded: the end, which nobody can cancel, must not take long.

    Parameters
    ----------
    handle
        The file, open for writing.
    read
        Tells up to where its bytes are needed no more.
    """

    def __init__(self, handle: int, read: Callable[[], int]) -> None:
        self._handle = handle
        self._read = read
        self._begun: deque[int] = deque()
        self._blocks: queue.Queue[int | None] = queue.Queue(_AHEAD)
        self._thread: threading.Thread | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def reach(self, start: int, before: int, now: int) -> None:
        """Say how far a segment came.

        Parameters
        ----------
        start
            Where in the file the segment begins.
        before, now
            How many of its bytes there were, and are.
        """
        for block in range(before // _BLOCK, now // _BLOCK):
            self._begin()
            self._blocks.put(start + block * _BLOCK)

    def finish(self) -> None:
        """Wait until all is begun."""
        self._end()

    def stop(self) -> None:
        """Begin no more."""
        self._stopped = True
        self._end()

    def _begin(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="esap-flush", daemon=True)
                self._thread.start()

    def _end(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            self._blocks.put(None)
            thread.join()

    def _run(self) -> None:
        while (start := self._blocks.get()) is not None:
            if not self._stopped:
                self._write(start)
                self._begun.append(start)
            while len(self._begun) > _KEPT and self._begun[0] + _BLOCK <= self._read():
                self._write(self._begun.popleft())

    def _write(self, start: int) -> None:
        """Linux writes what is not written yet, and drops only what is."""
        with contextlib.suppress(OSError, AttributeError):
            os.posix_fadvise(self._handle, start, _BLOCK, os.POSIX_FADV_DONTNEED)
