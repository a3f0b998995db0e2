"""Workflows that are opened here, and those that fit data."""

from http import HTTPStatus

from ..models import Activity
from ..models.openings import (
    CodeRequest,
    Match,
    MatchRequest,
    OpenPlan,
    OpenRequest,
    WorkflowCode,
)
from .base import EsapHandler
from .operation import operation
from .workspace import WorkspaceHandler

__all__ = [
    "OpeningPlansHandler",
    "OpeningsHandler",
    "WorkflowCodeHandler",
    "WorkflowMatchesHandler",
]


class WorkflowMatchesHandler(EsapHandler):
    """Matches of workflows and data."""

    path = "workflows/matches"

    @operation("Find the notebooks that fit data", answer=list[Match], body=MatchRequest)
    async def post(self, body: MatchRequest) -> list[Match]:
        """Rank what is known without a network, the best first."""
        return await self.run(lambda esap: esap.matcher.match(body))


class OpeningPlansHandler(WorkspaceHandler):
    """Plans of openings."""

    path = "workflows/{workflow}/openings/plans"

    @operation("Plan to open a workflow here", answer=OpenPlan, body=OpenRequest)
    async def post(self, workflow: str, body: OpenRequest) -> OpenPlan:
        """Say what would be fetched, what is there, and what the kernel lacks; fetches nothing."""
        root = await self.workspace("write")
        return await self.run(lambda esap: esap.openings.plan(workflow, body, root), online=True)


class OpeningsHandler(WorkspaceHandler):
    """Openings; each is an activity."""

    path = "workflows/{workflow}/openings"

    @operation(
        "Open a workflow here, as an activity",
        answer=Activity,
        body=OpenRequest,
        status=HTTPStatus.ACCEPTED,
    )
    async def post(self, workflow: str, body: OpenRequest) -> Activity:
        """Begin, and return at once; the activity's path is the notebook in the end."""
        root = await self.workspace("write")
        return await self.run(lambda esap: esap.openings.start(workflow, body, root), online=True)


class WorkflowCodeHandler(EsapHandler):
    """Code for cells."""

    path = "workflows/{workflow}/code"

    @operation("Write code that loads or opens a workflow", answer=WorkflowCode, body=CodeRequest)
    async def post(self, workflow: str, body: CodeRequest) -> WorkflowCode:
        """Write Python for a cell."""
        return await self.run(
            lambda esap: WorkflowCode(code=esap.openings.code(workflow, body)), online=True
        )
