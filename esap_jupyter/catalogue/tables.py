"""Reads the tables of one catalogue file, and checks what came of all of them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from ..urls import origin
from .entries import MINE, SANDBOX_URL, ArchiveEntry, Features, SourceEntry
from .facilities import FacilityEntry
from .lakes import LakeEntry
from .problems import Problem, Source
from .repositories import RepositoryEntry

__all__ = ["ID", "hosts_of", "named_tables", "read_entry", "read_features", "read_source"]

ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}")
_KEYS = {
    "archives": frozenset(ArchiveEntry.__struct_fields__) - {"id", "source"},
    "sources": frozenset(SourceEntry.__struct_fields__) - {"id"},
    "facilities": frozenset(FacilityEntry.__struct_fields__) - {"id"},
    "lakes": frozenset(LakeEntry.__struct_fields__) - {"id", "origin", "reason", "vouched"},
    "repositories": frozenset(RepositoryEntry.__struct_fields__) - {"id"},
}
_EXAMPLES = {"name": 'name = "…"', "kind": 'kind = "tap"', "url": 'url = "https://…"'}
_SOURCE_EXAMPLES = {**_EXAMPLES, "kind": 'kind = "discovery"'}

Entry = TypeVar("Entry", ArchiveEntry, SourceEntry)


def named_tables(
    source: Source, data: Mapping[str, Any], kind: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield id and content of each table ``[<kind>.<id>]``.

    Raises
    ------
    BadRequestError
        An id, a key or a table is not one; the message names the line.
    """
    tables = data.get(kind, {})
    if not isinstance(tables, dict):
        raise source.problem(Problem(f"wants {kind} as tables [{kind}.<id>]", key=kind))
    for key, table in tables.items():
        header = f"{kind}.{key}"
        if not ID.fullmatch(key):
            what = f"cannot use {key!r} as an id: lower-case letters, digits, _ . - only"
            raise source.problem(Problem(what, table=header))
        if not isinstance(table, dict):
            raise source.problem(Problem(f"wants [{header}] to be a table", key=key))
        for unknown in sorted(table.keys() - _KEYS[kind]):
            what = f"does not know the key {unknown!r} in [{header}]"
            raise source.problem(Problem(what, table=header, key=unknown))
        yield key, table


def read_entry(source: Source, archive_id: str, table: Mapping[str, Any]) -> ArchiveEntry:
    """Make an archive's entry.

    Raises
    ------
    BadRequestError
        It is incomplete, or a value is wrong; the message names the line.
    """
    header = f"archives.{archive_id}"
    entry = _convert(source, header, {"id": archive_id, **table}, ArchiveEntry)
    if entry.maxrec is not None and entry.maxrec < 1:
        what = f"wants maxrec in [{header}] to be at least 1"
        raise source.problem(Problem(what, table=header, key="maxrec"))
    return entry


def read_source(source: Source, source_id: str, table: Mapping[str, Any]) -> SourceEntry:
    """Make the entry of a source of archives; otherwise like `read_entry`."""
    header = f"sources.{source_id}"
    if source_id == MINE:
        what = f"cannot call a source {MINE!r}, which stands for the archives that people add"
        raise source.problem(Problem(what, table=header))
    return _convert(source, header, {"id": source_id, **table}, SourceEntry)


def read_features(source: Source, data: Mapping[str, Any]) -> dict[str, bool]:
    """Read ``[features]``.

    Raises
    ------
    BadRequestError
        There is no such switch, or it is neither true nor false.
    """
    table = data.get("features", {})
    if not isinstance(table, dict):
        raise source.problem(Problem("wants [features] to be a table", key="features"))
    for key, value in table.items():
        if key not in Features.__struct_fields__:
            what = f"does not know the key {key!r} in [features]"
            raise source.problem(Problem(what, table="features", key=key))
        if not isinstance(value, bool):
            what = f"wants {key} in [features] to be true or false"
            raise source.problem(Problem(what, table="features", key=key))
    return table


def hosts_of(source: Source, data: Mapping[str, Any]) -> list[str]:
    """Read the hosts of ``[network]``, each ``name:port``.

    Raises
    ------
    BadRequestError
        It is not a list of them.
    """
    network = data.get("network", {})
    if not isinstance(network, dict):
        raise source.problem(Problem("wants [network] to be a table", key="network"))
    for key in sorted(network.keys() - {"allow"}):
        what = f"does not know the key {key!r} in [network]"
        raise source.problem(Problem(what, table="network", key=key))
    allow = network.get("allow", [])
    if not isinstance(allow, list) or not all(
        isinstance(host, str) and _HOST.fullmatch(host) for host in allow
    ):
        what = 'wants allow in [network] to be a list of "host:port"'
        raise source.problem(Problem(what, table="network", key="allow"))
    return [host.lower() for host in allow]


def _convert(source: Source, header: str, table: dict[str, Any], kind: type[Entry]) -> Entry:
    examples = _EXAMPLES if kind is ArchiveEntry else _SOURCE_EXAMPLES
    needed = [field.name for field in msgspec.structs.fields(kind) if field.required]
    entry = source.entry(
        header,
        table,
        lambda whole: msgspec.convert(whole, kind),
        needs={name: examples[name] for name in needed if name in examples},
    )
    if entry.url is not None and origin(entry.url) is None and not _in_sandbox(entry):
        what = f"wants url in [{header}] to be an http or https address"
        raise source.problem(Problem(what, table=header, key="url"))
    return entry


def _in_sandbox(entry: ArchiveEntry | SourceEntry) -> bool:
    return isinstance(entry, ArchiveEntry) and (entry.url or "").startswith(SANDBOX_URL)
