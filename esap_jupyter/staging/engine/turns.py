"""Who may open a connection: the smallest file first, and few at a time for each host."""

import contextlib
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator

from ...errors import CancelledError

__all__ = ["Turns"]

_TICK = 0.2
_UNKNOWN = 1 << 20


class Turns:
    """Hands out turns.

    Parameters
    ----------
    most
        How many at once.
    per_host
        How many of them to one host.
    """

    def __init__(self, *, most: int, per_host: int) -> None:
        self._most = most
        self._per_host = per_host
        self._changed = threading.Condition()
        self._busy: Counter[str] = Counter()
        self._until: dict[str, float] = {}
        self._waiting: dict[int, tuple[int, str]] = {}
        self._numbers = itertools.count()

    @contextlib.contextmanager
    def turn(self, host: str, size: int | None, cancel: threading.Event) -> Iterator[None]:
        """Wait for a turn, and have it within the block.

        Raises
        ------
        CancelledError
            It was cancelled while it waited.
        """
        self._take(host, _UNKNOWN if size is None else size, cancel)
        try:
            yield
        finally:
            self.give_back(host)

    def spare(self, host: str) -> bool:
        """Take a turn that nobody else waits for; it is given back by `give_back`."""
        with self._changed:
            if self._waiting or not self._is_free(host):
                return False
            self._busy[host] += 1
            return True

    def give_back(self, host: str) -> None:
        """Let the next one."""
        with self._changed:
            self._busy[host] -= 1
            if not self._busy[host]:
                del self._busy[host]
            self._changed.notify_all()

    def leave_alone(self, host: str, seconds: float) -> None:
        """Have nobody ask a host for a while, since it said that it is busy."""
        with self._changed:
            self._until[host] = max(self._until.get(host, 0.0), time.monotonic() + seconds)

    def _take(self, host: str, size: int, cancel: threading.Event) -> None:
        number = next(self._numbers)
        with self._changed:
            self._waiting[number] = size, host
            try:
                while not (self._is_free(host) and self._is_next(number)):
                    if cancel.is_set():
                        raise CancelledError("It was cancelled.")
                    self._changed.wait(_TICK)
                self._busy[host] += 1
            finally:
                del self._waiting[number]
                self._changed.notify_all()

    def _is_free(self, host: str) -> bool:
        if self._until.get(host, 0.0) > time.monotonic():
            return False
        return self._busy.total() < self._most and self._busy[host] < self._per_host

    def _is_next(self, number: int) -> bool:
        """Tell whether nobody who could go before waits for less."""
        mine = (self._waiting[number][0], number)
        return all(
            (size, each) >= mine
            for each, (size, host) in self._waiting.items()
            if self._is_free(host)
        )
