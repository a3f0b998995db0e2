"""Parts that are made when they are first needed, once, whoever asks."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Lazy"]

Part = TypeVar("Part")


class Lazy(Generic[Part]):
    """A part to be made by its first user.

    Parameters
    ----------
    make
        Makes it; when that raises, the next user tries again.
    lock
        Shared by parts that need one another; reentrant.
    """

    def __init__(self, make: Callable[[], Part], lock: threading.RLock) -> None:
        self._make = make
        self._lock = lock
        self._made: list[Part] = []

    def __call__(self) -> Part:
        """Return the part."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]

    @property
    def if_made(self) -> Part | None:
        """The part, or None where nobody has needed it."""
        with self._lock:
            return self._made[0] if self._made else None
