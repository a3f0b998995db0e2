"""Transfers as activities: a few at once, told, and cancelled by their ids."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from ..activities import Activities, Handle
from ..errors import CancelledError, EsapError
from ..models import Activity
from ..urls import is_in_lake
from .engine import Engine
from .fetch import fetch_file
from .names import folder_in
from .queue import WorkQueue
from .sources import Source

__all__ = ["FOLDER", "LakeSource", "Transfers"]

FOLDER = "esap-data"
"""Where files go, below the root of the workspace; a folder for each archive."""
_MOST = 4


class LakeSource(Protocol):
    """What brings files of data lakes; see `esap_jupyter.lake.transfers.LakeTransfers`."""

    def start_at(self, address: str, *, root: Path) -> Activity:
        """Begin to fetch what an address ``rucio://lake/scope:name`` names."""

    def fetch_at(self, address: str, folder: Path) -> Path:
        """Fetch it and wait; returns the file, or the folder of several."""


class Transfers:
    """Brings files into workspaces.

    Parameters
    ----------
    engine
        Brings the bytes; also for others, as ``engine``.
    activities
        Where transfers are told.
    most
        How many run at once; the others wait.
    lakes
        Brings what lies in data lakes.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        activities: Activities,
        most: int = _MOST,
        lakes: Callable[[], LakeSource] | None = None,
    ) -> None:
        self._lakes = lakes
        self.engine = engine
        self._activities = activities
        self._queue = WorkQueue(most=most)

    def start(self, source: Source, *, root: Path, archive: str, title: str) -> Activity:
        """Put a transfer in the queue; its activity tells how it goes, and the file's path at last.

        Parameters
        ----------
        source
            The file.
        root
            The workspace; the file goes into a folder of it named after the archive.
        archive
            The archive's id.
        title
            What to call it, for people.

        Raises
        ------
        BadRequestError
            The folder cannot be made.
        CancelledError
            ESAP is closing.
        """
        if is_in_lake(source.url) and self._lakes is not None:
            return self._lakes().start_at(source.url, root=root)
        folder = folder_in(root, FOLDER, archive)
        handle = self._activities.start("transfer", title, archive=archive)
        work = partial(self._run, handle, source, folder, root)
        try:
            self._queue.add(handle, work)
        except CancelledError as error:
            handle.fail(error)
            raise
        return handle.activity

    def fetch(self, source: Source, folder: Path) -> Path:
        """Fetch a file and wait; see `esap_jupyter.staging.fetch.fetch_file`."""
        if is_in_lake(source.url) and self._lakes is not None:
            return self._lakes().fetch_at(source.url, folder)
        return fetch_file(source, folder, engine=self.engine)

    def close(self) -> None:
        """Cancel all that run or wait."""
        self._queue.close()

    def _run(self, handle: Handle, source: Source, folder: Path, root: Path) -> None:
        try:
            handle.update(message="receiving", done=0, total=source.size, unit="bytes")
            path = fetch_file(
                source,
                folder,
                engine=self.engine,
                progress=lambda done, total: handle.update(done=done, total=total),
                cancel=handle.cancel,
            )
        except EsapError as error:
            handle.fail(error)
        except BaseException as error:
            handle.fail(error)
            raise
        else:
            size = path.stat().st_size
            relative = path.relative_to(root).as_posix()
            handle.finish(path=relative, done=size, total=size)
