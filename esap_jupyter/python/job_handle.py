"""An asynchronous job as Python sees it."""

import time
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from .. import models
from ..archives.jobs.words import job_words
from ..errors import TimedOutError
from ..models.jobs import JobChange, JobPhase
from .result import Result

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = ["Job", "JobList"]

_OVER = frozenset({"COMPLETED", "ERROR", "ABORTED", "ARCHIVED"})
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 20.0
_NONE = "no jobs"


class Job:
    """A query that runs at an archive, whoever started it, and lives on without this process.

    Parameters
    ----------
    model
        What was known of it last.
    platform
        Whose job it is.
    """

    def __init__(self, model: models.Job, platform: "Platform") -> None:
        self._model = model
        self._platform = platform

    @property
    def model(self) -> models.Job:
        """All that was known of it last."""
        return self._model

    @property
    def id(self) -> str:
        """Its id here."""
        return self._model.id

    @property
    def url(self) -> str:
        """Its address at the archive; with it, any tool can attach to it."""
        return self._model.url

    @property
    def archive(self) -> str:
        """The id of its archive."""
        return self._model.archive

    @property
    def query(self) -> str:
        """What it asks."""
        return self._model.query

    @property
    def error(self) -> str:
        """What its archive said went wrong."""
        return self._model.error

    @property
    def phase(self) -> JobPhase:
        """Where it is now (IVOA UWS 1.1): ``EXECUTING``, ``COMPLETED``, …; asks the archive."""
        return self.refresh().model.phase

    def refresh(self) -> "Job":
        """Look at it again."""
        self._model = self._platform.jobs.get(self.id)
        return self

    def wait(self, timeout: float | None = None) -> "Job":
        """Wait until it is over; interrupting this leaves the job as it is.

        Parameters
        ----------
        timeout
            The most seconds to wait, in all.

        Raises
        ------
        TimedOutError
            It is not over by then; it goes on.
        """
        end = None if timeout is None else time.monotonic() + timeout
        pause = _FIRST_PAUSE
        while self.phase not in _OVER and not self._model.gone:
            left = pause if end is None else end - time.monotonic()
            if left <= 0:
                raise TimedOutError(
                    f"The job is not over after {timeout:g} s: {job_words(self._model)}.",
                    remedy="Wait longer, or fetch its result later; it goes on.",
                )
            time.sleep(min(pause, left))
            pause = min(pause * 1.5, _LONGEST_PAUSE)
        return self

    def fetch(self) -> Result:
        """Wait for its end and store its table as a result.

        Raises
        ------
        ArchiveError
            The job has failed, or was stopped; the message has the archive's words.
        EsapError
            Anything else that went wrong.
        """
        from .. import api

        return api.found(api.collect(self._platform.jobs.fetch(self.id)))[self.archive]

    def abort(self) -> "Job":
        """Stop it."""
        self._model = self._platform.jobs.change(self.id, JobChange(abort=True))
        return self

    def extend(self, hours: float) -> "Job":
        """Ask the archive to keep it so many hours from now; it may give less."""
        self._model = self._platform.jobs.change(self.id, JobChange(hours=float(hours)))
        return self

    def delete(self) -> None:
        """Stop it, and delete it at the archive with what it gave."""
        self._platform.jobs.remove(self.id)

    def __repr__(self) -> str:
        return f"<Job {self.url} at {self.archive!r}: {job_words(self._model)}>"


class JobList(list[Job]):
    """Jobs; shows itself as a table."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        super().__init__(jobs)

    def __repr__(self) -> str:
        if not self:
            return _NONE
        return "\n".join(
            f"{one.id}  {one.archive:<16} {job_words(one.model):<24} {_line(one.query)}"
            for one in self
        )

    def _repr_html_(self) -> str:
        if not self:
            return f"<p>{_NONE}</p>"
        heads = ("id", "Archive", "Phase", "Query", "Address")
        head = "".join(f'<th scope="col">{text}</th>' for text in heads)
        body = "".join(f"<tr>{_row(one)}</tr>" for one in self)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(job: Job) -> str:
    cells = (job.id, job.archive, job_words(job.model), _line(job.query), job.url)
    return "".join(f"<td>{escape(text)}</td>" for text in cells)


def _line(query: str) -> str:
    return " ".join(query.split())[:60]
