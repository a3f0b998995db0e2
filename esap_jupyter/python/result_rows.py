"""Some rows of a result, as ``result[:5]`` gives them."""

import operator
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import BadRequestError

if TYPE_CHECKING:
    from .result import Result

__all__ = ["ResultRows", "rows_of"]


class ResultRows(Sequence["ResultRows"]):
    """Rows of a stored result, by their numbers; what they name can be staged.

    Parameters
    ----------
    result
        The result.
    numbers
        The rows, counted from 0.
    """

    def __init__(self, result: "Result", numbers: Sequence[int]) -> None:
        self.result = result
        self.numbers = list(numbers)

    def to_arrow(self) -> Any:
        """Return them as a `pyarrow.Table`."""
        return self.result.to_arrow().take(self.numbers)

    def to_table(self) -> Any:
        """Return them as an `astropy.table.Table`."""
        return self.result.to_table()[self.numbers]

    def to_pandas(self) -> Any:
        """Return them as a `pandas.DataFrame`."""
        return self.result.to_pandas().iloc[self.numbers]

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator["ResultRows"]:
        return (ResultRows(self.result, [number]) for number in self.numbers)

    def __getitem__(self, key: Any) -> "ResultRows":
        at = rows_of(key, len(self.numbers))
        return ResultRows(self.result, [self.numbers[number] for number in at])

    def __repr__(self) -> str:
        shown = ", ".join(map(str, self.numbers[:10]))
        more = ", …" if len(self.numbers) > 10 else ""  # noqa: PLR2004  (what fits a line)
        return f"<{len(self)} rows of {self.result.name!r}: {shown}{more}>"


def rows_of(key: Any, count: int) -> list[int]:
    """Return the rows that a slice, a number, numbers or a mask mean.

    Raises
    ------
    IndexError
        There is no such row.
    BadRequestError
        It is none of these.
    """
    if isinstance(key, slice):
        return list(range(*key.indices(count)))
    numbers = key.tolist() if hasattr(key, "tolist") else key
    if isinstance(numbers, Iterable) and not isinstance(numbers, str | bytes):
        return _several(list(numbers), count)
    try:
        return [_row(numbers, count)]
    except TypeError:
        raise BadRequestError(
            f"{type(key).__name__} names no rows.", remedy="Give a number, a slice or a mask."
        ) from None


def _several(numbers: list[Any], count: int) -> list[int]:
    if numbers and all(isinstance(one, bool) for one in numbers):
        if len(numbers) != count:
            raise BadRequestError(
                f"The mask has {len(numbers)} values for {count} rows.", remedy="Give one a row."
            )
        return [number for number, is_in in enumerate(numbers) if is_in]
    return [_row(one, count) for one in numbers]


def _row(number: Any, count: int) -> int:
    at = operator.index(number)
    if not -count <= at < count:
        raise IndexError(f"There is no row {at} among {count}.")
    return at % count
