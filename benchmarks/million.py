"""A TAP service on the loopback address whose every answer is the same million rows."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pyarrow as pa

from esap_jupyter import votable

__all__ = ["ROWS", "serve"]

ROWS = 1_000_000
INTERFACE = """<?xml version="1.0"?>
<vosi:capabilities xmlns:vosi="http://www.ivoa.net/xml/VOSICapabilities/v1.0"
  xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <capability standardID="ivo://ivoa.net/std/TAP">
    <interface xsi:type="vs:ParamHTTP" role="std">
      <accessURL use="base">{url}</accessURL>
    </interface>
    <outputFormat ivo-id="ivo://ivoa.net/std/TAPRegExt#output-votable-binary2">
      <mime>application/x-votable+xml;serialization=BINARY2</mime><alias>votable/b2</alias>
    </outputFormat>
  </capability>
</vosi:capabilities>"""
TABLES = """<?xml version="1.0"?>
<vosi:tableset xmlns:vosi="http://www.ivoa.net/xml/VOSITables/v1.0">
  <schema><name>bench</name><table><name>bench.big</name>
    <column><name>ra</name><unit>deg</unit><ucd>pos.eq.ra;meta.main</ucd></column>
    <column><name>dec</name><unit>deg</unit><ucd>pos.eq.dec;meta.main</ucd></column>
  </table></schema>
</vosi:tableset>"""


@contextmanager
def serve() -> Iterator[str]:
    """Serve the rows from a process of its own; the address of the service is given."""
    command = [sys.executable, "-m", "benchmarks.million"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def main() -> None:
    with tempfile.TemporaryFile() as out:
        votable.write(table(), out)
        out.seek(0)
        answer = out.read()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(answer))
    print(f"http://127.0.0.1:{server.server_port}/tap", flush=True)
    server.serve_forever()


def table() -> pa.Table:
    """Make columns of the kinds that a catalogue has."""
    random = np.random.default_rng(1)
    flux = random.exponential(10, ROWS)
    return pa.table(
        {
            "source_id": 4295806720000000000 + np.arange(ROWS),
            "ra": random.uniform(0, 360, ROWS),
            "dec": np.degrees(np.arcsin(random.uniform(-1, 1, ROWS))),
            "pm": random.normal(0, 5, ROWS),
            "flux": pa.array(flux, mask=flux < 1),
            "magnitude": random.normal(18, 2, ROWS).astype("f4"),
            "observations": random.integers(0, 900, ROWS).astype("i4"),
            "variable": random.uniform(size=ROWS) < 0.1,
            "name": pa.array([f"Source {number}" for number in range(ROWS)]),
        }
    )


def handler(answer: bytes) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = f"http://127.0.0.1:{self.server.server_address[1]}/tap"
            text = TABLES if "/tables" in self.path else INTERFACE.format(url=host)
            self.send(text.encode())

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send(answer)

        def send(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/x-votable+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Keep quiet: every request would be a line among the figures."""

    return Handler


if __name__ == "__main__":
    main()
