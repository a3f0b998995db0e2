"""Reads a replica into a part: from a mounted disk, by HTTP, or by XRootD."""

import threading
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from ...errors import (
    AccessDeniedError,
    BadAnswerError,
    CancelledError,
    EsapError,
    NotAvailableError,
    NotFoundError,
    UnreachableError,
)
from ...models import ReplicaPlace
from ...net import HttpClient, Streamed
from .access import StorageAccess
from .part import Part
from .places import web_url
from .xrootd import Xrootd

__all__ = ["Reader"]

_CHUNK = 1 << 20
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_DENIED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_SILENCE = 60.0

Progress = Callable[[int], None]


class Reader:
    """Reads bytes of one lake.

    Parameters
    ----------
    access
        How storage elements are spoken to.
    silence
        Seconds without a byte before a place is given up.
    """

    def __init__(self, access: StorageAccess, *, silence: float = _SILENCE) -> None:
        self._access = access
        self._silence = silence

    def read(
        self, place: ReplicaPlace, part: Part, *, progress: Progress, cancel: threading.Event
    ) -> None:
        """Read what lacks of a part from one place; what has come stays when that fails.

        Raises
        ------
        NotFoundError
            It is not there.
        AccessDeniedError
            One may not read it.
        BadAnswerError
            It is too long.
        UnreachableError
            The storage does not answer, or broke off.
        CancelledError
            It was cancelled.
        """
        path = self._access.local(place.url) or (Path(place.path) if place.path else None)
        if path is not None:
            _copy(path, part, place.rse, progress, cancel)
            return
        self._access.vouch(place.url)
        url = web_url(place)
        if url is None:
            xrootd = Xrootd(self._access)
            xrootd.fetch(place.url, part, who=place.rse, progress=progress, cancel=cancel)
            return
        self._get(url, part, place.rse, progress, cancel)

    def _get(
        self, url: str, part: Part, rse: str, progress: Progress, cancel: threading.Event
    ) -> None:
        offset = part.sums.size
        headers = {"Accept-Encoding": "identity", **self._access.headers(url)}
        if offset:
            headers["Range"] = f"bytes={offset}-"
        with self._http.stream(
            "GET", url, headers=headers, read_timeout=self._silence, cancel=cancel, who=rse
        ) as answer:
            begins = _beginning(answer, offset, rse)
            with part.writer(begins) as writer:
                for chunk in answer.iter_bytes():
                    progress(writer.write(chunk))
            _check_end(part, rse)

    @property
    def _http(self) -> HttpClient:
        return self._access.http


def _beginning(answer: Streamed, offset: int, rse: str) -> int:
    """Return where in the file an answer begins, or raise what it says (RFC 9110, 15.3.7)."""
    status = answer.status
    if status in _GONE:
        raise NotFoundError(f"{rse} does not have it: it answered {status}.")
    if status in _DENIED:
        raise AccessDeniedError(
            f"{rse} does not let you read it: it answered {status}.",
            remedy="Log in to the lake in a way that its storage takes, or ask its operators.",
        )
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and offset:
        raise BadAnswerError(f"{rse} has less of it than came before.")
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        raise UnreachableError(f"{rse} answered {status}.", remedy="Try again later.")
    if "content-encoding" in answer.headers:
        raise BadAnswerError(f"{rse} packs what it sends, though it was asked not to.")
    if status != HTTPStatus.PARTIAL_CONTENT:
        return 0
    unit, _, span = answer.headers.get("content-range", "").partition(" ")
    if unit.lower() != "bytes" or not span.startswith(f"{offset}-"):
        raise BadAnswerError(f"{rse} sent another part of the file than was asked for.")
    return offset


def _check_end(part: Part, rse: str) -> None:
    size = part.expected.size
    if size is not None and part.sums.size < size:
        # A server that stops at the end of a file that is too short says nothing else.
        raise BadAnswerError(f"{rse} has {part.sums.size} of {size} bytes.")


def _copy(path: Path, part: Part, rse: str, progress: Progress, cancel: threading.Event) -> None:
    offset = part.sums.size
    try:
        if not path.is_file():
            raise NotFoundError(f"{rse} does not have it: there is no file {path}.")
        with path.open("rb") as file, part.writer(offset) as writer:
            file.seek(part.sums.size)
            while chunk := file.read(_CHUNK):
                if cancel.is_set():
                    raise CancelledError("It was cancelled.")
                progress(writer.write(chunk))
    except EsapError:
        raise
    except OSError as error:
        raise NotAvailableError(
            f"{rse} cannot be read at {path}: {error.strerror or error}.",
            remedy="See that the disk is mounted and that you may read it.",
        ) from error
    _check_end(part, rse)
