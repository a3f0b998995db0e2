"""Small servers on the loopback address, most of them badly behaved."""

import contextlib
import functools
import gzip
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

__all__ = ["Asked", "Reply", "Server", "black_hole", "closed_port", "serve"]


class Asked:
    """A request as the server saw it."""

    def __init__(  # noqa: PLR0917 (in the order of a request)
        self,
        method: str,
        path: str,
        query: dict[str, str],
        form: dict[str, str],
        headers: Mapping[str, str],
        body: bytes = b"",
    ) -> None:
        self.body = body
        self.method = method
        self.path = path
        self.query = query
        self.form = form
        self.headers = headers


class Reply:
    """What to answer; ``body`` may be an endless iterator, ``length`` a lie."""

    def __init__(
        self,
        body: bytes | Iterator[bytes] = b"",
        *,
        status: int = 200,
        media: str = "application/x-votable+xml",
        headers: Mapping[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        self.chunks = iter([body]) if isinstance(body, bytes) else body
        self.status = status
        self.headers = {"Content-Type": media, **(headers or {})}
        if isinstance(body, bytes):
            length = len(body) if length is None else length
        if length is not None:
            self.headers["Content-Length"] = str(length)

    @classmethod
    def gzipped(cls, body: bytes, **more) -> "Reply":
        return cls(gzip.compress(body), headers={"Content-Encoding": "gzip"}, **more)


Answerer = Callable[[Asked], Reply]


class Server:
    """A running server; ``asked`` are the requests so far, ``gone`` is set when a client left.

    ``peers`` are the names in the certificates that clients showed, by connection.
    """

    def __init__(self, url: str, hostport: str) -> None:
        self.peers: list[str | None] = []
        self.url = url
        self.hostport = hostport
        self.asked: list[Asked] = []
        self.gone = threading.Event()
        self.stop = threading.Event()


Wrap = Callable[[Server, socket.socket], socket.socket]


def _plain(_server: Server, sock: socket.socket) -> socket.socket:
    return sock


class _Httpd(ThreadingHTTPServer):
    daemon_threads = True
    wrap: Callable[[socket.socket], socket.socket]

    def finish_request(self, request, client_address) -> None:
        with self.wrap(request) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request, client_address) -> None:
        # A handshake that fails is what some tests are about.
        if not isinstance(sys.exception(), ssl.SSLError):
            super().handle_error(request, client_address)


@contextlib.contextmanager
def serve(answer: Answerer | bytes, *, wrap: Wrap = _plain) -> Iterator[Server]:
    """Serve on a free port; ``answer`` makes a reply of each request."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.answer({})

        do_DELETE = do_GET  # noqa: N815 (the name that the base class calls)

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", "0"))
            body = self.rfile.read(size)
            form = {} if body.startswith(b"--") else _first(body.decode())
            self.answer(form, body)

        def answer(self, form: dict[str, str], body: bytes = b"") -> None:
            parts = urlsplit(self.path)
            query = _first(parts.query)
            asked = Asked(self.command, parts.path, query, form, self.headers, body)
            server.asked.append(asked)
            reply = Reply(answer) if isinstance(answer, bytes) else answer(asked)
            try:
                self.send_response(reply.status)
                for key, value in reply.headers.items():
                    self.send_header(key, value)
                if "Content-Length" not in reply.headers:
                    self.send_header("Connection", "close")
                self.end_headers()
                for chunk in reply.chunks:
                    self.wfile.write(chunk)
                    self.wfile.flush()
                sent = sum(1 for _ in reply.chunks)
                assert sent == 0
            except (BrokenPipeError, ConnectionResetError):
                server.gone.set()
            if int(reply.headers.get("Content-Length", "0")) > 0 and reply.headers.get("X-Lie"):
                self.close_connection = True

        def log_message(self, *args) -> None:
            pass

    httpd = _Httpd(("127.0.0.1", 0), Handler)
    hostport = f"127.0.0.1:{httpd.server_address[1]}"
    server = Server(f"http://{hostport}", hostport)
    httpd.wrap = functools.partial(wrap, server)
    thread = threading.Thread(
        target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield server
    finally:
        server.stop.set()
        httpd.shutdown()
        httpd.server_close()


@contextlib.contextmanager
def black_hole() -> Iterator[str]:
    """Accept connections and never say a word."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"


def closed_port() -> str:
    """Return the URL of a port that refuses."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return f"http://127.0.0.1:{sock.getsockname()[1]}"


def endless(
    chunk: bytes, stop: threading.Event | None = None, pause: float = 0.0
) -> Iterator[bytes]:
    """Yield for ever, or until stopped."""
    while stop is None or not stop.is_set():
        yield chunk
        if pause:
            time.sleep(pause)


def _first(query: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(query, keep_blank_values=True).items()}
