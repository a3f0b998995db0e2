"""Reads the catalogue files, the later overriding the earlier key by key."""

import os
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_dir

from ..errors import BadRequestError
from ..urls import origin
from .entries import ArchiveEntry, Catalogue, Features
from .facilities import read_facility
from .identity import identity_of, read_identity
from .lake_tables import LakeTables
from .problems import Problem, Source
from .repositories import read_repository
from .staging import read_staging, staging_of
from .tables import hosts_of, named_tables, read_entry, read_features, read_source

__all__ = ["catalogue_files", "load_catalogue"]

_DEFAULT = Path(__file__).with_name("default.toml")
_TABLES = frozenset(
    {
        *("archives", "sources", "lakes", "repositories", "facilities"),
        *("features", "network", "identity", "staging"),
    }
)


def load_catalogue(paths: Sequence[Path] | None = None) -> Catalogue:
    """Read the built-in catalogue, the site's, the user's and what ``ESAP_CATALOGUE`` names.

    What is hidden, or of a kind that ``[features]`` switches off, is not among the archives. A lake
    that makes no sense is among the lakes, with the reason.

    Parameters
    ----------
    paths
        Files to read after the built-in one, instead of those found by looking around.

    Raises
    ------
    BadRequestError
        A file is missing or says something that makes no sense; the message names the line.
    """
    archives, sources, lakes = _Merged("archives"), _Merged("sources"), LakeTables()
    facilities = _Merged("facilities")
    repositories = _Merged("repositories")
    features: dict[str, bool] = {}
    allow: list[str] = []
    logins: list[dict[str, Any]] = []
    staging: list[dict[str, Any]] = []
    for path in (_DEFAULT, *(catalogue_files() if paths is None else paths)):
        source = Source.read(path)
        data = _parse(source)
        archives.take(source, data)
        sources.take(source, data)
        lakes.take(source, data)
        facilities.take(source, data)
        repositories.take(source, data)
        features |= read_features(source, data)
        allow += hosts_of(source, data)
        logins.append(read_identity(source, data))
        staging.append(read_staging(source, data))
    switches = Features(**features)
    entries = [read_entry(*each) for each in archives.tables()]
    offered = {each.id: each for each in entries if _is_offered(each, switches)}
    given = {each.id: each for each in (read_source(*each) for each in sources.tables())}
    shelves = [read_repository(*each) for each in repositories.tables()]
    kept = {each.id: each for each in shelves if not each.hidden}
    places = [read_facility(*each) for each in facilities.tables()]
    urls = [each.url for each in offered.values() if each.url and origin(each.url)]
    urls += [each.url for each in given.values()]
    urls += [each.url for each in kept.values() if origin(each.url)]
    return Catalogue(
        archives=offered,
        sources=given,
        lakes=lakes.entries(),
        facilities={each.id: each for each in places if not each.hidden},
        repositories=kept,
        features=switches,
        identity=identity_of(logins, whole=True),
        staging=staging_of(staging),
        network_allow=tuple(dict.fromkeys([*allow, *map(_host, urls)])),
    )


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


class _Merged:
    """The tables ``[<kind>.<id>]`` of all files, and the last file that each stands in."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._tables: dict[str, dict[str, Any]] = {}
        self._files: dict[str, Source] = {}

    def take(self, source: Source, data: Mapping[str, Any]) -> None:
        """Add what a file says."""
        for key, table in named_tables(source, data, self._kind):
            self._tables.setdefault(key, {}).update(table)
            self._files[key] = source

    def tables(self) -> Iterator[tuple[Source, str, dict[str, Any]]]:
        """Yield file, id and content of each table."""
        for key, table in self._tables.items():
            yield self._files[key], key, table


def _parse(source: Source) -> dict[str, Any]:
    try:
        data = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise BadRequestError(
            f"The catalogue {source.path} is not valid TOML: {error}.",
            remedy="Correct that line.",
        ) from error
    for key in sorted(data.keys() - _TABLES):
        raise source.problem(Problem(f"does not know the table [{key}]", key=key))
    return data


def _is_offered(entry: ArchiveEntry, features: Features) -> bool:
    switched = {"registry": features.registry, "local": features.local}
    return not entry.hidden and switched.get(entry.kind, True)


def _host(url: str) -> str:
    named = origin(url)
    assert named is not None
    _, name, port = named
    return f"{f'[{name}]' if ':' in name else name}:{port}"
