"""Where the rows of a result are, for a sky plot."""

from typing import TYPE_CHECKING, Annotated

import msgspec

from ..errors import BadRequestError, NoPositionsError
from ..models import Direction, Footprints, Positions, RowFilter
from .base import EsapHandler
from .operation import operation

if TYPE_CHECKING:
    from ..platform import Platform
    from ..workers import WorkerPool

__all__ = ["OrderQuery", "ResultFootprintsHandler", "ResultPositionsHandler", "row_filter"]


class OrderQuery(msgspec.Struct, kw_only=True):
    """In which order rows are counted: that of a column, or as they came.

    ``where`` says which, as the JSON of a ``RowFilter``.
    """

    sort: Annotated[int, msgspec.Meta(ge=0)] | None = None
    direction: Direction = "none"
    where: str = ""


class ResultPositionsHandler(EsapHandler):
    """The positions of a result's rows."""

    path = "results/{result}/positions"

    @operation("Give positions for a plot", answer=Positions, query=OrderQuery)
    async def get(self, result: str, query: OrderQuery) -> Positions:
        """Give at most 20 000 positions (ICRS, degrees)."""
        return await self.run(lambda esap: _positions(esap, self.app.workers, result, query))


class ResultFootprintsHandler(EsapHandler):
    """The regions of a result's rows."""

    path = "results/{result}/footprints"

    @operation("Give regions for a plot", answer=Footprints, query=OrderQuery)
    async def get(self, result: str, query: OrderQuery) -> Footprints:
        """Give the regions of at most 2000 rows."""
        return await self.run(lambda esap: _footprints(esap, self.app.workers, result, query))


def row_filter(text: str) -> RowFilter | None:
    """Read the filter of an address; None where there is none.

    Raises
    ------
    BadRequestError
        It is no filter.
    """
    if not text:
        return None
    try:
        return msgspec.json.decode(text, type=RowFilter)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise BadRequestError(f"The filter of rows is none: {error}.") from error


def _positions(
    esap: "Platform", workers: "WorkerPool", result: str, query: OrderQuery
) -> Positions:
    from ..results.positions import SCALES, positions
    from ..votable.positions import position_columns

    stored = esap.results.get(result)
    names = [column.name for column in stored.columns]
    ra, dec = position_columns(stored.columns)
    if ra is None or dec is None:
        raise NoPositionsError(
            "This table has no columns of a position.",
            remedy="Choose a collection with right ascension and declination.",
        )
    at = names.index(ra), names.index(dec)
    first, second = (SCALES.get(stored.columns[each].unit or "", 1.0) for each in at)
    return workers.run(
        positions,
        stored.path,
        *at,
        scales=(first, second),
        sort=query.sort,
        direction=query.direction,
        where=row_filter(query.where),
    )


def _footprints(
    esap: "Platform", workers: "WorkerPool", result: str, query: OrderQuery
) -> Footprints:
    from ..results.footprints import footprints, region_column

    stored = esap.results.get(result)
    column = region_column(stored.columns)
    if column is None:
        return Footprints(total=0, unread=0, shapes=[])
    return workers.run(
        footprints,
        stored.path,
        column,
        stored.columns[column].xtype or "",
        sort=query.sort,
        direction=query.direction,
        where=row_filter(query.where),
    )
