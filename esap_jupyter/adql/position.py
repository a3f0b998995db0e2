"""Where in a query something stands, in words."""

from ..errors import BadRequestError

__all__ = ["at", "refuse"]


def at(text: str, offset: int) -> str:
    """Name the line and column of an offset, both counted from 1."""
    before = text[:offset]
    column = offset - (before.rfind("\n") + 1) + 1
    return f"line {before.count(chr(10)) + 1}, column {column}"


def refuse(text: str, offset: int, problem: str, *, remedy: str = "") -> BadRequestError:
    """Build the error for something that stands at an offset of the query."""
    return BadRequestError(f"In the query, {at(text, offset)}: {problem}", remedy=remedy)
