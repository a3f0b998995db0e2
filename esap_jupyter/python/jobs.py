"""Asynchronous jobs, of this kernel and of earlier ones."""

from ..errors import BadRequestError
from ..urls import origin
from .job_handle import Job, JobList

__all__ = ["job", "jobs"]


def jobs(archive: str = "") -> JobList:
    """List the asynchronous jobs that are remembered, the newest first; none is contacted.

    Parameters
    ----------
    archive
        The id of an archive to ask for the jobs that it knows, too.
    """
    from .. import api

    esap = api.platform()
    known = esap.jobs.ask(archive) if archive else esap.jobs.list()
    return JobList(Job(each, esap) for each in known)


def job(url_or_id: str, archive: str = "") -> Job:
    """Return a job, to follow, fetch, stop or keep it.

    Parameters
    ----------
    url_or_id
        An id of `jobs`, or the address of any job, from whatever tool; the archive is asked.
    archive
        The id of its archive, where that cannot be told from the address.

    Raises
    ------
    NotFoundError
        There is no such job.
    BadRequestError
        Nobody can tell of which archive it is.
    """
    from .. import api

    esap = api.platform()
    if not isinstance(url_or_id, str):
        raise BadRequestError(
            f"{url_or_id!r} is not the address or id of a job.", remedy="Give one of jobs()."
        )
    if origin(url_or_id.strip()) is not None:
        return Job(esap.jobs.attach(url_or_id, archive), esap)
    return Job(esap.jobs.book.get(url_or_id), esap)
