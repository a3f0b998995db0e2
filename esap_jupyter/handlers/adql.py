"""Help for those who write ADQL: checks, and queries made of constraints."""

from ..models.adql import CheckRequest, DraftRequest, QueryCheck, QueryDraft
from .base import EsapHandler
from .operation import operation

__all__ = ["QueryCheckHandler", "QueryDraftHandler"]


class QueryCheckHandler(EsapHandler):
    """What may be wrong with a query."""

    path = "adql/check"

    @operation("Check a query", answer=QueryCheck, body=CheckRequest)
    async def post(self, body: CheckRequest) -> QueryCheck:
        """Parse a query and look its names up; no archive is contacted."""
        return await self.run(lambda esap: esap.desk.check(body.archive, body.adql))


class QueryDraftHandler(EsapHandler):
    """A query of constraints."""

    path = "adql/draft"

    @operation("Write the query of constraints", answer=QueryDraft, body=DraftRequest)
    async def post(self, body: DraftRequest) -> QueryDraft:
        """Write ADQL, and Python that sends it."""
        return await self.run(lambda esap: esap.desk.write(body), online=True)
