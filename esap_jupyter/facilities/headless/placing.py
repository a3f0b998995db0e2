"""Puts a document where it belongs: whole, and over no other file unless that was asked for."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from ...errors import NotAvailableError
from ...staging.names import settle

__all__ = ["placed"]


def placed(content: bytes, target: Path, *, over: bool) -> Path:
    """Write a document aside, and give it its name or, where that is taken, the next.

    Parameters
    ----------
    content
        The document.
    target
        Where it is to lie.
    over
        Whether what lies there is replaced.

    Raises
    ------
    NotAvailableError
        It cannot be written.
    """
    aside = target.with_name(f".{target.stem[:40]}-{secrets.token_hex(6)}.part")
    try:
        with aside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if over:
            aside.replace(target)
            return target
        return settle(aside, target.parent, target.name)
    except OSError as error:
        raise NotAvailableError(
            f"{target.name} cannot be written: {error.strerror or error}.",
            remedy="See that there is space, and that you can write to that folder.",
        ) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
