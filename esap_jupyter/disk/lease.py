"""The right to write a file, held by one thread of one process at a time.

The system's own locks end with the process that holds them, so that a dead one holds none.
"""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from ..errors import CancelledError
from .unlinked import unlinked

__all__ = ["leased"]

_PAUSE = 0.2


@contextlib.contextmanager
def leased(
    path: Path,
    *,
    cancel: threading.Event | None = None,
    waiting: Callable[[], None] | None = None,
) -> Iterator[bool]:
    """Hold the right while the block runs; it is waited for as long as it takes.

    Parameters
    ----------
    path
        The lock's file, which is there while it is held.
    cancel
        Ends the waiting.
    waiting
        Called once when somebody else holds it.

    Yields
    ------
    bool
        Whether it is held; not where the disk knows no locks.

    Raises
    ------
    CancelledError
        It was cancelled meanwhile.
    """
    handle, held = _taken(path, cancel or threading.Event(), waiting)
    try:
        yield held
    finally:
        if held:
            # Who waits for this file sees that it is another by now, and takes the new one.
            with contextlib.suppress(OSError):
                path.unlink()
        os.close(handle)


def _taken(
    path: Path, cancel: threading.Event, waiting: Callable[[], None] | None
) -> tuple[int, bool]:
    while True:
        handle = _opened(path)
        try:
            held = _try(handle)
            if held is None or (held and _is(handle, path)):
                return handle, held is True
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        if held:
            continue
        if waiting is not None:
            waiting()
            waiting = None
        if cancel.wait(_PAUSE):
            raise CancelledError("It was cancelled.")


def _opened(path: Path) -> int:
    while True:
        try:
            return unlinked(path, os.O_RDWR | os.O_CREAT)
        except FileNotFoundError:
            # Who leaves an empty folder removes it, perhaps just now.
            path.parent.mkdir(parents=True, exist_ok=True)


def _is(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


def _try(handle: int) -> bool | None:
    """Return whether the lock could be had, or None where there are none."""
    try:
        import fcntl
    except ImportError:
        return _try_on_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _try_on_windows(handle: int) -> bool | None:
    import importlib

    try:
        locking = importlib.import_module("msvcrt")
    except ImportError:
        return None
    try:
        locking.locking(handle, locking.LK_NBLCK, 1)
    except OSError:
        return False
    return True
