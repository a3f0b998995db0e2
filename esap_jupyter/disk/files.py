"""Makes files that are their owner's alone."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from ..errors import NotAvailableError

__all__ = ["make_private", "write_whole"]


def write_whole(path: Path, text: str) -> None:
    """Write a file aside and put it in its place.

    Raises
    ------
    NotAvailableError
        It cannot be written.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123  (a handle, not a path)
            file.write(text)
        fresh.replace(path)
    except OSError as error:
        raise NotAvailableError(
            f"{path} cannot be written: {error.strerror}.",
            remedy="Set ESAP_HOME to a folder that you can write to.",
        ) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def make_private(path: Path) -> None:
    """Make an empty file, and its folder, where they are missing.

    A file that is there is not opened: closing it again would take away the locks that other
    connections of this process hold on it (see "How To Corrupt An SQLite Database File").

    Raises
    ------
    OSError
        It cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
