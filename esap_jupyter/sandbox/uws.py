"""The resources of UWS 1.1 below ``/tap/async``."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

from ..errors import BadRequestError, ConflictError
from . import vosi
from .jobs import ACTIVE, Job, Jobs
from .replies import TEXT, VOTABLE, Document, File, Reply, failure, not_found, see_other
from .requests import Request
from .uws_documents import (
    iso,
    job_document,
    jobs_document,
    parameters_document,
    results_document,
)

__all__ = ["Uws"]

_PHASES = ACTIVE | {"COMPLETED", "ERROR", "ABORTED", "HELD", "SUSPENDED", "UNKNOWN", "ARCHIVED"}
_LONGEST_WAIT = 50.0
_SLICE = 1.0


class Uws:
    """Serves jobs.

    Parameters
    ----------
    jobs
        The jobs.
    path
        The path of their list.
    """

    def __init__(self, *, jobs: Jobs, path: str = "/tap/async") -> None:
        self._jobs = jobs
        self._path = path
        self._resources: dict[str, Callable[[Request, Job], Reply]] = {
            "": self._job,
            "phase": self._phase,
            "executionduration": self._duration,
            "destruction": self._destruction,
            "quote": lambda _request, _job: _bare(""),
            "owner": lambda _request, _job: _bare(""),
            "parameters": self._parameters,
            "results": self._results,
            "results/result": self._result,
            "error": self._error,
        }

    def close(self) -> None:
        """Stop all jobs."""
        self._jobs.close()

    def reply(self, request: Request) -> Reply:
        """Answer a request.

        Raises
        ------
        EsapError
            There is no such job, or it cannot do that.
        """
        rest = request.path.removeprefix(self._path).removeprefix("/")
        if not rest:
            return self._list(request)
        identifier, _, name = rest.partition("/")
        job = self._jobs.find(identifier)
        answer = self._resources.get(name)
        if answer is None:
            return not_found(request.path)
        try:
            return answer(request, job)
        except ConflictError as error:
            # UWS 1.1, section 2.2.3: what the job's state forbids is 403.
            return Document(body=vosi.error(str(error)), media_type=VOTABLE, status=403)

    def _base(self, request: Request) -> str:
        return f"{request.origin}{self._path}"

    def _to(self, request: Request, job: Job) -> Document:
        return see_other(f"{self._base(request)}/{job.id}")

    def _list(self, request: Request) -> Reply:
        if request.method == "POST":
            job = self._jobs.create(request.parameters, request.files)
            if request.parameters.one("PHASE").upper() == "RUN":
                self._jobs.run(job)
            return self._to(request, job)
        return Document(body=jobs_document(self._chosen(request), self._base(request)))

    def _chosen(self, request: Request) -> list[Job]:
        jobs = self._jobs.all()
        phases = {phase.upper() for phase in request.parameters.every("PHASE")}
        if phases - _PHASES:
            raise BadRequestError(f"There is no phase {min(phases - _PHASES)[:40]}.")
        if phases:
            jobs = [job for job in jobs if job.phase in phases]
        if after := request.parameters.one("AFTER"):
            moment = _moment("AFTER", after)
            jobs = [job for job in jobs if job.created > moment]
        if last := request.parameters.one("LAST"):
            jobs = jobs[: _number("LAST", last, least=1)]
        return jobs

    def _job(self, request: Request, job: Job) -> Reply:
        action = request.parameters.one("ACTION").upper()
        if request.method == "DELETE" or (request.method == "POST" and action == "DELETE"):
            self._jobs.delete(job)
            return see_other(self._base(request))
        if request.method == "POST":
            raise BadRequestError("A job takes ACTION=DELETE only.")
        self._wait(request, job)
        return Document(body=job_document(job, self._base(request)))

    def _wait(self, request: Request, job: Job) -> None:
        text = request.parameters.one("WAIT")
        phase = job.phase
        wanted = request.parameters.one("PHASE", phase).upper()
        if not text or phase not in ACTIVE or wanted != phase:
            return
        seconds = _LONGEST_WAIT if text.strip() == "-1" else _number("WAIT", text)
        until = monotonic() + min(seconds, _LONGEST_WAIT)
        while job.phase == phase and (left := until - monotonic()) > 0:
            if request.cancelled():
                return
            self._jobs.wait(job, phase, min(left, _SLICE))

    def _phase(self, request: Request, job: Job) -> Reply:
        if request.method == "GET":
            self._wait(request, job)
            return _bare(job.phase)
        phase = request.parameters.one("PHASE").upper()
        if phase == "RUN":
            self._jobs.run(job)
        elif phase == "ABORT":
            self._jobs.abort(job)
        else:
            raise BadRequestError("PHASE is set to RUN or ABORT.")
        return self._to(request, job)

    def _duration(self, request: Request, job: Job) -> Reply:
        if request.method == "POST":
            text = request.parameters.one("EXECUTIONDURATION")
            self._jobs.limit(job, _number("EXECUTIONDURATION", text))
            return self._to(request, job)
        return _bare(str(job.duration))

    def _destruction(self, request: Request, job: Job) -> Reply:
        if request.method == "POST":
            self._jobs.keep(job, _moment("DESTRUCTION", request.parameters.one("DESTRUCTION")))
            return self._to(request, job)
        return _bare(iso(job.destruction))

    def _parameters(self, request: Request, job: Job) -> Reply:
        if request.method == "POST":
            self._jobs.update(job, request.parameters, request.files)
            return self._to(request, job)
        return Document(body=parameters_document(job))

    def _results(self, request: Request, job: Job) -> Reply:
        return Document(body=results_document(job, self._base(request)))

    def _result(self, request: Request, job: Job) -> Reply:
        if job.phase != "COMPLETED":
            return not_found(f"result, since the job is {job.phase},")
        del request
        return File(path=self._jobs.result(job), media_type=job.media_type)

    def _error(self, request: Request, job: Job) -> Reply:
        if job.error is None:
            return not_found(request.path)
        document = failure(job.error)
        return Document(body=document.body, media_type=document.media_type)


def _bare(text: str) -> Document:
    return Document(body=text.encode(), media_type=TEXT)


def _number(name: str, text: str, *, least: int = 0) -> int:
    if not text.strip().isdecimal() or len(text) > 9 or int(text) < least:  # noqa: PLR2004 (digits)
        raise BadRequestError(f"{name} is {text[:40]!r}, but it is a whole number from {least} on.")
    return int(text)


def _moment(name: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadRequestError(
            f"{name} is {text[:40]!r}, but it is a time.", remedy="Write 2026-11-26T12:00:00Z."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
