"""Asks servers how large files are, a few at a time and not for long."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from ..errors import EsapError
from ..net import HttpClient
from ..wholes import whole
from .wanted import Wanted

__all__ = ["HeadSizes"]

_MOST = 100
_AT_ONCE = 8
_SECONDS = 5.0
_ALL = 15.0
_OK = 200


class HeadSizes:
    """Asks by HEAD; whoever does not tell leaves the size unknown, which is said in the plan.

    Parameters
    ----------
    http
        The client that requests go through.
    """

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def __call__(
        self, wanted: Sequence[Wanted], cancel: threading.Event | None = None
    ) -> dict[str, int]:
        """Return the sizes in bytes, by address, of those that were told."""
        until = time.monotonic() + _ALL
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="esap-sizes") as pool:
            sizes = pool.map(lambda one: self._size(one, until, cancel), wanted[:_MOST])
            return {
                one.url: size for one, size in zip(wanted, sizes, strict=False) if size is not None
            }

    def _size(self, wanted: Wanted, until: float, cancel: threading.Event | None) -> int | None:
        left = until - time.monotonic()
        if left <= 0:
            return None
        try:
            answer = self._http.send(
                "HEAD",
                wanted.url,
                headers={"Accept-Encoding": "identity"},
                read_timeout=_SECONDS,
                total_timeout=min(_SECONDS, left),
                cancel=cancel,
                who=wanted.who or None,
            )
        except EsapError:
            # What it costs is not known then; the transfer itself tells what is wrong.
            return None
        return whole(answer.headers.get("content-length", "")) if answer.status == _OK else None
