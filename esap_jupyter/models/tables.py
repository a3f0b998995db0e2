"""Models of tables that become results without being searched for."""

from typing import Annotated

import msgspec

from .base import Model
from .core import Direction

__all__ = ["Arrival", "ArrivedTable", "RowSelection"]

Count = Annotated[int, msgspec.Meta(ge=0)]
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


class RowSelection(Model, kw_only=True, frozen=True):
    """Rows of a result: first and last of each range, both included.

    They count from 0 in the order of the column ``sort``.
    """

    ranges: list[Range]
    sort: Count | None = None
    direction: Direction = "none"
