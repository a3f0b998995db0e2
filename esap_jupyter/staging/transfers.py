"""Single files for Python, fetched by whoever waits for them."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from ..urls import is_in_lake
from .engine import Engine
from .fetch import fetch_file
from .sources import Source

__all__ = ["LakeSource", "Transfers"]


class LakeSource(Protocol):
    """What brings files of data lakes; see `esap_jupyter.lake.transfers.LakeTransfers`."""

    def fetch_at(self, address: str, folder: Path) -> Path:
        """Fetch what ``rucio://lake/scope:name`` names, and wait."""


class Transfers:
    """Fetches single files; what is to be told and kept is a job of `esap_jupyter.staging.jobs`.

    Parameters
    ----------
    engine
        Brings the bytes.
    lakes
        Brings what lies in data lakes.
    """

    def __init__(self, *, engine: Engine, lakes: Callable[[], LakeSource] | None = None) -> None:
        self._engine = engine
        self._lakes = lakes

    def fetch(self, source: Source, folder: Path) -> Path:
        """Fetch a file and wait; see `esap_jupyter.staging.fetch.fetch_file`."""
        if is_in_lake(source.url) and self._lakes is not None:
            return self._lakes().fetch_at(source.url, folder)
        return fetch_file(source, folder, engine=self._engine)
