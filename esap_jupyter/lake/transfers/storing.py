"""Puts files on storage, and sees that they are there as they should be."""

import shutil
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from ...errors import (
    AccessDeniedError,
    BadAnswerError,
    BadRequestError,
    CancelledError,
    NotAvailableError,
    NotFoundError,
    UnreachableError,
)
from ...models import ReplicaPlace
from ...net import Response
from ...staging.checksums import Expected, Sums
from ...urls import joined, origin
from ..dids import DidName
from .access import StorageAccess
from .counted import Counted
from .digests import WANT_DIGEST, told_by
from .part import Part, give_name
from .places import web_url
from .reading import Reader
from .xrootd import Xrootd

__all__ = ["Store"]

_CHUNK = 1 << 20
_REDIRECTS = (HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT)
_NO_FOLDER = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
_DENIED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_HOPS = 3
_SILENCE = 300.0

Progress = Callable[[int], None]


class _EnoughError(BadAnswerError):
    """So much has been read that the rest does not matter."""


class Store:
    """One address of an RSE, for one file.

    Parameters
    ----------
    url
        Where the file goes (PFN).
    rse
        What to call the storage.
    access
        How it is spoken to.
    scratch
        Where what `xrdcp` reads back is put.
    """

    def __init__(self, *, url: str, rse: str, access: StorageAccess, scratch: Path) -> None:
        self.url, self.rse = url, rse
        self._access = access
        self._scratch = scratch
        self._local = access.local(url)
        self._web = web_url(self._place)
        if self._local is None and urlsplit(url).scheme == "file":
            raise BadRequestError(
                f"{rse} is a disk that is not mounted here.",
                remedy="Choose another RSE, or have it named in mounts of the lake.",
            )
        access.vouch(url)

    @property
    def _place(self) -> ReplicaPlace:
        scheme = urlsplit(self.url).scheme
        return ReplicaPlace(url=self.url, rse=self.rse, scheme=scheme)

    def sums(self, expected: Expected, cancel: threading.Event) -> Sums | None:
        """Read the file back for its size and checksums, or return None where it is not there.

        It is read no further than it is expected to be long.
        """
        # The commands of XRootD write files; what we read ourselves needs no room here.
        kind = Part if self._local is None and self._web is None else Counted
        part = kind(
            path=self._scratch / "back.part",
            lake=self.url,
            did=DidName("", ""),
            expected=Expected(adler32=expected.adler32, md5=expected.md5),
        )
        part.restart()

        def enough(done: int) -> None:
            if expected.size is not None and done > expected.size:
                raise _EnoughError("It is longer than what was sent.")

        try:
            Reader(self._access).read(self._place, part, progress=enough, cancel=cancel)
        except NotFoundError:
            return None
        except _EnoughError:
            return part.sums
        finally:
            part.discard()
        return part.sums

    def confirms(self, expected: Expected, cancel: threading.Event) -> bool:
        """Tell whether the storage itself says that it has these bytes, by size and Adler-32.

        It is asked by ``Want-Digest`` (RFC 3230), as dCache, StoRM, EOS and XRootD answer. Where
        it says nothing or something else, only reading the file back can tell.
        """
        if self._web is None or self._local is not None:
            return False
        try:
            answer = self._sent("HEAD", self._web, None, cancel, more=WANT_DIGEST)
        except UnreachableError:
            return False
        told = told_by(answer) if answer.status == HTTPStatus.OK else Expected()
        return (told.size, told.adler32) == (expected.size, expected.adler32)

    def put(self, path: Path, *, fresh: bool, progress: Progress, cancel: threading.Event) -> None:
        """Write the file.

        Parameters
        ----------
        path
            The file here.
        fresh
            Whether nothing was there: then nothing is written over that came there meanwhile, as
            far as the storage knows such a condition (``If-None-Match: *``, RFC 9110, 13.1.2).
        progress
            Called with the bytes so far.
        cancel
            Ends it when set.

        Raises
        ------
        FileExistsError
            Something is there now, though nothing was.
        AccessDeniedError
            One may not write there.
        UnreachableError
            The storage does not take it, or does not answer.
        CancelledError
            It was cancelled.
        """
        if self._local is not None:
            self._copy(path, progress, cancel, fresh=fresh)
        elif self._web is not None:
            self._put(path, progress, cancel, fresh=fresh)
        else:
            Xrootd(self._access).store(path, self.url, who=self.rse, cancel=cancel, fresh=fresh)

    def close(self) -> None:
        """Remove what was needed to read back."""
        shutil.rmtree(self._scratch, ignore_errors=True)

    def remove(self) -> None:
        """Take the file away again.

        Raises
        ------
        EsapError
            It is still there.
        """
        cancel = threading.Event()
        if self._local is not None:
            self._local.unlink(missing_ok=True)
        elif self._web is not None:
            self._check(self._sent("DELETE", self._web, None, cancel), "remove it")
        else:
            Xrootd(self._access).remove(self.url, who=self.rse, cancel=cancel)

    def _put(self, path: Path, progress: Progress, cancel: threading.Event, *, fresh: bool) -> None:
        url, more = self._web or "", {"If-None-Match": "*"} if fresh else {}
        answer = self._sent("PUT", url, path, cancel, progress=progress, more=more)
        if answer.status in _NO_FOLDER:
            self._make_folders(url, cancel)
            answer = self._sent("PUT", url, path, cancel, progress=progress, more=more)
        if fresh and answer.status == HTTPStatus.PRECONDITION_FAILED:
            raise FileExistsError(url)
        self._check(answer, "write there")

    def _sent(
        self,
        method: str,
        url: str,
        path: Path | None,
        cancel: threading.Event,
        *,
        progress: Progress | None = None,
        more: Mapping[str, str] | None = None,
    ) -> Response:
        """Send a request, also where the storage sends it on to another of its machines."""
        home = origin(url)
        for _ in range(_HOPS + 1):
            # Who one is concerns the storage that the lake named, not where that sends one on to.
            http = self._access.http if origin(url) == home else self._access.strangers
            answer = http.send(
                method,
                url,
                path,
                headers={
                    **(self._access.headers(url) if origin(url) == home else {}),
                    **(more or {}),
                },
                read_timeout=_SILENCE,
                total_timeout=None,
                follow=False,
                progress=None if progress is None else lambda done, _total: progress(done),
                cancel=cancel,
                who=self.rse,
            )
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not location:
                return answer
            url = joined(url, location)
            there = origin(url)
            if there is None or (home is not None and home[0] == "https" != there[0]):
                raise BadAnswerError(f"{self.rse} sends on to an address that is not safe.")
        raise BadAnswerError(f"{self.rse} redirects in circles.")

    def _make_folders(self, url: str, cancel: threading.Event) -> None:
        """Make the folders that the file stands in, the outermost first (RFC 4918, 9.3)."""
        scheme, _, rest = url.partition("://")
        host, *folders = rest.split("/")[:-1]
        for count in range(1, len(folders) + 1):
            folder = f"{scheme}://{host}/{'/'.join(folders[:count])}/"
            self._sent("MKCOL", folder, None, cancel)

    def _check(self, answer: Response, what: str) -> None:
        if answer.status in _DENIED:
            raise AccessDeniedError(
                f"{self.rse} does not let you {what}: it answered {answer.status}.",
                remedy="Log in to the lake in a way that its storage takes, or ask its operators.",
            )
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise UnreachableError(
                f"{self.rse} did not {what}: it answered {answer.status}.",
                remedy="Try again later, or choose another RSE.",
            )

    def _copy(
        self, path: Path, progress: Progress, cancel: threading.Event, *, fresh: bool
    ) -> None:
        assert self._local is not None
        part = self._local.with_name(f".{self._local.name[:100]}.esap-part")
        try:
            self._local.parent.mkdir(parents=True, exist_ok=True)
            done = 0
            with path.open("rb") as source, part.open("wb") as target:
                while chunk := source.read(_CHUNK):
                    if cancel.is_set():
                        raise CancelledError("It was cancelled.")
                    target.write(chunk)
                    done += len(chunk)
                    progress(done)
            shutil.copymode(path, part)
            if fresh:
                give_name(part, self._local)
            else:
                part.replace(self._local)
        except FileExistsError:
            raise
        except OSError as error:
            raise NotAvailableError(
                f"{self.rse} cannot be written at {self._local}: {error.strerror or error}.",
                remedy="See that the disk is mounted and that you may write there.",
            ) from error
        finally:
            part.unlink(missing_ok=True)
