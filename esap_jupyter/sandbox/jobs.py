"""Asynchronous jobs (UWS 1.1, section 2.1): their states, and the two that run at once."""

import queue
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from ..errors import CancelledError, ConflictError, EsapError, NotFoundError, TooLargeError
from .limits import DURATION, MAX_DURATION
from .output import write_rows
from .replies import Rows
from .requests import Parameters

__all__ = ["ACTIVE", "Job", "Jobs", "Phase", "Start"]

Phase = Literal["PENDING", "QUEUED", "EXECUTING", "COMPLETED", "ERROR", "ABORTED"]
ACTIVE: frozenset[Phase] = frozenset({"PENDING", "QUEUED", "EXECUTING"})
Start = Callable[[Parameters, Mapping[str, bytes], float, Callable[[], bool]], Rows]

_AT_ONCE = 2
_MAX_JOBS = 200
_LIFE = timedelta(days=1)
_MAX_LIFE = timedelta(days=7)


@dataclass(kw_only=True, eq=False)
class Job:
    """One job; times are in UTC, its duration in seconds."""

    id: str
    parameters: Parameters
    files: Mapping[str, bytes]
    created: datetime
    destruction: datetime
    duration: int = DURATION
    phase: Phase = "PENDING"
    started: datetime | None = None
    ended: datetime | None = None
    error: EsapError | None = None
    media_type: str = ""
    cancel: threading.Event = field(default_factory=threading.Event)


class Jobs:
    """All jobs, and the threads that run them.

    Parameters
    ----------
    start
        Starts a job's query: parameters, files, seconds, and what says that it was cancelled.
    """

    def __init__(self, *, start: Start) -> None:
        self._start = start
        self._jobs: dict[str, Job] = {}
        self._changed = threading.Condition()
        self._waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._folder: Path | None = None

    def create(self, parameters: Parameters, files: Mapping[str, bytes]) -> Job:
        """Make a job that does not run yet.

        Raises
        ------
        TooLargeError
            There are too many.
        """
        now = datetime.now(UTC)
        job = Job(
            id=secrets.token_hex(8),
            parameters=parameters,
            files=files,
            created=now,
            destruction=now + _LIFE,
        )
        with self._changed:
            self._forget_expired()
            if len(self._jobs) >= _MAX_JOBS:
                raise TooLargeError(
                    f"There are {_MAX_JOBS} jobs already.", remedy="Delete those you do not need."
                )
            self._jobs[job.id] = job
        return job

    def all(self) -> list[Job]:
        """Return the jobs, the newest first."""
        with self._changed:
            self._forget_expired()
            return sorted(self._jobs.values(), key=lambda job: job.created, reverse=True)

    def find(self, identifier: str) -> Job:
        """Look a job up.

        Raises
        ------
        NotFoundError
            There is none of that identifier (any more).
        """
        with self._changed:
            self._forget_expired()
            job = self._jobs.get(identifier)
        if job is None:
            raise NotFoundError(f"There is no job {identifier[:40]}.")
        return job

    def run(self, job: Job) -> None:
        """Let a job run as soon as there is room.

        Raises
        ------
        ConflictError
            It ran already.
        """
        with self._changed:
            if job.phase != "PENDING":
                raise ConflictError(f"The job is {job.phase}; only a PENDING one can be run.")
            self._set(job, "QUEUED")
            if len(self._threads) < _AT_ONCE:
                thread = threading.Thread(target=self._work, daemon=True)
                self._threads.append(thread)
                thread.start()
        self._waiting.put(job)

    def abort(self, job: Job) -> None:
        """Stop a job, and the query that it runs; one that has ended stays as it is."""
        job.cancel.set()
        with self._changed:
            if job.phase in ACTIVE:
                self._set(job, "ABORTED")

    def delete(self, job: Job) -> None:
        """Stop a job and forget it with its result."""
        self.abort(job)
        with self._changed:
            self._jobs.pop(job.id, None)
            self.result(job).unlink(missing_ok=True)

    def update(self, job: Job, parameters: Parameters, files: Mapping[str, bytes]) -> None:
        """Add or replace parameters.

        Raises
        ------
        ConflictError
            The job runs or ran already.
        """
        with self._changed:
            if job.phase != "PENDING":
                raise ConflictError(f"The job is {job.phase}; its parameters stay as they are.")
            kept = [pair for pair in job.parameters.pairs() if pair[0] not in parameters]
            job.parameters = Parameters([*kept, *parameters.pairs()])
            job.files = {**job.files, **files}

    def limit(self, job: Job, seconds: int) -> None:
        """Set how long a job may run; 0 and what is too long give the longest."""
        with self._changed:
            job.duration = min(seconds or MAX_DURATION, MAX_DURATION)

    def keep(self, job: Job, until: datetime) -> None:
        """Set when a job is forgotten, a week from now at the latest."""
        with self._changed:
            job.destruction = min(until, datetime.now(UTC) + _MAX_LIFE)

    def wait(self, job: Job, phase: Phase, seconds: float) -> None:
        """Wait until a job is no longer in a phase, or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: job.phase != phase, seconds)

    def result(self, job: Job) -> Path:
        """Return where the result lies, or will lie."""
        with self._changed:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="esap-sandbox-"))
            return self._folder / f"{job.id}.vot"

    def close(self) -> None:
        """Stop all jobs and remove their results."""
        with self._changed:
            for job in self._jobs.values():
                job.cancel.set()
            self._jobs.clear()
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)

    def _forget_expired(self) -> None:
        now = datetime.now(UTC)
        for job in [job for job in self._jobs.values() if job.destruction <= now]:
            self.delete(job)

    def _set(self, job: Job, phase: Phase) -> None:
        job.phase = phase
        if phase == "EXECUTING":
            job.started = datetime.now(UTC)
        elif phase not in ACTIVE:
            job.ended = datetime.now(UTC)
            # Uploaded tables are large, and nobody asks for them again.
            job.files = {}
        self._changed.notify_all()

    def _work(self) -> None:
        while True:
            self._perform(self._waiting.get())

    def _perform(self, job: Job) -> None:
        with self._changed:
            if job.phase != "QUEUED":
                return
            self._set(job, "EXECUTING")
        error: EsapError | None = None
        try:
            self._write(job)
        except EsapError as refused:
            error = refused
        except Exception as bug:  # noqa: BLE001 (a job's thread must outlive it, its state tells)
            error = EsapError(f"The sandbox failed: {type(bug).__name__}: {bug}")
        self._end(job, error)

    def _end(self, job: Job, error: EsapError | None) -> None:
        with self._changed:
            if job.phase != "EXECUTING" or job.id not in self._jobs:
                self.result(job).unlink(missing_ok=True)
                return
            job.error = error
            aborted = isinstance(error, CancelledError)
            self._set(job, "ABORTED" if aborted else "ERROR" if error else "COMPLETED")

    def _write(self, job: Job) -> None:
        rows = self._start(job.parameters, job.files, job.duration, job.cancel.is_set)
        with rows.answer, self.result(job).open("wb") as out:
            write_rows(rows, out)
        job.media_type = rows.media_type
