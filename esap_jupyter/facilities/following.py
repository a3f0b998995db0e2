"""Looks at the jobs of facilities until they have ended: politely, and after restarts too."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from ..activities import Activities, Handle
from ..activities.owner import Owner
from ..errors import EsapError, NotFoundError, NotLoggedInError
from ..models.facilities import BatchJob
from ..wording import describe_error
from .base import Batches, Seen
from .batch_book import BatchBook, Record
from .sweeps import OVER, show

__all__ = ["Follower"]

_LONGEST = 120.0
_AT_LOGIN = 60.0
_SLOWER = 1.5
_TICK = 0.5
_ADOPT = 30.0


class Follower:
    """One thread that asks each facility for all of its jobs at once.

    It asks more and more rarely while nothing changes. A facility that does not answer, or wants
    a login, ends no job: it is asked again later. A job that a facility does not show is lost
    when it is missing twice in a row. Jobs whose process has ended are taken over.

    Parameters
    ----------
    book
        The jobs.
    facility
        Gives a facility by its id.
    activities
        Gives the log of what takes time.
    ended
        Told of a job that has just ended.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        book: BatchBook,
        facility: Callable[[str], Batches],
        activities: Callable[[], Activities],
        ended: Callable[[Record], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._book = book
        self._facility = facility
        self._activities = activities
        self._ended = ended
        self._clock = clock
        self._me = Owner.current()
        self._lock = threading.Lock()
        self._taking = threading.Lock()
        self._wake = threading.Event()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._handles: dict[str, Handle] = {}
        self._due: dict[str, float] = {}
        self._pauses: dict[str, float] = {}
        self._missing: set[str] = set()

    def begin(self) -> None:
        """Follow the jobs that have not ended, if there are any."""
        with self._lock:
            if self._over.is_set() or (self._thread is not None and self._thread.is_alive()):
                return
            self._thread = threading.Thread(target=self._run, name="esap-jobs", daemon=True)
            self._thread.start()

    def nudge(self, facility: str = "") -> None:
        """Look at once, at all facilities or at one."""
        for key in [facility] if facility else list(self._due):
            self._due.pop(key, None)
            self._pauses.pop(key, None)
        self._wake.set()
        self.begin()

    def take(self, sweep: str, handle: Handle) -> None:
        """Tell the activity of a request what becomes of its jobs."""
        with self._lock:
            self._handles[sweep] = handle

    def look(self, facility: str, jobs: Sequence[BatchJob]) -> None:
        """Ask a facility how jobs are, and remember it.

        Raises
        ------
        EsapError
            It cannot be asked.
        """
        self._changed(self._facility(facility), jobs)

    def close(self) -> None:
        """Leave all jobs for the next time."""
        self._over.set()
        self._wake.set()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(5.0)

    def _run(self) -> None:
        adopted = 0.0
        while not self._over.is_set():
            self._wake.clear()
            if time.monotonic() - adopted >= _ADOPT or not adopted:
                self._adopt()
                adopted = time.monotonic()
            mine = self._mine()
            self._kill_cancelled(mine)
            for facility in dict.fromkeys(record.job.facility for record in mine):
                if time.monotonic() >= self._due.get(facility, 0.0):
                    self._visit(facility, [r.job for r in mine if r.job.facility == facility])
            self._show()
            if not mine and self._is_idle():
                return
            self._wake.wait(_TICK)

    def _is_idle(self) -> bool:
        """Let the thread end; whoever submits later begins another."""
        with self._lock:
            if self._wake.is_set() or self._mine():
                return False
            self._thread = None
            return True

    def _mine(self) -> list[Record]:
        return [
            record
            for record in self._book.list()
            if record.job.state not in OVER and record.owner == self._me
        ]

    def _adopt(self) -> None:
        """Take over what a process of before has left."""
        for record in self._book.list():
            if record.job.state in OVER or record.owner == self._me:
                continue
            if record.owner.is_gone():
                with suppress(EsapError):
                    self._book.update(record.job.id, owner=self._me)

    def _visit(self, facility: str, jobs: Sequence[BatchJob]) -> None:
        pause = self._pauses.get(facility, 0.0)
        try:
            made = self._facility(facility)
            has_changed = self._changed(made, jobs)
        except NotLoggedInError as error:
            self._note(jobs, f"{error.message} It waits for that.")
            pause = _AT_LOGIN
        except Exception as error:  # noqa: BLE001  (jobs elsewhere are followed all the same)
            self._note(jobs, f"{describe_error(error).message} It is asked again.")
            pause = min(_LONGEST, max(2 * pause, _LONGEST / 8))
        else:
            is_first = has_changed or not pause
            pause = made.poll if is_first else min(_LONGEST, pause * _SLOWER)
        self._pauses[facility] = pause
        self._due[facility] = time.monotonic() + pause

    def _changed(self, made: Batches, jobs: Sequence[BatchJob]) -> bool:
        """Look, and write down what is new; tells whether a state has changed."""
        seen = made.look(jobs)
        changes = [self._take(job, seen[job.id]) for job in jobs if job.id in seen]
        return any(changes)

    def _take(self, job: BatchJob, seen: Seen) -> bool:
        now = self._clock()
        if seen.state == "lost" != job.state and job.id not in self._missing:
            self._missing.add(job.id)
            return False
        self._missing.discard(job.id)
        is_new = seen.state != job.state
        with suppress(NotFoundError):
            with self._taking:
                known = self._book.get(job.id).job
                if known.state in OVER and known.state != "lost":
                    # Whoever asked at the same time was told sooner, and has done all that follows.
                    return is_new
                has_ended = seen.state in OVER and known.ended is None
                record = self._written(job, seen, now, is_new=is_new)
            if has_ended:
                self._ended(record)
        return is_new

    def _written(self, job: BatchJob, seen: Seen, now: float, *, is_new: bool) -> Record:
        return self._book.update(
            job.id,
            owner=self._me if job.state == "lost" else None,
            state=seen.state,
            status=seen.status or job.status,
            minor=seen.minor,
            problem=seen.problem,
            dids=list(seen.dids) or job.dids,
            changed=seen.changed or (now if is_new else job.changed),
            checked=now,
            ended=(job.ended or seen.changed or now) if seen.state in OVER else None,
        )

    def _note(self, jobs: Sequence[BatchJob], problem: str) -> None:
        for job in jobs:
            with suppress(EsapError):
                self._book.update(job.id, problem=problem)

    def _kill_cancelled(self, records: Sequence[Record]) -> None:
        """End the jobs of an activity that somebody cancels.

        A wish is taken before it is carried out, so that none that comes meanwhile is lost. What
        could not be ended goes on, and may be cancelled again.
        """
        handles = {record.job.sweep: self._handle(record) for record in records}
        cancelled = {sweep for sweep, handle in handles.items() if handle.cancelled}
        for sweep in cancelled:
            handles[sweep].cancel.clear()
        for record in records:
            if record.job.sweep not in cancelled:
                continue
            try:
                self._facility(record.job.facility).kill(record.job)
            except EsapError as error:
                self._note([record.job], f"It could not be ended: {error.message}")
            self._due.pop(record.job.facility, None)

    def _handle(self, record: Record) -> Handle:
        sweep = record.job.sweep
        with self._lock:
            known = self._handles.get(sweep)
        if known is not None and known.activity.ended is None:
            return known
        handle = self._activities().take_over(
            record.job.activity, "batch", record.title, batch=sweep
        )
        self.take(sweep, handle)
        return handle

    def _show(self) -> None:
        """Tell each activity how its jobs are; the last word ends it."""
        records = self._book.list()
        for sweep, handle in list(self._handles.items()):
            jobs = [record.job for record in records if record.job.sweep == sweep]
            if show(handle, jobs):
                with self._lock:
                    self._handles.pop(sweep, None)
