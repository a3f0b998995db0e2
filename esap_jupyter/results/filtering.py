"""Tells which rows of a mapped table a filter lets through."""

import operator
import re
from collections.abc import Callable
from math import isnan
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import BadRequestError
from ..models import RowCondition, RowFilter

__all__ = ["mask"]

_COMPARISONS: dict[str, tuple[Callable[..., Any], Callable[[int, int], bool]]] = {
    "=": (pc.equal, operator.eq),
    "!=": (pc.not_equal, operator.ne),
    "<": (pc.less, operator.lt),
    "<=": (pc.less_equal, operator.le),
    ">": (pc.greater, operator.gt),
    ">=": (pc.greater_equal, operator.ge),
}
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")
_FLAGS = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}


def mask(table: pa.Table, where: RowFilter) -> pa.ChunkedArray | pa.Array:
    """Return for each row whether it meets all conditions and holds the text.

    A missing value meets no comparison, as in SQL. Text is compared exactly, and looked for
    without regard to case.

    Returns
    -------
    array of bool, as long as the table
        None of them null.

    Raises
    ------
    BadRequestError
        There is no such column, or its values cannot be compared so, or the value is none of its.
    """
    parts = [_meets(table, condition) for condition in where.conditions]
    if where.text:
        parts.append(_holds(table, where.text))
    found = parts[0]
    for part in parts[1:]:
        found = pc.and_(found, part)
    return found


def _meets(table: pa.Table, condition: RowCondition) -> pa.ChunkedArray:
    if condition.column >= table.num_columns:
        raise BadRequestError(
            f"The table has no column {condition.column}; it has {table.num_columns}.",
            remedy="Count columns from 0.",
        )
    column, name = table.column(condition.column), table.column_names[condition.column]
    if condition.operator in {"missing", "present"}:
        there = _present(column)
        return pc.invert(there) if condition.operator == "missing" else there
    if condition.operator == "contains":
        return _contains(column, name, condition.value)
    return _sure(_compared(column, name, condition))


def _present(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_floating(column.type):
        return pc.invert(column.is_null(nan_is_null=True))
    if _is_text(column.type):
        return _sure(pc.not_equal(column, pa.scalar("", column.type)))
    return column.is_valid()


def _contains(column: pa.ChunkedArray, name: str, text: str) -> pa.ChunkedArray:
    if not _is_text(column.type):
        raise BadRequestError(
            f"The column {name!r} holds no text in which something could be contained.",
            remedy="Compare its values with = or <.",
        )
    if not text:
        raise BadRequestError("No text was given to look for.", remedy="Type some.")
    return _sure(pc.match_substring(column, text, ignore_case=True))


def _compared(column: pa.ChunkedArray, name: str, condition: RowCondition) -> pa.ChunkedArray:
    kind, value = column.type, condition.value.strip()
    compare, plain = _COMPARISONS[condition.operator]
    if _is_text(kind):
        return compare(column, pa.scalar(condition.value, kind))
    if pa.types.is_integer(kind):
        whole = _whole(name, value)
        least, most = _limits(kind)
        if least <= whole <= most:
            return compare(column, pa.scalar(whole, kind))
        # No value of the column comes near, so that all of them compare alike.
        alike = plain(0, -1 if whole < least else 1)
        return pc.and_(column.is_valid(), pa.scalar(alike))
    if pa.types.is_floating(kind):
        return pc.and_(_present(column), compare(column, pa.scalar(_number(name, value), kind)))
    return compare(column, _other(kind, name, value))


def _whole(name: str, value: str) -> int:
    if not _WHOLE.fullmatch(value):
        raise _refused(name, value, "whole numbers", "Type one such as 42.")
    return int(value)


def _number(name: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise _refused(name, value, "numbers", "Type one such as 1.5 or 2e-3.") from None
    if isnan(number):
        raise _refused(name, value, "numbers", "Ask for rows where it is missing.")
    return number


def _other(kind: pa.DataType, name: str, value: str) -> pa.Scalar:
    if pa.types.is_boolean(kind):
        if value.lower() not in _FLAGS:
            raise _refused(name, value, "true and false", "Type one of these.")
        return pa.scalar(_FLAGS[value.lower()])
    if pa.types.is_temporal(kind) and not pa.types.is_duration(kind):
        try:
            return pa.scalar(value).cast(kind)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            remedy = "Type one such as 2026-11-26T12:00:00."
            raise _refused(name, value, "times", remedy) from None
    raise BadRequestError(
        f"The column {name!r} holds values that cannot be compared, such as arrays.",
        remedy="Ask for rows where it is missing or present.",
    )


def _refused(name: str, value: str, kind: str, remedy: str) -> BadRequestError:
    given = f"{value[:80]!r} is none" if value else "no value was given"
    return BadRequestError(f"The column {name!r} holds {kind}; {given}.", remedy=remedy)


def _holds(table: pa.Table, text: str) -> pa.ChunkedArray:
    columns = [column for column in table.columns if _is_text(column.type)]
    if not columns:
        raise BadRequestError(
            "The table has no columns of text to look in.", remedy="Filter a column by its values."
        )
    found = _sure(pc.match_substring(columns[0], text, ignore_case=True))
    for column in columns[1:]:
        found = pc.or_(found, _sure(pc.match_substring(column, text, ignore_case=True)))
    return found


def _limits(kind: pa.DataType) -> tuple[int, int]:
    bits = kind.bit_width
    if pa.types.is_unsigned_integer(kind):
        return 0, 2**bits - 1
    return -(2 ** (bits - 1)), 2 ** (bits - 1) - 1


def _sure(found: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(found, False)  # noqa: FBT003  (arrow's own order)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
