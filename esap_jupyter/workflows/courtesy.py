"""Keeps within the limits that a repository sets, which it tells with each answer.

Zenodo lets guests ask 60 times a minute, 30 of them searches; ``X-RateLimit-Remaining`` and
``-Reset`` (Unix seconds) say what is left, and 429 with ``Retry-After`` that nothing is.
"""

import threading
import time
from collections.abc import Callable, Mapping

from ..errors import NotAvailableError
from ..net.retry_after import retry_after
from ..wholes import whole
from .patience import patience

__all__ = ["BUSY", "TOO_MANY", "Courtesy"]

TOO_MANY, BUSY = 429, 503

_USUAL_PAUSE = 60.0
_LONGEST_RESET = 3600


class Courtesy:
    """Knows for how long one repository is to be left alone, whoever of us asks.

    Parameters
    ----------
    who
        What to call the repository.
    now
        Unix time in seconds.
    """

    def __init__(self, *, who: str, now: Callable[[], float] = time.time) -> None:
        self._who = who
        self._now = now
        self._lock = threading.Lock()
        self._until = 0.0

    def wait(self, cancel: threading.Event | None = None) -> None:
        """Wait until it may be asked.

        Parameters
        ----------
        cancel
            Ends the waiting when set; the request that follows ends then, too.

        Raises
        ------
        NotAvailableError
            That would take longer than `patience`.
        """
        left = self._left()
        if left > patience():
            raise self.exhausted()
        if left > 0:
            (cancel or threading.Event()).wait(left)

    def learn(self, status: int, headers: Mapping[str, str]) -> None:
        """Take in what an answer says.

        Parameters
        ----------
        status
            The HTTP status.
        headers
            By lower-case names.
        """
        if status in (TOO_MANY, BUSY):
            pause = retry_after(headers) or self._reset(headers)
            pause = pause or (_USUAL_PAUSE if status == TOO_MANY else 1.0)
        elif whole(headers.get("x-ratelimit-remaining", "")) == 0:
            pause = self._reset(headers)
        else:
            return
        with self._lock:
            self._until = max(self._until, self._now() + pause)

    def exhausted(self) -> NotAvailableError:
        """Make the error that says for how long it wants to be left alone."""
        seconds = max(1, round(self._left()))
        return NotAvailableError(
            f"{self._who} has been asked as often as it allows, and wants to be left alone for "
            f"{seconds} s.",
            remedy=f"Try again in {seconds} s; until then you see what is kept from before.",
        )

    def _left(self) -> float:
        with self._lock:
            return self._until - self._now()

    def _reset(self, headers: Mapping[str, str]) -> float:
        moment = whole(headers.get("x-ratelimit-reset", ""))
        left = 0.0 if moment is None else moment - self._now()
        return left if 0 < left <= _LONGEST_RESET else 0.0
