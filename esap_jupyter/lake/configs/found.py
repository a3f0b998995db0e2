"""Finds all lakes that are described anywhere, each once."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ...catalogue import LakeEntry
from ...net import HttpClient
from .environment import environment_lake
from .instances import configured_instances, instance_lake
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
    that lake. What a catalogue hides is hidden wherever it is described.

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
    for instance, auth in configured_instances():
        each: Described = (
            RemoteLake(instance=instance, auth=auth, http=http, folder=folder)
            if "$url" in instance
            else instance_lake(instance, auth)
        )
        found.setdefault(each.id, each)
    path = cfg_path()
    for entry in (environment_lake(), cfg_lake(path) if path else None):
        if entry is not None and not _is_known(entry, found):
            found[entry.id] = entry
    return {key: each for key, each in found.items() if not _is_hidden(each)}


def _is_known(entry: LakeEntry, found: Mapping[str, Described]) -> bool:
    same = {each.url.rstrip("/") for each in found.values()}
    return entry.id in found or entry.base in same


def _is_hidden(described: Described) -> bool:
    return isinstance(described, LakeEntry) and described.hidden
