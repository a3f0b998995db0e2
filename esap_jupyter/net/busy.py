"""Tells who waits that a server is busy, and for how long it is left alone."""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar

__all__ = ["Busy", "busy_scope", "leave_alone"]

Busy = Callable[[float], None]
"""Told of the seconds until a busy server is asked again; of 0 when it is."""

_STEP = 5.0
_LEAST = 1.0
_scope: ContextVar[Busy | None] = ContextVar("esap_jupyter_busy", default=None)


@contextlib.contextmanager
def busy_scope(tell: Busy) -> Iterator[None]:
    """Have somebody told whenever a request of the calling thread waits for a busy server."""
    token = _scope.set(tell)
    try:
        yield
    finally:
        _scope.reset(token)


def leave_alone(seconds: float, sleep: Callable[[float], None]) -> None:
    """Wait before a busy server is asked again; how long is told every few seconds.

    Parameters
    ----------
    seconds
        How long; what is below a second is not worth telling.
    sleep
        Waits, or raises what ends the request.
    """
    tell = _scope.get()
    if tell is None or seconds < _LEAST:
        sleep(seconds)
        return
    left = seconds
    while left > 0:
        tell(left)
        step = min(left, _STEP)
        sleep(step)
        left -= step
    tell(0.0)
