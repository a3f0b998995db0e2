"""Fetches one file: from the best place that gives the right bytes."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from ...catalogue import LakeMount
from ...disk.lease import leased
from ...disk.unlinked import check_inside
from ...errors import (
    BadAnswerError,
    CancelledError,
    ConflictError,
    EsapError,
    NotAvailableError,
    TimedOutError,
    TooLargeError,
)
from ...models import Replica, ReplicaPlace
from ...net.failures import NotConnectedError
from ...staging.checksums import Expected, sums_of
from ..dids import DidName
from .layout import HIDDEN, key_of, path_of
from .manifest import Holdings
from .part import Part
from .places import best_first, unreadable
from .reading import Reader
from .room import check_room_for

__all__ = ["Fetcher"]

Progress = Callable[[int], None]


class Fetcher:
    """Brings files of one lake into one folder.

    Parameters
    ----------
    lake
        The lake's id, by which the files are known here.
    url
        Its address, to which what has come of a file is bound.
    base
        The folder.
    reader
        Reads replicas.
    holdings
        Knows what is here.
    mounts
        The mounted folders of the lake.
    """

    def __init__(
        self,
        *,
        lake: str,
        url: str,
        base: Path,
        reader: Reader,
        holdings: Holdings,
        mounts: Mapping[str, LakeMount],
    ) -> None:
        self._mounts = mounts
        self._silent: set[str] = set()
        self._lake, self._url = lake, url
        self._base = base
        self._reader = reader
        self._holdings = holdings

    def fetch(self, replica: Replica, *, progress: Progress, cancel: threading.Event) -> Path:
        """Fetch a file unless it is here, and return where it is.

        Parameters
        ----------
        replica
            Where it can be had.
        progress
            Called with the bytes so far.
        cancel
            Ends it when set; what has come is kept for the next time.

        Raises
        ------
        NotFoundError
            There is no replica that can be read.
        BadAnswerError
            No replica has the right bytes.
        ConflictError
            A file of another content is in its place.
        EsapError
            No place gave it; the message names each with its cause.
        """
        did = DidName(replica.did.scope, replica.did.name)
        if cancel.is_set():
            raise CancelledError("It was cancelled.")
        here = self._here(replica)
        if here is not None:
            return here
        lock = self._hidden / f"{key_of(did)}.lock"
        check_inside(self._base, self._hidden, path_of(self._base, did).parent)
        try:
            with leased(lock, cancel=cancel) as held:
                return self._here(replica) or self._fetch(replica, did, progress, cancel, held)
        except EsapError:
            raise
        except OSError as error:
            raise NotAvailableError(
                f"{did} cannot be written to {self._base}: {error.strerror or error}.",
                remedy="See that there is space and that you can write there.",
            ) from error

    def missing(self, replica: Replica) -> int:
        """Return how many bytes of a file are still to come, as far as that is known."""
        size = int(replica.did.size or 0)
        if not size or self._here(replica) is not None:
            return 0
        did = DidName(replica.did.scope, replica.did.name)
        for path in (self._part(did), path_of(self._base, did)):
            with suppress(OSError):
                return max(0, size - path.stat().st_size)
        return size

    @property
    def _hidden(self) -> Path:
        return self._base / HIDDEN

    def _part(self, did: DidName, suffix: str = "") -> Path:
        return self._hidden / f"{key_of(did)}{suffix}.part"

    def _here(self, replica: Replica) -> Path | None:
        wanted = path_of(self._base, DidName(replica.did.scope, replica.did.name))
        found = self._holdings.find(self._lake, replica.did, self._base)
        return found if found == wanted else None

    def _fetch(
        self,
        replica: Replica,
        did: DidName,
        progress: Progress,
        cancel: threading.Event,
        held: bool,
    ) -> Path:
        path, expected = path_of(self._base, did), Expected.of(replica.did)
        if path.exists() or path.is_symlink():
            self._adopt(path, replica, cancel)
            return path
        suffix = "" if held else f"-{threading.get_ident()}"
        part = Part(
            path=self._part(did, suffix),
            lake=f"{self._lake} {self._url}",
            did=did,
            expected=expected,
        )
        part.open(cancel)
        check_room_for((expected.size or 0) - part.sums.size, self._base, str(did))
        place = self._read(replica, part, path, progress, cancel)
        self._list(path, replica, place)
        return path

    def _read(
        self,
        replica: Replica,
        part: Part,
        path: Path,
        progress: Progress,
        cancel: threading.Event,
    ) -> ReplicaPlace:
        """Try one place after another, and return the one that gave the file its last bytes."""
        failures: list[tuple[str, EsapError]] = []
        for place in self._places(replica):
            _separate(part)
            # What came from elsewhere may be what is wrong; then this place is asked for all of it.
            while True:
                mixed = part.sums.size > 0
                try:
                    self._reader.read(place, part, progress=progress, cancel=cancel)
                    part.settle(path, what=f"The copy on {place.rse}")
                except (CancelledError, TooLargeError):
                    raise
                except BadAnswerError as error:
                    part.restart()
                    if mixed:
                        continue
                    failures.append((place.rse, error))
                except FileExistsError as error:
                    raise _occupied(path) from error
                except EsapError as error:
                    self._note(place, error)
                    failures.append((place.rse, error))
                else:
                    return place
                break
        if part.sums.size == 0:
            part.discard()
        raise _failure(replica, failures)

    def _note(self, place: ReplicaPlace, error: EsapError) -> None:
        if isinstance(error, NotConnectedError | TimedOutError):
            self._silent.add(place.rse)

    def _places(self, replica: Replica) -> list[ReplicaPlace]:
        places = best_first(replica, mounts=self._mounts)
        # Hundreds of files need not each find out that an RSE is silent.
        places.sort(key=lambda place: place.rse in self._silent)
        elsewhere = self._holdings.find(self._lake, replica.did)
        if elsewhere is not None:
            place = ReplicaPlace(
                url=elsewhere.as_uri(), rse="this machine", scheme="file", path=str(elsewhere)
            )
            return [place, *places]
        return places

    def _adopt(self, path: Path, replica: Replica, cancel: threading.Event) -> None:
        """Take a file that is there for what it is, if it is that."""
        expected = Expected.of(replica.did)
        if path.is_symlink() or not path.is_file() or not expected.is_known:
            raise _occupied(path)
        if expected.size is not None and path.stat().st_size != expected.size:
            raise _occupied(path)
        sums = sums_of(path, cancel, with_md5=bool(expected.md5))
        try:
            sums.check(expected, what=str(path))
        except BadAnswerError as error:
            raise _occupied(path) from error
        self._list(path, replica, None)

    def _list(self, path: Path, replica: Replica, place: ReplicaPlace | None) -> None:
        did, expected = DidName(replica.did.scope, replica.did.name), Expected.of(replica.did)
        sums = {"adler32": expected.adler32, "md5": expected.md5}
        self._holdings.add(
            self._lake,
            self._base,
            did,
            path,
            **sums,
            checked=[name for name, value in sums.items() if value],
            rse=place.rse if place else "",
            url=place.url if place else "",
        )


def _separate(part: Part) -> None:
    """Begin anew where, for want of a checksum, nobody could tell bytes of two places apart."""
    if part.sums.size > 0 and not part.expected.is_known:
        part.restart()


def _occupied(path: Path) -> ConflictError:
    return ConflictError(
        f"{path} is another file than the lake has, or was changed here.",
        remedy="Rename or remove it, and fetch it again.",
    )


def _failure(replica: Replica, failures: list[tuple[str, EsapError]]) -> EsapError:
    did = f"{replica.did.scope}:{replica.did.name}"
    if not failures:
        return unreadable(replica)
    last = failures[-1][1]
    if len(failures) == 1:
        return type(last)(f"{did}: {last.message}", remedy=last.remedy)
    words = "; ".join(f"{rse}: {error.message}" for rse, error in failures)
    return type(last)(f"{did} could be had nowhere. {words}", remedy=last.remedy)
