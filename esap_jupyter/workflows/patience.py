"""How long who asks is willing to wait for a repository that wants to be left alone."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

__all__ = ["patience", "patient"]

_IMPATIENT = 2.0
_seconds: ContextVar[float] = ContextVar("esap_jupyter_patience", default=_IMPATIENT)


def patience() -> float:
    """Return the seconds that a request of the calling thread may be put off."""
    return _seconds.get()


@contextlib.contextmanager
def patient(seconds: float) -> Iterator[None]:
    """Let requests of the calling thread be put off for longer: nobody looks at them.

    Parameters
    ----------
    seconds
        How long each may be put off.
    """
    token = _seconds.set(seconds)
    try:
        yield
    finally:
        _seconds.reset(token)
