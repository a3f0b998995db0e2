"""Does one job: hands its files to threads, keeps how they are, waits for tapes."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from ...activities import Handle
from ...errors import CancelledError, EsapError, NotAvailableError
from ...models import TransferState
from ...wording import describe_error
from .bringing import Bringer
from .ending import failure_of, shown_path
from .files import JobFiles
from .logins import LoginWaits, login_lacking
from .records import FileRecord, JobRecord
from .store import JobStore
from .taping import Taping

__all__ = ["Runner", "Stop"]

Stop = Literal["pause", "cancel", "close"]
_TICK = 0.25
_SAVE = 1.0
_BEAT = 30.0
_AT_ONCE = 16
_PAUSES = (5.0, 30.0, 120.0)
_PASSING = ("unreachable", "timed_out")


class Runner:
    """Runs one job in the thread that calls `run`, with others for its files.

    Parameters
    ----------
    job
        The job.
    store
        Where it is kept.
    handle
        The activity that tells of it.
    bringer
        Brings a file.
    turn
        How many jobs fetch at once; one that waits for tape holds no turn.
    files
        Its files.
    tape_pause
        Seconds between two looks at what tapes have done, at first.
    at_once
        How many files come side by side.
    """

    def __init__(
        self,
        *,
        job: JobRecord,
        store: JobStore,
        handle: Handle,
        bringer: Bringer,
        turn: threading.Semaphore,
        files: Sequence[FileRecord],
        tape_pause: float = 60.0,
        at_once: int = _AT_ONCE,
    ) -> None:
        self.job = job
        self.handle = handle
        self._store = store
        self._bringer = bringer
        self._turn = turn
        self._at_once = at_once
        self._stop = threading.Event()
        self._why: Stop | None = None
        self._state: TransferState = "queued"
        self._tries: dict[int, int] = {}
        self._saved = 0.0
        self.files = JobFiles(files)
        self._logins = LoginWaits(lakes=bringer.lakes, files=self.files)
        self._tapes = Taping(
            tapes=bringer.tapes,
            files=self.files,
            pause=tape_pause,
            cancel=self._stop,
            logins=None if job.attended else self._logins,
        )

    def nudge(self) -> None:
        """Look at once whether one has logged in."""
        self._logins.nudge()
        self._tapes.nudge()

    def stop(self, why: Stop) -> None:
        """Have it end soon: for a while, for good, or because this process ends."""
        if self._why is None or why == "cancel":
            self._why = why
        self._stop.set()

    def run(self) -> TransferState:
        """Run to the end, or until it is stopped; returns how the job is then."""
        try:
            while not self._stop.is_set() and (self.files.is_busy or self._tapes.are_waited_for):
                if self.files.is_busy:
                    self._fetch()
                else:
                    self._wait()
        except EsapError as error:
            return self._end("failed", error)
        return self._ended()

    def _fetch(self) -> None:
        """Fetch for as long as there are files to fetch."""
        while not self._turn.acquire(timeout=_TICK):
            if self._look() or self._stop.is_set():
                return
        try:
            self._be("running")
            count = min(self._at_once, max(1, len(self.files.all())))
            threads = [
                threading.Thread(target=self._work, name="esap-stage", daemon=True)
                for _ in range(count)
            ]
            for thread in threads:
                thread.start()
            while threads:
                threads[0].join(_TICK)
                threads = [thread for thread in threads if thread.is_alive()]
                self._look()
        except BaseException:
            # Nobody would hear of what the other threads bring.
            self._stop.set()
            raise
        finally:
            self._turn.release()

    def _work(self) -> None:
        while not self._stop.is_set():
            file = self.files.take(time.monotonic())
            if file is not None:
                self._one(file)
            elif not self.files.is_busy:
                return
            else:
                # Others may turn out to be several, or are to be tried again.
                self.files.rest(_TICK)

    def _one(self, file: FileRecord) -> None:
        try:
            if file.piece.error is not None:
                self.files.put(
                    msgspec.structs.replace(file, state="failed", error=file.piece.error)
                )
            elif file.piece.later:
                self._expand(file)
            elif self._tapes.takes(file):
                self.files.put(msgspec.structs.replace(file, state="waiting"))
            else:
                self.files.put(self._bring(file))
        except CancelledError:
            self.files.put_back(file.number)
        except Exception as error:  # noqa: BLE001  (told with the file)
            self._fail(file, error)

    def _bring(self, file: FileRecord) -> FileRecord:
        return self._bringer.bring(
            self.job,
            file,
            progress=lambda done, size: self.files.progress(file.number, done, size),
            cancel=self._stop,
        )

    def _expand(self, file: FileRecord) -> None:
        found = self._bringer.expand(self.job, file.piece, self._stop)
        self.files.replace(
            file,
            [
                msgspec.structs.replace(
                    file,
                    piece=piece,
                    state="queued",
                    size=piece.wanted.size,
                )
                for piece in found
            ],
        )

    def _fail(self, file: FileRecord, error: Exception) -> None:
        lake = login_lacking(file.piece, error)
        if lake and isinstance(error, EsapError) and not self.job.attended:
            self._logins.put(file, lake, error)
            return
        told = describe_error(error)
        tries = self._tries.get(file.number, 0)
        if told.code in _PASSING and tries < len(_PAUSES) and not self.job.attended:
            self._tries[file.number] = tries + 1
            pause = _PAUSES[tries]
            words = f"{told.message} It is tried again in {pause:.0f} s."
            self.files.again(msgspec.structs.replace(file, message=words), time.monotonic() + pause)
            return
        self.files.put(msgspec.structs.replace(file, state="failed", error=told, message=""))

    def _wait(self) -> None:
        """Wait for tapes and logins, without a turn; the server may end meanwhile."""
        self._be("waiting")
        self._tapes.look(time.monotonic())
        self._logins.look(time.monotonic())
        self._look()
        message = self._logins.message or self._tapes.message
        if message != self.handle.activity.message and self._tapes.are_waited_for:
            self.handle.tell(state="running", message=message, idle=True)
            self._keep(message=message, idle=True)
        self._stop.wait(_TICK)

    def _be(self, state: TransferState) -> None:
        if self._state == state:
            return
        self._state = state
        if state == "running":
            self.handle.tell(state="running", message="receiving", unit="bytes", idle=False)
            self._keep(message="", idle=False)
        else:
            self._keep()

    def _look(self) -> bool:
        """Tell how far it is, keep that, and hear what others ask; whether it is stopped."""
        if self._state == "running":
            sums = self.files.sums()
            total = None if sums.unknown else sums.size
            self.handle.update(done=sums.done, total=total, unit="bytes")
            if self._tapes.are_waited_for:
                self._tapes.look(time.monotonic())
                self._logins.look(time.monotonic())
        if self.handle.cancelled:
            self.stop("cancel")
        now = time.monotonic()
        if now - self._saved >= _SAVE:
            self._save(now)
        return self._stop.is_set()

    def _save(self, now: float) -> None:
        changed = self.files.changes()
        if not changed and now - self._saved < _BEAT and self._state == "waiting":
            return
        self._saved = now
        try:
            ask = self._store.save(self.job.id, changed)
        except NotAvailableError:
            # The next try writes them.
            self.files.keep(changed)
            return
        if ask:
            self.stop(ask)

    def _keep(self, **fields: object) -> None:
        self.job = msgspec.structs.replace(self.job, **fields)
        self._store.put(self.job, self._state)

    def _ended(self) -> TransferState:
        if self._why == "cancel":
            return self._end("cancelled", CancelledError("It was cancelled."))
        if self._stop.is_set():
            return self._rest("paused" if self._why == "pause" else self._state)
        failed = [file for file in self.files.all() if file.state == "failed"]
        if failed:
            sums = self.files.sums()
            return self._end("failed", failure_of(failed, sums.files))
        return self._end("done", None)

    def _rest(self, state: TransferState) -> TransferState:
        """Leave it as it is, for a while or for the next server."""
        self._state = state
        self._store.save(self.job.id, self.files.changes())
        sums = self.files.sums()
        told = {"done": sums.done, "total": None if sums.unknown else sums.size, "unit": "bytes"}
        if state == "paused":
            actions = ["resume", "cancel"]
            self.handle.tell(state="queued", message="paused", idle=True, actions=actions, **told)
            self._keep(message="", idle=True)
        else:
            words = "interrupted; it goes on when the server starts again"
            self.handle.tell(state="queued", message=words, idle=True, **told)
            self._keep()
        self._store.release(self.job.id)
        return state

    def _end(self, state: TransferState, error: EsapError | None) -> TransferState:
        self._state = state
        if state == "cancelled":
            self._tapes.abort()
        self._store.save(self.job.id, self.files.changes())
        path = shown_path(self.files.all(), Path(self.job.root))
        told = None if error is None else describe_error(error)
        self._keep(ended=time.time(), path=path, error=told, idle=False, message="")
        self._store.release(self.job.id)
        sums = self.files.sums()
        shown = None if self.job.attended else path
        done = {"done": sums.done, "total": sums.size, "unit": "bytes", "path": shown}
        if error is None:
            self.handle.finish(**done)
        else:
            self.handle.fail(error, actions=["retry", "clear"], **done)
        return state
