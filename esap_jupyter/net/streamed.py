"""An answer that is read as it comes."""

import http.client
import io
from collections.abc import Iterator, Mapping

from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from ..errors import TooLargeError, UnreachableError
from ..wholes import whole
from .failures import translate
from .response import Response
from .watch import Watch

__all__ = ["Streamed"]

_CHUNK = 1 << 17
_LONGEST_LINE = 16 << 20


class Streamed:
    """The head of an answer, and its bytes or lines as they arrive.

    Attributes
    ----------
    status
        The HTTP status.
    headers
        By lower-case names; several ``set-cookie`` stand in one, a line each.
    url
        The last one asked.
    who
        What the server is called.

    Parameters
    ----------
    answer
        What urllib3 has, its body unread.
    url, who
        See above.
    watch
        The watch of this request, on as long as it is read.
    silence
        How many seconds of silence are allowed, for the message.
    """

    def __init__(
        self, answer: BaseHTTPResponse, *, url: str, who: str, watch: Watch, silence: float
    ) -> None:
        self._answer = answer
        self._watch = watch
        self._silence = silence
        self._is_drained = False
        self.status = answer.status
        self.url = url
        self.who = who
        self.headers: Mapping[str, str] = _headers(answer)

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case."""
        return Response(status=self.status, headers=self.headers, url=self.url).content_type

    @property
    def total(self) -> int | None:
        """How many bytes are to come, where the server says so and does not pack them."""
        if "content-encoding" in self.headers:
            return None
        return whole(self.headers.get("content-length", ""))

    @property
    def is_chunked(self) -> bool:
        """Whether it comes in chunks, so that its end is told."""
        return "chunked" in self.headers.get("transfer-encoding", "").lower()

    def iter_bytes(self) -> Iterator[bytes]:
        """Give the bytes as they come, unpacked.

        Raises
        ------
        UnreachableError
            The server broke off.
        TimedOutError
            It was silent for too long.
        CancelledError
            It was cancelled.
        """
        while chunk := self._read():
            self._watch.check()
            yield chunk
        self._watch.check()

    def read_into(self, view: memoryview) -> int:
        """Fill a view with the next bytes, unpacked, and return how many; 0 at the end.

        It waits for the first of them only, and copies nothing on the way where the server does
        not pack what it sends.

        Raises
        ------
        UnreachableError
            The server broke off.
        TimedOutError
            It was silent for too long.
        CancelledError
            It was cancelled.
        """
        bare = self._bare
        if bare is None:
            chunk = self._read(len(view))
            view[: len(chunk)] = chunk
            count = len(chunk)
        else:
            count = self._read_bare(bare, view)
        self._watch.check()
        return count

    def iter_lines(self) -> Iterator[bytes]:
        """Give the lines as they come, without their ends; empty ones are left out.

        Raises
        ------
        UnreachableError
            The server broke off, or nobody can tell whether its last line is whole.
        TooLargeError
            A line is longer than 16 MB.
        """
        rest = bytearray()
        for chunk in self.iter_bytes():
            *lines, last = chunk.split(b"\n")
            if lines and rest:
                # A long line comes in very many pieces, so that copying it for each takes minutes.
                lines[0] = bytes(rest) + lines[0]
                rest.clear()
            rest += last
            self._bounded(rest)
            for line in lines:
                if bare := line.removesuffix(b"\r"):
                    yield bare
        if rest and not self._has_known_end:
            raise UnreachableError(f"{self.who} broke off within a line.", remedy="Try again.")
        if rest:
            yield bytes(rest)

    def read(self, max_bytes: int) -> bytes:
        """Return all that comes.

        Raises
        ------
        TooLargeError
            It is more than allowed.
        """
        kept = bytearray()
        for chunk in self.iter_bytes():
            kept += chunk
            if len(kept) > max_bytes:
                raise TooLargeError(
                    f"The answer of {self.who} is larger than {max_bytes} bytes.",
                    remedy="Ask for less.",
                )
        return bytes(kept)

    @property
    def _has_known_end(self) -> bool:
        return self.is_chunked or "content-length" in self.headers

    def _bounded(self, line: bytearray) -> None:
        if len(line) > _LONGEST_LINE:
            raise TooLargeError(
                f"{self.who} sends a line of more than {_LONGEST_LINE >> 20} MB.",
                remedy="Ask for less.",
            )

    @property
    def _bare(self) -> http.client.HTTPResponse | None:
        """What urllib3 reads from, where it would hand the bytes on as they are."""
        packed = "content-encoding" in self.headers or "transfer-encoding" in self.headers
        return None if packed else getattr(self._answer, "_original_response", None)

    def _read_bare(self, bare: http.client.HTTPResponse, view: memoryview) -> int:
        left = bare.length
        into = view if left is None else view[:left]
        if not self._is_drained:
            # Python's buffer, which the head filled, loses what it has when a longer read fails.
            into = into[: io.DEFAULT_BUFFER_SIZE]
        try:
            # What came before a failure is handed on, which `readinto` would lose, too.
            count = bare.fp.readinto1(into) if bare.fp else 0
        except TimeoutError as error:
            self._watch.check()
            silent = ReadTimeoutError(HTTPConnectionPool("server"), "", "")
            raise translate(silent, self.who, self._silence) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            self._watch.check()
            raise translate(ProtocolError("", error), self.who, self._silence) from error
        self._is_drained = len(into) >= io.DEFAULT_BUFFER_SIZE or count < len(into)
        if count == 0 and left:
            self._watch.check()
            raise UnreachableError(
                f"{self.who} broke off: {left} bytes did not come.", remedy="Try again."
            )
        if left is not None:
            bare.length = left - count
            if not bare.length:
                bare.close()
                self._answer.release_conn()
        return count

    def _read(self, size: int = _CHUNK) -> bytes:
        try:
            return self._answer.read1(size)
        except HTTPError as error:
            self._watch.check()
            raise translate(error, self.who, self._silence) from error


def _headers(answer: BaseHTTPResponse) -> dict[str, str]:
    headers = {key.lower(): value for key, value in answer.headers.items()}
    # Cookies alone cannot be joined with a comma (RFC 9110, section 5.3).
    if cookies := answer.headers.getlist("set-cookie"):
        headers["set-cookie"] = "\n".join(cookies)
    return headers
