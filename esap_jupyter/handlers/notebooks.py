"""Notebooks that run on this machine with nobody in front of them."""

from http import HTTPStatus

from ..models import Activity
from ..models.headless import NotebookRequest
from .operation import operation
from .workspace import WorkspaceHandler

__all__ = ["NotebookRunsHandler"]


class NotebookRunsHandler(WorkspaceHandler):
    """The runs; each is an activity, where it is followed and cancelled."""

    path = "notebooks/runs"

    @operation(
        "Run a notebook here, or export it",
        answer=Activity,
        body=NotebookRequest,
        status=HTTPStatus.ACCEPTED,
    )
    async def post(self, body: NotebookRequest) -> Activity:
        """Begin, where the person may write to the workspace; events tell how it goes."""
        root = await self.workspace("write")
        return await self.run(lambda esap: esap.notebook_runs.start(body, root))
