"""Workflows: found in repositories, and looked into."""

from http import HTTPStatus
from typing import Literal

import msgspec

from ..models import Activity
from ..models.workflows import (
    RepositoryState,
    Workflow,
    WorkflowKind,
    WorkflowPage,
    WorkflowQuestion,
)
from .base import EsapHandler
from .operation import operation

__all__ = [
    "RepositoriesHandler",
    "RepositoryReadingsHandler",
    "WorkflowHandler",
    "WorkflowsHandler",
]


class WorkflowsQuery(msgspec.Struct, kw_only=True):
    """What is looked for; see `WorkflowQuestion`. ``repositories`` has commas between ids."""

    text: str = ""
    keyword: str = ""
    author: str = ""
    kind: WorkflowKind | Literal[""] = ""
    runtime: str = ""
    repositories: str = ""
    offset: int = 0
    limit: int = 25
    offline: bool = False


class WorkflowQuery(msgspec.Struct, kw_only=True):
    """Whether to look inside, and whether to ask the repository again."""

    inside: bool = True
    fresh: bool = False


class WorkflowsHandler(EsapHandler):
    """Workflows of all repositories."""

    path = "workflows"

    @operation("Find workflows in repositories", answer=WorkflowPage, query=WorkflowsQuery)
    async def get(self, query: WorkflowsQuery) -> WorkflowPage:
        """Ask the repositories, or the index alone."""
        ids = [each.strip() for each in query.repositories.split(",") if each.strip()]
        question = WorkflowQuestion(
            text=query.text,
            keyword=query.keyword,
            author=query.author,
            kind=query.kind,
            runtime=query.runtime,
            repositories=ids,
            offset=query.offset,
            limit=query.limit,
            is_offline=query.offline,
        )
        return await self.run(
            lambda esap: esap.workflows.search(question), online=not query.offline
        )


class RepositoriesHandler(EsapHandler):
    """The repositories."""

    path = "workflows/repositories"

    @operation("List the repositories, contacting none", answer=list[RepositoryState])
    async def get(self) -> list[RepositoryState]:
        """List them with what the index has of each."""
        return await self.run(lambda esap: esap.workflows.repositories())


class RepositoryReadingsHandler(EsapHandler):
    """Readings of all that a repository has."""

    path = "workflows/repositories/{repository}/readings"

    @operation(
        "Read all of a repository into the index, as an activity",
        answer=Activity,
        status=HTTPStatus.ACCEPTED,
    )
    async def post(self, repository: str) -> Activity:
        """Begin, and return at once."""
        return await self.run(lambda esap: esap.workflows.collect(repository))


class WorkflowHandler(EsapHandler):
    """One workflow."""

    path = "workflows/{workflow}"

    @operation("Return a workflow with what is inside", answer=Workflow, query=WorkflowQuery)
    async def get(self, workflow: str, query: WorkflowQuery) -> Workflow:
        """Ask its repository where that is needed, and look inside."""
        return await self.run(
            lambda esap: esap.workflows.get(workflow, inside=query.inside, fresh=query.fresh),
            online=True,
        )
