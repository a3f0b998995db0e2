"""What a repository is: the one class that a new kind of repository needs."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable

import msgspec

from ..catalogue.repositories import RepositoryEntry
from ..compute import Compute
from ..models.workflows import Workflow, WorkflowFile, WorkflowQuestion
from ..net import HttpClient
from .content import Content

__all__ = ["RecordPage", "Repository", "Wait", "record_of"]

Wait = Callable[[float], None]
"""Waits some seconds for a repository that wants to be left alone, or raises."""


class RecordPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some records, the best first.

    ``total`` is how many fit in all, where the repository tells. ``after`` is what to ask for the
    next page with; empty at the last one.
    """

    items: list[Workflow]
    total: int | None = None
    after: str = ""


class Repository(ABC):
    """Finds workflows. Its entry point is in the group ``esap_jupyter.repositories``.

    All methods may be called from several threads at once, and raise `EsapError` only.

    Parameters
    ----------
    entry
        What the catalogue says of it.
    http
        The client that all requests go through.
    compute
        Where long documents are read.

    Attributes
    ----------
    is_remote
        Whether asking it needs a network; one that does not is asked offline, too.
    is_kept
        Whether what it told is worth keeping in the index.
    """

    is_remote = True
    is_kept = True

    def __init__(self, *, entry: RepositoryEntry, http: HttpClient, compute: Compute) -> None:
        self.entry = entry
        self.http = http
        self.compute = compute

    @abstractmethod
    def search(
        self,
        question: WorkflowQuestion,
        *,
        after: str = "",
        cancel: threading.Event | None = None,
    ) -> RecordPage:
        """Ask for a page of records.

        What a repository cannot restrict itself, the caller filters: more may come than fits,
        never less.

        Parameters
        ----------
        question
            What is looked for; offset and limit are the caller's.
        after
            ``RecordPage.after`` of the page before.
        cancel
            Ends it when set.
        """

    @abstractmethod
    def record(self, key: str, *, cancel: threading.Event | None = None) -> Workflow:
        """Return one record with its files.

        Parameters
        ----------
        key
            The part of the workflow's id behind the colon.
        cancel
            Ends it when set.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """

    @abstractmethod
    def content(self, workflow: Workflow, file: WorkflowFile) -> Content:
        """Return what reads a file of a record, whole or in parts; nothing is asked yet."""

    def everything(self, *, after: str = "", cancel: threading.Event | None = None) -> RecordPage:
        """Ask for a page of all that there is, the newest first."""
        return self.search(WorkflowQuestion(), after=after, cancel=cancel)

    def workflow_id(self, key: str) -> str:
        """Make the id of a workflow of this repository."""
        return f"{self.entry.id}:{key}"


def record_of(workflow_id: str) -> tuple[str, str]:
    """Split the id of a workflow into repository and record."""
    repository, _, key = workflow_id.partition(":")
    return repository, key
