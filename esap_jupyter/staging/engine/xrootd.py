"""Reads ``root://`` by the command ``xrdcp``, which can be killed at any moment."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable

from ...errors import (
    BadRequestError,
    CancelledError,
    NotAvailableError,
    NotFoundError,
    UnreachableError,
)
from ...net import AddressGuard
from ..wanted import Wanted
from .answers import address_of
from .journal import Origin
from .limits import Limits
from .part import Part

__all__ = ["SCHEMES", "Xrootd"]

SCHEMES = frozenset({"root", "roots", "xroot", "xroots"})
_PORT = 1094
_TICK = 0.1
_GRACE = 2.0
_SETTINGS = {
    # A file called x.meta4 is data, not a list of addresses for xrdcp to follow.
    "XRD_METALINKPROCESSING": "0",
    "XRD_CONNECTIONWINDOW": "10",
    "XRD_CONNECTIONRETRY": "1",
}


class Xrootd:
    """Copies files as a process of its own, without a login.

    The address of the server is checked before; where it then sends one on to is up to it. What
    came of a file that broke off is not gone on with, as nobody could tell that it is of the
    same version.

    Parameters
    ----------
    guard
        Says which hosts may be reached.
    limits
        How patient it is.
    """

    def __init__(self, *, guard: AddressGuard, limits: Limits) -> None:
        self._guard = guard
        self._limits = limits

    def read(
        self,
        url: str,
        wanted: Wanted,
        part: Part,
        *,
        tell: Callable[[], None],
        cancel: threading.Event,
    ) -> None:
        """Read a file whole.

        Raises
        ------
        NotAvailableError
            There is no ``xrdcp`` here.
        NotFoundError
            There is no such file.
        UnreachableError
            The server does not answer, or breaks off.
        ForbiddenAddressError
            The server may not be reached.
        CancelledError
            It was cancelled.
        """
        command = shutil.which("xrdcp")
        if command is None:
            raise NotAvailableError(
                f"{wanted.who} speaks XRootD, and xrdcp is not installed here.",
                remedy="Install the package xrootd-client, or choose another address of the file.",
            )
        self._check(url, wanted.who)
        last = url.rstrip("/").rpartition("/")[2]
        part.begin(
            Origin(address=address_of(url), size=None, last=last, segment=self._limits.segment),
            alone=True,
        )
        words = [command, "--nopbar", "--silent", "--force", url, str(part.path)]
        self._run(words, wanted.who, cancel)
        part.reread()
        tell()

    def _run(self, words: list[str], who: str, cancel: threading.Event) -> None:
        seconds = str(max(1, round(self._limits.silence)))
        environment = {
            **os.environ,
            **_SETTINGS,
            "XRD_REQUESTTIMEOUT": seconds,
            "XRD_STREAMTIMEOUT": seconds,
        }
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(  # noqa: S603  (a list of words; the URL is one of XRootD)
                words,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )
            try:
                while process.poll() is None:
                    if cancel.wait(_TICK):
                        raise CancelledError("It was cancelled.")
            finally:
                _end(process)
            said.seek(0)
            text = said.read(10_000).decode("utf-8", "replace")
        if process.returncode != 0:
            raise _refusal(text, who)

    def _check(self, url: str, who: str) -> None:
        if "?" in url or not url.isprintable():
            raise BadRequestError(
                f"The address has characters that XRootD cannot ask {who} for.",
                remedy="Choose another address of the file.",
            )
        server = url.partition("://")[2].partition("/")[0].rpartition("@")[2]
        host, _, port = server.rpartition(":") if ":" in server else (server, "", "")
        number = int(port) if port.isascii() and port.isdigit() else _PORT
        try:
            found = socket.getaddrinfo(host.strip("[]"), number, 0, socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise UnreachableError(f"There is no host {host!r}, where {who} should be.") from error
        for *_, address in found:
            self._guard.check(host, number, str(address[0]))


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(_GRACE)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
        return


def _refusal(text: str, who: str) -> NotFoundError | UnreachableError:
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())[-300:]
    if "[3011]" in text or "No such file" in text:
        return NotFoundError(f"{who} does not have it: {words}")
    return UnreachableError(f"{who} did not give it: {words}", remedy="Try again later.")
