"""Reads the documents of a UWS service (IVOA UWS 1.1): a job, and a list of jobs."""

from datetime import UTC, datetime
from typing import get_args

import msgspec

from ....errors import BadAnswerError
from ....models.jobs import JobPhase
from ....urls import joined
from ....votable.refusals import plain_text
from ....wholes import whole
from ...documents import Element, attribute, children, local, parse, prose_of, text_of, walk

__all__ = ["JobDocument", "JobReference", "read_job", "read_jobs"]

_PHASES = frozenset(get_args(JobPhase))
_RESULT = "result"
_LONGEST = 2000
_MOST = 1000


class JobDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A job as its service describes it; times are Unix seconds.

    ``results`` are addresses by id; ``waits`` says whether the service is of UWS 1.1, whose
    ``WAIT`` blocks until the phase changes.
    """

    phase: JobPhase
    run_id: str = ""
    owner: str = ""
    quote: float | None = None
    created: float | None = None
    started: float | None = None
    ended: float | None = None
    duration: int | None = None
    destruction: float | None = None
    parameters: dict[str, str] = {}
    results: dict[str, str] = {}
    error: str = ""
    waits: bool = False

    @property
    def result(self) -> str | None:
        """The address of the table: the result of the id ``result`` (TAP 1.1), or the only one."""
        if _RESULT in self.results:
            return self.results[_RESULT]
        return next(iter(self.results.values())) if len(self.results) == 1 else None


class JobReference(msgspec.Struct, frozen=True, kw_only=True):
    """A job as a list of jobs names it."""

    url: str
    phase: JobPhase
    run_id: str = ""
    created: float | None = None


def read_job(body: bytes, *, who: str, url: str) -> JobDocument:
    """Read the description of a job (UWS 1.1, section 2.2.2).

    Parameters
    ----------
    body
        The document.
    who
        What to call the service.
    url
        The job's address, for the addresses in it that are relative.

    Raises
    ------
    BadAnswerError
        It is none.
    """
    root = parse(body, who=who, what="the description of a job")
    if local(root) != "job":
        raise _unexpected(root, "job", who)
    return JobDocument(
        phase=_phase(text_of(root, "phase"), who),
        run_id=prose_of(root, "runId"),
        owner=prose_of(root, "ownerId"),
        quote=_time(text_of(root, "quote")),
        created=_time(text_of(root, "creationTime")),
        started=_time(text_of(root, "startTime")),
        ended=_time(text_of(root, "endTime")),
        duration=whole(text_of(root, "executionDuration")),
        destruction=_time(text_of(root, "destruction")),
        parameters=_parameters(root),
        results=_results(root, url),
        error=_error(root),
        waits=attribute(root, "version").startswith("1.") and attribute(root, "version") != "1.0",
    )


def read_jobs(body: bytes, *, who: str, url: str) -> list[JobReference]:
    """Read a list of jobs (UWS 1.1, section 2.2.2.1), at most its first thousand.

    Raises
    ------
    BadAnswerError
        It is none.
    """
    root = parse(body, who=who, what="its list of jobs")
    if local(root) != "jobs":
        raise _unexpected(root, "jobs", who)
    found = []
    for reference in list(children(root, "jobref"))[:_MOST]:
        href, key = attribute(reference, "href"), attribute(reference, "id")
        found.append(
            JobReference(
                url=joined(f"{url.rstrip('/')}/", href or key),
                phase=_phase(text_of(reference, "phase") or "UNKNOWN", who),
                run_id=prose_of(reference, "runId"),
                created=_time(text_of(reference, "creationTime")),
            )
        )
    return found


def _phase(text: str, who: str) -> JobPhase:
    phase = text.upper()
    if phase not in _PHASES:
        raise BadAnswerError(
            f"{who} says that a job is in the phase {text[:40]!r}, which UWS does not have.",
            remedy="Tell its operators.",
        )
    return phase  # type: ignore[return-value]  # it is one of them


def _parameters(root: Element) -> dict[str, str]:
    return {
        plain_text(attribute(each, "id")).upper(): "".join(each.itertext()).strip()
        for group in children(root, "parameters")
        for each in children(group, "parameter")
    }


def _results(root: Element, url: str) -> dict[str, str]:
    return {
        attribute(each, "id"): joined(f"{url.rstrip('/')}/", attribute(each, "href"))
        for group in children(root, "results")
        for each in children(group, "result")
        if attribute(each, "href")
    }


def _error(root: Element) -> str:
    summary = next(children(root, "errorSummary"), None)
    if summary is None:
        return ""
    words = " ".join(
        " ".join("".join(message.itertext()).split()) for message in walk(summary, "message")
    )
    return plain_text(words, _LONGEST)


def _time(text: str) -> float | None:
    """Read a time of ISO 8601, which is UTC where it names no zone (UWS 1.1, section 2.1)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _unexpected(root: Element, wanted: str, who: str) -> BadAnswerError:
    return BadAnswerError(
        f"{who} sent <{local(root)[:40]}> where <{wanted}> was expected.",
        remedy="Check the address of the job, or tell the service's operators.",
    )
