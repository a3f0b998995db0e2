"""The XML of UWS 1.1: jobs, their parameters and results."""

from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree as ET

from .jobs import Job
from .xml import child, document

__all__ = ["iso", "job_document", "jobs_document", "parameters_document", "results_document"]

_NAMESPACES = {
    "xmlns:uws": "http://www.ivoa.net/xml/UWS/v1.0",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_HREF = "xlink:href"


def iso(moment: datetime) -> str:
    """Write a time as UWS wants it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def jobs_document(jobs: Iterable[Job], base: str) -> bytes:
    """List jobs; ``base`` is the address of the list."""
    root = _root("jobs", version="1.1")
    for job in jobs:
        reference = child(root, "uws:jobref", id=job.id)
        reference.set(_HREF, f"{base}/{job.id}")
        child(reference, "uws:phase", job.phase)
        if run := job.parameters.one("RUNID"):
            child(reference, "uws:runId", run)
        child(reference, "uws:creationTime", iso(job.created))
    return document(root)


def job_document(job: Job, base: str) -> bytes:
    """Describe a job."""
    root = _root("job", version="1.1")
    child(root, "uws:jobId", job.id)
    if run := job.parameters.one("RUNID"):
        child(root, "uws:runId", run)
    _optional(root, "ownerId", None)
    child(root, "uws:phase", job.phase)
    _optional(root, "quote", None)
    child(root, "uws:creationTime", iso(job.created))
    _optional(root, "startTime", job.started)
    _optional(root, "endTime", job.ended)
    child(root, "uws:executionDuration", job.duration)
    child(root, "uws:destruction", iso(job.destruction))
    _parameters(child(root, "uws:parameters"), job)
    _results(child(root, "uws:results"), job, base)
    if job.error is not None:
        summary = child(root, "uws:errorSummary", type="fatal", hasDetail="true")
        child(summary, "uws:message", str(job.error))
    return document(root)


def parameters_document(job: Job) -> bytes:
    """List the parameters of a job."""
    root = _root("parameters")
    _parameters(root, job)
    return document(root)


def results_document(job: Job, base: str) -> bytes:
    """List the results of a job."""
    root = _root("results")
    _results(root, job, base)
    return document(root)


def _root(name: str, **attributes: str) -> ET.Element:
    return ET.Element(f"uws:{name}", {**_NAMESPACES, **attributes})


def _optional(root: ET.Element, name: str, moment: datetime | None) -> None:
    element = child(root, f"uws:{name}", iso(moment) if moment else None)
    if moment is None:
        element.set("xsi:nil", "true")


def _parameters(parent: ET.Element, job: Job) -> None:
    for name, value in job.parameters.pairs():
        if name not in ("PHASE", "RUNID"):
            child(parent, "uws:parameter", value, id=name)


def _results(parent: ET.Element, job: Job, base: str) -> None:
    if job.phase == "COMPLETED":
        # TAP 1.1, section 2.2.2: the identifier of a query's result is fixed.
        result = child(parent, "uws:result", id="result")
        result.set(_HREF, f"{base}/{job.id}/results/result")
        result.set("mime-type", job.media_type)
