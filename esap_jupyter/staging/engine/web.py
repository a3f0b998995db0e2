"""Fetches what lacks of a file from one address of the web, however often that breaks off."""

import threading
from collections.abc import Callable

from ...errors import BadAnswerError, CancelledError, UnreachableError
from ...net.busy import leave_alone
from ..wanted import Wanted
from .halt import Halt
from .means import Means
from .part import Part
from .segments import Line
from .states import Again, Busy, Changed

__all__ = ["Web"]

_CHANGES = 3
_LONGEST_PAUSE = 30.0
_GAIN = 1 << 20


class Web:
    """Reads from servers of the web.

    Parameters
    ----------
    means
        What the engine has.
    """

    def __init__(self, means: Means) -> None:
        self._means = means

    def read(
        self,
        url: str,
        wanted: Wanted,
        part: Part,
        *,
        tell: Callable[[], None],
        cancel: threading.Event,
    ) -> None:
        """Do as `Reader.read` says.

        Raises
        ------
        UnreachableError
            The server breaks off again and again, or is busy for too long.
        BadAnswerError
            It has no such file, or does not keep to HTTP.
        EsapError
            It refuses.
        CancelledError
            It was cancelled.
        """
        line = Line(url, wanted, part, means=self._means, tell=tell)
        _Patience(line, part, self._means, cancel).see_through()


class _Patience:
    """Asks again, as often as it makes sense."""

    def __init__(self, line: Line, part: Part, means: Means, cancel: threading.Event) -> None:
        limits = means.limits
        self._line, self._part, self._limits = line, part, limits
        self._turns, self._cancel = means.turns, cancel
        self._left = limits.tries
        self._pause = limits.pause
        self._reached = part.count
        self._patience = limits.patience
        self._changes = 0

    def see_through(self) -> None:
        while not self._line.is_done:
            try:
                self._line.run(Halt(self._cancel))
            except Again:
                continue
            except Busy as busy:
                self._wait_for(busy)
            except Changed as changed:
                self._begin_again(changed)
            except UnreachableError as error:
                self._ask_again(error)

    def _wait_for(self, busy: Busy) -> None:
        seconds = busy.seconds or self._next_pause()
        self._left -= not busy.seconds
        self._patience -= seconds
        if self._patience < 0 or self._left <= 0:
            raise busy.error
        self._turns.leave_alone(self._line.host, seconds)
        leave_alone(seconds, self._sleep)

    def _begin_again(self, changed: Changed) -> None:
        self._changes += 1
        self._part.discard()
        if self._changes > _CHANGES:
            raise BadAnswerError(changed.words, remedy="Try again later, or tell the archive.")

    def _ask_again(self, error: UnreachableError) -> None:
        if self._cancel.is_set():
            raise CancelledError("It was cancelled.") from error
        if self._part.count >= self._reached + _GAIN:
            self._left, self._pause = self._limits.tries, self._limits.pause
        self._reached = self._part.count
        self._left -= 1
        if self._left <= 0:
            raise error
        self._sleep(self._next_pause())

    def _next_pause(self) -> float:
        pause, self._pause = self._pause, min(_LONGEST_PAUSE, self._pause * 3)
        return pause

    def _sleep(self, seconds: float) -> None:
        if self._cancel.wait(seconds):
            raise CancelledError("It was cancelled.")
