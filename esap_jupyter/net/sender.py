"""Sends one request and follows where it leads."""

import contextlib
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Timeout

from ..errors import BadAnswerError
from ..wholes import whole
from .body import Body
from .connection import pool_classes
from .failures import translate
from .guard import AddressGuard
from .proxies import proxy_for
from .request import REDIRECTS, Request
from .response import Response
from .watch import Watch

__all__ = ["Sender"]

_MAX_REDIRECTS = 5
_CHUNK = 1 << 16
_POOLS = 32


class Sender:
    """Holds the pools of connections.

    Parameters
    ----------
    guard
        Says which addresses may be reached.
    user_agent
        How it introduces itself.
    connect_timeout
        Seconds to reach a server.
    """

    def __init__(self, *, guard: AddressGuard, user_agent: str, connect_timeout: float) -> None:
        self._guard = guard
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"}
        self._connect_timeout = connect_timeout
        self._lock = threading.Lock()
        self._managers: dict[str | None, urllib3.PoolManager] = {}

    def send(
        self,
        request: Request,
        body: Body,
        watch: Watch,
        silence: float,
        *,
        follow: bool = True,
    ) -> Response:
        """Ask, follow redirects, and read the answer.

        Parameters
        ----------
        request
            What to ask.
        body
            Where the answer goes.
        watch
            The watch of this request, already on.
        silence
            Seconds without a byte before the server is given up.
        follow
            Whether redirects are followed; otherwise they are the answer, but for one to the same
            address by https.
        """
        for _ in range(_MAX_REDIRECTS + 1):
            watch.check()
            try:
                answer = self._open(request, watch, silence)
                try:
                    location = answer.headers.get("Location")
                    if answer.status not in REDIRECTS or location is None:
                        return self._read(request, answer, body, watch)
                    if not follow and not request.is_upgraded(answer.status, location):
                        return self._read(request, answer, body, watch)
                    request = request.redirected(answer.status, location, body.who)
                finally:
                    # Only an answer that was read to its end leaves a connection worth keeping.
                    answer.close()
            except HTTPError as error:
                watch.check()
                raise translate(error, body.who, silence) from error
        raise BadAnswerError(
            f"{body.who} redirects in circles.",
            remedy="Correct its address in the catalogue, or ask its operators.",
        )

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for manager in self._managers.values():
                manager.clear()
            self._managers.clear()

    def _open(self, request: Request, watch: Watch, silence: float) -> BaseHTTPResponse:
        proxy = proxy_for(request.url)
        if proxy is not None:
            self._guard.check_name(request.host, request.port)
        with _content(request) as (content, length):
            return self._manager(proxy).urlopen(
                request.method,
                request.url,
                redirect=False,
                body=content,
                headers={**self._headers, **request.headers, **length},
                retries=False,
                preload_content=False,
                timeout=Timeout(connect=max(0.01, watch.left(self._connect_timeout)), read=silence),
            )

    def _read(
        self, request: Request, answer: BaseHTTPResponse, body: Body, watch: Watch
    ) -> Response:
        headers = {key.lower(): value for key, value in answer.headers.items()}
        # Cookies alone cannot be joined with a comma (RFC 9110, section 5.3).
        if cookies := answer.headers.getlist("set-cookie"):
            headers["set-cookie"] = "\n".join(cookies)
        total = whole(headers.get("content-length", ""))
        if "content-encoding" in headers:
            total = None
        content = body.take(_chunks(answer, watch), total)
        return Response(status=answer.status, headers=headers, body=content, url=request.url)

    def _manager(self, proxy: str | None) -> urllib3.PoolManager:
        with self._lock:
            if proxy not in self._managers:
                self._managers[proxy] = self._new_manager(proxy)
            return self._managers[proxy]

    def _new_manager(self, proxy: str | None) -> urllib3.PoolManager:
        manager = urllib3.PoolManager(num_pools=_POOLS, maxsize=4)
        if proxy is not None:
            manager = urllib3.ProxyManager(proxy, num_pools=_POOLS, maxsize=4)
        manager.pool_classes_by_scheme = pool_classes(self._guard)
        return manager


@contextlib.contextmanager
def _content(request: Request) -> Iterator[tuple[bytes | IO[bytes] | None, Mapping[str, str]]]:
    """Open what is to be sent; of a file, the length is told, as services want to know it."""
    if not isinstance(request.body, Path):
        yield request.body, {}
        return
    with request.body.open("rb") as file:
        yield file, {"Content-Length": str(request.body.stat().st_size)}


def _chunks(answer: BaseHTTPResponse, watch: Watch) -> Iterator[bytes]:
    while chunk := answer.read1(_CHUNK):
        watch.check()
        yield chunk
    watch.check()
