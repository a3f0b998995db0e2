"""Connections that ask the guard, and can be given up at any moment."""

import errno
import os
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util import wait_for_write

from ..errors import EsapError
from .guard import AddressGuard
from .watch import SLICE, Watch, current_watch

__all__ = ["pool_classes"]

_CONNECTING = {errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY}
AddressInfo = tuple[int, int, int, str, tuple[Any, ...]]


class _Guarded(HTTPConnection):
    """What plain and TLS connections share; the guard is set by the subclass of a client."""

    guard: AddressGuard

    def _new_conn(self) -> socket.socket:
        watch = current_watch()
        limit = self.timeout if isinstance(self.timeout, int | float) else 10.0
        deadline = time.monotonic() + limit
        error: OSError | None = None
        for family, kind, protocol, _, address in self._addresses(watch, deadline):
            self._check(address)
            sock = socket.socket(family, kind, protocol)
            try:
                self._reach(sock, address, watch, deadline)
                self._check(sock.getpeername())
                sock.settimeout(limit)
            except EsapError:
                sock.close()
                raise
            except OSError as reason:
                sock.close()
                error = reason
                if time.monotonic() > deadline:
                    break
            else:
                return sock
        if isinstance(error, TimeoutError):
            raise ConnectTimeoutError(self, f"no connection within {limit:g} s") from error
        raise NewConnectionError(self, str(error)) from error

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send a request; a pooled socket comes under the watch of this request first."""
        if self.sock is not None:
            current_watch().attach(self.sock)
        super().request(*args, **kwargs)

    def _check(self, address: tuple[Any, ...]) -> None:
        # The proxy's own address was chosen by whoever set the environment.
        if self.proxy is None:
            self.guard.check(self.host, self.port, address[0])

    def _addresses(self, watch: Watch, deadline: float) -> list[AddressInfo]:
        found: list[AddressInfo] = []
        failed: list[OSError] = []
        name = self.host.strip("[]")

        def look_up() -> None:
            try:
                found.extend(socket.getaddrinfo(name, self.port, 0, socket.SOCK_STREAM))
            except (OSError, UnicodeError) as error:
                failed.append(error if isinstance(error, OSError) else OSError(str(error)))

        # The resolver of the system cannot be interrupted, so it is left behind when need be.
        thread = threading.Thread(target=look_up, name="esap-dns", daemon=True)
        thread.start()
        _wait(thread.is_alive, thread.join, watch, deadline)
        if thread.is_alive():
            raise ConnectTimeoutError(self, "the name service did not answer")
        if failed or not found:
            error = failed[0] if failed else OSError("no address")
            raise NameResolutionError(self.host, self, socket.gaierror(*error.args)) from error
        return found

    def _reach(
        self, sock: socket.socket, address: tuple[Any, ...], watch: Watch, deadline: float
    ) -> None:
        for option in self.socket_options or ():
            sock.setsockopt(*option)
        watch.attach(sock)
        sock.settimeout(0)
        code = sock.connect_ex(address)
        if code in _CONNECTING:
            decided = threading.Event()

            def wait(seconds: float) -> None:
                if wait_for_write(sock, seconds):
                    decided.set()

            _wait(lambda: not decided.is_set(), wait, watch, deadline)
            if not decided.is_set():
                raise TimeoutError("no connection")
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))


def _wait(
    waiting: Callable[[], bool],
    wait: Callable[[float], None],
    watch: Watch,
    deadline: float,
) -> None:
    while waiting() and time.monotonic() < deadline:
        watch.check()
        wait(min(SLICE, max(0.0, deadline - time.monotonic())))
    watch.check()


class _GuardedTls(_Guarded, HTTPSConnection):
    """A TLS connection; the socket is guarded before TLS begins."""


def pool_classes(guard: AddressGuard) -> dict[str, type[HTTPConnectionPool]]:
    """Make the classes of connection pools that ask this guard."""
    plain = type("GuardedConnection", (_Guarded,), {"guard": guard})
    tls = type("GuardedTlsConnection", (_GuardedTls,), {"guard": guard})
    return {
        "http": type("GuardedPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("GuardedTlsPool", (HTTPSConnectionPool,), {"ConnectionCls": tls}),
    }
