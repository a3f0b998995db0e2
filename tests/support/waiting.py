"""Waits for what happens in other threads."""

import time
from collections.abc import Callable

__all__ = ["wait_for"]

_LONGEST = 60


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so, which is to happen soon."""
    end = time.monotonic() + _LONGEST
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
