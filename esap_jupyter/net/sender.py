"""Sends one request and follows where it leads."""

import contextlib
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Timeout

from ..errors import BadAnswerError
from ..urls import origin
from .body import Body
from .connection import pool_classes
from .failures import translate
from .guard import AddressGuard
from .proxies import proxy_for
from .request import REDIRECTS, Request
from .response import Progress, Response
from .streamed import Streamed
from .tls import Tls
from .watch import Watch

__all__ = ["Sender"]

_MAX_REDIRECTS = 5
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
    tls
        Whom it trusts, and who it is.
    connections
        How many are kept open to each server.
    """

    def __init__(
        self,
        *,
        guard: AddressGuard,
        user_agent: str,
        connect_timeout: float,
        tls: Tls,
        connections: int,
    ) -> None:
        self._guard = guard
        self._tls = tls
        self._connections = connections
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"}
        self._connect_timeout = connect_timeout
        self._lock = threading.Lock()
        self._managers: dict[tuple[str | None, Tls], tuple[object, urllib3.PoolManager]] = {}

    def send(
        self,
        request: Request,
        body: Body,
        watch: Watch,
        silence: float,
        *,
        follow: bool = True,
    ) -> Response:
        """Ask, follow redirects, and read the answer; see `opened`.

        ``body`` is where the answer goes.
        """
        with self.opened(request, body.who, watch, silence, follow=follow) as answer:
            content = body.take(answer)
            return Response(
                status=answer.status, headers=answer.headers, body=content, url=answer.url
            )

    @contextlib.contextmanager
    def opened(
        self, request: Request, who: str, watch: Watch, silence: float, *, follow: bool = True
    ) -> Iterator[Streamed]:
        """Ask, follow redirects, and give the answer to be read within the block.

        Parameters
        ----------
        request
            What to ask.
        who
            What to call the server.
        watch
            The watch of this request, already on.
        silence
            Seconds without a byte before the server is given up.
        follow
            Whether redirects are followed; otherwise they are the answer, but for one to the same
            address by https.
        """
        home = origin(request.url)
        for _ in range(_MAX_REDIRECTS + 1):
            watch.check()
            try:
                answer = self._open(request, watch, silence, known=origin(request.url) == home)
            except HTTPError as error:
                watch.check()
                raise translate(error, who, silence) from error
            try:
                location = answer.headers.get("Location")
                if (
                    answer.status not in REDIRECTS
                    or location is None
                    or not (follow or request.is_upgraded(answer.status, location))
                ):
                    yield Streamed(answer, url=request.url, who=who, watch=watch, silence=silence)
                    return
                request = request.redirected(answer.status, location, who)
            finally:
                # Only an answer that was read to its end leaves a connection worth keeping.
                answer.close()
        raise BadAnswerError(
            f"{who} redirects in circles.",
            remedy="Correct its address in the catalogue, or ask its operators.",
        )

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for _, manager in self._managers.values():
                manager.clear()
            self._managers.clear()

    def _open(
        self, request: Request, watch: Watch, silence: float, *, known: bool
    ) -> BaseHTTPResponse:
        proxy = proxy_for(request.url)
        if proxy is not None:
            self._guard.check_name(request.host, request.port)
        # Who one is concerns the server that was asked, not the one that it redirects to.
        tls = self._tls if known and not request.is_beside else self._tls.without_certificate()
        with _content(request) as (content, length):
            return self._manager(proxy, tls).urlopen(
                request.method,
                request.url,
                redirect=False,
                body=content,
                headers={**self._headers, **request.headers, **length},
                retries=False,
                preload_content=False,
                timeout=Timeout(connect=max(0.01, watch.left(self._connect_timeout)), read=silence),
            )

    def _manager(self, proxy: str | None, tls: Tls) -> urllib3.PoolManager:
        key = proxy, tls
        stamp = tls.stamp
        with self._lock:
            made = self._managers.get(key)
            if made is None or made[0] != stamp:
                made = self._managers[key] = stamp, self._new_manager(proxy, tls)
            return made[1]

    def _new_manager(self, proxy: str | None, tls: Tls) -> urllib3.PoolManager:
        own: dict[str, Any] = {} if tls == Tls() else {"ssl_context": tls.context()}
        size = self._connections
        if proxy is None:
            manager = urllib3.PoolManager(num_pools=_POOLS, maxsize=size, **own)
        else:
            manager = urllib3.ProxyManager(proxy, num_pools=_POOLS, maxsize=size, **own)
        manager.pool_classes_by_scheme = pool_classes(self._guard)
        return manager


@contextlib.contextmanager
def _content(request: Request) -> Iterator[tuple[Any, Mapping[str, str]]]:
    """Open what is to be sent; of a file, the length is told, as services want to know it."""
    if not isinstance(request.body, Path):
        yield request.body, {}
        return
    size = request.body.stat().st_size
    with request.body.open("rb") as file:
        counted = file if request.sent is None else _Counted(file, size, request.sent)
        yield counted, {"Content-Length": str(size)}


class _Counted:
    """A file that tells how much of it was read."""

    def __init__(self, file: IO[bytes], size: int, told: Progress) -> None:
        self._file = file
        self._size = size
        self._told = told
        self._done = 0

    def read(self, size: int = -1) -> bytes:
        """Read some of it."""
        chunk = self._file.read(size)
        if chunk:
            self._done += len(chunk)
            self._told(self._done, self._size)
        return chunk
