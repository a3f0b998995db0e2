"""A lock between processes by a file, which works on shared homes without flock too."""

import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import ConflictError, NotAvailableError

__all__ = ["locked"]

_PAUSE = 0.02
_BEAT = 1.0


@contextmanager
def locked(path: Path, *, timeout: float = 10.0, stale: float = 5.0) -> Iterator[None]:
    """Hold the lock of a file, ``.<name>.lock`` beside it, for a change.

    A lock that stays the same for ``stale`` seconds was left by a process that ended: whoever
    holds one writes into it each second. It is watched by this process's clock, as clocks of
    shared file systems differ.

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
        handle = _take(lock, token, timeout, stale)
    except OSError as error:
        raise NotAvailableError(
            f"{path} cannot be written: {error.strerror}.",
            remedy="Set ESAP_HOME to a folder that you can write to.",
        ) from error
    try:
        with _beating(handle, token):
            yield
    finally:
        os.close(handle)
        if (_holder(lock) or "").startswith(token):
            with suppress(OSError):
                lock.unlink(missing_ok=True)


@contextmanager
def _beating(handle: int, token: str) -> Iterator[None]:
    """Show meanwhile that the one who holds a lock lives, in the very file that it has made."""
    done = threading.Event()

    def beat() -> None:
        count = 0
        while not done.wait(_BEAT):
            count += 1
            with suppress(OSError):
                os.lseek(handle, 0, os.SEEK_SET)
                os.write(handle, f"{token} {count}".encode("ascii"))

    thread = threading.Thread(target=beat, name="esap-lock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _take(lock: Path, token: str, timeout: float, stale: float) -> int:
    end = time.monotonic() + timeout
    seen, since = _holder(lock), time.monotonic()
    while (handle := _created(lock, token)) is None:
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
    return handle


def _created(lock: Path, token: str) -> int | None:
    try:
        handle = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return None
    try:
        os.write(handle, token.encode("ascii"))
    except OSError:
        os.close(handle)
        with suppress(OSError):
            lock.unlink(missing_ok=True)
        raise
    return handle


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
