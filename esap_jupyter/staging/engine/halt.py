"""Ends the work of several threads: when a person cancels it, or when one of them fails."""

import threading
import time

from ...net.watch import SLICE

__all__ = ["Halt"]


class Halt(threading.Event):
    """An event that is set, too, when another is.

    Parameters
    ----------
    parent
        The other.
    """

    def __init__(self, parent: threading.Event) -> None:
        super().__init__()
        self._parent = parent

    def is_set(self) -> bool:
        """Tell whether one of them is."""
        return super().is_set() or self._parent.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for one of them."""
        end = None if timeout is None else time.monotonic() + timeout
        while not self.is_set():
            left = SLICE if end is None else min(SLICE, end - time.monotonic())
            if left <= 0:
                return False
            super().wait(left)
        return True
