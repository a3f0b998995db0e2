"""Transfers: what is to be brought is planned, begun, looked at, stopped and cleared away."""

from http import HTTPStatus
from typing import Annotated

import msgspec

from ..errors import NotFoundError
from ..models.staging import (
    StagePlan,
    StageRequest,
    Transfer,
    TransferDetails,
    TransferFileState,
    TransferRequest,
)
from .operation import operation
from .workspace import WorkspaceHandler

__all__ = [
    "TransferActionHandler",
    "TransferHandler",
    "TransferPlanHandler",
    "TransferPlansHandler",
    "TransfersHandler",
]

_MOST = 10_000
_ACTIONS = ("pause", "resume", "retry", "cancel")


class FilesQuery(msgspec.Struct, kw_only=True):
    """Which files of a job, or of a plan, to tell of."""

    offset: Annotated[int, msgspec.Meta(ge=0)] = 0
    limit: Annotated[int, msgspec.Meta(ge=0, le=_MOST)] = 1000
    state: TransferFileState | None = None


class PlanQuery(msgspec.Struct, kw_only=True):
    """Which files of a plan to tell of."""

    offset: Annotated[int, msgspec.Meta(ge=0)] = 0
    limit: Annotated[int, msgspec.Meta(ge=0, le=_MOST)] = 1000


class TransferPlansHandler(WorkspaceHandler):
    """Plans."""

    path = "transfers/plans"

    @operation("Plan what to bring into the workspace", answer=StagePlan, body=StageRequest)
    async def post(self, body: StageRequest) -> StagePlan:
        """Find the files, their sizes, what is here, and whether there is room; fetches nothing."""
        root = await self.workspace("write")
        return await self.run(lambda esap: esap.stagings.plan(body, root=root), online=True)


class TransferPlanHandler(WorkspaceHandler):
    """One plan."""

    path = "transfers/plans/{plan}"

    @operation("Show more files of a plan", answer=StagePlan, query=PlanQuery)
    async def get(self, plan: str, query: PlanQuery) -> StagePlan:
        """Show a plan with a page of its files."""
        return await self.run(
            lambda esap: esap.stagings.planned(plan, offset=query.offset, limit=query.limit)
        )


class TransfersHandler(WorkspaceHandler):
    """All jobs."""

    path = "transfers"

    @operation("List the transfers, newest first", answer=list[Transfer])
    async def get(self) -> list[Transfer]:
        """List the jobs that have not been cleared away."""
        return await self.run(lambda esap: esap.stagings.transfers())

    @operation(
        "Begin to bring files into the workspace",
        answer=Transfer,
        body=TransferRequest,
        status=HTTPStatus.ACCEPTED,
    )
    async def post(self, body: TransferRequest) -> Transfer:
        """Begin a plan, or what is asked for; the job goes on by itself, also after a restart."""
        root = await self.workspace("write")
        return await self.run(lambda esap: esap.stagings.start(body, root=root), online=True)


class TransferHandler(WorkspaceHandler):
    """One job."""

    path = "transfers/{transfer}"

    @operation("Describe a transfer and its files", answer=TransferDetails, query=FilesQuery)
    async def get(self, transfer: str, query: FilesQuery) -> TransferDetails:
        """Describe a job with a page of its files."""
        return await self.run(
            lambda esap: esap.stagings.details(
                transfer, offset=query.offset, limit=query.limit, state=query.state
            )
        )

    @operation("Clear a transfer away")
    async def delete(self, transfer: str) -> None:
        """Forget a job that has ended; its files stay."""
        await self.run(lambda esap: esap.stagings.clear(transfer))


class TransferActionHandler(WorkspaceHandler):
    """What can be done with a job."""

    path = "transfers/{transfer}/{action}"

    @operation("Pause, resume, retry or cancel a transfer", answer=Transfer)
    async def post(self, transfer: str, action: str) -> Transfer:
        """Pause a job, go on with it, try again what has failed of it, or end it."""
        await self.workspace("write")
        if action not in ("pause", "resume", "retry", "cancel"):
            raise NotFoundError(
                f"A transfer cannot {action[:40]!r}.",
                remedy="Ask for pause, resume, retry, cancel.",
            )
        return await self.run(lambda esap: esap.stagings.act(transfer, action), online=True)
