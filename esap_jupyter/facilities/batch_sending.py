"""Sends jobs to a facility, in a thread of their own, and remembers those that it took."""

import shutil
import threading
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..activities import Activities, Handle
from ..activities.owner import Owner
from ..models.facilities import BatchJob, BatchRequest, BatchSubmission
from .base import Batches, Submitted
from .batch_book import BatchBook, Record, batch_id
from .batch_files import Fetch, inside, make_batch, title_of
from .following import Follower

__all__ = ["BatchSender"]

_FAILURES = 20


class _Sweep(NamedTuple):
    """The jobs of one request, as they are submitted."""

    request: BatchRequest
    root: Path | None
    id: str
    handle: Handle
    notes: Sequence[str]


class BatchSender:
    """Submits, and hands over to whoever follows.

    Parameters
    ----------
    book
        Where jobs are remembered.
    follower
        Looks at them from then on.
    notebook
        Fetches a notebook of a workflow.
    activities
        Gives the log of what takes time.
    folder
        Gives a folder for what is fetched, by its name.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        book: BatchBook,
        follower: Follower,
        notebook: Fetch,
        activities: Callable[[], Activities],
        folder: Callable[[str], Path],
        clock: Callable[[], float],
    ) -> None:
        self._book = book
        self._follower = follower
        self._notebook = notebook
        self._activities = activities
        self._folder = folder
        self._clock = clock
        self._submitting: dict[str, threading.Thread] = {}
        self._failures: dict[str, Exception] = {}

    def start(self, facility: Batches, request: BatchRequest, root: Path | None) -> BatchSubmission:
        """Begin to submit, and return at once; how it goes is told by its activity.

        Parameters
        ----------
        request
            What to run, and where.
        root
            The workspace, where paths begin and which none may leave; without it, paths begin in
            the current folder.

        Raises
        ------
        NotFoundError
            There is no such facility, or no such file.
        BadRequestError
            Something of it makes no sense.
        """
        sweep = uuid.uuid4().hex
        if request.folder:
            inside(root, request.folder)
        if not request.workflow:
            make_batch(request, root, self._folder(sweep), self._notebook)
        title = f"{title_of(request)} at {facility.entry.name}"
        handle = self._activities().start("batch", title, message="preparing")
        thread = threading.Thread(
            target=self._submit,
            args=(facility, request, root),
            kwargs={"sweep": sweep, "handle": handle},
            name=f"esap-submit-{sweep[:8]}",
            daemon=True,
        )
        self._submitting[sweep] = thread
        thread.start()
        return BatchSubmission(sweep=sweep, activity=handle.id, facility=request.facility)

    def wait(self, sweep: str) -> None:
        """Wait until a facility has taken the jobs, or raise what it refused them with."""
        thread = self._submitting.get(sweep)
        if thread is not None:
            thread.join()
        if (failure := self._failures.pop(sweep, None)) is not None:
            raise failure

    def _submit(
        self,
        facility: Batches,
        request: BatchRequest,
        root: Path | None,
        *,
        sweep: str,
        handle: Handle,
    ) -> None:
        def tell(
            message: str = "", *, progress: float | None = None, log: str = "", note: str = ""
        ) -> None:
            del log
            share = None if progress is None else round(100 * progress)
            handle.update(message=message or None, done=share, total=100 if share else None)
            if note:
                notes.append(note)

        notes: list[str] = []
        try:
            batch = make_batch(request, root, self._folder(sweep), self._notebook)
            taken = facility.submit(batch, tell, handle.cancel)
            self._remember(_Sweep(request, root, sweep, handle, notes), taken)
        except Exception as error:  # noqa: BLE001  (an activity says that it failed)
            self._failures[sweep] = error
            for old in list(self._failures)[:-_FAILURES]:
                self._failures.pop(old, None)
            handle.fail(error)
        else:
            handle.tell(batch=sweep)
            self._follower.take(sweep, handle)
            self._follower.nudge(request.facility)
        finally:
            shutil.rmtree(self._folder(sweep), ignore_errors=True)
            self._submitting.pop(sweep, None)

    def _remember(self, sweep: "_Sweep", taken: Sequence[Submitted]) -> None:
        now = self._clock()
        request, handle = sweep.request, sweep.handle
        where = str((sweep.root or Path.cwd()).resolve())
        for each in taken:
            job = BatchJob(
                id=batch_id(request.facility, each.remote, sweep.id),
                facility=request.facility,
                remote=each.remote,
                name=each.name,
                status=each.status,
                minor=each.minor,
                submitted=now,
                changed=now,
                jdl=each.jdl,
                problem=" ".join(sweep.notes),
                sweep=sweep.id,
                parameters=dict(each.parameters),
                activity=handle.id,
                # The basket is in the person's hands; here it is not kept once more.
                request=msgspec.structs.replace(request, basket=None),
            )
            title = handle.activity.title
            self._book.put(Record(job=job, owner=Owner.current(), root=where, title=title))
