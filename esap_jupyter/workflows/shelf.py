"""The repositories of a deployment: made when they are first asked; one that is wrong says why."""

import threading
from collections.abc import Mapping

import msgspec

from ..catalogue.repositories import RepositoryEntry
from ..compute import Compute
from ..errors import EsapError, NotFoundError
from ..models.workflows import RepositoryState
from ..net import HttpClient
from ..urls import without_secrets
from .base import Repository
from .door import repository_class

__all__ = ["Shelf"]


class Shelf:
    """Gives repositories by their ids.

    Parameters
    ----------
    entries
        Those of the catalogue.
    http
        The client that their requests go through.
    compute
        Where long documents are read.
    """

    def __init__(
        self, *, entries: Mapping[str, RepositoryEntry], http: HttpClient, compute: Compute
    ) -> None:
        self._entries = entries
        self._http = http
        self._compute = compute
        self._lock = threading.Lock()
        self._made: dict[str, Repository | EsapError] = {}

    @property
    def ids(self) -> list[str]:
        """All repositories, in the order of the catalogue."""
        return list(self._entries)

    def get(self, repository_id: str) -> Repository:
        """Return a repository; nothing is contacted.

        Raises
        ------
        NotFoundError
            There is none of that id.
        NotAvailableError
            Its entry makes no sense, or its kind is not installed.
        """
        entry = self._entries.get(repository_id)
        if entry is None:
            raise NotFoundError(
                f"There is no repository {repository_id!r}.",
                remedy=f"There are: {', '.join(self._entries) or 'none'}.",
            )
        with self._lock:
            if repository_id not in self._made:
                self._made[repository_id] = self._make(entry)
            made = self._made[repository_id]
        if isinstance(made, EsapError):
            raise type(made)(made.message, remedy=made.remedy)
        return made

    def state(self, repository_id: str) -> RepositoryState:
        """Describe a repository, contacting none; what is wrong with its entry is its state."""
        entry = self._entries[repository_id]
        described = RepositoryState(
            repository=entry.id,
            name=entry.name,
            kind=entry.kind,
            url=entry.homepage or without_secrets(entry.url),
            description=entry.description,
            state="cached",
        )
        try:
            self.get(repository_id)
        except EsapError as error:
            return _failed(described, error)
        return described

    def _make(self, entry: RepositoryEntry) -> Repository | EsapError:
        try:
            kind = repository_class(entry)
            return kind(entry=entry, http=self._http, compute=self._compute)
        except EsapError as error:
            return error


def _failed(state: RepositoryState, error: EsapError) -> RepositoryState:
    return msgspec.structs.replace(
        state, state="failed", message=error.message, remedy=error.remedy
    )
