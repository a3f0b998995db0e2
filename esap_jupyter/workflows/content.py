"""Reads files of records, whole or in parts, and counts what that takes."""

import contextlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..errors import (
    AccessDeniedError,
    BadAnswerError,
    EsapError,
    NotAvailableError,
    NotFoundError,
    ServerError,
    TooLargeError,
)
from ..net import HttpClient, Streamed
from .courtesy import BUSY, TOO_MANY, Courtesy

__all__ = ["Content", "HttpContent", "LocalContent", "NoRangesError", "refused"]

_PARTIAL, _BAD, _NOT_FOUND, _UNSATISFIABLE, _BROKEN = 206, 400, 404, 416, 500
_DENIED = (401, 403)
_SECONDS = 60.0


class NoRangesError(NotAvailableError):
    """The server sends files only whole, so that nothing can be looked at in a large one."""


class Content(ABC):
    """A file of a record.

    Attributes
    ----------
    size
        Bytes, None where nobody has told yet.
    fetched
        How many bytes have been read of it so far.
    """

    size: int | None
    fetched: int

    @abstractmethod
    def part(self, start: int, length: int, *, cancel: threading.Event | None = None) -> bytes:
        """Read bytes from ``start``; fewer where the file ends.

        Raises
        ------
        NoRangesError
            It can be had only whole.
        EsapError
            It cannot be had.
        """

    @abstractmethod
    def tail(self, length: int, *, cancel: threading.Event | None = None) -> bytes:
        """Read the last bytes, and learn the size; otherwise like `part`."""

    @abstractmethod
    def whole(self, most: int, *, cancel: threading.Event | None = None) -> bytes:
        """Read all of it.

        Raises
        ------
        TooLargeError
            It has more than ``most`` bytes.
        EsapError
            It cannot be had.
        """


class HttpContent(Content):
    """A file on the web.

    Parameters
    ----------
    http
        The client.
    url
        Its address.
    who
        What to call the server.
    name
        What to call the file.
    size
        What the record says of its size.
    courtesy
        Knows when the server may be asked, where it sets limits.
    """

    def __init__(
        self,
        *,
        http: HttpClient,
        url: str,
        who: str,
        name: str,
        size: int | None = None,
        courtesy: Courtesy | None = None,
    ) -> None:
        self._http = http
        self._url = url
        self._who = who
        self._name = name
        self._courtesy = courtesy or Courtesy(who=who)
        self.size = size
        self.fetched = 0

    def part(self, start: int, length: int, *, cancel: threading.Event | None = None) -> bytes:
        """Ask for a range of bytes (RFC 9110, section 14.2)."""
        if length <= 0:
            return b""
        return self._range(f"bytes={start}-{start + length - 1}", start, length, cancel)

    def tail(self, length: int, *, cancel: threading.Event | None = None) -> bytes:
        """Ask for a suffix of the bytes, which tells the size as well."""
        if self.size is not None:
            start = max(0, self.size - length)
            return self.part(start, self.size - start, cancel=cancel)
        return self._range(f"bytes=-{length}", None, length, cancel)

    def whole(self, most: int, *, cancel: threading.Event | None = None) -> bytes:
        """Ask for all of it, unless it is known to be too large."""
        if self.size is not None and self.size > most:
            raise self._too_large(most)
        kept = bytearray()
        with self._opened({}, cancel) as answer:
            for chunk in answer.iter_bytes():
                kept += chunk
                self.fetched += len(chunk)
                if len(kept) > most:
                    raise self._too_large(most)
        return bytes(kept)

    def _range(
        self, wanted: str, start: int | None, length: int, cancel: threading.Event | None
    ) -> bytes:
        headers = {"Range": wanted, "Accept-Encoding": "identity"}
        with self._opened(headers, cancel) as answer:
            if answer.status == _UNSATISFIABLE:
                return b""
            told = _told(answer.headers.get("content-range", ""))
            if answer.status != _PARTIAL:
                # What is left of the answer is not read, so that nothing large is fetched.
                if answer.total is not None and answer.total <= length:
                    return self._counted(b"".join(answer.iter_bytes()))
                raise NoRangesError(
                    f"{self._who} sends {self._name} only whole.",
                    remedy="Open it: then it is fetched and looked into.",
                )
            if told is None or (start is not None and told[0] != start):
                raise BadAnswerError(
                    f"{self._who} sent another part of {self._name} than was asked for.",
                    remedy="Try again later, or tell its operators.",
                )
            self.size = told[1] if told[1] is not None else self.size
            kept = bytearray()
            for chunk in answer.iter_bytes():
                kept += chunk
                if len(kept) > length:
                    raise BadAnswerError(
                        f"{self._who} sent more of {self._name} than was asked for.",
                        remedy="Try again later, or tell its operators.",
                    )
        return self._counted(bytes(kept))

    @contextlib.contextmanager
    def _opened(
        self, headers: Mapping[str, str], cancel: threading.Event | None
    ) -> Iterator[Streamed]:
        self._courtesy.wait(cancel)
        with self._http.stream(
            "GET",
            self._url,
            headers=headers,
            total_timeout=_SECONDS,
            retries=0,
            cancel=cancel,
            who=self._who,
        ) as answer:
            self._courtesy.learn(answer.status, answer.headers)
            if answer.status in (TOO_MANY, BUSY):
                raise self._courtesy.exhausted()
            if answer.status >= _BAD and answer.status != _UNSATISFIABLE:
                raise refused(answer.status, who=self._who, what=self._name)
            yield answer

    def _counted(self, body: bytes) -> bytes:
        self.fetched += len(body)
        return body

    def _too_large(self, most: int) -> TooLargeError:
        return TooLargeError(
            f"{self._name} of {self._who} is larger than {max(1, most >> 20)} MB.",
            remedy="Open it: then it is fetched as any file.",
        )


class LocalContent(Content):
    """A file of this machine."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.size = path.stat().st_size
        self.fetched = 0

    def part(self, start: int, length: int, *, cancel: threading.Event | None = None) -> bytes:  # noqa: ARG002
        """Read a part."""
        with self._path.open("rb") as file:
            file.seek(start)
            body = file.read(max(0, length))
        self.fetched += len(body)
        return body

    def tail(self, length: int, *, cancel: threading.Event | None = None) -> bytes:
        """Read the end."""
        return self.part(max(0, (self.size or 0) - length), length, cancel=cancel)

    def whole(self, most: int, *, cancel: threading.Event | None = None) -> bytes:
        """Read all."""
        if (self.size or 0) > most:
            raise TooLargeError(f"{self._path.name} is larger than {max(1, most >> 20)} MB.")
        return self.part(0, self.size or 0, cancel=cancel)


def refused(status: int, *, who: str, what: str) -> EsapError:
    """Make the error of a status that is no success.

    Parameters
    ----------
    status
        The HTTP status.
    who
        What to call the server.
    what
        What was asked for.
    """
    if status in _DENIED:
        return AccessDeniedError(
            f"{who} does not give {what} to everybody: it is restricted or under embargo.",
            remedy="Ask for access on the record's page.",
        )
    if status == _NOT_FOUND:
        return NotFoundError(f"{who} has no {what}.", remedy="Look at the record's page.")
    if status >= _BROKEN:
        return ServerError(f"{who} answered {status}.", remedy="Try again later.")
    return NotAvailableError(f"{who} refused {what} ({status}).", remedy="Try again later.")


def _told(header: str) -> tuple[int, int | None] | None:
    """Read where a part begins and how long the whole is (RFC 9110, section 14.4)."""
    unit, _, rest = header.strip().partition(" ")
    span, _, size = rest.partition("/")
    start = span.partition("-")[0]
    if unit.lower() != "bytes" or not (start.isascii() and start.isdigit()):
        return None
    return int(start), int(size) if size.isascii() and size.isdigit() else None
