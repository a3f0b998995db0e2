"""Writes the body of an answer to where it belongs, as it comes."""

import time
from collections.abc import Callable
from http import HTTPStatus

from ...errors import BadAnswerError, UnreachableError
from ...net import Streamed
from .halt import Halt
from .part import Part
from .rate import Rate
from .room import Room

__all__ = ["Pace", "Pouring"]

_MOST = 1 << 20
_LONGEST = 0.1


class Pace:
    """How quick a server is, by what one connection waited for its bytes."""

    def __init__(self) -> None:
        self._came = 0
        self._waited = 0.0

    def add(self, count: int, seconds: float) -> None:
        """Take some of them."""
        self._came += count
        self._waited += seconds

    def is_below(self, rate: float, *, after: float) -> bool:
        """Tell whether it is slower than so many bytes a second, once it was waited for so long."""
        return self._waited >= after and self._came < self._waited * rate


class Pouring:
    """Takes bodies.

    Parameters
    ----------
    part
        Where the bytes go.
    room
        Sees that some is left on the disk.
    rate
        How fast all may be together.
    who
        Whose file it is, for messages.
    tell
        Called when bytes have come.
    """

    def __init__(
        self, part: Part, *, room: Room, rate: Rate, who: str, tell: Callable[[], None]
    ) -> None:
        self._part, self._room, self._rate = part, room, rate
        self._who, self._tell = who, tell

    def pour(
        self,
        answer: Streamed,
        position: int,
        end: int | None,
        *,
        halt: Halt,
        came: Callable[[int, float], None],
    ) -> None:
        """Write what comes, some at a time; what came before a failure is written too.

        Parameters
        ----------
        answer
            The answer, its body unread.
        position, end
            Where its bytes go, and where they end; None where nobody knows.
        halt
            Ends it.
        came
            Told of bytes, and of the seconds that they were waited for.

        Raises
        ------
        UnreachableError
            Fewer bytes came than were announced.
        BadAnswerError
            More did.
        """
        size = _MOST if end is None else min(_MOST, max(1, end - position))
        buffer = memoryview(bytearray(size))
        is_open = True
        while is_open and (end is None or position < end):
            size = len(buffer) if end is None else min(len(buffer), end - position)
            filled = 0
            begun = time.monotonic()
            try:
                while filled < size and time.monotonic() < begun + _LONGEST:
                    count = answer.read_into(buffer[filled:size])
                    filled += count
                    if not count:
                        is_open = False
                        break
            finally:
                took = time.monotonic() - begun
                position = self._keep(buffer[:filled], position, end)
            came(filled, took)
            self._rate.take(filled, halt)
        self._check_end(answer, position, end, buffer)

    def _keep(self, view: memoryview, position: int, end: int | None) -> int:
        if view:
            if end is None:
                self._room.take(len(view))
            position = self._part.write(position, view)
            self._tell()
        return position

    def _check_end(
        self, answer: Streamed, position: int, end: int | None, buffer: memoryview
    ) -> None:
        if end is None:
            if not position and not answer.is_chunked:
                # Python takes a head that was cut off within a header for a whole one.
                raise UnreachableError(
                    f"{self._who} broke off before it sent anything.", remedy="Try again."
                )
            self._part.end()
        elif position < end:
            raise UnreachableError(
                f"{self._who} broke off: {position} of {end} bytes came.", remedy="Try again."
            )
        elif (
            answer.status == HTTPStatus.OK and answer.total is None and answer.read_into(buffer[:1])
        ):
            raise BadAnswerError(
                f"{self._who} sends more than the {end} bytes that were announced.",
                remedy="Tell the archive.",
            )
