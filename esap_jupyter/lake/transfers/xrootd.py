"""Speaks XRootD through its own commands, which can be killed at any moment."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import (
    BadRequestError,
    CancelledError,
    NotAvailableError,
    NotFoundError,
    UnreachableError,
)
from .access import StorageAccess
from .part import Part, check_length
from .room import check_some_is_left

__all__ = ["Xrootd"]

_TICK = 0.1
_PORT = 1094
_SCHEMES = ("root", "roots", "xroot", "xroots")
_SECONDS = "60"
_GRACE = 2.0
_EXISTS = ("[3018]", "file exists")
"""The server's word (kXR_ItExists), and that of xrdcp, which looks before."""

_SETTINGS = {
    # A file called x.meta4 is data, not a list of addresses for xrdcp to follow.
    "XRD_METALINKPROCESSING": "0",
    "XRD_CONNECTIONWINDOW": "10",
    "XRD_CONNECTIONRETRY": "1",
    "XRD_REQUESTTIMEOUT": _SECONDS,
    "XRD_STREAMTIMEOUT": _SECONDS,
    "XRD_TIMEOUTRESOLUTION": "1",
}


class Xrootd:
    """Copies files by ``xrdcp``, as a process of its own.

    The address of the server is checked before; where it then sends one on to is up to it.

    Parameters
    ----------
    access
        Says who one is, and which hosts may be reached.
    """

    def __init__(self, access: StorageAccess) -> None:
        self._access = access

    def fetch(
        self,
        url: str,
        part: Part,
        *,
        who: str,
        progress: Callable[[int], None],
        cancel: threading.Event,
    ) -> None:
        """Read what lacks of a part.

        Raises
        ------
        NotFoundError
            It is not there.
        BadAnswerError
            It is longer than it should be.
        TooLargeError
            Nobody knows how long it is, and it has filled the disk.
        UnreachableError
            The server does not answer, or broke off.
        ForbiddenAddressError
            The server may not be reached.
        """
        begun = part.sums.size > 0
        words = ["xrdcp", "--nopbar", "--silent", *(["--continue"] if begun else ["--force"])]
        try:
            self._run(
                [*words, url, str(part.path)], url, who, cancel, lambda: _told(part, progress)
            )
        finally:
            part.reread(cancel if not cancel.is_set() else None)
        size = part.expected.size
        if size is not None and part.sums.size < size:
            raise UnreachableError(f"{who} has {part.sums.size} of {size} bytes.")

    def store(
        self,
        path: Path,
        url: str,
        *,
        who: str,
        cancel: threading.Event,
        fresh: bool = True,
    ) -> None:
        """Write a file, which is only kept when it came whole.

        Raises
        ------
        FileExistsError
            It was to be ``fresh``, and one is there.
        """
        words = ["xrdcp", "--nopbar", "--silent", "--posc", "--cksum", "adler32:source"]
        words += [] if fresh else ["--force"]
        self._run([*words, str(path), url], url, who, cancel, lambda: None)

    def remove(self, url: str, *, who: str, cancel: threading.Event) -> None:
        """Remove a file."""
        server, path = _split(url)
        self._run(["xrdfs", server, "rm", path], url, who, cancel, lambda: None)

    def _run(
        self,
        words: list[str],
        url: str,
        who: str,
        cancel: threading.Event,
        tick: Callable[[], None],
    ) -> str:
        command = shutil.which(words[0])
        if command is None:
            raise NotAvailableError(
                f"{who} speaks XRootD, and {words[0]} is not installed here.",
                remedy="Install the package xrootd-client, or choose another RSE.",
            )
        self._check(url, who)
        with self._environment(url) as environment, tempfile.TemporaryFile() as said:
            process = subprocess.Popen(  # noqa: S603  (a list of words; the URL is one of XRootD)
                [command, *words[1:]],
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
                    tick()
            finally:
                _end(process)
            said.seek(0)
            text = said.read(10_000).decode("utf-8", "replace")
        if process.returncode != 0:
            if any(words in text for words in _EXISTS):
                raise FileExistsError(url)
            raise _refusal(text, who)
        return text

    def _check(self, url: str, who: str) -> None:
        if url.partition("://")[0] not in _SCHEMES:
            raise BadRequestError(
                f"{who} names an address that is none of XRootD.", remedy="Choose another RSE."
            )
        if "?" in url or not url.isprintable():
            raise BadRequestError(
                f"The name has characters that XRootD cannot ask {who} for.",
                remedy="Choose another RSE.",
            )
        server = url.partition("://")[2].partition("/")[0].rpartition("@")[2]
        host, _, port = server.rpartition(":") if ":" in server else (server, "", "")
        number = int(port) if port.isascii() and port.isdigit() else _PORT
        try:
            found = socket.getaddrinfo(host.strip("[]"), number, 0, socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise UnreachableError(
                f"There is no host {host!r}, where {who} should be.",
                remedy="Tell the lake's operators.",
            ) from error
        for *_, address in found:
            self._access.guard.check(host, number, str(address[0]))

    @contextmanager
    def _environment(self, url: str) -> Iterator[dict[str, str]]:
        """Give the process what it needs to know of who one is; a token through a file of 0600."""
        made = {**os.environ, **_SETTINGS}
        for name in ("BEARER_TOKEN", "BEARER_TOKEN_FILE"):
            made.pop(name, None)
        known = self._access.credential
        if known is not None and known.certificate is not None:
            cert, key = str(known.certificate), str(known.key or known.certificate)
            made |= {"X509_USER_CERT": cert, "X509_USER_KEY": key}
            if known.kind == "x509_proxy":
                made["X509_USER_PROXY"] = cert
        token = self._access.token(url)
        if not token:
            yield made
            return
        with tempfile.NamedTemporaryFile("w", prefix="esap-", encoding="ascii") as file:
            file.write(token)
            file.flush()
            yield {**made, "BEARER_TOKEN_FILE": file.name}


def _told(part: Part, progress: Callable[[int], None]) -> None:
    """Tell how much has come; what is longer than it should be, or fills the disk, is stopped."""
    try:
        size = part.path.stat().st_size
    except OSError:
        return
    check_length(part.expected, size)
    if part.expected.size is None:
        check_some_is_left(part.path.parent, 0)
    progress(size)


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


def _split(url: str) -> tuple[str, str]:
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    return f"{scheme}://{host}", f"/{path.lstrip('/')}"


def _refusal(text: str, who: str) -> NotFoundError | UnreachableError:
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())[-300:]
    if "[3011]" in text or "No such file" in text:
        return NotFoundError(f"{who} does not have it: {words}")
    return UnreachableError(f"{who} did not give it: {words}", remedy="Try again later.")
