"""Run the sandbox: ``python -m esap_jupyter.sandbox --port 0``."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence

from ..errors import BadRequestError, EsapError
from .database import build
from .server import SandboxServer
from .services import make_site

__all__ = ["main"]

_MAX_PORT = 65_535
_MAX_ROWS = 50_000_000
_HOW_TO_STOP = "The sandbox answers at the address below until you stop it with Ctrl-C.\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until interrupted; print the address when ready.

    Returns
    -------
    int
        0 when it was told to stop, 1 when it could not start.
    """
    arguments = _parser().parse_args(argv)
    try:
        return _serve(arguments)
    except EsapError as error:
        sys.stderr.write(f"jupyter esap sandbox: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jupyter esap sandbox",
        description="Serve bundled data with the protocols of the VO, on the loopback address.",
    )
    parser.add_argument(
        "--port", type=_port, default=0, help="port; 0 (the default) takes any that is free"
    )
    parser.add_argument(
        "--rows", type=_rows, default=0, help="rows of the synthetic table bench.sources"
    )
    parser.add_argument("--parent-pipe", action="store_true", help=argparse.SUPPRESS)
    return parser


def _port(text: str) -> int:
    return _number(text, _MAX_PORT)


def _rows(text: str) -> int:
    return _number(text, _MAX_ROWS)


def _number(text: str, largest: int) -> int:
    if not text.isdecimal() or int(text) > largest:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to {largest}")
    return int(text)


def _serve(arguments: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _listen(arguments) as server:
        if arguments.parent_pipe:
            threading.Thread(target=_follow_parent, args=(server,), daemon=True).start()
        else:
            sys.stderr.write(_HOW_TO_STOP)
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        server.serve_forever(poll_interval=0.1)
    return 0


def _listen(arguments: argparse.Namespace) -> SandboxServer:
    port: int = arguments.port
    try:
        return SandboxServer(
            make_site=lambda origin: make_site(build(rows=arguments.rows, origin=origin)),
            port=port,
        )
    except OSError as error:
        raise BadRequestError(
            f"The sandbox cannot listen on port {port}: {error.strerror}.",
            remedy="Choose another with --port, or 0 for any that is free.",
        ) from error


def _follow_parent(server: SandboxServer) -> None:
    while sys.stdin.buffer.read(1024):
        pass
    server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
