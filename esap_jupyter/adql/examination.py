"""What a query names and what is wrong with it, for somebody who is still writing it."""

from collections.abc import Iterator

import msgspec

from ..errors import BadRequestError
from .lexer import OversizeError
from .position import MisplacedError

__all__ = ["ColumnUse", "Examination", "NameUse", "Problem", "examine"]

_WORD = 40


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong from ``start`` to before ``end``; ``certain`` where it cannot be ADQL."""

    start: int
    end: int
    message: str
    remedy: str = ""
    certain: bool = True


class NameUse(msgspec.Struct, frozen=True, kw_only=True):
    """A table or function that the query names."""

    name: str
    start: int
    end: int


class ColumnUse(msgspec.Struct, frozen=True, kw_only=True):
    """A column that the query names, and the tables that it may belong to."""

    name: str
    start: int
    end: int
    tables: tuple[str, ...]


class Examination(msgspec.Struct, frozen=True, kw_only=True):
    """What was found; columns that may come from a subquery are left out."""

    problems: list[Problem] = []
    tables: list[NameUse] = []
    columns: list[ColumnUse] = []
    functions: list[NameUse] = []


def examine(text: str) -> Examination:
    """Parse a query as far as it goes.

    Offsets are counted in characters. Nothing is raised: what cannot be parsed is a problem.
    """
    try:
        return _examine(text)
    except MisplacedError as error:
        return Examination(problems=[_problem(text, error, certain=True)])
    except ModuleNotFoundError as error:
        message = f"Queries are not checked, as {error.name} is not installed on the server."
        return Examination(problems=[Problem(start=0, end=0, message=message, certain=False)])
    except OversizeError as error:
        message = f"{error.message} It is not checked."
        return Examination(problems=[Problem(start=0, end=0, message=message, certain=False)])
    except BadRequestError as error:
        whole = Problem(start=0, end=len(text), message=error.message, remedy=error.remedy)
        return Examination(problems=[whole])
    except RecursionError:
        message = "The query is nested too deeply to be checked."
        return Examination(
            problems=[Problem(start=0, end=len(text), message=message, certain=False)]
        )


def _examine(text: str) -> Examination:
    from .check import check
    from .parser import parse
    from .uses import columns, functions, tables

    tree = parse(text)
    problems: list[Problem] = []
    try:
        check(text, tree)
    except MisplacedError as error:
        # A third part of a name is rare, but ADQL (2.1, section 2.1.3).
        if "with catalog" not in error.problem:
            problems.append(_problem(text, error, certain=False))
    return Examination(
        problems=problems,
        tables=list(tables(tree)),
        columns=list(columns(tree)),
        functions=list(functions(tree)),
    )


def _problem(text: str, error: MisplacedError, *, certain: bool) -> Problem:
    start = min(error.offset, max(0, len(text) - 1))
    problem = error.problem
    # What quotes the query stays as it was written.
    if not text[start:].startswith(problem.split(" ")[0]):
        problem = problem[:1].upper() + problem[1:]
    return Problem(
        start=start,
        end=_end_of_word(text, start),
        message=problem,
        remedy=error.remedy,
        certain=certain,
    )


def _end_of_word(text: str, start: int) -> int:
    letters = _letters(text, start)
    end = start + sum(1 for _ in letters)
    return min(len(text), max(end, start + 1))


def _letters(text: str, start: int) -> Iterator[str]:
    for character in text[start : start + _WORD]:
        if not (character.isalnum() or character == "_"):
            return
        yield character
