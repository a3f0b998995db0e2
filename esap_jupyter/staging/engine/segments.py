"""Reads a file in segments, over several connections where the server sends parts."""

import math
import threading
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from ...errors import CancelledError, UnreachableError
from ..wanted import Wanted
from .asking import Asking
from .halt import Halt
from .means import Means
from .part import Part, Span
from .pouring import Pace, Pouring
from .states import Again, Busy

__all__ = ["Line"]

_GLANCE = 0.05
_MILD = (UnreachableError, Again, Busy)


class Line:
    """Reads one file from one address.

    Parameters
    ----------
    url
        The address.
    wanted
        What was promised.
    part
        Where it goes.
    means
        What the engine has.
    tell
        Called when bytes have come.
    """

    def __init__(
        self, url: str, wanted: Wanted, part: Part, *, means: Means, tell: Callable[[], None]
    ) -> None:
        self.host = urlsplit(url).netloc.rpartition("@")[2]
        self._wanted, self._part = wanted, part
        self._turns, self._quick = means.turns, means.limits.quick
        self._streams = means.limits.streams
        self._asking = Asking(url, wanted, part, means=means)
        who, room = self._asking.who, self._asking.room
        self._pouring = Pouring(part, room=room, rate=means.rate, who=who, tell=tell)
        self._pace = Pace()
        self._helpers: list[threading.Thread] = []
        self._ended = False
        self._failures: list[BaseException] = []

    @property
    def is_done(self) -> bool:
        """Whether all has come."""
        return self._ended or self._part.is_whole

    def run(self, halt: Halt) -> None:
        """Read until there is no more, or something goes wrong.

        Raises
        ------
        Busy
            The server is busy.
        Changed
            What has come is of another version.
        EsapError
            It breaks off, or refuses.
        """
        self._failures.clear()
        self._helpers.clear()
        self._asking.begin()
        with self._turns.turn(self.host, self._wanted.size, halt):
            try:
                while not self._ended and (span := self._part.claim()) is not None:
                    self._fetch(span, halt, leads=True)
            except BaseException:
                halt.set()
                raise
            finally:
                for each in self._helpers:
                    each.join()
        if not self.is_done:
            who = self._asking.who
            raise next(
                iter(self._failures),
                UnreachableError(f"{who} did not send all of the file.", remedy="Try again."),
            )

    def _fetch(self, span: Span, halt: Halt, *, leads: bool) -> None:
        """Fetch a span; the one who leads has others help where the server is slow."""
        asking, alone = self._asking, leads and not self._helpers
        try:
            with asking.asked(span, halt) as answer:
                position, end = asking.accepted(answer, span, alone=alone)

                def came(count: int, seconds: float) -> None:
                    if leads and answer.status == HTTPStatus.PARTIAL_CONTENT:
                        self._pace.add(count, seconds)
                        self._look(halt)

                came(0, 0.0)
                self._pouring.pour(answer, position, end, halt=halt, came=came)
                self._ended = self._ended or end is None
        except CancelledError:
            serious = [each for each in self._failures if not isinstance(each, _MILD)]
            if serious:
                raise serious[0] from None
            raise
        finally:
            self._part.release(span)

    def _look(self, halt: Halt) -> None:
        """Have others help, unless they would only take turns with the first."""
        at_once = self._quick == math.inf
        if not self._helpers and (at_once or self._pace.is_below(self._quick, after=_GLANCE)):
            self._help(halt)

    def _help(self, halt: Halt) -> None:
        """Have others fetch segments too, where that may be done."""
        origin = self._part.origin
        if origin is None or not self._asking.goes_on():
            return
        lacking = (origin.size or 0) - self._part.count
        for number in range(1, self._streams):
            if number * origin.segment >= lacking or not self._turns.spare(self.host):
                return
            thread = threading.Thread(
                target=self._assist, args=(halt,), name="esap-segment", daemon=True
            )
            self._helpers.append(thread)
            thread.start()

    def _assist(self, halt: Halt) -> None:
        try:
            while not halt.is_set() and (span := self._part.claim()) is not None:
                self._fetch(span, halt, leads=False)
        except Busy as busy:
            # Fewer at once may be what it wants; the others go on.
            self._streams = max(1, self._streams - 1)
            self._failures.append(busy)
        except (UnreachableError, Again) as error:
            self._failures.append(error)
        except CancelledError:
            pass
        except BaseException as error:  # noqa: BLE001  (raised again by who waits)
            self._failures.insert(0, error)
            halt.set()
        finally:
            self._turns.give_back(self.host)
