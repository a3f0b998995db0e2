"""Conditions as people write them, made ADQL: nothing of them is passed on unquoted."""

import math
import re

from ....errors import BadRequestError
from ....models import Column
from ..tap.adql import text as literal
from ..tap.names import written_name

__all__ = ["condition", "number_text", "one_of"]

_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_COMPARE = re.compile(r"(<=|>=|<>|!=|==|=|<|>)\s*(.+)", re.DOTALL)
_RANGE = re.compile(rf"({_NUMBER})\s*\.\.\s*({_NUMBER})")
_BETWEEN = re.compile(r"(not\s+)?between\s+(.+?)\s+and\s+(.+)", re.IGNORECASE | re.DOTALL)
_LIKE = re.compile(r"(not\s+)?(i?like)\s+(.+)", re.IGNORECASE | re.DOTALL)
_IN = re.compile(r"(not\s+)?in\s*\((.*)\)", re.IGNORECASE | re.DOTALL)
_NULL = re.compile(r"is\s+(not\s+)?null|(not\s+)?null", re.IGNORECASE)
_ITEM = re.compile(r"\s*('(?:[^']|'')*'|[^,']+?)\s*(?:,|$)")
_AND = re.compile(r"\s+and\s+(?=[<>=!]|is\b|not\b|i?like\b|in\b|between\b)", re.IGNORECASE)
_MOST = 4096
_HELP = "Write for example > 5, 1 .. 3, BETWEEN 1 AND 3, LIKE M%, IN (a, b) or IS NULL."


def condition(column: Column, text: str) -> str:
    """Make a condition on a column of what a person wrote.

    Parameters
    ----------
    column
        Its type says whether values are numbers or texts.
    text
        Several conditions may be joined by ``and``.

    Raises
    ------
    BadRequestError
        It makes no sense for this column.
    """
    if len(text) > _MOST:
        raise BadRequestError(f"The condition on {column.name} is too long.")
    parts = _and(text)
    return " AND ".join(_single(column, part) for part in parts)


def _and(text: str) -> list[str]:
    return [piece.strip() for piece in _AND.split(text) if piece.strip()]


def _single(column: Column, text: str) -> str:
    name = written_name(column.name)
    if found := _NULL.fullmatch(text):
        made = f"IS {'NOT ' if found[1] or found[2] else ''}NULL"
    elif found := _BETWEEN.fullmatch(text):
        low, high = _value(column, found[2]), _value(column, found[3])
        made = f"{_not(found[1])}BETWEEN {low} AND {high}"
    elif found := _LIKE.fullmatch(text):
        made = f"{_not(found[1])}{found[2].upper()} {literal(_unquoted(found[3]))}"
    elif found := _IN.fullmatch(text):
        made = _in(column, negated=bool(found[1]), items=found[2])
    elif found := _RANGE.fullmatch(text):
        made = f"BETWEEN {_value(column, found[1])} AND {_value(column, found[2])}"
    elif found := _COMPARE.fullmatch(text):
        sign = {"==": "=", "!=": "<>"}.get(found[1], found[1])
        made = f"{sign} {_value(column, found[2])}"
    else:
        made = f"= {_value(column, text)}"
    return f"{name} {made}"


def _in(column: Column, *, negated: bool, items: str) -> str:
    values = [match[1] for match in _ITEM.finditer(items) if match[1].strip()]
    if not values:
        raise BadRequestError(f"IN of {column.name} has no values.", remedy=_HELP)
    listed = ", ".join(_value(column, each) for each in values)
    return f"{'NOT ' if negated else ''}IN ({listed})"


def one_of(column: Column, values: list[str]) -> str:
    """Return the condition that a column has one of these values."""
    listed = [_value(column, literal(value) if not column.numeric else value) for value in values]
    name = written_name(column.name)
    return f"{name} = {listed[0]}" if len(listed) == 1 else f"{name} IN ({', '.join(listed)})"


def _not(found: str | None) -> str:
    return "NOT " if found else ""


def _value(column: Column, text: str) -> str:
    text = text.strip()
    if not column.numeric:
        return literal(_unquoted(text))
    bare = _unquoted(text)
    if not re.fullmatch(_NUMBER, bare):
        raise BadRequestError(
            f"{bare[:40]!r} is not a number, which {column.name} takes.", remedy=_HELP
        )
    # Digits stay as they were written: a 64-bit integer is no float.
    return bare.removeprefix("+")


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1]
    return text


def number_text(value: float) -> str:
    """Return a number as ADQL has it, exactly.

    Raises
    ------
    BadRequestError
        It is not finite.
    """
    if not math.isfinite(value):
        raise BadRequestError("A number of the query is not finite.")
    return repr(float(value))
