"""Speaks XRootD through its own commands, which can be killed at any moment."""

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import UnreachableError
from ...staging.xrdcp import TOKENS, environment, run
from .access import StorageAccess
from .part import Part, check_length
from .room import check_some_is_left

__all__ = ["Xrootd"]

_SECONDS = 60.0


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
    ) -> None:
        with self._environment(url) as variables:
            run(
                words,
                url,
                who=who,
                guard=self._access.guard,
                variables=variables,
                cancel=cancel,
                tick=tick,
                remedy="Choose another RSE.",
            )

    @contextmanager
    def _environment(self, url: str) -> Iterator[dict[str, str]]:
        """Give the process what it needs to know of who one is; a token through a file of 0600."""
        made = environment(silence=_SECONDS, without=TOKENS)
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


def _split(url: str) -> tuple[str, str]:
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    return f"{scheme}://{host}", f"/{path.lstrip('/')}"
