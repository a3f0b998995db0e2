"""Jobs at facilities: submitted, followed, ended, and what they gave brought back."""

import shutil
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

import msgspec

from ..activities import Activities
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
from ..wording import describe_error
from .base import Batches
from .batch_book import FOLDER, BatchBook, Record
from .batch_files import Fetch, make_batch
from .batch_outputs import bring
from .batch_sending import BatchSender
from .following import Follower
from .sweeps import OVER

__all__ = ["BatchDesk"]

_FOLDER = "esap-jobs"
# What tells of the run, and is nobody's data.
_OWN = ("std.out", "std.err", "esap-result.json")


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
        notebook: Fetch,
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
        self._follower = Follower(
            book=self.book,
            facility=facility,
            activities=activities,
            ended=self._has_ended,
            clock=clock,
        )
        self._sender = BatchSender(
            book=self.book,
            follower=self._follower,
            notebook=notebook,
            activities=activities,
            folder=self._folder,
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
        """Begin to submit, and return at once; see `BatchSender.start`."""
        return self._sender.start(self._facility(request.facility), request, root)

    def submitted(self, submission: BatchSubmission) -> BatchSubmission:
        """Wait until a facility has taken the jobs, or refused.

        Raises
        ------
        EsapError
            It took none.
        """
        self._sender.wait(submission.sweep)
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

    def _has_ended(self, record: Record) -> None:
        """Bring what a job gave where that was asked for beforehand."""
        if not record.request_folder or record.job.state not in ("done", "failed"):
            return
        try:
            self.fetch(record.job.id, root=Path(record.root))
        except NotFoundError:
            return
        except Exception as error:  # noqa: BLE001  (it is said of the job, and the others go on)
            said = f"Its outputs could not be fetched: {describe_error(error).message}"
            with suppress(EsapError):
                self.book.update(record.job.id, problem=f"{record.job.problem} {said}".strip())

    def _named(self, job: BatchJob) -> str:
        return safe_name(f"{job.name}-{job.remote}").replace(" ", "_")

    def _folder(self, name: str) -> Path:
        return self._home() / FOLDER / "programs" / name
