"""Searches: one question to one or more archives."""

from http import HTTPStatus

import msgspec

from ..compute import Lane
from ..models import Result, Search, SearchRequest
from .base import EsapHandler
from .operation import operation

__all__ = ["MergedHandler", "SearchHandler", "SearchesHandler"]

NEEDED: dict[Lane, str] = {
    "decode": "esap_jupyter.votable.reader",
    "view": "esap_jupyter.results.paging",
}


class SearchesHandler(EsapHandler):
    """All searches."""

    path = "searches"

    @operation("Start a search", answer=Search, body=SearchRequest, status=HTTPStatus.ACCEPTED)
    async def post(self, body: SearchRequest) -> Search:
        """Start a search; how it goes is told by events."""
        search = await self.run(lambda esap: esap.search(body), online=True)
        # The archive's answer takes a while; then rows are to be decoded and looked at.
        self.app.workers.warm(NEEDED)
        return search


class SearchHandler(EsapHandler):
    """One search."""

    path = "searches/{search}"

    @operation("Say how far a search is", answer=Search)
    async def get(self, search: str) -> Search:
        """Say how far a search is."""
        return await self.run(lambda esap: esap.searching(search))

    @operation("Cancel a search")
    async def delete(self, search: str) -> None:
        """Cancel all that still runs of a search."""
        await self.run(lambda esap: esap.cancel_search(search))


class MergedQuery(msgspec.Struct, kw_only=True):
    """Which later searches repeat parts of it (ids, comma between), and whether to drop doubles.

    With ``distinct``, a data set that several archives have is given once only.
    """

    also: str = ""
    distinct: bool = False


class MergedHandler(EsapHandler):
    """The rows of all archives of a search, in one table."""

    path = "searches/{search}/merged"

    @operation("Merge the rows of all archives", answer=Result, query=MergedQuery)
    async def post(self, search: str, query: MergedQuery) -> Result:
        """Give one result of all archives' rows so far, in ObsCore's columns.

        It is made and stored, and takes the place of an earlier one.
        """
        also = [part for part in query.also.split(",") if part]
        return await self.run(lambda esap: esap.merged(search, also=also, distinct=query.distinct))
