"""A server of files that keeps to HTTP, until it is told to break it in one way or another."""

import contextlib
import hashlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["Asked", "BytesServer", "Plan", "bytes_server", "content"]


def content(size: int, seed: int = 0) -> bytes:
    """Make bytes of which no two blocks are alike."""
    block = hashlib.shake_256(str(seed).encode()).digest(min(size, 1 << 16))
    pieces = (
        (
            hashlib.sha256(str(n).encode()).digest() + block[32:]
            for n in range(size // len(block or b"0") + 1)
        )
        if size
        else ()
    )
    return b"".join(pieces)[:size]


class Asked:
    """A request as it came, and how many bytes of the body went out."""

    def __init__(self, path: str, headers: dict[str, str]) -> None:
        self.path = path
        self.headers = headers
        self.sent = 0

    @property
    def span(self) -> str:
        return self.headers.get("range", "")


class Plan:
    """What an answer is to be; each field breaks one thing.

    ``cut`` closes after so many bytes, ``reset`` does so with RST, ``stall`` falls silent,
    ``flip`` changes the byte there, ``length`` announces another length (None announces none),
    ``pause`` waits before each chunk.
    """

    def __init__(
        self,
        body: bytes,
        *,
        etag: str = '"v1"',
        modified: float | None = 1_600_000_000.0,
        ranges: bool = True,
        status: int | None = None,
        headers: dict[str, str] | None = None,
        cut: int | None = None,
        reset: int | None = None,
        stall: int | None = None,
        flip: int | None = None,
        length: int | None = -1,
        pause: float = 0.0,
        chunked: bool = False,
        chunk: int = 1 << 16,
        drops_if_range: bool = False,
        ignores_if_range: bool = False,
        before: Callable[[], None] | None = None,
        between: Callable[[], object] | None = None,
    ) -> None:
        self.__dict__.update({k: v for k, v in locals().items() if k != "self"})


class BytesServer:
    """A running server; ``asked`` are the requests so far, ``open`` its connections."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.open: set[object] = set()
        self.stop = threading.Event()
        self.url = self.hostport = ""

    @property
    def sent(self) -> int:
        """Bytes of bodies that went out."""
        return sum(each.sent for each in self.asked)


@contextlib.contextmanager
def bytes_server(plan: "Plan | Callable[[Asked], Plan]") -> Iterator[BytesServer]:
    """Serve on a free port of the loopback address."""
    server = BytesServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            server.open.add(self)

        def finish(self) -> None:
            try:
                super().finish()
            finally:
                server.open.discard(self)

        def do_GET(self) -> None:
            asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()})
            server.asked.append(asked)
            made = plan(asked) if callable(plan) else plan
            with contextlib.suppress(OSError):
                _answer(self, asked, made, server.stop)

        def log_message(self, *args) -> None:
            pass

    class Httpd(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request, client_address) -> None:
            pass

    httpd = Httpd(("127.0.0.1", 0), Handler)
    server.hostport = f"127.0.0.1:{httpd.server_address[1]}"
    server.url = f"http://{server.hostport}"
    thread = threading.Thread(target=httpd.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop.set()
        httpd.shutdown()
        httpd.server_close()


def _answer(handler: BaseHTTPRequestHandler, asked: Asked, plan: Plan, stop) -> None:
    if plan.before is not None:
        plan.before()
    status, start, end = _part_of(asked, plan)
    body = plan.body[start:end]
    if plan.flip is not None and start <= plan.flip < end:
        at = plan.flip - start
        body = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
    handler.send_response(status)
    if status == 206:
        handler.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(plan.body)}")
    for key, value in _headers(plan, len(body)).items():
        handler.send_header(key, value)
    handler.end_headers()
    if plan.between is not None:
        plan.between()
    if "Content-Length" not in _headers(plan, len(body)) and not plan.chunked:
        handler.close_connection = True
    if status != 304:
        _send(handler, asked, plan, body, stop)


def _part_of(asked: Asked, plan: Plan) -> tuple[int, int, int]:
    size = len(plan.body)
    if plan.status is not None:
        return plan.status, 0, size
    if plan.etag and asked.headers.get("if-none-match") == plan.etag:
        return 304, 0, 0
    condition = asked.headers.get("if-range")
    date = formatdate(plan.modified, usegmt=True) if plan.modified else ""
    holds = condition is None or (condition in (plan.etag, date) and not plan.drops_if_range)
    if not plan.ranges or not asked.span or not (holds or plan.ignores_if_range):
        return 200, 0, size
    first, _, last = asked.span.removeprefix("bytes=").partition("-")
    if int(first) >= size:
        return 416, 0, 0
    return 206, int(first), min(size, int(last) + 1 if last else size)


def _headers(plan: Plan, length: int) -> dict[str, str]:
    made = {"Content-Type": "application/octet-stream"}
    if plan.ranges:
        made["Accept-Ranges"] = "bytes"
    if plan.etag:
        made["ETag"] = plan.etag
    if plan.modified:
        made["Last-Modified"] = formatdate(plan.modified, usegmt=True)
    if plan.chunked:
        made["Transfer-Encoding"] = "chunked"
    elif plan.length is not None:
        made["Content-Length"] = str(length if plan.length == -1 else plan.length)
    return {**made, **(plan.headers or {})}


def _send(handler, asked: Asked, plan: Plan, body: bytes, stop) -> None:
    ends = [each for each in (plan.cut, plan.reset, plan.stall) if each is not None]
    limit = min([len(body), *ends])
    done = 0
    while done < limit:
        if plan.pause:
            time.sleep(plan.pause)
        piece = body[done : min(limit, done + plan.chunk)]
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if plan.chunked else piece)
        done += len(piece)
        asked.sent = done
    if limit == len(body) and not ends:
        handler.wfile.write(b"0\r\n\r\n" if plan.chunked else b"")
        return
    handler.wfile.flush()
    handler.close_connection = True
    if plan.stall is not None:
        stop.wait(60)
    elif plan.reset is not None:
        linger = struct.pack("ii", 1, 0)
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        handler.connection.close()
