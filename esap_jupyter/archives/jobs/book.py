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

from ...errors import NotAvailableError, NotFoundError
from ...models.jobs import Job

__all__ = ["JobBook", "job_id"]

_ID = re.compile(r"[0-9a-f]{16}")
_KEPT = 500
_logger = logging.getLogger(__name__)


def job_id(url: str) -> str:
    """Return the id by which a job is known here; the same address has the same id."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


class JobBook:
    """Jobs on disk, shared by the server, kernels and terminals of one person.

    Files are written aside and renamed, so that no locks are needed; of two that change one job
    at the same moment, the later wins.

    Parameters
    ----------
    folder
        Where the files lie; made, for its owner alone, when there is a first.
    """

    def __init__(self, *, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def list(self) -> list[Job]:
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
        return sorted(found, key=lambda job: (job.created or 0.0, job.id), reverse=True)

    def get(self, key: str) -> Job:
        """Return one job by its id.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        if _ID.fullmatch(key):
            with suppress(OSError, msgspec.MsgspecError):
                return _read(self._folder / f"{key}.json")
        raise NotFoundError(f"There is no job {key[:80]!r}.", remedy="Attach to it by its address.")

    def put(self, job: Job) -> Job:
        """Remember a job as it is.

        Raises
        ------
        NotAvailableError
            The home cannot be written.
        """
        with self._lock:
            self._write(job)
        return job

    def update(self, key: str, **changes: Any) -> Job:
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
            changed = msgspec.structs.replace(known, **changes)
            if changed != known:
                self._write(changed)
            return changed

    def forget(self, key: str) -> None:
        """Remember a job no longer."""
        self.get(key)
        with suppress(OSError):
            (self._folder / f"{key}.json").unlink(missing_ok=True)

    def _write(self, job: Job) -> None:
        path = self._folder / f"{job.id}.json"
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.touch(mode=0o600)
            fresh.write_bytes(msgspec.json.format(msgspec.json.encode(job), indent=2))
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
        files = list(self._folder.glob("*.json"))
        if len(files) > _KEPT:
            for job in self.list()[_KEPT:]:
                (self._folder / f"{job.id}.json").unlink(missing_ok=True)


def _read(path: Path) -> Job:
    return msgspec.json.decode(path.read_bytes(), type=Job)
