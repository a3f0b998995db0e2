"""Opens files beside data: a link that a stranger's workspace holds is never written through."""

import os
from pathlib import Path

from ..errors import BadRequestError

__all__ = ["check_inside", "unlinked"]

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def unlinked(path: str | Path, flags: int, mode: int = 0o600) -> int:
    """Open a file; an ``opener`` for `open`.

    Parameters
    ----------
    path, flags
        As for `os.open`.
    mode
        Of a file that is made: its owner's alone, if nothing else is said.

    Raises
    ------
    OSError
        It cannot be opened, or is a link.
    """
    return os.open(path, flags | _NO_LINK, mode)


def check_inside(base: Path, *folders: Path) -> None:
    """Refuse folders that are, or lie behind, links which lead out of a folder.

    Raises
    ------
    BadRequestError
        One does.
    """
    # Most are plain folders right in it, which need no longer look.
    doubtful = [each for each in folders if each.parent != base or each.is_symlink()]
    inside = base.resolve() if doubtful else base
    for folder in doubtful:
        if not folder.resolve().is_relative_to(inside):
            raise BadRequestError(
                f"{folder} is a link that leads elsewhere, so nothing is written there.",
                remedy="Put a folder in the place of that link.",
            )
