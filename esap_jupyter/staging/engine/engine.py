"""Brings files into folders, one way for all schemes."""

import contextlib
import secrets
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from ...disk.lease import leased
from ...disk.unlinked import check_inside
from ...errors import EsapError
from ...net import HttpClient, Progress, current_cancel
from ..checksums import normal
from ..promises import Refusal
from ..wanted import Fetched, Wanted, key_of
from .copies import Copies, Copy
from .finding import Finder
from .journal import Journal
from .limits import Limits
from .means import Logins, Means
from .part import Part
from .rate import Rate
from .room import disk_error
from .sources import Sources
from .turns import Turns
from .whole import Wholes

__all__ = ["HIDDEN", "Engine"]

HIDDEN = ".esap"
"""The folder, beside the files, of what is not whole yet."""

_MOST = 16
_PER_HOST = 16
_USUAL = "sha256"


class Engine:
    """Fetches files; one for a server or a kernel, used by many threads.

    Parameters
    ----------
    http
        The client that all requests go through.
    home
        Where it keeps what it knows of files that came, shared by all processes of a person.
    roots
        The folders inside of which ``file://`` is read, and nowhere else: workspaces and mounted
        disks. They are asked for anew with each file, so that more may come.
    refusal
        Words the refusal in an answer; see `esap_jupyter.archives.refusals.refusal`.
    logins
        Gives the headers that say who one is at an address.
    most
        How many connections there are at once.
    per_host
        How many of them to one host.
    rate
        Bytes a second that all may take together; None for no limit.
    limits
        How patient it is.
    """

    def __init__(
        self,
        *,
        http: HttpClient,
        home: Path,
        roots: Iterable[Path] = (),
        refusal: Refusal | None = None,
        logins: Logins | None = None,
        most: int = _MOST,
        per_host: int = _PER_HOST,
        rate: float | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._copies = Copies(home)
        refuse = refusal or _no_words
        login = logins or _nobody
        # A file may be asked for over several connections, each of which is worth keeping.
        client = http.derived(connections=most)
        means = Means(
            http=client,
            turns=Turns(most=most, per_host=per_host),
            rate=Rate(rate),
            limits=self._limits,
            refusal=refuse,
            logins=login,
        )
        self._sources = Sources(roots=roots, means=means)
        self._finder = Finder(http=client, copies=self._copies, logins=login)
        self._wholes = Wholes(copies=self._copies, refusal=refuse)

    def fetch(
        self,
        wanted: Wanted,
        folder: Path,
        *,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> Fetched:
        """Fetch a file, and wait until it is there, whole and under its name.

        Parameters
        ----------
        wanted
            What, and what was promised of it.
        folder
            Where it goes; nothing that is there is ever replaced.
        progress
            Called with the bytes so far and, where known, of how many; from several threads.
        cancel
            Ends it when set; what came is kept for the next time.

        Raises
        ------
        TooLargeError
            There is no room for it.
        BadAnswerError
            It is not what was promised; where checksums differ, both are told.
        EsapError
            It could not be had; the message names the cause.
        """
        cancel = cancel or current_cancel() or threading.Event()
        who = wanted.who or urlsplit(wanted.url).hostname or "this address"
        wanted = _tidied(wanted, who)
        hidden = folder / HIDDEN
        try:
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
            check_inside(folder, hidden)
            stamp = self._copies.stamp(key_of(wanted))
            # It is fetched once for all processes of this person.
            with leased(self._copies.lock_of(key_of(wanted)), cancel=cancel) as held:
                found = self._finder.find(wanted, folder, stamp, cancel)
                if found is not None:
                    return self._reuse(wanted, folder, hidden, cancel, found)
                return self._fetch(wanted, folder, hidden, progress, cancel, held=held)
        except EsapError:
            raise
        except OSError as error:
            raise disk_error(error, folder, who) from error
        finally:
            with contextlib.suppress(OSError):
                hidden.rmdir()

    def here(self, wanted: Wanted) -> Path | None:
        """Say where a file lies that came from this address and was not changed since."""
        return self._finder.here(_tidied(wanted, wanted.who))

    def keys(self) -> frozenset[str]:
        """Name all that came, by `esap_jupyter.staging.wanted.key_of`; it may be gone since."""
        return self._copies.keys()

    def _fetch(
        self,
        wanted: Wanted,
        folder: Path,
        hidden: Path,
        progress: Progress | None,
        cancel: threading.Event,
        *,
        held: bool,
    ) -> Fetched:
        # Where the disk knows no locks, nobody else may write what this thread writes.
        name = self._name(wanted) + ("" if held else f"-{secrets.token_hex(4)}")
        part = Part(
            hidden / f"{name}.part",
            journal=Journal(hidden / f"{name}.journal", secret=self._copies.secret),
            names=set(wanted.checksums) or {_USUAL},
            segment=self._limits.segment,
        )

        def tell() -> None:
            if progress is not None:
                size = part.origin.size if part.origin is not None else None
                progress(part.count, size if size is not None else wanted.size)

        try:
            part.open(cancel)
            url = self._sources.read(
                wanted,
                part,
                tell=tell,
                cancel=cancel,
                check=lambda: self._wholes.check(wanted, part),
            )
            return self._wholes.settle(wanted, folder, part, url)
        except BaseException:
            if not part.is_worth_keeping(held=held, has_checksum=bool(wanted.checksums)):
                with contextlib.suppress(OSError):
                    part.discard()
            raise
        finally:
            part.close()

    def _reuse(
        self,
        wanted: Wanted,
        folder: Path,
        hidden: Path,
        cancel: threading.Event,
        found: tuple[Copy, Path],
    ) -> Fetched:
        """Take what is here, and remove what a process left that was killed when it was."""
        name = self._name(wanted)
        for suffix in ("part", "journal"):
            with contextlib.suppress(OSError):
                (hidden / f"{name}.{suffix}").unlink()
        # The folder stays as long as somebody has a lock in it.
        with leased(hidden / f"{name}.lock", cancel=cancel):
            return self._wholes.reuse(wanted, folder, hidden, *found)

    def _name(self, wanted: Wanted) -> str:
        """Name what is not whole yet, which another person in the same folder has apart."""
        return f"{key_of(wanted)}-{self._copies.tag}"


def _tidied(wanted: Wanted, who: str) -> Wanted:
    return msgspec.structs.replace(wanted, who=who, checksums=normal(wanted.checksums))


def _no_words(*_args: object, **_more: object) -> None:
    return None


def _nobody(_url: str) -> Mapping[str, str]:
    return {}
