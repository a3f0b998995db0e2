"""A place beside a folder for what is not ready to go there."""

import contextlib
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

__all__ = ["aside_of"]

_ASIDE = ".esap-opening-"
_DAY = 24 * 3600.0


@contextlib.contextmanager
def aside_of(folder: Path) -> Iterator[Path]:
    """Make a place on the same disk for what is not ready, and take it away again.

    What a process that was killed has left there a day ago goes, too.

    Parameters
    ----------
    folder
        Beside which it is made; it is removed where nothing has come into it.
    """
    for left in folder.parent.glob(f"{_ASIDE}*"):
        with contextlib.suppress(OSError):
            if not left.is_symlink() and time.time() - left.stat().st_mtime > _DAY:
                shutil.rmtree(left)
    aside = folder.parent / f"{_ASIDE}{secrets.token_hex(8)}"
    aside.mkdir()
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        with contextlib.suppress(OSError):
            # It is empty where nothing came of it.
            folder.rmdir()
