"""The demo: JupyterLab with the ESAP panel on a prepared workspace, until Ctrl-C."""

import argparse
import os
import secrets
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from . import ports, server, workspace
from .problem import DemoError

__all__ = ["main"]

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked the demo to end."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demo until it is told to stop.

    Parameters
    ----------
    argv
        The words after ``jupyter esap demo``; those of the command line when absent.

    Returns
    -------
    int
        The exit code: 0 when it was stopped, 1 when it could not start.
    """
    options = _parser().parse_args(argv)
    for number in SIGNALS:
        signal.signal(number, _stop)
    try:
        _run(options)
    except DemoError as error:
        print(f"jupyter esap demo: {error}", file=sys.stderr)
        return 1
    except Stopped:
        print("Stopped.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jupyter esap demo",
        description="Open JupyterLab with the ESAP panel on a prepared workspace.",
    )
    parser.add_argument("--port", type=int, help=f"the port (default: {ports.FIRST} or the next)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument(
        "--dir",
        type=Path,
        default=Path(".demo"),
        help="where the workspace and everything the demo writes lie (default: %(default)s)",
    )
    return parser


def _run(options: argparse.Namespace) -> None:
    home = options.dir.resolve()
    workspace.prepare(home)
    port = ports.choose(options.port)
    token = secrets.token_hex(24)
    with server.running(home, port=port, token=token) as process:
        address = f"http://{ports.HOST}:{port}/lab/tree/{workspace.WELCOME}?token={token}"
        print(f"\n    {address}\n")
        print(f"Stop it with Ctrl-C. Your notebooks: {home / 'workspace'}", flush=True)
        if not options.no_browser:
            _open_browser(address, home)
        code = process.wait()
    raise DemoError(f"JupyterLab ended by itself (code {code}); see {home / server.LOG}.")


def _stop(_number: int, _frame: FrameType | None) -> None:
    # A second Ctrl-C must not break off the clearing up that the first one started.
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def _open_browser(address: str, home: Path) -> None:
    if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        print("There is no screen here to open a browser on: open the address above yourself.")
        return
    import webbrowser

    # Other users of the machine can read command lines, so the browser is given a file's name.
    page = home / "open.html"
    page.touch(mode=0o600)
    page.write_text(f'<meta http-equiv="refresh" content="0; url={address}">', encoding="utf-8")
    if not webbrowser.open(page.as_uri()):
        print("No browser could be started: open the address above yourself.")
