"""Counts the checksums of a file behind those who write it, in the order of its bytes."""

import errno
import os
import threading
from collections.abc import Iterable

from ..checksums import Digests

__all__ = ["Follower"]

_CHUNK = 1 << 20
_SMALL = 8 << 20


class Follower:
    """Reads what has been written without a gap; in a thread of its own once that is much.

    Parameters
    ----------
    handle
        The file, open for reading.
    names
        The checksums.
    """

    def __init__(self, handle: int, names: Iterable[str]) -> None:
        self.reached = 0
        self._handle = handle
        self._digests = Digests(names)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopped = False
        self._failure: OSError | None = None
        self._view: memoryview | None = None

    @property
    def counted(self) -> int:
        """How many bytes were counted."""
        return self._digests.size

    def take(self, view: memoryview, position: int) -> None:
        """Count bytes that are written while they are at hand, where they come next and are few."""
        end = position + len(view)
        with self._changed:
            if self._thread is None and position == self._digests.size and end <= _SMALL:
                self._digests.add(view)

    def reach(self, position: int) -> None:
        """Say up to where there is no gap."""
        with self._changed:
            self.reached = max(self.reached, position)
            if self._thread is None and self.reached > _SMALL:
                self._thread = threading.Thread(
                    target=self._run, name="esap-checksums", daemon=True
                )
                self._thread.start()
            self._changed.notify_all()

    def finish(self, size: int) -> dict[str, str]:
        """Count the rest, and return the checksums.

        Raises
        ------
        OSError
            The file cannot be read.
        """
        self.reach(size)
        self._join()
        if self._failure is not None:
            raise self._failure
        self._count()
        return self._digests.values

    def stop(self) -> None:
        """Count no more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._join(at_end=False)

    def _join(self, *, at_end: bool = True) -> None:
        thread = self._thread
        if thread is None:
            return
        with self._changed:
            self._changed.wait_for(
                lambda: not at_end or self._failure or self._digests.size >= self.reached
            )
            self._stopped = True
            self._changed.notify_all()
        thread.join()
        self._thread = None

    def _run(self) -> None:
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(
                        lambda: self._stopped or self._digests.size < self.reached
                    )
                    if self._stopped:
                        return
                self._count(once=True)
                with self._changed:
                    self._changed.notify_all()
        except OSError as error:
            with self._changed:
                self._failure = error
                self._changed.notify_all()

    def _count(self, *, once: bool = False) -> None:
        if self._view is None:
            self._view = memoryview(bytearray(min(_CHUNK, self.reached)))
        while (left := self.reached - self._digests.size) > 0:
            view = self._view[: min(len(self._view), left)]
            count = os.preadv(self._handle, [view], self._digests.size)
            if not count:
                raise OSError(errno.EIO, "what was written is not there")
            self._digests.add(view[:count])
            if once:
                return
