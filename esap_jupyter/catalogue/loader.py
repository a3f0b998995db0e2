"""Reads the catalogue files, the later overriding the earlier key by key."""

import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from jupyter_core.paths import jupyter_config_dir

from ..errors import BadRequestError
from ..urls import origin
from .entries import ArchiveEntry, Catalogue
from .problems import Problem, Source

__all__ = ["catalogue_files", "load_catalogue"]

_DEFAULT = Path(__file__).with_name("default.toml")
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}")
# The tables of a catalogue that other versions read.
_ELSEWHERE = frozenset({"lakes", "repositories", "facilities"})
_NEEDED = {"name": 'name = "…"', "kind": 'kind = "tap"'}
_KEYS = frozenset(ArchiveEntry.__struct_fields__) - {"id"}


def load_catalogue(paths: Sequence[Path] | None = None) -> Catalogue:
    """Read the built-in catalogue, the site's, the user's and what ``ESAP_CATALOGUE`` names.

    Parameters
    ----------
    paths
        Files to read after the built-in one, instead of those found by looking around.

    Raises
    ------
    BadRequestError
        A file is missing or says something that makes no sense; the message names the line.
    """
    files = [_DEFAULT, *(catalogue_files() if paths is None else paths)]
    tables: dict[str, dict[str, Any]] = {}
    origins: dict[str, Source] = {}
    allow: list[str] = []
    for path in files:
        source = Source.read(path)
        data = _parse(source)
        for archive_id, table in _archives(source, data):
            tables.setdefault(archive_id, {}).update(table)
            origins[archive_id] = source
        allow += _allowed(source, data)
    archives = {key: _entry(origins[key], key, table) for key, table in tables.items()}
    vouched = [_host(entry.url) for entry in archives.values() if entry.url]
    return Catalogue(archives=archives, network_allow=tuple(dict.fromkeys(allow + vouched)))


def catalogue_files() -> Iterator[Path]:
    """Yield the files of site and person in the order of rising precedence; they may be missing."""
    folders = [
        Path("/etc/esap"),
        Path("/usr/local/etc/esap"),
        Path(sys.prefix) / "etc" / "esap",
        Path(jupyter_config_dir()) / "esap",
    ]
    for folder in dict.fromkeys(folders):
        yield from sorted(folder.glob("*.toml"))
    named = os.environ.get("ESAP_CATALOGUE", "")
    yield from (Path(part).expanduser() for part in named.split(os.pathsep) if part.strip())


def _parse(source: Source) -> dict[str, Any]:
    try:
        data = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise BadRequestError(
            f"The catalogue {source.path} is not valid TOML: {error}.",
            remedy="Correct that line.",
        ) from error
    for key in sorted(data.keys() - _ELSEWHERE - {"archives", "network"}):
        raise source.problem(Problem(f"does not know the table [{key}]", key=key))
    return data


def _archives(source: Source, data: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    archives = data.get("archives", {})
    if not isinstance(archives, dict):
        raise source.problem(Problem("wants archives as tables [archives.<id>]", key="archives"))
    for archive_id, table in archives.items():
        header = f"archives.{archive_id}"
        if not _ID.fullmatch(archive_id):
            what = f"cannot use {archive_id!r} as an id: lower-case letters, digits, _ . - only"
            raise source.problem(Problem(what, table=header))
        if not isinstance(table, dict):
            raise source.problem(Problem(f"wants [{header}] to be a table", key=archive_id))
        for key in sorted(table.keys() - _KEYS):
            what = f"does not know the key {key!r} in [{header}]"
            raise source.problem(Problem(what, table=header, key=key))
        yield archive_id, table


def _entry(source: Source, archive_id: str, table: dict[str, Any]) -> ArchiveEntry:
    header = f"archives.{archive_id}"
    for needed, example in _NEEDED.items():
        if needed not in table:
            what = f"is incomplete: [{header}] has no {needed}"
            remedy = f"Add {example} to [{header}]."
            raise source.problem(Problem(what, table=header, remedy=remedy))
    try:
        entry = msgspec.convert({"id": archive_id, **table}, ArchiveEntry)
    except msgspec.ValidationError as error:
        key = re.search(r"\$\.(\w+)", str(error))
        what = f"has a wrong value in [{header}]: {error}"
        raise source.problem(Problem(what, table=header, key=key and key[1])) from error
    if entry.url is not None and origin(entry.url) is None:
        what = f"wants url in [{header}] to be an http or https address"
        raise source.problem(Problem(what, table=header, key="url"))
    if entry.maxrec is not None and entry.maxrec < 1:
        what = f"wants maxrec in [{header}] to be at least 1"
        raise source.problem(Problem(what, table=header, key="maxrec"))
    return entry


def _allowed(source: Source, data: Mapping[str, Any]) -> list[str]:
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


def _host(url: str) -> str:
    named = origin(url)
    assert named is not None
    _, name, port = named
    return f"{f'[{name}]' if ':' in name else name}:{port}"
