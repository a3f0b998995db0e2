"""Tells versions of a file apart without reading it."""

from pathlib import Path

__all__ = ["Stamp", "file_stamp"]

Stamp = tuple[int, int, int]


def file_stamp(path: Path) -> Stamp:
    """Return what changes with a file's content: time, size and inode.

    Times have a granularity, in which one file may well take the place of another.

    Raises
    ------
    OSError
        There is no such file, or it cannot be looked at.
    """
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino
