"""Tables that become results without a search: a kernel's, and rows that somebody selected."""

from http import HTTPStatus
from typing import Annotated

import msgspec

from .. import models
from ..errors import TooLargeError
from .base import EsapHandler
from .operation import BINARY, operation
from .results import SLICE

__all__ = ["ArrivalHandler", "ArrivalsHandler", "SelectionsHandler"]


class OffsetQuery(msgspec.Struct, kw_only=True):
    """Where in the file the bytes of the body stand."""

    offset: Annotated[int, msgspec.Meta(ge=0)] = 0


class ArrivalsHandler(EsapHandler):
    """Tables of kernels on their way."""

    path = "arrivals"

    @operation("Make room for a table", answer=models.Arrival, status=HTTPStatus.CREATED)
    async def post(self) -> models.Arrival:
        """Make room for a table of a kernel."""
        from ..results.arrivals import begin

        return await self.run(lambda esap: begin(esap.results))


class ArrivalHandler(EsapHandler):
    """One table of a kernel on its way."""

    path = "arrivals/{arrival}"

    @operation("Append a slice of the Arrow file", query=OffsetQuery, takes=BINARY)
    async def patch(self, arrival: str, query: OffsetQuery) -> None:
        """Append a slice of at most 8 MiB, where the kernel could not write the file itself."""
        from ..results.arrivals import add

        data = self.request.body
        if len(data) > SLICE:
            raise TooLargeError(
                f"A slice of {len(data)} bytes came; one has at most {SLICE}.",
                remedy="Send smaller ones.",
            )
        await self.run(lambda esap: add(esap.results, arrival, query.offset, data))

    @operation(
        "Make the table a result",
        answer=models.Result,
        body=models.ArrivedTable,
        status=HTTPStatus.CREATED,
    )
    async def post(self, arrival: str, body: models.ArrivedTable) -> models.Result:
        """Make the table that has come a result."""
        from ..results.arrivals import finish

        name, kind, rows = body.name, body.kind, body.rows
        return await self.run(
            lambda esap: finish(
                esap.results, self.app.workers, arrival, name=name, kind=kind, rows=rows
            )
        )

    @operation("Give a table up")
    async def delete(self, arrival: str) -> None:
        """Throw away what has come of a table."""
        from ..results.arrivals import abandon

        await self.run(lambda esap: abandon(esap.results, arrival))


class SelectionsHandler(EsapHandler):
    """Rows of a result as results of their own."""

    path = "results/{result}/selections"

    @operation(
        "Keep selected rows",
        answer=models.Result,
        body=models.RowSelection,
        status=HTTPStatus.CREATED,
    )
    async def post(self, result: str, body: models.RowSelection) -> models.Result:
        """Make the selected rows of a result a result of their own."""
        from ..results.selection import keep_selection

        return await self.run(
            lambda esap: keep_selection(esap.results, self.app.workers, result, body)
        )
