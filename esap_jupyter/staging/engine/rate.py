"""A limit that all transfers share."""

import threading
import time

from ...errors import CancelledError

__all__ = ["Rate"]

_BURST = 0.25


class Rate:
    """Lets bytes through at a rate, with bursts of a quarter of a second.

    Parameters
    ----------
    limit
        Bytes a second; None for no limit.
    """

    def __init__(self, limit: float | None) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._free = time.monotonic()

    def take(self, count: int, cancel: threading.Event) -> None:
        """Wait until so many bytes may come.

        Raises
        ------
        CancelledError
            It was cancelled meanwhile.
        """
        if not self._limit:
            return
        with self._lock:
            now = time.monotonic()
            self._free = max(self._free, now - _BURST) + count / self._limit
            pause = self._free - now
        if pause > 0 and cancel.wait(pause):
            raise CancelledError("It was cancelled.")
