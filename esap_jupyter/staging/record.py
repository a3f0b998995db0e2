"""The manifest beside files: what each is and where it came from, for whoever finds it later.

It is written for people and their scripts, and believed by nobody: what is here is told by what
ESAP keeps in its own home.
"""

import os
import time
from pathlib import Path

import msgspec

from ..disk.unlinked import unlinked
from ..urls import without_secrets

__all__ = ["MANIFEST", "Line", "write_line"]

MANIFEST = "esap-manifest.jsonl"


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file of the folder; times are Unix seconds.

    ``url`` is without secrets; ``result`` and ``row`` name the stored result and its row that
    named the file, ``query`` what was asked for it. ``verified`` names what was compared with
    what had been promised.
    """

    name: str
    size: int
    url: str = ""
    archive: str = ""
    collection: str = ""
    content_type: str = ""
    kind: str = ""
    checksums: dict[str, str] = {}
    verified: list[str] = []
    fetched: float = 0.0
    result: str = ""
    row: int | None = None
    item: str = ""
    service: str = ""
    query: str = ""


def write_line(folder: Path, line: Line) -> None:
    """Add a file to the manifest of its folder.

    Raises
    ------
    OSError
        It cannot be written, or a link is in its place.
    """
    fetched = line.fetched or time.time()
    told = msgspec.structs.replace(line, url=without_secrets(line.url), fetched=fetched)
    # It has the rights of the files beside it, so that colleagues who share a folder can go on.
    handle = unlinked(folder / MANIFEST, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        # One short write at the end of a file is whole or not there, whoever else writes.
        os.write(handle, msgspec.json.encode(told) + b"\n")
    finally:
        os.close(handle)
