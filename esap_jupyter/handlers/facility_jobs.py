"""Jobs at facilities: planned, submitted, looked at, ended, and their outputs fetched."""

from http import HTTPStatus

import msgspec

from ..models.facilities import (
    BatchFetch,
    BatchJob,
    BatchLog,
    BatchPlan,
    BatchRequest,
    BatchSubmission,
)
from .base import EsapHandler
from .operation import operation
from .workspace import WorkspaceHandler

__all__ = [
    "FacilityJobHandler",
    "FacilityJobKillHandler",
    "FacilityJobLogHandler",
    "FacilityJobOutputsHandler",
    "FacilityJobPlansHandler",
    "FacilityJobsHandler",
]


class SweepQuery(msgspec.Struct, kw_only=True):
    """Of which request only."""

    sweep: str = ""


class FacilityJobsHandler(WorkspaceHandler):
    """The jobs at one facility."""

    path = "facilities/{facility}/jobs"

    @operation("List the jobs at a facility, newest first", answer=list[BatchJob], query=SweepQuery)
    async def get(self, facility: str, query: SweepQuery) -> list[BatchJob]:
        """List them as they were known last, contacting nobody."""
        return await self.run(lambda esap: esap.batches.list(facility, sweep=query.sweep))

    @operation(
        "Submit a notebook or a script to a facility",
        answer=BatchSubmission,
        body=BatchRequest,
        status=HTTPStatus.ACCEPTED,
    )
    async def post(self, facility: str, body: BatchRequest) -> BatchSubmission:
        """Begin to submit; how it goes is told by the events of its activity."""
        root = await self.workspace("write" if body.folder else "read")
        request = msgspec.structs.replace(body, facility=facility)
        return await self.run(lambda esap: esap.batches.start(request, root))


class FacilityJobPlansHandler(WorkspaceHandler):
    """What would be submitted."""

    path = "facilities/{facility}/plans"

    @operation("Show what would be submitted", answer=BatchPlan, body=BatchRequest)
    async def post(self, facility: str, body: BatchRequest) -> BatchPlan:
        """Write it in the facility's own language; nothing is sent."""
        root = await self.workspace("read")
        request = msgspec.structs.replace(body, facility=facility)
        return await self.run(lambda esap: esap.batches.plan(request, root))


class FacilityJobHandler(EsapHandler):
    """One job."""

    path = "facilities/{facility}/jobs/{job}"

    @operation("Ask how a job is", answer=BatchJob)
    async def get(self, facility: str, job: str) -> BatchJob:
        """Ask its facility; one that has ended is only remembered."""
        del facility
        return await self.run(lambda esap: esap.batches.look(job), online=True)

    @operation("Forget a job that has ended")
    async def delete(self, facility: str, job: str) -> None:
        """Remember it no longer; its outputs stay."""
        del facility
        await self.run(lambda esap: esap.batches.forget(job))


class FacilityJobKillHandler(EsapHandler):
    """The end of a job before its time."""

    path = "facilities/{facility}/jobs/{job}/kill"

    @operation("Kill a job", answer=BatchJob)
    async def post(self, facility: str, job: str) -> BatchJob:
        """End it at its facility, and see that it has been."""
        del facility
        return await self.run(lambda esap: esap.batches.kill(job), online=True)


class FacilityJobOutputsHandler(WorkspaceHandler):
    """What a job gave."""

    path = "facilities/{facility}/jobs/{job}/outputs"

    @operation("Fetch what a job gave into the workspace", answer=BatchJob, body=BatchFetch)
    async def post(self, facility: str, job: str, body: BatchFetch) -> BatchJob:
        """Bring its files into a folder, over no other file."""
        del facility
        root = await self.workspace("write")
        return await self.run(lambda esap: esap.batches.fetch(job, body, root), online=True)


class FacilityJobLogHandler(EsapHandler):
    """What a job has said."""

    path = "facilities/{facility}/jobs/{job}/log"

    @operation("Show what a job has gone through and said", answer=BatchLog)
    async def get(self, facility: str, job: str) -> BatchLog:
        """Ask its facility."""
        del facility
        return await self.run(lambda esap: esap.batches.log(job), online=True)
