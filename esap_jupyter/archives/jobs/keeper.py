"""Remembers the jobs of a search as they are made, and tells its activity of them."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from ...activities import Handle
from ...errors import NotFoundError
from ...models import SearchRequest
from ...models.jobs import Job, JobPhase
from ..vo.tap.uws_documents import JobDocument
from .book import JobBook, job_id
from .words import PHASES

__all__ = ["JobKeeper", "changes_of"]

_SIGN_SECONDS = 10.0
"""How often an activity shows that it goes on, and learns whether others want it to stop."""


class JobKeeper:
    """The jobs of one archive's part of a search; see `esap_jupyter.archives.jobs.watch`.

    Parameters
    ----------
    book
        Where jobs are remembered.
    handle
        The activity of that part.
    archive
        The archive's id.
    title
        What was searched, for people.
    request
        What the person asked.
    closing
        Set when this process ends.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        book: JobBook,
        handle: Handle,
        archive: str,
        title: str,
        request: SearchRequest,
        closing: threading.Event,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._book = book
        self._handle = handle
        self._archive = archive
        self._title = title
        self._request = request
        self._closing = closing
        self._clock = clock
        self._phases: dict[str, JobPhase] = {}
        self._told = 0.0
        self.address: str | None = None

    @property
    def leaving(self) -> bool:
        """Whether a cancel means that this process ends, so that the job is to go on."""
        return self._closing.is_set()

    def begun(self, url: str, query: str) -> None:
        """Take note of a job that was made just now, before it is started."""
        now = self._clock()
        self._follow(url)
        request = SearchRequest(
            archives=[self._archive],
            adql=query,
            mode="async",
            uploads=self._request.uploads,
            maxrec=self._request.maxrec,
        )
        self._book.put(
            Job(
                id=job_id(url),
                archive=self._archive,
                url=url,
                phase="PENDING",
                title=self._title,
                query=query,
                created=now,
                checked=now,
                request=request,
                activity=self._handle.id,
            )
        )
        self._tell(url, "PENDING")

    def seen(self, url: str, job: JobDocument) -> None:
        """Learn how a job is; written where its phase is another."""
        known = self._phases.get(url)
        self._follow(url)
        if self._clock() - self._told >= _SIGN_SECONDS:
            self._tell(url, job.phase)
        if known != job.phase:
            self._phases[url] = job.phase
            self._tell(url, job.phase)
            # Whoever had the job forgotten does not want it back.
            with suppress(NotFoundError):
                changes = changes_of(job, self._clock())
                self._book.update(job_id(url), activity=self._handle.id, **changes)

    def removed(self, url: str) -> None:
        """Forget a job that was deleted at its service."""
        with suppress(NotFoundError):
            self._book.forget(job_id(url))

    def _follow(self, url: str) -> None:
        self.address = url

    def _tell(self, url: str, phase: JobPhase) -> None:
        self._told = self._clock()
        name = url.rpartition("/")[2][:24]
        self._handle.update(message=f"as job {name}, {PHASES[phase]}")


def changes_of(job: JobDocument, now: float) -> dict[str, object]:
    """Return what a service's description changes in what is known of a job."""
    changes: dict[str, object] = {
        "phase": job.phase,
        "gone": False,
        "owner": job.owner,
        "run_id": job.run_id,
        "quote": job.quote,
        "started": job.started,
        "ended": job.ended,
        "duration": job.duration,
        "destruction": job.destruction,
        "parameters": job.parameters,
        "error": job.error,
        "checked": now,
    }
    if job.created is not None:
        changes["created"] = job.created
    if job.parameters.get("QUERY"):
        changes["query"] = job.parameters["QUERY"]
    return changes
