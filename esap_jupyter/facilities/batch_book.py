"""The jobs that are remembered, with who follows them."""

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from ..activities.owner import Owner
from ..disk.book import Book
from ..models.facilities import BatchJob

__all__ = ["FOLDER", "BatchBook", "Record", "batch_id", "has_unfinished"]

FOLDER = "facility-jobs"
"""Where jobs are remembered, in ESAP's home."""

_KEPT = 1000


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


def has_unfinished(home: Path) -> bool:
    """Tell whether there are jobs to follow; where there are none, nothing is made."""
    return any(b'"ended": null' in _bytes(path) for path in home.glob(f"{FOLDER}/*.json"))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        # It has just been forgotten by another process, or says nothing to anybody.
        return b""


class BatchBook(Book[Record]):
    """Jobs on disk, for their owner alone; of those that have ended, the oldest go.

    Parameters
    ----------
    folder
        Where the files lie; made when there is a first.
    """

    def __init__(self, *, folder: Path) -> None:
        super().__init__(
            folder=folder,
            kind=Record,
            noun="job",
            id_of=lambda record: record.job.id,
            age=lambda record: (record.job.submitted, record.job.remote.zfill(20)),
            most=_KEPT,
            may_go=lambda record: record.job.ended is not None,
            remedy="List the jobs.",
        )

    def update(self, key: str, *, owner: Owner | None = None, **changes: Any) -> Record:
        """Change what is known of a job; see `Book.change`."""
        return self.change(
            key,
            lambda known: msgspec.structs.replace(
                known,
                job=msgspec.structs.replace(known.job, **changes),
                owner=owner or known.owner,
            ),
        )
