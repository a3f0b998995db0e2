"""Runs XRootD's own commands, which can be killed at any moment."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping

from ..errors import (
    BadRequestError,
    CancelledError,
    NotAvailableError,
    NotFoundError,
    UnreachableError,
)
from ..net import AddressGuard

__all__ = ["CERTIFICATES", "SCHEMES", "TOKENS", "environment", "run"]

SCHEMES = frozenset({"root", "roots", "xroot", "xroots"})

TOKENS = ("BEARER_TOKEN", "BEARER_TOKEN_FILE")
"""Variables in which the commands look for a token."""

CERTIFICATES = ("X509_USER_PROXY", "X509_USER_CERT", "X509_USER_KEY")
"""Variables in which they look for a certificate."""

_PORT = 1094
_TICK = 0.1
_GRACE = 2.0
_EXISTS = ("[3018]", "file exists")
"""The server's word (kXR_ItExists), and that of xrdcp, which looks before."""

_SETTINGS = {
    # A file called x.meta4 is data, not a list of addresses for xrdcp to follow.
    "XRD_METALINKPROCESSING": "0",
    "XRD_CONNECTIONWINDOW": "10",
    "XRD_CONNECTIONRETRY": "1",
    "XRD_TIMEOUTRESOLUTION": "1",
}


def environment(*, silence: float, without: tuple[str, ...]) -> dict[str, str]:
    """Return the variables of this process for a command.

    Parameters
    ----------
    silence
        How many seconds a server may be silent.
    without
        The names that are not handed on.
    """
    seconds = str(max(1, round(silence)))
    kept = {name: value for name, value in os.environ.items() if name not in without}
    return {**kept, **_SETTINGS, "XRD_REQUESTTIMEOUT": seconds, "XRD_STREAMTIMEOUT": seconds}


def run(
    words: list[str],
    url: str,
    *,
    who: str,
    guard: AddressGuard,
    variables: Mapping[str, str],
    cancel: threading.Event,
    tick: Callable[[], None],
    remedy: str,
) -> None:
    """Run a command to its end; it is killed where it is cancelled, or where ``tick`` raises.

    Parameters
    ----------
    words
        The command and what it is given, without any shell.
    url
        The file; the address of its server is checked before. Where the server then sends one on
        to is up to it.
    who
        Whose file it is, for the message.
    guard
        Says which hosts may be reached.
    variables
        The command's environment.
    cancel
        Ends it when set.
    tick
        Called about ten times a second.
    remedy
        What to do where XRootD cannot be used.

    Raises
    ------
    NotAvailableError
        The command is not installed.
    BadRequestError
        The address is none that XRootD can ask for.
    NotFoundError
        There is no such file.
    FileExistsError
        There is one, and it was not to be written over.
    UnreachableError
        The server does not answer, or breaks off.
    ForbiddenAddressError
        The server may not be reached.
    CancelledError
        It was cancelled.
    """
    command = shutil.which(words[0])
    if command is None:
        raise NotAvailableError(
            f"{who} speaks XRootD, and {words[0]} is not installed here.",
            remedy=f"Install the package xrootd-client. Or: {remedy}",
        )
    _check(url, who, guard, remedy)
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603  (a list of words; the URL is one of XRootD)
            [command, *words[1:]],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env=dict(variables),
            start_new_session=True,
        )
        try:
            while process.poll() is None:
                if cancel.wait(_TICK):
                    raise CancelledError("It was cancelled.")
                tick()
        finally:
            _end(process)
        said.seek(0)
        text = said.read(10_000).decode("utf-8", "replace")
    if process.returncode != 0:
        if any(each in text for each in _EXISTS):
            raise FileExistsError(url)
        raise _refusal(text, who)


def _check(url: str, who: str, guard: AddressGuard, remedy: str) -> None:
    if url.partition("://")[0] not in SCHEMES:
        raise BadRequestError(f"{who} names an address that is none of XRootD.", remedy=remedy)
    if "?" in url or not url.isprintable():
        raise BadRequestError(
            f"The name has characters that XRootD cannot ask {who} for.", remedy=remedy
        )
    server = url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    host, _, port = server.rpartition(":") if ":" in server else (server, "", "")
    number = int(port) if port.isascii() and port.isdigit() else _PORT
    try:
        found = socket.getaddrinfo(host.strip("[]"), number, 0, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(
            f"There is no host {host!r}, where {who} should be.", remedy=remedy
        ) from error
    for *_, address in found:
        guard.check(host, number, str(address[0]))


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
