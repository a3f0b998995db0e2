"""HTTP for the sandbox: loopback only, rows streamed as they are computed."""

import io
import logging
import select
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, BinaryIO, ClassVar, cast
from urllib.parse import urlsplit

from .. import votable
from ..errors import BadRequestError, EsapError
from .parameters import read
from .tap import Document, Rows, Tap, failure
from .vosi import error as error_document

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

__all__ = ["SandboxServer"]

_MAX_BODY = 256 * 1024
_MAX_DIGITS = 9
_CHUNK = 64 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_FORM = "application/x-www-form-urlencoded"
logger = logging.getLogger(__name__)


class SandboxServer(ThreadingHTTPServer):
    """The server; a thread for each connection.

    Parameters
    ----------
    tap
        What answers.
    port
        The port on the loopback address; 0 for any that is free.

    Raises
    ------
    OSError
        The port is taken.
    """

    daemon_threads = True
    # One socket for all clients that come at once; the default of 5 refuses the sixth.
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, *, tap: Tap, port: int) -> None:
        self.tap = tap
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def url(self) -> str:
        """The address of the TAP service."""
        return f"http://127.0.0.1:{self.server_address[1]}/tap"


class _Chunks(io.RawIOBase):
    """Sends each piece that is written as an HTTP chunk."""

    def __init__(self, out: BinaryIO, *, chunked: bool) -> None:
        super().__init__()
        self._out = out
        self._chunked = chunked
        self._broken = False

    def writable(self) -> bool:
        return True

    def write(self, data: "Buffer", /) -> int:
        piece = bytes(data)
        if piece and not self._broken:
            self._out.write(b"%x\r\n%b\r\n" % (len(piece), piece) if self._chunked else piece)
        return len(piece)

    def finish(self) -> None:
        if self._chunked:
            self._out.write(b"0\r\n\r\n")

    def give_up(self) -> None:
        # The buffer above is flushed when it is forgotten; nobody reads that any more.
        self._broken = True


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: SandboxServer
    protocol_version = "HTTP/1.1"
    server_version = "esap-sandbox"
    sys_version = ""
    timeout = 60
    _refusals: ClassVar[dict[int, str]] = {
        400: "The address of the request cannot be read.",
        403: "This service answers on the loopback address only.",
        411: "The length of the request is missing, or given otherwise than by one number.",
        413: f"The request is larger than {_MAX_BODY // 1024} kB.",
        415: f"Parameters are sent as {_FORM}.",
    }

    def do_GET(self) -> None:
        """Answer a GET."""
        if status := 403 if not self._is_local() else self._bad_address():
            self._refuse(status)
            return
        # A body would be read as the next request, which anybody could write into it.
        self.close_connection |= bool({"Content-Length", "Transfer-Encoding"} & {*self.headers})
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        """Answer a POST with form data."""
        if status := self._problem():
            self._refuse(status)
            return
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length).decode("utf-8", "replace")
        query = urlsplit(self.path).query
        self._answer(f"{query}&{body}" if query else body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
        """Keep standard error for what goes wrong."""
        logger.debug(format, *args)

    def _is_local(self) -> bool:
        # A page on another site can point its own name at this address; its Host gives it away.
        host, _, port = self.headers.get("Host", "").rpartition(":")
        return (host if port.isdigit() else f"{host}:{port}".lstrip(":")).lower() in _LOOPBACK

    def _problem(self) -> int:
        lengths = self.headers.get_all("Content-Length", [])
        if not self._is_local():
            return 403
        if self._bad_address():
            return 400
        # Of two lengths, another server on the way may have believed the other one.
        if len(lengths) != 1 or "Transfer-Encoding" in self.headers:
            return 411
        length = lengths[0].strip()
        if not (length.isascii() and length.isdecimal()):
            return 411
        if len(length) > _MAX_DIGITS or int(length) > _MAX_BODY:
            return 413
        kind = self.headers.get("Content-Type", _FORM).partition(";")[0].strip().lower()
        return 0 if kind == _FORM or length == "0" else 415

    def _bad_address(self) -> int:
        try:
            urlsplit(self.path)
        except ValueError:
            return 400
        return 0

    def _refuse(self, status: int) -> None:
        # The body, if any, is left unread, so the connection cannot be used again.
        self.close_connection = True
        message = error_document(self._refusals[status])
        self._send(Document(body=message, media_type="application/x-votable+xml", status=status))

    def _answer(self, encoded: str) -> None:
        try:
            reply = self._reply(encoded)
        except EsapError as error:
            reply = failure(error)
        except Exception:
            logger.exception("The sandbox could not answer %s", self.path.partition("?")[0])
            body = error_document("The sandbox failed; its log says why.")
            reply = Document(body=body, media_type="application/x-votable+xml", status=500)
        try:
            self._send(reply)
        except OSError:
            self.close_connection = True

    def _reply(self, encoded: str) -> Document | Rows:
        path = urlsplit(self.path).path
        if not path.isascii():
            raise BadRequestError("The address has characters that addresses do not have.")
        base = f"http://{self.headers['Host']}/tap"
        return self.server.tap.reply(path, read(encoded), base=base, cancelled=self._is_gone)

    def _is_gone(self) -> bool:
        try:
            ready, _, _ = select.select([self.connection], [], [], 0)
            return bool(ready) and not self.connection.recv(1, socket.MSG_PEEK)
        except (OSError, ValueError):
            return True

    def _send(self, reply: Document | Rows) -> None:
        if isinstance(reply, Rows):
            self._stream(reply)
            return
        self._head(reply.status, reply.media_type)
        self.send_header("Content-Length", str(len(reply.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body)

    def _head(self, status: int, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")

    def _stream(self, rows: Rows) -> None:
        with rows.answer as answer:
            chunked = self.request_version != "HTTP/1.0"
            self._head(200, rows.request.media_type)
            if chunked:
                self.send_header("Transfer-Encoding", "chunked")
            if self.close_connection:
                self.send_header("Connection", "close")
            self.end_headers()
            chunks = _Chunks(cast("BinaryIO", self.wfile), chunked=chunked)
            out = io.BufferedWriter(chunks, _CHUNK)
            try:
                votable.write(
                    answer.batches,
                    out,
                    serialization=rows.request.serialization,
                    schema=answer.schema,
                    overflow=lambda: answer.truncated,
                    on_error=_broke_off,
                )
                out.flush()
                chunks.finish()
            finally:
                chunks.give_up()


def _broke_off(error: EsapError) -> str:
    # The status line has gone, so that the document itself has to tell.
    logger.warning("An answer broke off: %s", error)
    return str(error)
