"""Folders whose files may be named by ``file://``: workspaces, and mounted disks."""

import threading
from collections.abc import Iterator
from pathlib import Path

__all__ = ["Roots"]


class Roots:
    """Knows them; one for all that brings files, safe to use from any thread.

    Parameters
    ----------
    folders
        Those that are there from the beginning.
    """

    def __init__(self, *folders: Path) -> None:
        self._lock = threading.Lock()
        self._folders = dict.fromkeys(folders)

    def __iter__(self) -> Iterator[Path]:
        with self._lock:
            return iter(tuple(self._folders))

    def add(self, folder: Path) -> None:
        """Take one more, such as the workspace that somebody stages into."""
        with self._lock:
            self._folders.setdefault(folder.absolute())

    def hold(self, path: Path) -> bool:
        """Tell whether a path lies in one of them, whatever links lead to it."""
        try:
            there = path.resolve(strict=True)
            return any(there.is_relative_to(folder.resolve()) for folder in self)
        except (OSError, RuntimeError, ValueError):
            return False
