"""Asks a server for spans of one file, and makes sure that the answers are of one version."""

import contextlib
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

import msgspec

from ...errors import BadAnswerError, ServerError
from ...net import Streamed
from ...net.retry_after import retry_after
from ..wanted import Wanted
from .answers import address_of, extent_of, is_same, origin_of, refused
from .halt import Halt
from .journal import Origin
from .means import Means
from .part import Part, Span
from .room import Room
from .states import Again, Busy, Changed

__all__ = ["Asking"]

_BUSY = (429, 503)
_HEAD = 256 * 1024
_LONG_URL = 1800
# What servers were seen to answer to the header Range alone.
_NO_RANGES = (400, 405, 406, 416, 500, 501)


class Asking:
    """Knows how one address wants to be asked.

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
    """

    def __init__(self, url: str, wanted: Wanted, part: Part, *, means: Means) -> None:
        self.who = wanted.who or urlsplit(url).hostname or "The server"
        self.room = Room(part.path.parent.parent, self.who)
        self._url, self._wanted, self._part, self._means = url, wanted, part, means
        self._headers: Mapping[str, str] = means.logins(url)
        self._address = address_of(url)
        # Some servers answer in full to Range with If-Range, though they know the one.
        self._says_if = True
        self._is_barred = bool(wanted.params)
        self._ranges = wanted.size is None or wanted.size > means.limits.segment

    def begin(self) -> None:
        """Throw away what came where it cannot be continued from this address."""
        if not self.goes_on():
            self._part.discard()
        if self._part.origin is not None:
            self._ranges = self._part.origin.has_ranges

    def goes_on(self) -> bool:
        """Tell whether what came can be continued from this address."""
        origin = self._part.origin
        if origin is None:
            return True
        if self._wanted.checksums or origin.digests:
            # The checksum of the whole tells at last.
            return origin.size is not None
        return bool(origin.validator) and origin.address == self._address

    @contextlib.contextmanager
    def asked(self, span: Span, halt: Halt) -> Iterator[Streamed]:
        """Ask for a span, and give the answer within the block."""
        wanted, headers = self._wanted, {"Accept-Encoding": "identity", **self._headers}
        origin = self._part.origin
        if span.end is not None and self._asks_for_parts:
            headers["Range"] = f"bytes={span.start}-{span.end - 1}"
            if origin is not None and self._says_if and origin.address == self._address:
                headers |= {"If-Range": origin.validator} if origin.validator else {}
        # What is too long for an address is sent as a form, which services take alike.
        long = len(self._url) + sum(len(k) + len(v) for k, v in wanted.params.items())
        post = bool(wanted.params) and long > _LONG_URL
        with self._means.http.stream(
            "POST" if post else "GET",
            self._url,
            data=dict(wanted.params) if post else None,
            params=None if post else dict(wanted.params),
            headers=headers,
            read_timeout=self._means.limits.silence,
            retries=0,
            cancel=halt,
            who=self.who,
        ) as answer:
            yield answer

    def accepted(self, answer: Streamed, span: Span, *, alone: bool) -> tuple[int, int | None]:
        """Check the head of an answer; returns where its bytes go, and where they end.

        Parameters
        ----------
        answer
            The answer, its body unread.
        span
            What was asked for.
        alone
            Whether nobody else fetches another span.

        Raises
        ------
        Again
            It is asked in another way now.
        Busy
            The server is busy.
        Changed
            It is of another version than what has come.
        EsapError
            The server refuses, or makes no sense.
        """
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
                raise Changed(self.who)
        return self._all_of(answer)

    def _all_of(self, answer: Streamed) -> tuple[int, int | None]:
        size = answer.total
        if size is None and (self._wanted.checksums or self._wanted.size == 0):
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
                BadAnswerError(f"{self.who} sent another part of the file than was asked for.")
            )
        origin = self._part.origin
        if origin is None:
            if extent.total is None:
                raise self._no_parts(
                    BadAnswerError(f"{self.who} does not say how long the file is.")
                )
            made = self._origin(answer, extent.total)
            self._begin(msgspec.structs.replace(made, has_ranges=True), alone=False)
        elif not self._fits(origin, answer, extent.total):
            raise Changed(self.who)
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
        return Changed(self.who)

    @property
    def _asks_for_parts(self) -> bool:
        return self._ranges and not self._is_barred

    def _origin(self, answer: Streamed, size: int | None) -> Origin:
        segment = self._means.limits.segment
        made = origin_of(answer, address=self._address, segment=segment, size=size)
        told = answer.total is not None and size is not None
        known = bool(self._wanted.checksums or made.digests)
        return msgspec.structs.replace(made, has_length=told, is_sampled=known)

    def _begin(self, origin: Origin, *, alone: bool) -> None:
        self.room.check(origin.size or 0)
        self._part.begin(origin, alone=alone)

    def _refuse(self, answer: Streamed) -> None:
        """Raise what a status means that is no success."""
        status = answer.status
        if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and self._part.count:
            raise Changed(self.who)
        if status in _NO_RANGES and self._asks_for_parts:
            self._is_barred = True
            raise Changed(self.who)
        error = refused(answer)
        if error is not None:
            raise error
        head = answer.read(_HEAD)
        words = self._means.refusal(status, head, answer.content_type, who=self.who)
        error = words or ServerError(
            f"{self.who} answered {status}.", remedy="Try again later, or tell its operators."
        )
        if status in _BUSY:
            raise Busy(retry_after(answer.headers), error)
        raise error
