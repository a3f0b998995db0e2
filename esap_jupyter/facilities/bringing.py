"""Brings a notebook and its basket to a Jupyter server elsewhere; nothing there is lost by that."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain, count
from typing import Any

import msgspec

from ..compute import Compute
from .base import Existing, ExistingFilesError, Tell
from .bundle import BASKET_NAME, Bundle
from .contents import Contents
from .notebook import prepared

__all__ = ["Bringing", "safe_folder"]

_PLAIN = re.compile(r"[^A-Za-z0-9._ -]+")
_LONGEST = 100
_SMALL = 1 << 20


class Bringing:
    """Writes what travels into one folder of a server.

    Parameters
    ----------
    contents
        The server's files.
    folder
        The folder, relative to what it serves; empty for that itself.
    existing
        What happens to files of the same name.
    tell
        Told what the person should know.
    compute
        Where large notebooks are read.
    """

    def __init__(
        self, *, contents: Contents, folder: str, existing: Existing, tell: Tell, compute: Compute
    ) -> None:
        self._contents = contents
        self.folder = folder
        self._existing = existing
        self._tell = tell
        self._compute = compute
        self._there: frozenset[str] | None = None
        self._conflicts: list[str] = []
        self._to_write: dict[str, bytes] = {}
        self._chosen: set[str] = set()

    def bring(self, bundle: Bundle) -> str:
        """Write notebook and basket where they are not there yet, and return what to open.

        Raises
        ------
        ExistingFilesError
            Other files of these names are there; nothing was written.
        EsapError
            They cannot be written.
        """
        self._there = self._contents.names(self.folder)
        opened = self._added(bundle)
        self._write()
        return opened

    def _added(self, bundle: Bundle) -> str:
        """Look at what is there already, and return the path to open."""
        basket = ""
        if bundle.basket is not None:
            basket = self._placed(BASKET_NAME, _encoded(bundle.basket))
        name = _file_name(bundle.notebook_name) or "esap-basket.ipynb"
        if bundle.notebook is None and not basket:
            return self.folder
        notebook, notes = self._prepared(bundle.notebook, basket)
        for note in notes:
            self._tell(note=note)
        for name_beside, content in bundle.beside.items():
            self._placed(_file_name(name_beside), content)
        return self._path(self._placed(name, notebook))

    def _prepared(self, content: bytes | None, basket: str) -> tuple[bytes, list[str]]:
        # To have a worker take what takes a millisecond would take longer.
        if content is None or len(content) < _SMALL:
            return prepared(content, basket)
        return self._compute.run(prepared, content, basket, lane="decode")

    def _write(self) -> None:
        if self._conflicts:
            listed = ", ".join(self._conflicts)
            raise ExistingFilesError(
                f"{self._contents.who} has other files of these names: {listed}.",
                remedy="Choose whether to overwrite them, to open them as they are, or to write "
                "beside them.",
                files=self._conflicts,
            )
        if self._to_write and self._there is None:
            self._contents.make_folder(self.folder)
        for name, content in self._to_write.items():
            self._contents.put(self._path(name), content)

    def _placed(self, name: str, content: bytes) -> str:
        """Choose the name of a file, which may be there already.

        No name is chosen twice: a record that has a file of the basket's name does not put its
        own in the place of the person's.
        """
        chosen = self._chosen_for(name, content)
        self._chosen.add(chosen)
        return chosen

    def _chosen_for(self, name: str, content: bytes) -> str:
        for candidate in _names(name):
            if candidate in self._chosen:
                continue
            if candidate not in (self._there or ()):
                self._to_write[candidate] = content
                return candidate
            there = self._contents.content(self._path(candidate))
            if self._existing == "keep" or _is_same(there, content):
                return candidate
            if self._existing == "overwrite":
                self._to_write[candidate] = content
                self._tell(note=f"{self._path(candidate)} was replaced there.")
                return candidate
            if self._existing == "ask":
                self._conflicts.append(self._path(candidate))
                return candidate
        raise AssertionError("there is always another name")

    def _path(self, name: str) -> str:
        return f"{self.folder}/{name}" if self.folder else name


def safe_folder(text: str) -> str:
    """Return a folder below what a server serves, whatever somebody wrote."""
    parts = (_file_name(part) for part in text.replace("\\", "/").split("/"))
    return "/".join(part for part in parts if part)


def _file_name(text: str) -> str:
    bare = _PLAIN.sub("_", text.rpartition("/")[2]).strip(". ")
    if len(bare) <= _LONGEST:
        return bare
    stem, dot, suffix = bare.rpartition(".")
    return f"{stem[:_LONGEST]}{dot}{suffix[:10]}" if dot else bare[:_LONGEST]


def _names(name: str) -> Iterator[str]:
    stem, dot, suffix = name.rpartition(".")
    return chain([name], (f"{stem}-{number}{dot}{suffix}" for number in count(1)))


def _encoded(basket: Mapping[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(basket), indent=1) + b"\n"


def _is_same(there: Any, content: bytes) -> bool:
    """Tell whether a file has this content already; of notebooks, whether the cells say the same.

    A server writes a notebook in its own way, and running it adds outputs.
    """
    if isinstance(there, str):
        return bool(_items(there.encode()) == _items(content))
    return isinstance(there, dict) and _sources(there) == _sources(msgspec.json.decode(content))


def _items(content: bytes) -> Any:
    """Return what a basket's document says, but for when it was written."""
    try:
        document = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return content
    if not isinstance(document, dict):
        return content
    return {key: value for key, value in document.items() if key != "written"}


def _sources(notebook: Any) -> list[tuple[Any, str]] | None:
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        return None
    return [
        (cell.get("cell_type"), _joined(cell.get("source")))
        for cell in cells
        if isinstance(cell, dict)
    ]


def _joined(source: Any) -> str:
    return "".join(map(str, source)) if isinstance(source, list) else str(source)
