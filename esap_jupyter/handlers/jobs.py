"""Jobs: asynchronous queries at the archives, those of earlier sessions too."""

from http import HTTPStatus

import msgspec

from ..models import Search
from ..models.jobs import AttachRequest, Job, JobChange
from .base import EsapHandler
from .operation import operation

__all__ = ["JobHandler", "JobResultHandler", "JobsHandler"]


class JobsQuery(msgspec.Struct, kw_only=True):
    """Which archive to ask for the jobs that it knows; without one, nobody is asked."""

    archive: str = ""


class DeleteQuery(msgspec.Struct, kw_only=True):
    """Whether only to forget the job here, and leave it at its service."""

    forget: bool = False


class JobsHandler(EsapHandler):
    """All jobs."""

    path = "jobs"

    @operation("List the jobs, newest first", answer=list[Job], query=JobsQuery)
    async def get(self, query: JobsQuery) -> list[Job]:
        """List the jobs as they were known last, or ask an archive for its own list too."""
        if not query.archive:
            return await self.run(lambda esap: esap.jobs.list())
        return await self.run(lambda esap: esap.jobs.ask(query.archive), online=True)

    @operation("Attach to a job by its address", answer=Job, body=AttachRequest)
    async def post(self, body: AttachRequest) -> Job:
        """Remember a job of any session or tool."""
        return await self.run(lambda esap: esap.jobs.attach(body.url, body.archive), online=True)


class JobHandler(EsapHandler):
    """One job."""

    path = "jobs/{job}"

    @operation("Look at a job again", answer=Job)
    async def get(self, job: str) -> Job:
        """Ask the archive how the job is."""
        return await self.run(lambda esap: esap.jobs.get(job), online=True)

    @operation("Keep a job for longer, or stop it", answer=Job, body=JobChange)
    async def patch(self, job: str, body: JobChange) -> Job:
        """Change a job at its archive."""
        return await self.run(lambda esap: esap.jobs.change(job, body), online=True)

    @operation("Delete a job", query=DeleteQuery)
    async def delete(self, job: str, query: DeleteQuery) -> None:
        """Stop a job and delete it at its archive, or only forget it."""
        await self.run(lambda esap: esap.jobs.remove(job, forget=query.forget), online=True)


class JobResultHandler(EsapHandler):
    """The result of a job."""

    path = "jobs/{job}/result"

    @operation("Fetch the result of a job", answer=Search, status=HTTPStatus.ACCEPTED)
    async def post(self, job: str) -> Search:
        """Start to fetch it, waiting for the job's end; how it goes is told by events."""
        return await self.run(lambda esap: esap.jobs.fetch(job), online=True)
