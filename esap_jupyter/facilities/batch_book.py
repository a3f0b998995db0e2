"""The jobs that are remembered: a file each, so that any process of this home finds them."""

import hashlib
import logging
import re
import secrets
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from ..activities.owner import Owner
from ..errors import NotAvailableError, NotFoundError
from ..models.facilities import BatchJob

__all__ = ["BatchBook", "Record", "batch_id"]

_ID = re.compile(r"[0-9a-f]{16}")
_KEPT = 1000
_logger = logging.getLogger(__name__)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A job, and who follows it.

    Attributes
    ----------
    job
        The job, as it was when it was last looked at.
    owner
        The process that looks at it.
    root
        The workspace that its paths begin at.
    title
        What its activity is called.
    """

    job: BatchJob
    owner: Owner
    root: str
    title: str

    @property
    def request_folder(self) -> str:
        """Where in the workspace its outputs go by themselves, if anywhere."""
        return self.job.request.folder


def batch_id(facility: str, remote: str, sweep: str) -> str:
    """Return the id by which a job is known here."""
    return hashlib.sha256(f"{facility} {remote} {sweep}".encode()).hexdigest()[:16]


class BatchBook:
    """Jobs on disk, for their owner alone.

    Files are written aside and renamed, so that no locks are needed; of two that change one job
    at the same moment, the later wins.

    Parameters
    ----------
    folder
        Where the files lie; made when there is a first.
    """

    def __init__(self, *, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def list(self) -> list[Record]:
        """All jobs, the newest first; what cannot be read is left as it is and logged."""
        found = []
        for path in self._folder.glob("*.json"):
            if _ID.fullmatch(path.stem):
                try:
                    found.append(_read(path))
                except FileNotFoundError:
                    continue
                except (OSError, msgspec.MsgspecError) as error:
                    _logger.warning("The job in %s cannot be read: %s", path, error)
        return sorted(
            found,
            key=lambda record: (record.job.submitted, record.job.remote.zfill(20)),
            reverse=True,
        )

    def get(self, key: str) -> Record:
        """Return one job.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        if _ID.fullmatch(key):
            with suppress(OSError, msgspec.MsgspecError):
                return _read(self._folder / f"{key}.json")
        raise NotFoundError(f"There is no job {key[:80]!r}.", remedy="List the jobs.")

    def put(self, record: Record) -> None:
        """Remember a job as it is.

        Raises
        ------
        NotAvailableError
            The home cannot be written.
        """
        with self._lock:
            self._write(record)

    def update(self, key: str, *, owner: Owner | None = None, **changes: Any) -> Record:
        """Change what is known of a job; one that was forgotten meanwhile stays so.

        Raises
        ------
        NotFoundError
            There is none of that id.
        NotAvailableError
            The home cannot be written.
        """
        with self._lock:
            known = self.get(key)
            job = msgspec.structs.replace(known.job, **changes)
            changed = msgspec.structs.replace(known, job=job, owner=owner or known.owner)
            if changed != known:
                self._write(changed)
            return changed

    def forget(self, key: str) -> None:
        """Remember a job no longer; it goes on where it is.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        self.get(key)
        with suppress(OSError):
            (self._folder / f"{key}.json").unlink(missing_ok=True)

    def _write(self, record: Record) -> None:
        path = self._folder / f"{record.job.id}.json"
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.touch(mode=0o600)
            fresh.write_bytes(msgspec.json.encode(record))
            fresh.replace(path)
            self._prune()
        except OSError as error:
            raise NotAvailableError(
                f"The job cannot be remembered: {error.strerror or error}.",
                remedy="Free space in the folder ESAP_HOME, or see that you can write to it.",
            ) from error
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)

    def _prune(self) -> None:
        """Forget the oldest of those that have ended."""
        if len([*self._folder.glob("*.json")]) <= _KEPT:
            return
        for record in [each for each in self.list() if each.job.ended is not None][_KEPT // 2 :]:
            (self._folder / f"{record.job.id}.json").unlink(missing_ok=True)


def _read(path: Path) -> Record:
    return msgspec.json.decode(path.read_bytes(), type=Record)
