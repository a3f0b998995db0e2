"""Reads a file in segments, over several connections where the server sends parts."""

import contextlib
import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

import msgspec

from ...errors import BadAnswerError, CancelledError, EsapError, ServerError, UnreachableError
from ...net import HttpClient, Streamed
from ...net.retry_after import retry_after
from ..wanted import Wanted
from .answers import address_of, extent_of, is_same, origin_of, refused
from .halt import Halt
from .journal import Origin
from .limits import Limits
from .part import Part, Span
from .rate import Rate
from .room import Room
from .turns import Turns

__all__ = ["Again", "Busy", "Changed", "Line"]

_BUSY = (429, 503)
_MOST = 1 << 20
_LONGEST = 0.1
_GLANCE = 0.05
_HEAD = 256 * 1024
_LONG_URL = 1800
# What servers were seen to answer to the header Range alone.
_NO_RANGES = (400, 405, 406, 416, 500, 501)


class Busy(Exception):  # noqa: N818  (a state, which is waited for)
    """The server wants to be left alone for some seconds, or for 0, which is a while."""

    def __init__(self, seconds: float, error: EsapError) -> None:
        super().__init__(str(error))
        self.seconds = seconds
        self.error = error


class Again(Exception):  # noqa: N818  (a state, after which it is asked in another way)
    """The server is asked once more, in another way."""


class Changed(Exception):  # noqa: N818  (a state, after which all begins again)
    """What comes now is of another version than what came before."""

    def __init__(self, who: str) -> None:
        self.words = f"The file of {who} changes while it is fetched."
        super().__init__(self.words)


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
    http, turns, rate, limits, refusal
        See `esap_jupyter.staging.engine.web.Web`.
    headers
        Say who one is.
    room
        Sees that some is left on the disk.
    tell
        Called when bytes have come.
    """

    def __init__(
        self,
        url: str,
        wanted: Wanted,
        part: Part,
        *,
        http: HttpClient,
        turns: Turns,
        rate: Rate,
        limits: Limits,
        refusal: Callable[..., EsapError | None],
        headers: Mapping[str, str],
        room: Room,
        tell: Callable[[], None],
    ) -> None:
        self.host = urlsplit(url).netloc.rpartition("@")[2]
        self._who = wanted.who or urlsplit(url).hostname or "The server"
        self._url, self._wanted, self._part = url, wanted, part
        self._http, self._turns, self._rate, self._limits = http, turns, rate, limits
        self._refusal, self._headers, self._room, self._tell = refusal, headers, room, tell
        self._address = address_of(url)
        self._streams = limits.streams
        # Some servers answer in full to Range with If-Range, though they know the one.
        self._says_if = True
        self._is_barred = bool(wanted.params)
        self._ranges = wanted.size is None or wanted.size > limits.segment
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
        if not self._goes_on():
            self._part.discard()
        if self._part.origin is not None:
            self._ranges = self._part.origin.has_ranges
        helpers: list[threading.Thread] = []
        with self._turns.turn(self.host, self._wanted.size, halt):
            try:
                while not self._ended and (span := self._part.claim()) is not None:
                    self._fetch(span, halt, helpers)
            except BaseException:
                halt.set()
                raise
            finally:
                for each in helpers:
                    each.join()
        if not self.is_done:
            raise next(
                iter(self._failures),
                UnreachableError(f"{self._who} did not send all of the file.", remedy="Try again."),
            )

    def _goes_on(self) -> bool:
        """Tell whether what came can be continued from this address."""
        origin = self._part.origin
        if origin is None:
            return True
        if self._wanted.checksums or origin.digests:
            # The checksum of the whole tells at last.
            return origin.size is not None
        return bool(origin.validator) and origin.address == self._address

    def _help(self, helpers: list[threading.Thread], halt: Halt) -> None:
        """Have others fetch segments too, where that may be done."""
        origin = self._part.origin
        if origin is None or helpers or not self._goes_on():
            return
        lacking = (origin.size or 0) - self._part.count
        for number in range(1, self._streams):
            if number * origin.segment >= lacking or not self._turns.spare(self.host):
                return
            thread = threading.Thread(
                target=self._assist, args=(halt,), name="esap-segment", daemon=True
            )
            helpers.append(thread)
            thread.start()

    def _assist(self, halt: Halt) -> None:
        try:
            while not halt.is_set() and (span := self._part.claim()) is not None:
                self._fetch(span, halt, None)
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

    def _fetch(self, span: Span, halt: Halt, helpers: list[threading.Thread] | None) -> None:
        try:
            with self._asked(span, halt) as answer:
                position, end = self._accepted(answer, span, alone=helpers == [])
                parted = answer.status == HTTPStatus.PARTIAL_CONTENT
                self._pour(answer, position, end, halt, helpers if parted else None)
        except CancelledError:
            serious = [each for each in self._failures if not isinstance(each, _MILD)]
            if serious:
                raise serious[0] from None
            raise
        finally:
            self._part.release(span)

    @contextlib.contextmanager
    def _asked(self, span: Span, halt: Halt) -> Iterator[Streamed]:
        wanted, headers = self._wanted, {"Accept-Encoding": "identity", **self._headers}
        origin = self._part.origin
        if span.end is not None and self._asks_for_parts:
            headers["Range"] = f"bytes={span.start}-{span.end - 1}"
            if origin is not None and self._says_if and origin.address == self._address:
                headers |= {"If-Range": origin.validator} if origin.validator else {}
        # What is too long for an address is sent as a form, which services take alike.
        long = len(self._url) + sum(len(k) + len(v) for k, v in wanted.params.items())
        post = bool(wanted.params) and long > _LONG_URL
        with self._http.stream(
            "POST" if post else "GET",
            self._url,
            data=dict(wanted.params) if post else None,
            params=None if post else dict(wanted.params),
            headers=headers,
            read_timeout=self._limits.silence,
            retries=0,
            cancel=halt,
            who=self._who,
        ) as answer:
            yield answer

    def _accepted(self, answer: Streamed, span: Span, *, alone: bool) -> tuple[int, int | None]:
        """Check the head of an answer; returns where its bytes go, and where they end."""
        if answer.status == HTTPStatus.PARTIAL_CONTENT:
            return self._part_of(answer, span)
        if answer.status != HTTPStatus.OK:
            self._refuse(answer)
        origin = self._part.origin
        # While others write, nobody may begin anew, even if nothing has come yet.
        if origin is not None and (self._part.count or not alone):
            same = origin.validator and is_same(origin, answer, answer.total)
            if self._says_if and self._asks_for_parts and same:
                self._says_if = False
                raise Again
            if not alone:
                self._is_barred = True
                raise Changed(self._who)
        return self._all_of(answer)

    def _all_of(self, answer: Streamed) -> tuple[int, int | None]:
        size = answer.total
        if size is None and self._wanted.checksums:
            size = self._wanted.size
        origin = self._origin(answer, size)
        self._begin(origin, alone=True)
        return 0, size

    def _part_of(self, answer: Streamed, span: Span) -> tuple[int, int]:
        try:
            extent = extent_of(answer)
        except BadAnswerError as error:
            raise self._no_parts(error) from error
        if extent.start != span.start or span.end is None or "content-encoding" in answer.headers:
            raise self._no_parts(
                BadAnswerError(f"{self._who} sent another part of the file than was asked for.")
            )
        origin = self._part.origin
        if origin is None:
            if extent.total is None:
                raise self._no_parts(
                    BadAnswerError(f"{self._who} does not say how long the file is.")
                )
            made = self._origin(answer, extent.total)
            self._begin(msgspec.structs.replace(made, has_ranges=True), alone=False)
        elif not self._fits(origin, answer, extent.total):
            raise Changed(self._who)
        return extent.start, min(extent.end, span.end)

    def _fits(self, origin: Origin, answer: Streamed, total: int | None) -> bool:
        if origin.address == self._address:
            return is_same(origin, answer, total)
        # Another server has other marks; that its bytes are the same, the checksum shows.
        return total is None or total == origin.size

    def _no_parts(self, error: BadAnswerError) -> Exception:
        """Ask for all of it from now on."""
        if self._is_barred:
            return error
        self._is_barred = True
        return Changed(self._who)

    @property
    def _asks_for_parts(self) -> bool:
        return self._ranges and not self._is_barred

    def _origin(self, answer: Streamed, size: int | None) -> Origin:
        made = origin_of(answer, address=self._address, segment=self._limits.segment, size=size)
        told = answer.total is not None and size is not None
        known = bool(self._wanted.checksums or made.digests)
        return msgspec.structs.replace(made, has_length=told, is_sampled=known)

    def _begin(self, origin: Origin, *, alone: bool) -> None:
        self._room.check(origin.size or 0)
        self._part.begin(origin, alone=alone)

    def _refuse(self, answer: Streamed) -> None:
        """Raise what a status means that is no success."""
        status = answer.status
        if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and self._part.count:
            raise Changed(self._who)
        if status in _NO_RANGES and self._asks_for_parts:
            self._is_barred = True
            raise Changed(self._who)
        error = refused(answer)
        if error is not None:
            raise error
        head = answer.read(_HEAD)
        error = self._refusal(status, head, answer.content_type, who=self._who) or ServerError(
            f"{self._who} answered {status}.", remedy="Try again later, or tell its operators."
        )
        if status in _BUSY:
            raise Busy(retry_after(answer.headers), error)
        raise error

    def _pour(
        self,
        answer: Streamed,
        position: int,
        end: int | None,
        halt: Halt,
        helpers: list[threading.Thread] | None,
    ) -> None:
        """Write what comes, some at a time; what came before a failure is written too."""
        if helpers is not None and self._limits.quick == math.inf:
            self._help(helpers, halt)
        size = _MOST if end is None else min(_MOST, max(1, end - position))
        buffer = memoryview(bytearray(size))
        is_open, came, waited = True, 0, 0.0
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
                came, waited = came + filled, waited + time.monotonic() - begun
                position = self._keep(buffer[:filled], position, end)
            # More connections to a server that is quick enough only take turns with the first.
            if helpers is not None and waited > _GLANCE and came < waited * self._limits.quick:
                self._help(helpers, halt)
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
            self._ended = True
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
