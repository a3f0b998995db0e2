"""What a catalogue says of a repository of workflows."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ..urls import origin
from .problems import Problem, Source

__all__ = ["RepositoryEntry", "read_repository"]

_EXAMPLES = {"name": 'name = "…"', "kind": 'kind = "zenodo"'}


class RepositoryEntry(msgspec.Struct, kw_only=True, frozen=True):
    """One repository of the catalogue.

    ``kind`` is the name of an entry point of the group ``esap_jupyter.repositories``. ``url`` is
    its interface's root; a list of a site's own may be a file of this machine instead.
    ``community`` narrows it down to one. ``options`` are the kind's own.
    """

    id: str
    name: str
    kind: str
    url: str = ""
    community: str = ""
    description: str = ""
    homepage: str = ""
    hidden: bool = False
    options: dict[str, Any] = {}


def read_repository(source: Source, key: str, table: Mapping[str, Any]) -> RepositoryEntry:
    """Make a repository's entry.

    Raises
    ------
    BadRequestError
        It is incomplete, or a value is wrong; the message names the line.
    """
    header = f"repositories.{key}"
    entry = source.entry(
        header,
        {"id": key, **table},
        lambda whole: msgspec.convert(whole, RepositoryEntry),
        needs=_EXAMPLES,
    )
    if "://" in entry.url and (origin(entry.url) is None or "@" in entry.url.split("/")[2]):
        what = f"has a url in [{header}] that is no http or https address without a password"
        raise source.problem(Problem(what, table=header, key="url"))
    return entry
