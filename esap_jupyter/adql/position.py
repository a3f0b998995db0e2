"""Where in a query something stands, in words."""

from ..errors import BadRequestError

__all__ = ["MisplacedError", "at", "refuse"]


class MisplacedError(BadRequestError):
    """Something in a query that cannot stand there.

    Parameters
    ----------
    message
        What is wrong, with its place in words.
    remedy
        What the person can do about it.
    offset
        Where it begins, in characters.
    problem
        What is wrong, without its place.
    """

    def __init__(
        self, message: str, *, remedy: str = "", offset: int = 0, problem: str = ""
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.offset = offset
        self.problem = problem or message


def at(text: str, offset: int) -> str:
    """Name the line and column of an offset, both counted from 1."""
    before = text[:offset]
    column = offset - (before.rfind("\n") + 1) + 1
    return f"line {before.count(chr(10)) + 1}, column {column}"


def refuse(text: str, offset: int, problem: str, *, remedy: str = "") -> MisplacedError:
    """Build the error for something that stands at an offset of the query."""
    return MisplacedError(
        f"In the query, {at(text, offset)}: {problem}",
        remedy=remedy,
        offset=offset,
        problem=problem,
    )
