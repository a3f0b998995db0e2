"""The files of a job that lie on tape: asked for, looked at ever less often, then fetched."""

import threading
import time
from collections.abc import Sequence

import msgspec

from ...errors import CancelledError, EsapError
from ...wording import describe_error
from .doors import TapeDoor
from .files import JobFiles
from .logins import LoginWaits, login_lacking
from .records import FileRecord

__all__ = ["Taping", "given_up"]

_GROWTH = 1.5
_LONGEST = 900.0
_SILENCES = 20
_FINAL = ("not_found", "not_logged_in", "login_refused")


class Taping:
    """Asks tapes for the files of one job.

    The number of a request is kept with its files, so that after a restart the same request is
    looked at, and no second one is made.

    Parameters
    ----------
    tapes
        What can bring files from tape.
    files
        The job's.
    pause
        Seconds between two looks at first; the pauses grow, to a quarter of an hour at most.
    cancel
        Ends what goes on.
    logins
        Have files of lakes wait whose login has ended; without it, they fail.
    """

    def __init__(
        self,
        *,
        tapes: Sequence[TapeDoor],
        files: JobFiles,
        pause: float,
        cancel: threading.Event,
        logins: LoginWaits | None = None,
    ) -> None:
        self._tapes = tapes
        self._files = files
        self._first = self._pause = pause
        self._cancel = cancel
        self._logins = logins
        self._next = 0.0
        self._silences = 0
        self.message = "waiting for tape"

    def takes(self, file: FileRecord) -> bool:
        """Tell whether a file has to be brought from tape first."""
        return file.piece.way == "tape" and self._door(file) is not None

    @property
    def are_waited_for(self) -> bool:
        """Whether files of the job are waited for."""
        return self._files.are_waited_for

    def look(self, now: float) -> None:
        """Ask for what was not asked for, and see what has come, where it is time for that."""
        waiting = self._waiting()
        if now < self._next or not waiting:
            return
        came = False
        for door in self._tapes:
            mine = [file for file in waiting if door.takes(file.piece)]
            new = [file for file in mine if not file.request]
            if new:
                self._ask(door, new)
                # What is on disk already needs no tape, so that it is looked at at once.
                mine = [file for file in self._waiting() if door.takes(file.piece)]
            for request in dict.fromkeys(file.request for file in mine if file.request):
                part = [file for file in mine if file.request == request]
                came = self._see(door, request, part) or came
        self._pause = self._first if came else min(self._pause * _GROWTH, _LONGEST)
        self._next = now + self._pause

    def nudge(self) -> None:
        """Look at once, as a login has changed."""
        self._pause, self._next = self._first, 0.0

    def _waiting(self) -> list[FileRecord]:
        return [file for file in self._files.waiting() if not file.login]

    def abort(self) -> None:
        """Give up what was asked for."""
        _give_up(self._tapes, self._files)

    def _ask(self, door: TapeDoor, files: Sequence[FileRecord]) -> None:
        try:
            requests = door.ask([file.piece for file in files], self._cancel)
        except CancelledError:
            return
        except EsapError as error:
            self._failed(files, error)
            return
        since = time.time()
        for file in files:
            request = requests[file.piece.wanted.url]
            self._files.put(msgspec.structs.replace(file, request=request, since=since))

    def _see(self, door: TapeDoor, request: str, files: Sequence[FileRecord]) -> bool:
        try:
            seen = door.look(request, [file.piece for file in files], self._cancel)
        except CancelledError:
            return False
        except EsapError as error:
            self._silences += 1
            self.message = f"waiting for tape; {error.message}"
            if self._silences > _SILENCES or error.code in _FINAL:
                self._failed(files, error)
            return False
        self._silences = 0
        self.message = seen.message or "waiting for tape"
        for file in files:
            url = file.piece.wanted.url
            if url in seen.ready:
                ready = seen.ready[url]
                piece = msgspec.structs.replace(ready, folders=file.piece.folders, tape=url)
                self._files.replace(
                    file, [msgspec.structs.replace(file, piece=piece, state="queued", message="")]
                )
            elif url in seen.failed:
                self._failed([file], seen.failed[url])
        return bool(seen.ready)

    def _failed(self, files: Sequence[FileRecord], error: EsapError) -> None:
        told = describe_error(error)
        for file in files:
            lake = login_lacking(file.piece, error)
            if lake and self._logins is not None:
                self._logins.put(file, lake, error)
                continue
            self._files.put(msgspec.structs.replace(file, state="failed", error=told))

    def _door(self, file: FileRecord) -> TapeDoor | None:
        return _door_of(self._tapes, file)


def given_up(tapes: Sequence[TapeDoor], files: Sequence[FileRecord]) -> list[FileRecord]:
    """Give up what was asked for of a job that nobody does; returns the files that this changes."""
    mine = JobFiles(files)
    _give_up(tapes, mine)
    return mine.changes()


def _give_up(tapes: Sequence[TapeDoor], files: JobFiles) -> None:
    for file in files.waiting():
        door = _door_of(tapes, file)
        if door is not None and file.request:
            try:
                door.abort(file.request)
            except EsapError as error:
                files.put(msgspec.structs.replace(file, message=describe_error(error).message))


def _door_of(tapes: Sequence[TapeDoor], file: FileRecord) -> TapeDoor | None:
    return next((door for door in tapes if door.takes(file.piece)), None)
