"""A server that speaks TLS with the tests' own certificates, and may want one of the client."""

import contextlib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

from tests.support.servers import Answerer, Server, serve

__all__ = ["PEMS", "serve_tls"]

PEMS = Path(__file__).parent / "pems"


@contextlib.contextmanager
def serve_tls(answer: Answerer | bytes, *, wants_certificate: bool = False) -> Iterator[Server]:
    """Serve by https; ``server.peers`` has the subjects that clients showed, None for none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEMS / "server.pem", PEMS / "server.key")
    context.load_verify_locations(PEMS / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED if wants_certificate else ssl.CERT_OPTIONAL

    def wrap(server: Server, sock: socket.socket) -> socket.socket:
        wrapped = context.wrap_socket(sock, server_side=True)
        shown = wrapped.getpeercert() or {}
        names = dict(pair for part in shown.get("subject", ()) for pair in part)
        server.peers.append(names.get("commonName"))
        return wrapped

    with serve(answer, wrap=wrap) as server:
        server.url = f"https://{server.hostport}"
        yield server
