"""Asks a repository politely: within its limits, which it tells with each answer.

Zenodo lets guests ask 60 times a minute, 30 of them searches; ``X-RateLimit-Remaining`` and
``-Reset`` (Unix seconds) say what is left, and 429 with ``Retry-After`` that nothing is.
"""

import threading
import time
from collections.abc import Callable, Mapping

from ...errors import NotAvailableError
from ...net import HttpClient, Response
from ...net.retry_after import retry_after
from ...wholes import whole
from ..content import refused
from ..patience import patience

__all__ = ["PoliteClient"]

_BAD, _TOO_MANY, _BUSY = 400, 429, 503
_BYTES = 32 << 20
_SECONDS = 60.0
_USUAL_PAUSE = 60.0
_LONGEST_RESET = 3600


class PoliteClient:
    """Gets documents of one repository.

    Parameters
    ----------
    http
        The client that requests go through.
    who
        What to call the repository.
    now
        Unix time in seconds.
    """

    def __init__(self, *, http: HttpClient, who: str, now: Callable[[], float] = time.time) -> None:
        self._http = http
        self._who = who
        self._now = now
        self._lock = threading.Lock()
        self._until = 0.0

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        what: str,
        cancel: threading.Event | None = None,
    ) -> Response:
        """Get a document; a short wish to be left alone is obeyed first.

        Parameters
        ----------
        url
            An address, often a link of another answer.
        params
            Added to it.
        what
            What is asked for, for errors.
        cancel
            Ends it when set.

        Raises
        ------
        NotAvailableError
            The repository wants to be left alone for longer than `patience`.
        EsapError
            It does not answer, or with an error.
        """
        response = self._asked(url, params, cancel)
        if response.status in (_TOO_MANY, _BUSY):
            response = self._asked(url, params, cancel)
        if response.status == _TOO_MANY:
            raise self._exhausted()
        if response.status >= _BAD:
            raise refused(response.status, who=self._who, what=what)
        return response

    def _asked(
        self, url: str, params: Mapping[str, str] | None, cancel: threading.Event | None
    ) -> Response:
        self._wait(cancel)
        response = self._http.get(
            url,
            params,
            {"Accept": "application/json"},
            max_bytes=_BYTES,
            total_timeout=_SECONDS,
            retries=0,
            cancel=cancel,
            who=self._who,
        )
        self._learn(response)
        return response

    def _wait(self, cancel: threading.Event | None) -> None:
        left = self._left()
        if left <= 0:
            return
        if left > patience():
            raise self._exhausted()
        # The client's own cancel ends the request that follows at once.
        (cancel or threading.Event()).wait(left)

    def _left(self) -> float:
        with self._lock:
            return self._until - self._now()

    def _learn(self, response: Response) -> None:
        headers = response.headers
        if response.status in (_TOO_MANY, _BUSY):
            pause = retry_after(headers) or self._reset(headers)
            pause = pause or (_USUAL_PAUSE if response.status == _TOO_MANY else 1.0)
        elif whole(headers.get("x-ratelimit-remaining", "")) == 0:
            pause = self._reset(headers)
        else:
            return
        with self._lock:
            self._until = max(self._until, self._now() + pause)

    def _reset(self, headers: Mapping[str, str]) -> float:
        moment = whole(headers.get("x-ratelimit-reset", ""))
        left = 0.0 if moment is None else moment - self._now()
        return left if 0 < left <= _LONGEST_RESET else 0.0

    def _exhausted(self) -> NotAvailableError:
        seconds = max(1, round(self._left()))
        return NotAvailableError(
            f"{self._who} has been asked as often as it allows, and wants to be left alone for "
            f"{seconds} s.",
            remedy=f"Search again in {seconds} s; until then you see what is kept from before.",
        )
