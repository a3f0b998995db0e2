"""The jobs that are remembered."""

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from ...disk.book import Book
from ...models.jobs import Job

__all__ = ["JobBook", "job_id"]

_KEPT = 500


def job_id(url: str) -> str:
    """Return the id by which a job is known here; the same address has the same id."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


class JobBook(Book[Job]):
    """Jobs on disk, shared by the server, kernels and terminals of one person.

    Parameters
    ----------
    folder
        Where the files lie; made, for its owner alone, when there is a first.
    """

    def __init__(self, *, folder: Path) -> None:
        super().__init__(
            folder=folder,
            kind=Job,
            noun="job",
            id_of=lambda job: job.id,
            age=lambda job: (job.created or 0.0, job.id),
            most=_KEPT,
            remedy="Attach to it by its address.",
        )

    def update(self, key: str, **changes: Any) -> Job:
        """Change what is known of a job; see `Book.change`."""
        return self.change(key, lambda known: msgspec.structs.replace(known, **changes))
