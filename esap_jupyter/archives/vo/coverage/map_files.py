"""Keeps maps of results in a folder, one file a map, also when the results are deleted."""

import os
import re
from collections.abc import Callable, Container, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from .cells import RowMap

__all__ = ["DrawnMap", "MapFiles", "Place"]

_KEPT = 500
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")

Place = tuple[float, float, float]
"""A circle: right ascension, declination and radius in degrees."""


class DrawnMap(msgspec.Struct, frozen=True, kw_only=True):
    """The map of one result, and the circle in which it has all that there was, if there is one."""

    archive: str
    collection: str | None
    started: float
    map: RowMap
    all_within: Place | None = None


class MapFiles:
    """The maps that were kept last.

    Parameters
    ----------
    folder
        Where they are; made when the first is.
    """

    def __init__(self, folder: Callable[[], Path]) -> None:
        self._folder = folder

    def read(self, known: Container[str]) -> Iterator[tuple[str, DrawnMap]]:
        """Yield those besides the known ones, each by the id of its result.

        A map that is damaged is left out, so that it is drawn anew.
        """
        with suppress(OSError):
            for path in self._folder().glob("*.json"):
                if path.stem in known:
                    continue
                with suppress(OSError, msgspec.MsgspecError):
                    yield path.stem, msgspec.json.decode(path.read_bytes(), type=DrawnMap)

    def write(self, key: str, drawn: DrawnMap) -> None:
        """Keep a map by the id of its result; where the disk takes none, it is not kept."""
        if not _ID.fullmatch(key):
            return
        with suppress(OSError):
            folder = self._folder()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = folder / f".{key}.{os.getpid()}"
            fresh.write_bytes(msgspec.json.encode(drawn))
            fresh.replace(folder / f"{key}.json")
            files = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
            for old in files[:-_KEPT]:
                old.unlink(missing_ok=True)
