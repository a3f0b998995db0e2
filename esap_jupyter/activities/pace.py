"""How fast something goes, and how long it will still take."""

import time
from collections import deque
from collections.abc import Callable

__all__ = ["Pace"]

_WINDOW = 10.0
_LEAST = 0.5


class Pace:
    """Measures the rate of the last seconds.

    Parameters
    ----------
    clock
        Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def restart(self) -> None:
        """Forget what was measured, as another stage begins or the work stood still."""
        self._seen.clear()

    def add(self, done: int) -> float | None:
        """Take how much is done, and return the rate in a second, None where it is too early."""
        now = self._clock()
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((now, done))
        while len(self._seen) > 2 and now - self._seen[1][0] >= _WINDOW:  # noqa: PLR2004  (ends)
            self._seen.popleft()
        since, before = self._seen[0]
        return (done - before) / (now - since) if now - since >= _LEAST else None

    @staticmethod
    def left(done: int | None, total: int | None, rate: float | None) -> float | None:
        """Return the seconds that the rest will take, None where that is not known."""
        if done is None or total is None or not rate:
            return None
        return max(0, total - done) / rate
