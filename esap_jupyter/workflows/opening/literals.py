"""Writes values as literals of Python, so that data never become code."""

import keyword
import math
import re
from collections.abc import Mapping
from typing import Any

from ...errors import BadRequestError

__all__ = ["assigned", "literal"]

_DEEPEST = 50
_SIMPLE = re.compile(r"[^\W\d]\w*")


def assigned(values: Mapping[str, Any]) -> str:
    """Write a line for each name.

    Raises
    ------
    BadRequestError
        A name is none, or a value cannot be written down.
    """
    lines = ["# Parameters, set by ESAP."]
    for name, value in values.items():
        if not _SIMPLE.fullmatch(name) or keyword.iskeyword(name):
            raise BadRequestError(
                f"{name[:80]!r} cannot be the name of a parameter.",
                remedy="Use letters, digits and underscores.",
            )
        lines.append(f"{name} = {literal(value)}")
    return "\n".join(lines)


def literal(value: Any, depth: int = 0) -> str:
    """Write text, a number, a truth value, None, or lists and tables of them.

    Raises
    ------
    BadRequestError
        It is of another kind, or too deep.
    """
    if depth > _DEEPEST:
        raise BadRequestError("A parameter is too deep.", remedy="Give simpler values.")
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if value is None or isinstance(value, bool | int | float | str):
        return repr(value)
    if isinstance(value, list | tuple):
        if len(value) > 1 and depth == 0:
            lines = "".join(f"    {literal(each, 1)},\n" for each in value)
            return f"[\n{lines}]"
        return f"[{', '.join(literal(each, depth + 1) for each in value)}]"
    if isinstance(value, Mapping):
        pairs = (f"{literal(str(key))}: {literal(each, depth + 1)}" for key, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    raise BadRequestError(
        f"A parameter is a {type(value).__name__}, which cannot be written down.",
        remedy="Give text, numbers, or lists and tables of them.",
    )
