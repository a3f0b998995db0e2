"""Jobs at facilities: submitted, followed, ended, and what they gave brought back."""

import shutil
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import msgspec

from ..activities import Activities, Handle
from ..activities.owner import Owner
from ..errors import ConflictError, EsapError, NotFoundError
from ..models.facilities import (
    BatchFetch,
    BatchJob,
    BatchLog,
    BatchPlan,
    BatchRequest,
    BatchSubmission,
)
from ..staging.names import safe_name
from .base import Batches, Submitted
from .batch_book import FOLDER, BatchBook, Record, batch_id
from .batch_files import inside, make_batch, title_of
from .batch_outputs import bring
from .following import Follower
from .sweeps import OVER

__all__ = ["BatchDesk"]

_FOLDER = "esap-jobs"
_FAILURES = 20
# What tells of the run, and is nobody's data.
_OWN = ("std.out", "std.err", "esap-result.json")


class _Sweep(NamedTuple):
    """The jobs of one request, as they are submitted."""

    request: BatchRequest
    root: Path | None
    id: str
    handle: Handle
    notes: Sequence[str]


class BatchDesk:
    """The jobs of one person. Nobody is contacted by `list` alone.

    Parameters
    ----------
    facility
        Gives a facility that runs jobs, by its id.
    notebook
        Fetches a notebook of a workflow and small files beside it, by its id and the path there:
        its name, and the content of all by name.
    store
        Stores files in a lake, and returns their DIDs.
    activities
        Gives the log of what takes time.
    home
        Gives ESAP's home.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        facility: Callable[[str], Batches],
        notebook: Callable[[str, str], tuple[str, Mapping[str, bytes]]],
        store: Callable[[BatchFetch, Sequence[Path]], Sequence[str]],
        activities: Callable[[], Activities],
        home: Callable[[], Path],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._facility = facility
        self._store = store
        self._notebook = notebook
        self._activities = activities
        self._home = home
        self._clock = clock
        self.book = BatchBook(folder=home() / FOLDER)
        self._submitting: dict[str, threading.Thread] = {}
        self._failures: dict[str, Exception] = {}
        self._follower = Follower(
            book=self.book,
            facility=facility,
            activities=activities,
            ended=self._has_ended,
            clock=clock,
        )

    def plan(self, request: BatchRequest, root: Path | None = None) -> BatchPlan:
        """Return what would be sent; nothing is.

        Raises
        ------
        EsapError
            Something of it makes no sense.
        """
        facility = self._facility(request.facility)
        folder = self._folder(f"plan-{uuid.uuid4().hex}")
        try:
            batch = make_batch(request, root, folder, self._notebook)
            return BatchPlan(text=facility.describe(batch))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def start(self, request: BatchRequest, root: Path | None = None) -> BatchSubmission:
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
        facility = self._facility(request.facility)
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

    def submitted(self, submission: BatchSubmission) -> BatchSubmission:
        """Wait until a facility has taken the jobs, or refused.

        Raises
        ------
        EsapError
            It took none.
        """
        thread = self._submitting.get(submission.sweep)
        if thread is not None:
            thread.join()
        if (failure := self._failures.pop(submission.sweep, None)) is not None:
            raise failure
        jobs = self.list(sweep=submission.sweep)
        return msgspec.structs.replace(submission, jobs=jobs[::-1])

    def list(self, facility: str = "", *, sweep: str = "") -> "list[BatchJob]":
        """List the jobs as they were known last, the newest first."""
        jobs = [record.job for record in self.book.list()]
        if any(job.state not in OVER for job in jobs):
            # Those of a kernel that has ended are followed from here on.
            self._follower.begin()
        return [job for job in jobs if facility in ("", job.facility) and sweep in ("", job.sweep)]

    def look(self, key: str) -> BatchJob:
        """Ask how a job is; one that has ended is only remembered.

        One that was lost is asked for again, as it may have been another person who was logged in.

        Raises
        ------
        NotFoundError
            There is none of that id.
        EsapError
            Its facility cannot be asked.
        """
        job = self.book.get(key).job
        if job.state not in OVER or job.state == "lost":
            self._follower.look(job.facility, [job])
            self._follower.begin()
        return self.book.get(key).job

    def kill(self, key: str) -> BatchJob:
        """End a job.

        Raises
        ------
        NotFoundError
            There is none of that id, or its facility does not know it.
        EsapError
            Its facility refuses, or cannot be asked.
        """
        job = self.book.get(key).job
        if job.state in OVER:
            raise ConflictError(f"{job.name} has ended already.", remedy="See what came of it.")
        self._facility(job.facility).kill(job)
        self._follower.look(job.facility, [job])
        self._follower.nudge(job.facility)
        return self.book.get(key).job

    def fetch(
        self, key: str, wanted: BatchFetch | None = None, root: Path | None = None
    ) -> BatchJob:
        """Bring what a job gave into a folder of the workspace, over no other file.

        Parameters
        ----------
        key
            The job.
        wanted
            Where it goes, in the workspace and perhaps in a lake.
        root
            The workspace.

        Raises
        ------
        NotFoundError
            There is no such job, or it has given nothing (yet).
        EsapError
            It cannot be had.
        """
        record = self.book.get(key)
        to = wanted or BatchFetch()
        place = to.folder or record.request_folder or f"{_FOLDER}/{self._named(record.job)}"
        job = bring(
            record,
            place,
            root,
            book=self.book,
            facility=self._facility(record.job.facility),
            activities=self._activities(),
        )
        if not to.lake:
            return job
        base = (root or Path.cwd()).resolve()
        paths = [base / path for path in job.outputs if PurePosixPath(path).name not in _OWN]
        dids = self._store(to, paths)
        return self.book.update(key, dids=list(dict.fromkeys([*job.dids, *dids]))).job

    def log(self, key: str) -> BatchLog:
        """Return what a job has gone through and said.

        Raises
        ------
        NotFoundError
            There is none of that id.
        EsapError
            Its facility cannot be asked.
        """
        job = self.book.get(key).job
        return self._facility(job.facility).log(job)

    def forget(self, key: str) -> None:
        """Remember a job no longer; its outputs stay, here and there.

        Raises
        ------
        NotFoundError
            There is none of that id.
        ConflictError
            It has not ended.
        """
        if self.book.get(key).job.state not in OVER:
            raise ConflictError("It has not ended.", remedy="Kill it first.")
        self.book.forget(key)

    def resume(self) -> None:
        """Follow the jobs that processes of before have left."""
        self._follower.begin()

    def nudge(self) -> None:
        """Look at once, as somebody has logged in."""
        self._follower.nudge()

    def close(self) -> None:
        """Leave all jobs for the next time."""
        self._follower.close()

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
            self.book.put(Record(job=job, owner=Owner.current(), root=where, title=title))

    def _has_ended(self, record: Record) -> None:
        """Bring what a job gave where that was asked for beforehand."""
        if not record.request_folder or record.job.state not in ("done", "failed"):
            return
        try:
            self.fetch(record.job.id, root=Path(record.root))
        except NotFoundError:
            return
        except EsapError as error:
            said = f"Its outputs could not be fetched: {error.message}"
            with suppress(EsapError):
                self.book.update(record.job.id, problem=f"{record.job.problem} {said}".strip())

    def _named(self, job: BatchJob) -> str:
        return safe_name(f"{job.name}-{job.remote}").replace(" ", "_")

    def _folder(self, name: str) -> Path:
        return self._home() / FOLDER / "programs" / name
