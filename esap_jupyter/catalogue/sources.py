"""The sources of archives: asked when somebody wants it, and remembered."""

import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from ..disk.files import write_whole
from ..disk.stamps import Stamp, file_stamp
from ..errors import EsapError, NotAvailableError, NotFoundError
from ..models.catalogue import ArchiveSource
from ..net import HttpClient
from ..urls import origin
from .entries import ArchiveEntry, SourceEntry
from .tables import ID

__all__ = ["Reader", "Sources"]

Reader = Callable[[SourceEntry, HttpClient], Iterable[ArchiveEntry]]
"""Asks a source; the ids of what it returns are without the source's."""

_MOST = 2000
_NAME = 200
_NOTES = 20
_STRANGE = re.compile(r"[^a-z0-9_.-]+")


class _Memory(msgspec.Struct, kw_only=True):
    """What is remembered of a source, and of which entry it came."""

    entry: SourceEntry
    read: float | None = None
    archives: list[ArchiveEntry] = []
    notes: list[str] = []
    reason: str = ""


class Sources:
    """The sources of a catalogue.

    What a source gives is checked as a catalogue's entries are, gets the source's id in front of
    its own, and is not vouched for: a source cannot make a private address be contacted.

    Parameters
    ----------
    entries
        Which there are.
    readers
        How each kind is asked.
    folder
        Where they are remembered.
    http
        The client that requests go through.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        entries: Mapping[str, SourceEntry],
        readers: Mapping[str, Reader],
        folder: Path,
        http: Callable[[], HttpClient],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._entries = entries
        self._readers = readers
        self._folder = folder
        self._http = http
        self._clock = clock
        self._lock = threading.Lock()

    def get(self, source_id: str) -> ArchiveSource:
        """Return one as it is known.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        return _told(self._memory(self._entry(source_id)))

    def archives(self) -> list[ArchiveEntry]:
        """Return what all of them gave when they were read last."""
        return [
            archive for entry in self._entries.values() for archive in self._memory(entry).archives
        ]

    def stamp(self) -> tuple[Stamp | None, ...]:
        """Tell versions of what is remembered apart."""
        return tuple(_stamp(self._path(key)) for key in self._entries)

    def read(self, source_id: str) -> ArchiveSource:
        """Ask a source, and remember what it gives, or why it gives nothing.

        Raises
        ------
        NotFoundError
            There is none of that id.
        NotAvailableError
            What it gives cannot be remembered.
        """
        entry = self._entry(source_id)
        memory = self._memory(entry)
        try:
            found = list(self._reader(entry)(entry, self._http()))
        except EsapError as error:
            memory.reason = str(error)
        else:
            archives, notes = _checked(entry, found)
            memory = _Memory(entry=entry, read=self._clock(), archives=archives, notes=notes)
        with self._lock:
            text = msgspec.json.format(msgspec.json.encode(memory), indent=1).decode()
            write_whole(self._path(source_id), text)
        return _told(memory)

    def list(self) -> list[ArchiveSource]:
        """List them as they are known; none is contacted."""
        return [_told(self._memory(entry)) for entry in self._entries.values()]

    def _entry(self, source_id: str) -> SourceEntry:
        entry = self._entries.get(source_id)
        if entry is None:
            known = ", ".join(self._entries) or "none"
            raise NotFoundError(f"There is no source {source_id!r}.", remedy=f"There are: {known}.")
        return entry

    def _reader(self, entry: SourceEntry) -> Reader:
        reader = self._readers.get(entry.kind)
        if reader is None:
            raise NotAvailableError(
                f"There are no sources of the kind {entry.kind!r}.",
                remedy=f"Write one of {', '.join(sorted(self._readers))} in [sources.{entry.id}].",
            )
        return reader

    def _path(self, source_id: str) -> Path:
        return self._folder / f"{source_id}.json"

    def _memory(self, entry: SourceEntry) -> _Memory:
        """Return what is remembered, unless the catalogue has another entry by now."""
        try:
            memory = msgspec.json.decode(self._path(entry.id).read_bytes(), type=_Memory)
        except (OSError, msgspec.MsgspecError):
            return _Memory(entry=entry)
        return memory if memory.entry == entry else _Memory(entry=entry)


def _checked(
    source: SourceEntry, found: Iterable[ArchiveEntry]
) -> tuple[list[ArchiveEntry], list[str]]:
    """Return those that make sense, and say what is wrong with the others."""
    archives: dict[str, ArchiveEntry] = {}
    notes: list[str] = []
    for each in found:
        archive_id = f"{source.id}.{_STRANGE.sub('_', each.id.lower())}"
        wrong = _wrong(archive_id, each, archives)
        if wrong:
            notes.append(f"{each.id[:_NAME]!r} is left out: {wrong}.")
        else:
            archives[archive_id] = _ours(source, archive_id, each)
    if len(notes) > _NOTES:
        notes[_NOTES:] = [f"{len(notes) - _NOTES} more are left out."]
    return list(archives.values()), notes


def _wrong(archive_id: str, each: ArchiveEntry, others: Mapping[str, ArchiveEntry]) -> str:
    if len(others) >= _MOST:
        return f"there are more than {_MOST}"
    if not ID.fullmatch(archive_id):
        return f"{archive_id!r} is too long for an id"
    if archive_id in others:
        return "there is another of that id"
    if each.url is None or origin(each.url) is None:
        return "its address is not an http or https address"
    return "" if each.name.strip() else "it has no name"


def _ours(source: SourceEntry, archive_id: str, each: ArchiveEntry) -> ArchiveEntry:
    homepage = each.homepage if each.homepage and origin(each.homepage) else None
    return msgspec.structs.replace(
        each,
        id=archive_id,
        name=each.name.strip()[:_NAME],
        homepage=homepage,
        default=False,
        hidden=False,
        source=source.id,
    )


def _told(memory: _Memory) -> ArchiveSource:
    entry = memory.entry
    return ArchiveSource(
        id=entry.id,
        name=entry.name,
        kind=entry.kind,
        url=entry.url,
        description=entry.description,
        state="failed" if memory.reason else "unread" if memory.read is None else "read",
        read=memory.read,
        reason=memory.reason,
        notes=tuple(memory.notes),
        archives=tuple(each.id for each in memory.archives),
    )


def _stamp(path: Path) -> Stamp | None:
    try:
        return file_stamp(path)
    except OSError:
        return None
