"""Publishing: notebooks of the workspace as drafts of records."""

from http import HTTPStatus

from ..models.publishing import Publication, PublicationRequest
from .operation import operation
from .workspace import WorkspaceHandler

__all__ = ["RepositoryDraftsHandler"]


class RepositoryDraftsHandler(WorkspaceHandler):
    """Drafts at a repository."""

    path = "workflows/repositories/{repository}/drafts"

    @operation(
        "Upload a notebook as a draft, which is not published",
        answer=Publication,
        body=PublicationRequest,
        status=HTTPStatus.CREATED,
    )
    async def post(self, repository: str, body: PublicationRequest) -> Publication:
        """Check it first; where anything is refused, no draft is left."""
        root = await self.workspace("read")
        return await self.run(
            lambda esap: esap.publishing.draft(repository, body, root), online=True
        )
