"""Transfers as activities: each in a thread of its own, told, and cancelled by its id."""

import threading
from pathlib import Path

from ..activities import Activities, Handle
from ..errors import EsapError
from ..models import Activity
from ..net import HttpClient
from .fetch import Refusal, fetch_file
from .names import folder_in
from .sources import Source

__all__ = ["FOLDER", "Transfers"]

FOLDER = "esap-data"
"""Where files go, below the root of the workspace; a folder for each archive."""


class Transfers:
    """Brings files into workspaces.

    Parameters
    ----------
    http
        The client that all requests go through.
    activities
        Where transfers are told.
    refusal
        Words the refusal in an answer.
    """

    def __init__(self, *, http: HttpClient, activities: Activities, refusal: Refusal) -> None:
        self._http = http
        self._activities = activities
        self._refusal = refusal
        self._lock = threading.Lock()
        self._running: set[tuple[Handle, threading.Thread]] = set()

    def start(self, source: Source, *, root: Path, archive: str, title: str) -> Activity:
        """Begin a transfer; its activity tells how it goes, and the file's path at last.

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
        """
        folder = folder_in(root, FOLDER, archive)
        handle = self._activities.start("transfer", title, archive=archive)
        thread = threading.Thread(
            target=self._run, args=(handle, source, folder, root), name="esap-transfer", daemon=True
        )
        with self._lock:
            self._running = {each for each in self._running if each[1].is_alive()}
            self._running.add((handle, thread))
        thread.start()
        return handle.activity

    def fetch(self, source: Source, folder: Path) -> Path:
        """Fetch a file and wait; see `esap_jupyter.staging.fetch.fetch_file`."""
        return fetch_file(source, folder, http=self._http, refusal=self._refusal)

    def close(self) -> None:
        """Cancel all that run."""
        with self._lock:
            running = list(self._running)
        for handle, _ in running:
            handle.cancel.set()
        for _, thread in running:
            thread.join(2.0)

    def _run(self, handle: Handle, source: Source, folder: Path, root: Path) -> None:
        try:
            handle.update(message="receiving", done=0, total=source.size, unit="bytes")
            path = fetch_file(
                source,
                folder,
                http=self._http,
                refusal=self._refusal,
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
