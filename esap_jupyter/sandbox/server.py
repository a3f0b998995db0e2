"""HTTP for the sandbox: loopback only, rows streamed as they are computed."""

import logging
import shutil
import socket
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit

from urllib3.util import wait_for_read

from ..errors import BadRequestError, EsapError
from .intake import REFUSALS, problem, read_body, receive
from .output import send_rows
from .replies import VOTABLE, Document, File, Reply, Rows, failure
from .requests import Method, Parameters, Request, decode
from .site import Site
from .vosi import error as error_document

__all__ = ["SandboxServer"]

logger = logging.getLogger(__name__)


class SandboxServer(ThreadingHTTPServer):
    """The server; a thread for each connection.

    Parameters
    ----------
    make_site
        Makes what answers, given the server's address without a path.
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

    def __init__(self, *, make_site: Callable[[str], Site], port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        try:
            self.site = make_site(self.origin)
        except BaseException:
            self.server_close()
            raise

    def handle_error(self, request: object, client_address: object) -> None:
        """Log what went wrong with a connection; that a client has gone is no error."""
        del request
        level = logging.DEBUG if isinstance(sys.exception(), OSError) else logging.ERROR
        logger.log(level, "The connection of %s broke", client_address, exc_info=True)

    def server_close(self) -> None:
        """Close the socket, and what the services have open."""
        super().server_close()
        if site := getattr(self, "site", None):
            site.close()

    @property
    def origin(self) -> str:
        """The address without a path."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def url(self) -> str:
        """The address of the TAP service."""
        return f"{self.origin}/tap"


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: SandboxServer
    protocol_version = "HTTP/1.1"
    server_version = "esap-sandbox"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        """Answer a GET."""
        self._without_body("GET")

    def do_HEAD(self) -> None:
        """Answer a HEAD, as a GET without its body."""
        self._without_body("GET")

    def do_DELETE(self) -> None:
        """Answer a DELETE."""
        self._without_body("DELETE")

    def do_POST(self) -> None:
        """Answer a POST with form data."""
        if status := problem(self.headers, self.path, has_body=True):
            self._refuse(status)
            return
        try:
            body = receive(self.headers, cast("BinaryIO", self.rfile))
        except EsapError as error:
            self.close_connection = True
            self._send(failure(error))
            return
        if body is None:
            self._refuse(413)
            return
        self._answer("POST", body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
        """Keep standard error for what goes wrong."""
        logger.debug(format, *args)

    def _without_body(self, method: Method) -> None:
        if status := problem(self.headers, self.path, has_body=False):
            self._refuse(status)
            return
        # A body would be read as the next request, which anybody could write into it.
        self.close_connection |= bool({"Content-Length", "Transfer-Encoding"} & {*self.headers})
        self._answer(method, b"")

    def _refuse(self, status: int) -> None:
        # The body, if any, is left unread, so the connection cannot be used again.
        self.close_connection = True
        message = error_document(REFUSALS[status])
        self._send(Document(body=message, media_type=VOTABLE, status=status))

    def _answer(self, method: Method, body: bytes) -> None:
        try:
            reply = self.server.site.reply(self._request(method, body))
        except EsapError as error:
            reply = failure(error)
        except Exception:
            logger.exception("The sandbox could not answer %s", self.path.partition("?")[0])
            text = error_document("The sandbox failed; its log says why.")
            reply = Document(body=text, media_type=VOTABLE, status=500)
        try:
            self._send(reply)
        except OSError:
            self.close_connection = True

    def _request(self, method: Method, body: bytes) -> Request:
        address = urlsplit(self.path)
        if not address.path.isascii():
            raise BadRequestError("The address has characters that addresses do not have.")
        pairs = decode(address.query)
        files: dict[str, bytes] = {}
        if body:
            more, files = read_body(self.headers, body)
            pairs += more
        return Request(
            path=unquote(address.path, errors="replace").rstrip("/"),
            origin=f"http://{self.headers['Host']}",
            method=method,
            parameters=Parameters(pairs),
            files=files,
            cancelled=self._is_gone,
        )

    def _is_gone(self) -> bool:
        try:
            readable = wait_for_read(self.connection, 0)
            return readable and not self.connection.recv(1, socket.MSG_PEEK)
        except (OSError, ValueError):
            return True

    def _send(self, reply: Reply) -> None:
        if isinstance(reply, Rows):
            self._stream(reply)
        elif isinstance(reply, File):
            self._send_file(reply)
        else:
            self._head(reply.status, reply.media_type, len(reply.body), **reply.headers)
            if self.command != "HEAD":
                self.wfile.write(reply.body)

    def _send_file(self, reply: File) -> None:
        with reply.path.open("rb") as content:
            self._head(200, reply.media_type, reply.path.stat().st_size)
            if self.command != "HEAD":
                shutil.copyfileobj(content, self.wfile)

    def _head(self, status: int, media_type: str, length: int | None, **headers: str) -> None:
        self.send_response(status)
        if status != 204:  # noqa: PLR2004 (No Content)
            self.send_header("Content-Type", media_type)
            if length is None:
                self.send_header("Transfer-Encoding", "chunked")
            elif length >= 0:
                self.send_header("Content-Length", str(length))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        for name, value in headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def _stream(self, rows: Rows) -> None:
        with rows.answer:
            chunked = self.request_version != "HTTP/1.0"
            self._head(200, rows.media_type, None if chunked else -1)
            if self.command != "HEAD":
                send_rows(rows, cast("BinaryIO", self.wfile), chunked=chunked)
