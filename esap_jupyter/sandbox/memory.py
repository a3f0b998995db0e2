"""Rows that are all there already, as a reply streams them."""

from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["TableRows"]


class TableRows:
    """The first rows of a table.

    Parameters
    ----------
    table
        The table; its schema has the metadata.
    maxrec
        How many rows come at most.
    """

    def __init__(self, table: "pa.Table", *, maxrec: int) -> None:
        self.schema = table.schema
        self.truncated = table.num_rows > maxrec or not maxrec
        self.batches = table.slice(0, maxrec).to_batches()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass
