"""A lock between processes by a file, which works on shared homes without flock too."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import ConflictError, NotAvailableError

__all__ = ["locked"]

_PAUSE = 0.02


@contextmanager
def locked(path: Path, *, timeout: float = 10.0, stale: float = 5.0) -> Iterator[None]:
    """Hold the lock of a file, ``.<name>.lock`` beside it, for a short change.

    A lock that stays the same one for ``stale`` seconds was left by a process that ended: changes
    take milliseconds. It is watched by this process's clock, as clocks of shared file systems
    differ.

    Parameters
    ----------
    path
        What is to be changed.
    timeout
        How many seconds others are waited for.
    stale
        After how many seconds a lock counts as left behind.

    Raises
    ------
    ConflictError
        Others hold it all the time.
    NotAvailableError
        The folder cannot be written.
    """
    lock, token = path.with_name(f".{path.name}.lock"), secrets.token_hex(8)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _take(lock, token, timeout, stale)
    except OSError as error:
        raise NotAvailableError(
            f"{path} cannot be written: {error.strerror}.",
            remedy="Set ESAP_HOME to a folder that you can write to.",
        ) from error
    try:
        yield
    finally:
        if _holder(lock) == token:
            with suppress(OSError):
                lock.unlink(missing_ok=True)


def _take(lock: Path, token: str, timeout: float, stale: float) -> None:
    end = time.monotonic() + timeout
    seen, since = _holder(lock), time.monotonic()
    while not _created(lock, token):
        holder, now = _holder(lock), time.monotonic()
        if holder != seen:
            seen, since = holder, now
        if now - since > stale:
            _clear(lock, seen)
            since = now
        elif now > end:
            raise ConflictError(
                f"{lock} is held by another of your servers.",
                remedy="Try again; delete that file if no server is running.",
            )
        time.sleep(_PAUSE)


def _created(lock: Path, token: str) -> bool:
    try:
        handle = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with open(handle, "w", encoding="ascii") as file:  # noqa: PTH123  (a handle, not a path)
        file.write(token)
    return True


def _holder(lock: Path) -> str | None:
    try:
        return lock.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return None


def _clear(lock: Path, seen: str | None) -> None:
    """Take a lock away that was left; another process's new one is put back."""
    aside = lock.with_name(f"{lock.name}.{secrets.token_hex(4)}")
    with suppress(FileNotFoundError):
        lock.rename(aside)
        if _holder(aside) != seen:
            with suppress(OSError):
                os.link(aside, lock)
        aside.unlink(missing_ok=True)
