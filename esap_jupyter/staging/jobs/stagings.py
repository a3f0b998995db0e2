"""Brings files into workspaces: plans, and jobs that go on by themselves."""

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from ...activities import Activities, Handle
from ...errors import BadRequestError, CancelledError, ConflictError, EsapError, NotAvailableError
from ...models import Activity, Transfer, TransferDetails, TransferFileState, TransferState
from ...wording import describe_error
from ..pieces import Piece
from . import tidying
from .attending import PATIENCE, followed
from .bringing import Bringer
from .plans import Plans
from .records import ENDED, FileRecord, JobRecord, KeptJob
from .runner import Runner
from .store import JobStore
from .taping import given_up
from .views import transfer_file, transfer_view

__all__ = ["Stagings"]

_MOST = 3
_USUAL = ["pause", "cancel"]
_ATTENDED = ["cancel"]
_GONE = NotAvailableError(
    "It was interrupted: the process that asked for it has ended.", remedy="Try it again."
)
_LIVE: tuple[TransferState, ...] = ("queued", "running", "waiting")


class Stagings:
    """The jobs of one person; safe to use from any thread.

    Parameters
    ----------
    store
        Where jobs are kept.
    activities
        Where they are told.
    bringer
        Brings a file.
    came
        Told of the files of a job that has ended.
    tape_pause
        Seconds between two looks at what tapes have done, at first.
    """

    def __init__(
        self,
        *,
        store: JobStore,
        activities: Activities,
        bringer: Bringer,
        came: Callable[[Sequence[FileRecord]], None] = lambda _: None,
        tape_pause: float = 60.0,
    ) -> None:
        self._store = store
        self._activities = activities
        self._bringer = bringer
        self._tape_pause = tape_pause
        self._turn = threading.Semaphore(_MOST)
        self._lock = threading.Lock()
        self._taking = threading.Lock()
        self._running: dict[str, tuple[Runner, threading.Thread]] = {}
        self._closed = False
        self._came = came
        self.plans = Plans(here=self.here)

    def begin(
        self,
        pieces: Sequence[Piece],
        *,
        root: Path,
        title: str = "",
        copy: bool = True,
        unpack: bool = False,
        attended: bool = False,
        kind: str = "transfer",
    ) -> Transfer:
        """Keep a job and begin with it.

        Parameters
        ----------
        pieces
            Its files.
        root
            The workspace.
        title
            What it is called, for people.
        copy, unpack
            As in `esap_jupyter.models.staging.StageRequest`.
        attended
            Somebody waits for it in Python.
        kind
            The kind of the activity that tells of it.

        Raises
        ------
        BadRequestError
            There are no files.
        CancelledError
            ESAP is closing.
        """
        if not pieces:
            raise BadRequestError("There is nothing to bring.", remedy="Choose something.")
        if self._closed:
            raise CancelledError("ESAP is closing.")
        key, named = uuid.uuid4().hex, title or tidying.title_of(pieces)
        folders = {"/".join(piece.folders) for piece in pieces}
        actions = _ATTENDED if attended else _USUAL
        about = {"archive": tidying.archive_of(pieces), "actions": actions}
        handle = self._activities.start(kind, named, transfer=key, **about)
        job = JobRecord(
            id=key,
            title=named,
            root=str(root.absolute()),
            started=time.time(),
            folder=folders.pop() if len(folders) == 1 else "",
            activity=handle.id,
            kind=kind,
            attended=attended,
            copy=copy,
            unpack=unpack,
        )
        files = [
            FileRecord(number=number, position=float(number), piece=piece)
            for number, piece in enumerate(pieces)
        ]
        tidying.prune(self._store)
        self._store.doing.add(key)
        with tidying.ended_by(handle):
            self._store.add(job, files)
        self._launch(job, handle, files)
        return self.get(key)

    def here(self, pieces: Sequence[Piece]) -> dict[int, Path]:
        """Say which files lie whole on this machine already, by their places in the list."""
        found = map(self._bringer.here, pieces)
        return {number: path for number, path in enumerate(found) if path is not None}

    def resume(self) -> int:
        """Go on with the jobs that nobody does any more; returns how many there are.

        Those that somebody waited for in Python have ended with that. One that cannot be gone on
        with keeps no other from it, and what is wrong with it is raised in the end.
        """
        jobs = [kept.record for kept in self._store.jobs() if kept.state in _LIVE]
        try:
            return tidying.each_alone(self._taken_over, jobs)
        finally:
            tidying.end_orphans(self._store, self._activities, _GONE)

    def _taken_over(self, job: JobRecord) -> bool:
        """Go on with a job that nobody does, and tell whether it does go on."""
        with self._taking:
            if job.id in self._running or not self._store.claim(job.id):
                return False
            if job.attended:
                self._settle(job, "failed", _GONE)
            else:
                self._take_up(job)
            return not job.attended

    def transfers(self) -> list[Transfer]:
        """List the jobs, the newest first."""
        return [self._view(kept) for kept in self._store.jobs()]

    def get(self, job: str) -> Transfer:
        """Return a job.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        return self._view(self._store.get(job))

    def details(
        self,
        job: str,
        *,
        offset: int = 0,
        limit: int = 1000,
        state: TransferFileState | None = None,
    ) -> TransferDetails:
        """Return a job with a page of its files; otherwise like `get`."""
        kept = self._store.get(job)
        files = self._files(job, state)
        root = Path(kept.record.root)
        return TransferDetails(
            transfer=self._view(kept),
            start=offset,
            total=len(files),
            files=[transfer_file(file, root) for file in files[offset : offset + limit]],
        )

    def act(self, job: str, action: str) -> Transfer:
        """Pause a job, resume it, try again what has failed, or cancel it.

        Raises
        ------
        NotFoundError
            There is none of that id.
        ConflictError
            It cannot be done with a job that is as this one is.
        """
        tidying.check_action(self.get(job), action)
        if action in ("resume", "retry"):
            self._again(job, action)
        else:
            self._stop(job, "pause" if action == "pause" else "cancel")
        return self.get(job)

    def clear(self, job: str) -> None:
        """Forget a job that has ended, and its activity; its files stay.

        Raises
        ------
        NotFoundError
            There is none of that id.
        ConflictError
            It has not ended.
        """
        kept = self._store.get(job)
        if "clear" not in self._view(kept).actions:
            raise ConflictError("It has not ended.", remedy="Cancel it first.")
        self._store.remove(job)
        tidying.forget(self._activities, kept.record.activity)

    def attend(
        self,
        pieces: Sequence[Piece],
        *,
        root: Path,
        copy: bool,
        unpack: bool,
        follow: Callable[[Activity], None],
    ) -> Sequence[FileRecord]:
        """Bring files and wait; return them in the order in which they were asked for.

        Interrupting it cancels the job; what came whole stays.

        Raises
        ------
        CancelledError
            It was cancelled.
        """
        job = self.begin(pieces, root=root, copy=copy, unpack=unpack, attended=True).id
        with self._lock:
            runner, thread = self._running[job]
        try:
            return followed(runner, thread, follow)
        finally:
            self._leave(runner)

    def runner(self, job: str) -> Runner | None:
        """Return what does a job in this process, if it does."""
        with self._lock:
            found = self._running.get(job)
        return found[0] if found else None

    def nudge(self) -> None:
        """Have jobs that wait for a login look at once whether it is there."""
        with self._lock:
            running = [runner for runner, _ in self._running.values()]
        for runner in running:
            runner.nudge()

    def close(self) -> None:
        """Leave all jobs for the next time, and wait a moment for what runs."""
        with self._lock:
            self._closed = True
            running = list(self._running.values())
        for runner, _ in running:
            runner.stop("cancel" if runner.job.attended else "close")
        until = time.monotonic() + PATIENCE
        for _, thread in running:
            thread.join(max(0.0, until - time.monotonic()))
        self._store.close()

    def _launch(self, job: JobRecord, handle: Handle, files: Sequence[FileRecord]) -> None:
        runner = Runner(
            job=job,
            store=self._store,
            handle=handle,
            bringer=self._bringer,
            turn=self._turn,
            files=files,
            tape_pause=self._tape_pause,
        )
        thread = threading.Thread(
            target=self._run, args=(runner,), name="esap-transfer", daemon=True
        )
        with self._lock:
            self._running[job.id] = runner, thread
            self._store.doing.add(job.id)
        thread.start()

    def _run(self, runner: Runner) -> None:
        try:
            runner.run()
            self._came(runner.files.all())
        except BaseException as error:
            runner.handle.fail(error, actions=["resume", "cancel"])
            raise
        finally:
            if not runner.job.attended:
                self._leave(runner)

    def _leave(self, runner: Runner) -> None:
        """Forget who did a job, unless another one does it by now."""
        with self._lock:
            found = self._running.get(runner.job.id)
            if found is not None and found[0] is runner:
                del self._running[runner.job.id]
                self._store.doing.discard(runner.job.id)

    def _take_up(self, job: JobRecord) -> None:
        handle = self._activities.take_over(
            job.activity, job.kind, job.title, transfer=job.id, idle=False
        )
        with tidying.ended_by(handle, actions=["retry", "clear"]):
            handle.tell(actions=_USUAL)
            again = msgspec.structs.replace(
                job, activity=handle.id, attended=False, ended=None, error=None
            )
            self._store.put(again, "queued")
            self._launch(again, handle, self._store.files(job.id))

    def _again(self, job: str, action: str) -> None:
        # Whoever did it last may be about to say that it does it no more.
        self._await_end(job)
        with self._taking:
            kept = self._store.get(job)
            tidying.check_action(self._view(kept), action)
            self._store.release(job)
            if not self._store.claim(job, states=("paused", "failed", "cancelled", *_LIVE)):
                raise ConflictError("Another server or kernel does it.", remedy="Look at it again.")
            self._store.save(job, tidying.once_more(self._store.files(job, state="failed")))
            self._take_up(kept.record)

    def _await_end(self, job: str) -> None:
        with self._lock:
            found = self._running.get(job)
        if found is not None:
            found[1].join(PATIENCE)

    def _stop(self, job: str, why: Literal["pause", "cancel"]) -> None:
        runner = self.runner(job)
        if runner is not None:
            runner.stop(why)
            self._await_end(job)
            return
        with self._taking:
            if self._store.claim(job, states=("paused", *_LIVE)):
                error = None if why == "pause" else CancelledError("It was cancelled.")
                state: TransferState = "paused" if error is None else "cancelled"
                self._settle(self._store.get(job).record, state, error)
                return
        self._store.ask(job, why)

    def _settle(self, job: JobRecord, state: TransferState, error: EsapError | None) -> None:
        """End or pause a job that nobody does."""
        handle = self._activities.take_over(
            job.activity, job.kind, job.title, transfer=job.id, idle=True
        )
        if error is None:
            handle.tell(state="queued", message="paused", actions=["resume", "cancel"])
            self._store.put(job, state)
        else:
            if state == "cancelled":
                self._store.save(job.id, given_up(self._bringer.tapes, self._store.files(job.id)))
            handle.fail(error, actions=["retry", "clear"])
            told = describe_error(error)
            self._store.put(msgspec.structs.replace(job, ended=time.time(), error=told), state)
        self._store.release(job.id)

    def _view(self, kept: KeptJob) -> Transfer:
        runner = self.runner(kept.record.id)
        live = runner is not None and kept.state not in ENDED
        sums = runner.files.sums() if live and runner else self._store.sums(kept.record.id)
        interrupted = kept.state in _LIVE and runner is None and self._store.is_free(kept)
        if not live or runner is None:
            return transfer_view(kept, sums, None, interrupted=interrupted)
        login = next((file.login for file in runner.files.waiting() if file.login), "")
        return transfer_view(kept, sums, runner.handle, interrupted=interrupted, login=login)

    def _files(self, job: str, state: TransferFileState | None) -> Sequence[FileRecord]:
        runner = self.runner(job)
        if runner is None:
            return self._store.files(job, state=state)
        return [file for file in runner.files.all() if state is None or file.state == state]
