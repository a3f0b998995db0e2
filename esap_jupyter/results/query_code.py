"""What a question would give, told as a result, so that code and notebooks are made of it alike."""

import time
from typing import TYPE_CHECKING

from ..errors import BadRequestError
from ..models import Provenance, Result, SearchRequest

if TYPE_CHECKING:
    from ..models import Job

__all__ = ["job_code", "result_of_job", "result_of_request"]


def result_of_request(request: SearchRequest, title: str) -> Result:
    """Describe what a request would give; nothing of it is stored.

    Raises
    ------
    BadRequestError
        It asks no archive.
    """
    if not request.archives:
        raise BadRequestError("The question asks no archive.", remedy="Name one.")
    # All archives together are told by an archive that is none of them, as in merged results.
    archive = request.archives[0] if len(request.archives) == 1 else ""
    asked = ", ".join(request.archives)
    return _described(title or request.target or "A query", archive, asked, request.adql, request)


def result_of_job(job: "Job") -> Result:
    """Describe what a job gave that has not been fetched."""
    return _described(job.title or job.query or job.url, job.archive, "", job.query, job.request)


def job_code(job: "Job", variable: str) -> str:
    """Write code that fetches what a job gave; the address is quoted."""
    fetched = f"esap.job({job.url!r}, {job.archive!r}).fetch()"
    return f"import esap_jupyter as esap\n\n{variable} = {fetched}.to_table()\n"


def _described(
    title: str, archive: str, asked: str, query: str, request: SearchRequest | None
) -> Result:
    now = time.time()
    provenance = Provenance(
        archive=archive,
        archive_name=asked,
        service="",
        protocol="",
        language="ADQL" if query else "",
        query=query,
        maxrec=request.maxrec if request else None,
        started=now,
        seconds=0.0,
        client="",
        request=request,
    )
    return Result(
        id="",
        name="",
        title=title,
        archive=archive,
        collection=None,
        created=now,
        rows=0,
        truncated=False,
        columns=[],
        provenance=provenance,
        path="",
        size=0,
    )
