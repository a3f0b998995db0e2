"""The archives that the person added: a catalogue file of theirs in ESAP's home."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from ..disk.files import write_whole
from ..disk.lock import locked
from ..disk.stamps import Stamp, file_stamp
from ..errors import BadRequestError
from .entries import MINE, ArchiveEntry
from .problems import Source
from .tables import named_tables, read_entry
from .toml import toml_table

__all__ = ["OwnArchives"]

_HEAD = "# Archives that you added. ESAP writes this file; the keys are those of a catalogue.\n"
_LEFT_OUT = frozenset({"id", "source"})


class OwnArchives:
    """The file ``archives.toml``; read again for each change, as other servers write it too.

    Changes come one after another (see `esap_jupyter.disk.lock`), so that none is lost.
    Its hosts are not vouched for: private addresses need an operator's catalogue.

    Parameters
    ----------
    path
        The file; it need not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def stamp(self) -> Stamp | None:
        """Tell versions of the file apart; None where there is none."""
        try:
            return file_stamp(self.path)
        except OSError:
            return None

    def list(self) -> dict[str, ArchiveEntry]:
        """Read the entries by their id.

        Raises
        ------
        BadRequestError
            The file makes no sense; the message names the line.
        """
        if not self.path.exists():
            return {}
        source = Source.read(self.path)
        try:
            data = tomllib.loads(source.text)
        except tomllib.TOMLDecodeError as error:
            raise BadRequestError(
                f"{self.path} is not valid TOML: {error}.", remedy="Correct that line."
            ) from error
        tables = named_tables(source, data, "archives")
        return {key: _mine(read_entry(source, key, table)) for key, table in tables}

    def add(self, entry: ArchiveEntry) -> ArchiveEntry:
        """Add an entry, or put it in place of the one with its id."""
        with locked(self.path):
            entries = self.list()
            entries[entry.id] = _mine(entry)
            self._write(entries)
        return entries[entry.id]

    def remove(self, archive_id: str) -> None:
        """Take an entry away, if it is there."""
        if not self.path.exists():
            return
        with locked(self.path):
            entries = self.list()
            if entries.pop(archive_id, None) is not None:
                self._write(entries)

    def _write(self, entries: Mapping[str, ArchiveEntry]) -> None:
        tables = [toml_table(("archives", key), _values(entry)) for key, entry in entries.items()]
        write_whole(self.path, "\n".join([_HEAD, *tables]))


def _values(entry: ArchiveEntry) -> dict[str, Any]:
    """Return what differs from a table without it."""
    usual = {field.name: field.default for field in msgspec.structs.fields(ArchiveEntry)}
    return {
        key: value
        for key, value in msgspec.structs.asdict(entry).items()
        if key not in _LEFT_OUT and value != usual[key] and value != {}
    }


def _mine(entry: ArchiveEntry) -> ArchiveEntry:
    return msgspec.structs.replace(entry, source=MINE)
