"""Sees that there is room for what is to come."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from ...errors import TooLargeError

__all__ = ["check_room_for", "check_some_is_left"]

_LEFT = 50 << 20
"""Bytes that are left to others."""

_KILO = 1000


def check_room_for(missing: int, folder: Path, what: str) -> None:
    """See that so many bytes go into a folder, which need not be there yet.

    Raises
    ------
    TooLargeError
        They do not.
    """
    free = _free(folder)
    if missing + _LEFT > free:
        raise TooLargeError(
            f"There is no room for {what} in {folder}: {_size(missing)} are to come, and "
            f"{_size(max(0, free - _LEFT))} are free.",
            remedy="Remove files, choose fewer, or choose a folder on a larger disk.",
        )


def check_some_is_left(folder: Path, more: int) -> None:
    """See that a file of unknown size, perhaps endless, leaves some room when it grows.

    Raises
    ------
    TooLargeError
        It does not.
    """
    if _free(folder) < more + _LEFT:
        raise TooLargeError(
            "There is no room for it, and nobody knows how long it is.", remedy="Remove files."
        )


def _free(folder: Path) -> int:
    there = next(each for each in _upwards(folder) if each.is_dir())
    return shutil.disk_usage(there).free


def _upwards(folder: Path) -> Iterable[Path]:
    whole = folder.absolute()
    return (whole, *whole.parents)


def _size(count: int) -> str:
    size, units = float(count), ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
    while size >= _KILO and len(units) > 1:
        size, units = size / _KILO, units[1:]
    return f"{size:.3g} {units[0]}"
