"""Finds all lakes that are described anywhere, each once."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...catalogue import LakeEntry
from ...net import HttpClient
from .environment import environment_lake
from .instances import configured_instances, instance_lake, lake_id
from .remote import RemoteLake
from .rucio_cfg import cfg_lake, cfg_path

__all__ = ["Described", "described_lakes"]

Described = LakeEntry | RemoteLake


def described_lakes(
    catalogue: Mapping[str, LakeEntry],
    *,
    http: Callable[[], HttpClient],
    folder: Callable[[], Path],
) -> dict[str, Described]:
    """Return the lakes by id: the catalogue's, RucioConfig's, the environment's, rucio.cfg's.

    The earlier have precedence by id; of the last two, a lake whose address is known already is
    that lake. What a catalogue hides is hidden wherever it is described. Of instances whose names
    give one id, the later have a number behind it, and say so.

    Parameters
    ----------
    catalogue
        The lakes of the catalogue's files.
    http
        Fetches remote documents, when they are needed.
    folder
        Where these are remembered.
    """
    found: dict[str, Described] = dict(catalogue)
    configured: list[str] = []
    for instance, auth in _distinct(configured_instances()):
        more = _numbered(lake_id(str(instance.get("name") or "")), configured)
        each: Described = (
            RemoteLake(instance=instance, auth=auth, http=http, folder=folder, more=more)
            if "$url" in instance
            else instance_lake(instance, auth, **more)
        )
        configured.append(each.id)
        found.setdefault(each.id, each)
    path = cfg_path()
    for entry in (environment_lake(), cfg_lake(path) if path else None):
        if entry is not None and not _is_known(entry, found):
            found[entry.id] = entry
    return {key: each for key, each in found.items() if not _is_hidden(each)}


def _distinct(
    instances: Iterable[tuple[dict[str, Any], str | None]],
) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Yield each instance once, though several files have it."""
    seen: list[dict[str, Any]] = []
    for instance, auth in instances:
        if instance not in seen:
            seen.append(instance)
            yield instance, auth


def _numbered(wanted: str, taken: Sequence[str]) -> dict[str, str]:
    """Return an id of its own for an instance whose name gives that of another, and say so."""
    if wanted not in taken:
        return {}
    numbers = itertools.count(2)
    free = next(key for key in map(f"{wanted[:60]}-{{}}".format, numbers) if key not in taken)
    said = f"RucioConfig.instances has several whose names give the id {wanted}; this is {free}."
    return {"id": free, "description": said}


def _is_known(entry: LakeEntry, found: Mapping[str, Described]) -> bool:
    same = {each.url.rstrip("/") for each in found.values()}
    return entry.id in found or entry.base in same


def _is_hidden(described: Described) -> bool:
    return isinstance(described, LakeEntry) and described.hidden
