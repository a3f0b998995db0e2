"""Brings files into folders, one way for all schemes."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from ...errors import EsapError, NotAvailableError
from ...net import HttpClient, Progress
from ..wanted import Fetched, Wanted

__all__ = ["Engine"]

Refusal = Callable[..., EsapError | None]
Logins = Callable[[str], Mapping[str, str]]
_MOST = 16
_PER_HOST = 8


class Engine:
    """Fetches files; one for a server or a kernel, used by many threads.

    Parameters
    ----------
    http
        The client that all requests go through.
    home
        Where it keeps what it knows of files that came, shared by all processes of a person.
    roots
        The workspaces: ``file://`` is read inside of them only.
    refusal
        Words the refusal in an answer; see `esap_jupyter.archives.refusals.refusal`.
    logins
        Gives the headers that say who one is at an address.
    most
        How many connections there are at once.
    per_host
        How many of them to one host.
    rate
        Bytes a second that all may take together; None for no limit.
    """

    def __init__(
        self,
        *,
        http: HttpClient,
        home: Path,
        roots: tuple[Path, ...] = (),
        refusal: Refusal | None = None,
        logins: Logins | None = None,
        most: int = _MOST,
        per_host: int = _PER_HOST,
        rate: float | None = None,
    ) -> None:
        self._http = http
        self._home = home

    def fetch(
        self,
        wanted: Wanted,
        folder: Path,
        *,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> Fetched:
        """Fetch a file, and wait until it is there, whole and under its name.

        Parameters
        ----------
        wanted
            What, and what was promised of it.
        folder
            Where it goes; nothing that is there is ever replaced.
        progress
            Called with the bytes so far and, where known, of how many; from several threads.
        cancel
            Ends it when set; what came is kept for the next time.

        Raises
        ------
        EsapError
            It could not be had; the message names the cause.
        """
        raise NotAvailableError("Nothing can be fetched yet.")

    def here(self, wanted: Wanted) -> Path | None:
        """Say where a file lies that came from this address and was not changed since."""
        return None
