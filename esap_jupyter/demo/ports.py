"""A free port on the loopback address."""

import socket

from .problem import DemoError

__all__ = ["FIRST", "HOST", "choose"]

HOST = "127.0.0.1"
FIRST = 8888
TRIES = 50


def choose(wanted: int | None) -> int:
    """Take the port that was asked for, or the first free one.

    Raises
    ------
    DemoError
        If the port asked for is taken or impossible, or none of many is free.
    """
    if wanted is not None:
        if not _is_free(wanted):
            raise DemoError(f"port {wanted} is not free on {HOST}; name another with --port.")
        return wanted
    for port in range(FIRST, FIRST + TRIES):
        if _is_free(port):
            if port != FIRST:
                print(f"Port {FIRST} is taken, so this demo uses {port}.")
            return port
    raise DemoError(f"no port from {FIRST} to {FIRST + TRIES - 1} is free; name one with --port.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the server will: a port left a moment ago is free, one that is listened on is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return port > 0
