"""The page of the grid's tests on the loopback address, with rows made up on demand."""

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[3]
GRID = ROOT / "labextension" / "src" / "components" / "grid"
THEMES = Path(sys.prefix) / "share" / "jupyter" / "lab" / "themes" / "@jupyterlab"
LARGE = 4_611_686_018_427_387_904


@dataclass
class Page:
    """The address of the page, and how its rows come."""

    url: str
    latency: float = 0.025
    rows: int = 1_000_000
    theme: str = "light"
    failing: bool = False
    slow_direction: str | None = None
    requests: list[str] = field(default_factory=list)


def cell(row: int, column: int) -> str | None:
    """The text of a cell; every 50th is missing, identifiers need all 64 bits."""
    if column == 0:
        return str(LARGE + row)
    if (row * 7 + column * 3) % 50 == 0:
        return None
    if column % 3 == 0:
        return f"{row}·{column}" + (" with a rather long remark" if row % 11 == 0 else "")
    return f"{row + column / 1000:.3f}"


@contextlib.contextmanager
def serve(build: Path) -> Iterator[Page]:
    """Build the page into ``build`` and serve it until the end of the block."""
    esbuild = ROOT / "node_modules" / ".bin" / "esbuild"
    entry = Path(__file__).with_name("page.ts")
    command = [esbuild, entry, "--bundle", f"--outfile={build / 'page.js'}", "--log-level=error"]
    subprocess.run(command, cwd=ROOT, check=True)
    page = Page("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(page, build))
    page.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield page
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def handler(page: Page, build: Path) -> type[BaseHTTPRequestHandler]:
    """A request handler that answers as ``page`` says."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                if address.path == "/rows":
                    self.rows({key: value[0] for key, value in parse_qs(address.query).items()})
                else:
                    self.file(address.path)

        def file(self, path: str) -> None:
            here = Path(__file__).parent
            files = {
                "/": (here / "index.html", "text/html"),
                "/page.js": (build / "page.js", "text/javascript"),
                **{f"/{path.name}": (path, "text/css") for path in GRID.glob("*.css")},
                "/theme.css": (THEMES / f"theme-{page.theme}-extension" / "index.css", "text/css"),
            }
            if path in files:
                self.answer(200, files[path][0].read_bytes(), files[path][1])
            else:
                self.answer(404, b"", "text/plain")

        def rows(self, asked: dict[str, str]) -> None:
            page.requests.append(self.path)
            slow = asked["direction"] == page.slow_direction
            time.sleep(1 if slow else page.latency)
            if page.failing:
                self.answer(502, b"The archive hung up.", "text/plain")
                return
            rows = range(int(asked["start"]), int(asked["stop"]))
            if asked["direction"] == "descending":
                rows = range(page.rows - 1 - rows.start, page.rows - 1 - rows.stop, -1)
            columns = [int(column) for column in asked["columns"].split(",")]
            cells = [[cell(row, column) for column in columns] for row in rows]
            self.answer(200, json.dumps({"cells": cells}).encode(), "application/json")

        def answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
