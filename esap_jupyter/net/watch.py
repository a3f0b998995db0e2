"""Ends a request that was cancelled or has lasted too long, whatever it is waiting for.

Reading from a socket cannot be interrupted, but shutting the socket down from another thread
ends the read at once, within TLS handshakes too. So each request has a watch; connections hand
it their sockets.
"""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar

from ..errors import CancelledError, TimedOutError

__all__ = ["SLICE", "Watch", "cancel_scope", "current_cancel", "current_watch"]

SLICE = 0.2
_TICK = 0.05
_IDLE = 10.0

_current: ContextVar["Watch | None"] = ContextVar("esap_jupyter_watch", default=None)
_scope: ContextVar[threading.Event | None] = ContextVar("esap_jupyter_cancel", default=None)


class Watch:
    """Looks after one request.

    Parameters
    ----------
    cancel
        Ends the request when set.
    seconds
        How long the request may last in all, if there is a limit.
    who
        Whom it asks, for the message.
    """

    def __init__(self, *, cancel: threading.Event | None, seconds: float | None, who: str) -> None:
        cancel = cancel or _scope.get()
        self._cancel = cancel or threading.Event()
        self._seconds = seconds
        self._deadline = None if seconds is None else time.monotonic() + seconds
        self._who = who
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._needed = cancel is not None or seconds is not None

    @contextlib.contextmanager
    def on(self) -> Iterator[None]:
        """Look after what the calling thread does within the block."""
        token = _current.set(self)
        if self._needed:
            _round.add(self)
        try:
            yield
        finally:
            _current.reset(token)
            _round.remove(self)
            self._release()

    def check(self) -> None:
        """Stop here if it is time to.

        Raises
        ------
        CancelledError
            The person cancelled it.
        TimedOutError
            It has lasted too long.
        """
        if self._cancel.is_set():
            raise CancelledError("It was cancelled.")
        if self._is_late():
            raise TimedOutError(
                f"{self._who} did not send its whole answer within {self._seconds:g} s.",
                remedy="Ask for less, or try again later.",
            )

    def attach(self, sock: socket.socket) -> None:
        """Take a socket that the request is about to use."""
        # A duplicate stays valid when TLS takes the original over, and shuts down the same line.
        duplicate = socket.socket(fileno=socket.dup(sock.fileno()))
        with self._lock:
            previous, self._socket = self._socket, duplicate
        if previous is not None:
            previous.close()
        self.check()

    def left(self, seconds: float) -> float:
        """Shorten a time to what is left."""
        if self._deadline is None:
            return seconds
        return max(0.0, min(seconds, self._deadline - time.monotonic()))

    def sleep(self, seconds: float) -> None:
        """Wait, but not beyond a cancel."""
        self._cancel.wait(self.left(seconds))
        self.check()

    def look(self) -> None:
        """End the request if it is time to; a new connection of it checks for itself."""
        if self._cancel.is_set() or self._is_late():
            self._shut_down()

    def _is_late(self) -> bool:
        return self._deadline is not None and time.monotonic() >= self._deadline

    def _shut_down(self) -> None:
        with self._lock:
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def _release(self) -> None:
        with self._lock:
            held, self._socket = self._socket, None
        if held is not None:
            held.close()


class _Round:
    """One thread looks after all requests, as a thread for each takes longer than a small one."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew, as a process does that was forked off: threads stay behind."""
        self._changed = threading.Condition()
        self._watches: set[Watch] = set()
        self._thread: threading.Thread | None = None
        self._pause = threading.Event()

    def add(self, watch: Watch) -> None:
        with self._changed:
            self._watches.add(watch)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="esap-watch", daemon=True)
                self._thread.start()
            elif len(self._watches) == 1:
                self._changed.notify_all()

    def remove(self, watch: Watch) -> None:
        with self._changed:
            self._watches.discard(watch)

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._watches and not self._changed.wait_for(lambda: self._watches, _IDLE):
                    self._thread = None
                    return
                now = list(self._watches)
            for each in now:
                each.look()
            self._pause.wait(_TICK)


_round = _Round()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_round.forget)


def current_watch() -> Watch:
    """Return the watch of the request that the calling thread makes."""
    return _current.get() or Watch(cancel=None, seconds=None, who="The server")


def current_cancel() -> threading.Event | None:
    """Return the event of the scope that the calling thread is in; see `cancel_scope`."""
    return _scope.get()


@contextlib.contextmanager
def cancel_scope(cancel: threading.Event) -> Iterator[None]:
    """Have all requests of the calling thread within the block end when the event is set."""
    token = _scope.set(cancel)
    try:
        yield
    finally:
        _scope.reset(token)
