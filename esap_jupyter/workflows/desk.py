"""All that a person does with workflows before opening one: find, look inside, keep at hand."""

import threading
import time
from collections.abc import Callable

import msgspec

from ..activities import Activities
from ..compute import Compute
from ..errors import CancelledError, EsapError
from ..models import Activity
from ..models.workflows import (
    RepositoryState,
    Workflow,
    WorkflowFile,
    WorkflowPage,
    WorkflowQuestion,
)
from ..staging.queue import WorkQueue
from .base import record_of
from .collecting import Collecting
from .content import Content
from .finding import WorkflowFinder
from .index import WorkflowIndex
from .inside import look_inside
from .places import Places
from .shelf import Shelf

__all__ = ["WorkflowDesk"]

_FRESH = 3600.0
_ALL = 10_000
_CLOSED = {"restricted": "restricted", "embargoed": "under embargo"}


class WorkflowDesk:
    """Finds workflows, looks into them, and reads all of a repository into the index.

    Parameters
    ----------
    shelf
        The repositories.
    index
        What is known of workflows.
    compute
        Where notebooks are parsed.
    activities
        Gives the log of what takes time.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        shelf: Shelf,
        index: WorkflowIndex,
        compute: Compute,
        activities: Callable[[], Activities],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._shelf = shelf
        self._index = index
        self._compute = compute
        self._activities = activities
        self._clock = clock
        self._finder = WorkflowFinder(shelf=shelf, index=index, clock=clock)
        self._queue = WorkQueue(most=1)

    @property
    def index(self) -> WorkflowIndex:
        """What is known of workflows, to be searched without a network."""
        return self._index

    def repositories(self) -> list[RepositoryState]:
        """List the repositories, contacting none; ``found`` is how many the index has of each."""
        times = self._index.times()
        return [
            msgspec.structs.replace(
                self._shelf.state(key),
                found=times[key][0] if key in times else None,
                when=self._index.asked(key),
            )
            for key in self._shelf.ids
        ]

    def search(
        self, question: WorkflowQuestion, *, cancel: threading.Event | None = None
    ) -> WorkflowPage:
        """Find workflows; see `WorkflowFinder.search`."""
        return self._finder.search(question, cancel=cancel)

    def get(
        self,
        workflow_id: str,
        *,
        inside: bool = True,
        fresh: bool = False,
        cancel: threading.Event | None = None,
    ) -> Workflow:
        """Return a workflow, and look into it unless that has been done with the same files.

        Where its repository does not answer, it is returned as it is known, with that as one of
        its problems.

        Parameters
        ----------
        workflow_id
            ``<repository>:<record>``; a record's DOI will do, too.
        inside
            Whether to look inside.
        fresh
            Ask the repository even where that was done a short time ago.
        cancel
            Ends it when set.

        Raises
        ------
        NotFoundError
            There is no such workflow or repository.
        EsapError
            Its repository does not answer, and nothing is known of it.
        """
        known = self._index.get(workflow_id)
        is_new = known is not None and self._clock() - known.asked < _FRESH
        if known is None or fresh or not is_new:
            try:
                workflow = self._told(workflow_id, cancel)
            except CancelledError:
                raise
            except EsapError as error:
                if known is None:
                    raise
                return _as_known(known.workflow, error)
        else:
            workflow = known.workflow
        if inside and workflow.notebooks is None:
            workflow = self.look(workflow, cancel=cancel)
        return workflow

    def look(
        self,
        workflow: Workflow,
        *,
        is_strict: bool = False,
        cancel: threading.Event | None = None,
    ) -> Workflow:
        """Look into a workflow, and keep what is seen where all of it was.

        Parameters
        ----------
        workflow
            As its repository describes it.
        is_strict
            Whether it is an error when something did not come; else it is one of the problems.
        cancel
            Ends it when set.

        Raises
        ------
        EsapError
            See ``is_strict``.
        """
        if workflow.access in _CLOSED:
            told = f"Its files are {_CLOSED[workflow.access]}: ask for access on the record's page."
            return _with_problem(workflow, told)
        repository = self._shelf.get(workflow.repository)
        places = Places(workflow, lambda file: repository.content(workflow, file), cancel=cancel)
        seen = look_inside(workflow, places, self._compute, cancel=cancel)
        if places.missed is None:
            return self._index.put([seen])[0] if repository.is_kept else seen
        if is_strict:
            raise places.missed
        # Nobody can say that there are no notebooks.
        seen = msgspec.structs.replace(seen, notebooks=seen.notebooks or None)
        return _with_problem(seen, f"Not all was seen: {places.missed}")

    def content(self, workflow: Workflow, file: WorkflowFile) -> Content:
        """Return what reads a file of a workflow; see `Repository.content`."""
        return self._shelf.get(workflow.repository).content(workflow, file)

    def known(self) -> list[Workflow]:
        """Return all that is known without a network: the index, and what this machine has."""
        found, _ = self._index.search(WorkflowQuestion(limit=_ALL), self._shelf.ids)
        for key in self._shelf.ids:
            if self._shelf.state(key).state == "failed":
                continue
            repository = self._shelf.get(key)
            if not repository.is_remote:
                indexed = {each.id for each in found}
                page = repository.search(WorkflowQuestion(limit=_ALL))
                found += [self.look(each) for each in page.items if each.id not in indexed]
        return found

    def collect(self, repository_id: str) -> Activity:
        """Read all of a repository into the index, and look into each record: an activity.

        Raises
        ------
        NotFoundError
            There is no such repository.
        CancelledError
            ESAP is closing.
        """
        repository = self._shelf.get(repository_id)
        handle = self._activities().start(
            "workflows", f"Read all of {repository.entry.name}", archive=repository_id
        )
        work = Collecting(repository=repository, index=self._index, look=self.look)
        try:
            self._queue.add(handle, lambda: work.run(handle))
        except CancelledError as error:
            handle.fail(error)
            raise
        return handle.activity

    def close(self) -> None:
        """Cancel what is being read, and close the index."""
        self._queue.close()
        self._index.close()

    def _told(self, workflow_id: str, cancel: threading.Event | None) -> Workflow:
        key, record = record_of(workflow_id)
        repository = self._shelf.get(key)
        told = repository.record(record, cancel=cancel)
        return self._index.put([told])[0] if repository.is_kept else told


def _as_known(workflow: Workflow, error: EsapError) -> Workflow:
    told = f"It is shown as it was known before: {error.message}"
    return _with_problem(workflow, told)


def _with_problem(workflow: Workflow, told: str) -> Workflow:
    problems = list(dict.fromkeys([told, *workflow.problems]))
    return msgspec.structs.replace(workflow, problems=problems)
