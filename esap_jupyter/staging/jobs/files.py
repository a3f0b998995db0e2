"""The files of a job while it runs: which are to come, how far each is, what is to be kept."""

import threading
from collections import deque
from collections.abc import Iterable, Sequence

import msgspec

from ..pieces import Piece
from .records import FileRecord, Sums

__all__ = ["JobFiles"]

_OPEN = ("queued", "running")
_ENDED = ("failed", "done", "here")


class JobFiles:
    """Counts and hands out the files of one job; for many threads.

    Parameters
    ----------
    files
        All of them; what ran when a process died is to come again, and what had come from tape
        is asked for again, since what opened it is kept nowhere.
    """

    def __init__(self, files: Sequence[FileRecord]) -> None:
        self._lock = threading.Condition()
        self._files: dict[int, FileRecord] = {}
        self._sums = Sums()
        self._waiting: set[int] = set()
        self._changed: set[int] = set()
        self._running: set[int] = set()
        self._later: dict[int, float] = {}
        for file in files:
            self._set(_taken_up(file))
        self._changed.clear()
        self._next = max(self._files, default=-1) + 1
        # What is small comes first, and what nobody knows the size of last.
        queued = [file for file in self._files.values() if file.state == "queued"]
        self._queue = deque(file.number for file in sorted(queued, key=_rank))

    def take(self, now: float) -> FileRecord | None:
        """Hand out the next file, None where there is none just now."""
        with self._lock:
            for number in [number for number, at in self._later.items() if at <= now]:
                del self._later[number]
                self._queue.append(number)
            if not self._queue:
                return None
            number = self._queue.popleft()
            self._running.add(number)
            file = msgspec.structs.replace(self._files[number], state="running", message="")
            self._set(file)
            return file

    def put(self, file: FileRecord) -> None:
        """Take how a file is now; one that is to come again is given to `again`."""
        with self._lock:
            self._set(file)
            if file.state != "running":
                self._running.discard(file.number)
                self._lock.notify_all()

    def put_back(self, number: int) -> None:
        """Have a file come another time; how much of it has come stays known."""
        with self._lock:
            self._set(msgspec.structs.replace(self._files[number], state="queued"))
            self._running.discard(number)
            self._lock.notify_all()

    def again(self, file: FileRecord, at: float) -> None:
        """Have a file come again at a time of the clock that `take` is asked by."""
        with self._lock:
            self._set(msgspec.structs.replace(file, state="queued"))
            self._running.discard(file.number)
            self._later[file.number] = at
            self._lock.notify_all()

    def rest(self, seconds: float) -> None:
        """Wait until something has changed for those who have nothing to do, or so long."""
        with self._lock:
            if not self._queue and (self._running or self._later):
                self._lock.wait(seconds)

    def progress(self, number: int, done: int, size: int | None) -> None:
        """Take how far a file is."""
        with self._lock:
            file = self._files[number]
            if file.state == "running":
                known = file.size if size is None else size
                self._set(msgspec.structs.replace(file, done=done, size=known))

    def replace(self, file: FileRecord, others: Sequence[FileRecord]) -> None:
        """Put the files of a row, whose turn has come, in its place; the first has its number."""
        with self._lock:
            self._running.discard(file.number)
            step = 1 / (len(others) + 1)
            for at, other in enumerate(others):
                number = file.number if at == 0 else self._next
                self._next += at > 0
                place = file.position + at * step
                self._set(msgspec.structs.replace(other, number=number, position=place))
                if other.state == "queued":
                    self._queue.appendleft(number)
            self._lock.notify_all()

    def go_on(self, files: Sequence[FileRecord]) -> None:
        """Have files come again that waited, or be asked for again of their tape."""
        with self._lock:
            for file in files:
                self._set(_taken_up(file))
                if self._files[file.number].state == "queued":
                    self._queue.append(file.number)
            self._lock.notify_all()

    def waiting(self) -> list[FileRecord]:
        """Return the files that wait for tape, or until one has logged in."""
        with self._lock:
            return [self._files[number] for number in sorted(self._waiting)]

    def all(self) -> list[FileRecord]:
        """Return all, in the order in which they were asked for."""
        with self._lock:
            return sorted(self._files.values(), key=lambda file: file.position)

    def changes(self) -> list[FileRecord]:
        """Return what has changed since this was asked last."""
        with self._lock:
            changed, self._changed = self._changed, set()
            return [self._files[number] for number in changed]

    def keep(self, files: Iterable[FileRecord]) -> None:
        """Tell of changes once more, which could not be kept."""
        with self._lock:
            self._changed |= {file.number for file in files}

    @property
    def is_busy(self) -> bool:
        """Whether files are coming, or are to come."""
        with self._lock:
            return bool(self._queue or self._running or self._later)

    @property
    def are_waited_for(self) -> bool:
        """Whether files wait for tape, or until one has logged in."""
        with self._lock:
            return bool(self._waiting)

    def sums(self) -> Sums:
        """Return the numbers of files and bytes."""
        with self._lock:
            return msgspec.structs.replace(self._sums, by_state=dict(self._sums.by_state))

    def _set(self, file: FileRecord) -> None:
        before = self._files.get(file.number)
        if before is not None:
            self._count(before, -1)
        self._count(file, 1)
        self._files[file.number] = file
        self._changed.add(file.number)
        if file.state == "waiting":
            self._waiting.add(file.number)
        else:
            self._waiting.discard(file.number)

    def _count(self, file: FileRecord, sign: int) -> None:
        size = file.size if file.size is not None else file.piece.size
        sums = self._sums
        sums.files += sign
        sums.by_state[file.state] = sums.by_state.get(file.state, 0) + sign
        sums.size += sign * (file.done if size is None else size)
        sums.done += sign * file.done
        sums.unknown += sign * (size is None and file.state not in _ENDED)


def _taken_up(file: FileRecord) -> FileRecord:
    if file.state in ("done", "here"):
        return file
    if file.login:
        # Whether one is logged in by now is found out when it is tried.
        state = "waiting" if file.piece.way == "tape" else "queued"
        return msgspec.structs.replace(file, state=state, login="", message="")
    if file.piece.tape and file.state != "failed":
        return msgspec.structs.replace(file, piece=_on_tape(file.piece), state="waiting")
    return msgspec.structs.replace(file, state="queued") if file.state in _OPEN else file


def _on_tape(piece: Piece) -> Piece:
    wanted = msgspec.structs.replace(piece.wanted, url=piece.tape, alternatives=[])
    return msgspec.structs.replace(piece, wanted=wanted, way="tape", tape="")


def _rank(file: FileRecord) -> tuple[bool, int, float]:
    return file.piece.size is None, file.piece.size or 0, file.position
