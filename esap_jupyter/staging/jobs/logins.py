"""The files of a job whose login has ended: they wait, and go on when one has logged in again."""

import msgspec

from ...errors import EsapError, LoginRefusedError, NotLoggedInError, sentence
from ...urls import is_in_lake
from ..pieces import Piece
from .doors import LakeDoor
from .files import JobFiles
from .records import FileRecord

__all__ = ["LoginWaits", "login_lacking"]

_FIRST = 15.0
_GROWTH = 1.5
_LONGEST = 900.0


def login_lacking(piece: Piece, error: Exception) -> str:
    """Return the id of the lake to which one has to log in for a file, or nothing."""
    if not is_in_lake(piece.wanted.url) or not isinstance(
        error, NotLoggedInError | LoginRefusedError
    ):
        return ""
    return piece.wanted.url.partition("://")[2].partition("/")[0]


class LoginWaits:
    """Looks now and then whether one has logged in; nobody but an issuer is contacted for that.

    Parameters
    ----------
    lakes
        Know who one is.
    files
        The job's.
    """

    def __init__(self, *, lakes: LakeDoor, files: JobFiles) -> None:
        self._lakes = lakes
        self._files = files
        self._pause = _FIRST
        self._next = 0.0
        self.message = ""

    def put(self, file: FileRecord, lake: str, error: EsapError) -> None:
        """Have a file wait until one has logged in to its lake."""
        self.message = f"{sentence(error.message)} Log in to go on."
        self._files.put(
            msgspec.structs.replace(file, state="waiting", login=lake, message=self.message)
        )

    def nudge(self) -> None:
        """Look at once, as a login has changed."""
        self._pause, self._next = _FIRST, 0.0

    def look(self, now: float) -> None:
        """Have those files go on whose login is there, where it is time to look."""
        if now < self._next:
            return
        waiting = [file for file in self._files.waiting() if file.login]
        if not waiting:
            self.message = ""
            return
        self._next = now + self._pause
        open_now = {lake: self._lakes.is_open(lake) for lake in {file.login for file in waiting}}
        ready = [file for file in waiting if open_now[file.login]]
        if ready:
            # Where the lake does not take the login all the same, it is tried ever less often.
            self._pause = min(self._pause * _GROWTH, _LONGEST)
            self._files.go_on(ready)
