"""Results as collections of Dask, whose workers read their own part of the stored table."""

from importlib import import_module
from pathlib import Path
from typing import Any

from ..errors import BadRequestError, NotAvailableError
from ..results import frames

__all__ = ["PART", "dask_frame"]

PART = 100_000
"""Rows of a part, unless told otherwise."""


def dask_frame(path: Path, *, part: int = PART) -> Any:
    """Open a stored table as a `dask.dataframe.DataFrame`; nothing of it is read before.

    Its workers have to see the file under the same path.

    Parameters
    ----------
    path
        The Arrow IPC file.
    part
        How many rows each part has.

    Raises
    ------
    BadRequestError
        Parts without rows are asked for.
    NotAvailableError
        Dask's data frames are not installed in this kernel.
    NotFoundError, BadAnswerError
        There is no such table, or it is damaged.
    """
    if part < 1:
        raise BadRequestError("A part has at least one row.", remedy="Give a larger number.")
    try:
        frame: Any = import_module("dask.dataframe")
    except ImportError as error:
        raise NotAvailableError(
            "Dask's data frames are not installed in this environment.",
            remedy="pip install 'dask[dataframe]', or choose another form.",
        ) from error
    table = frames.arrow(path)
    meta = frames.convert(table.slice(0, 0), "pandas")
    starts = list(range(0, max(1, table.num_rows), part))
    return frame.from_map(_part, starts, path=str(path), count=part, meta=meta)


def _part(start: int, *, path: str, count: int) -> Any:
    """Read some rows, in a worker."""
    return frames.convert(frames.arrow(path).slice(start, count), "pandas")
