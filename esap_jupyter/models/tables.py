"""Models of tables that become results without being searched for."""

from typing import Annotated, Literal

import msgspec

from .base import Model
from .core import Direction

__all__ = ["Arrival", "ArrivedTable", "RowCondition", "RowFilter", "RowOperator", "RowSelection"]

Count = Annotated[int, msgspec.Meta(ge=0)]
RowOperator = Literal["=", "!=", "<", "<=", ">", ">=", "contains", "missing", "present"]
Range = Annotated[list[Count], msgspec.Meta(min_length=2, max_length=2)]


class Arrival(Model, kw_only=True, frozen=True):
    """A table of a kernel on its way; ``path`` is where its Arrow file will be."""

    id: str
    path: str


class ArrivedTable(Model, kw_only=True, frozen=True):
    """A table of a kernel that has come whole.

    ``name`` is the wish for the result's name, ``kind`` its class in the kernel, and ``rows``
    what the kernel counted.
    """

    name: str
    kind: str
    rows: Count


class RowCondition(Model, kw_only=True, frozen=True):
    """What the values of a column (by its position) have to be.

    ``value`` is text that is read by the column's type; ``missing`` and ``present`` need none.
    """

    column: Count
    operator: RowOperator
    value: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class RowFilter(Model, kw_only=True, frozen=True):
    """Which rows of a result: those that meet all conditions, with ``text`` in any text column."""

    conditions: Annotated[list[RowCondition], msgspec.Meta(max_length=100)] = []
    text: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class RowSelection(Model, kw_only=True, frozen=True):
    """Rows of a result: first and last of each range, both included.

    They count from 0 in the order of the column ``sort``, among the rows that ``where`` lets
    through.
    """

    ranges: list[Range]
    sort: Count | None = None
    direction: Direction = "none"
    where: RowFilter | None = None
