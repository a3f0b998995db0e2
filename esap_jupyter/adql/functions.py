"""The functions of ADQL and what computes them in DuckDB."""

from typing import NamedTuple

from sqlglot import exp

from .position import refuse
from .tables import nearest

__all__ = ["AGGREGATES", "GEOMETRY", "translate_function"]


class _Function(NamedTuple):
    name: str
    fewest: int
    most: int


_SCALARS = {
    "ABS": _Function("abs", 1, 1),
    "ACOS": _Function("acos", 1, 1),
    "ASIN": _Function("asin", 1, 1),
    "ATAN": _Function("atan", 1, 1),
    "ATAN2": _Function("atan2", 2, 2),
    "CEILING": _Function("ceil", 1, 1),
    "COALESCE": _Function("coalesce", 1, 64),
    "COS": _Function("cos", 1, 1),
    "COT": _Function("cot", 1, 1),
    "DEGREES": _Function("degrees", 1, 1),
    "EXP": _Function("exp", 1, 1),
    "FLOOR": _Function("floor", 1, 1),
    "LOG": _Function("ln", 1, 1),
    "LOG10": _Function("log10", 1, 1),
    "LOWER": _Function("lower", 1, 1),
    "MOD": _Function("mod", 2, 2),
    "PI": _Function("pi", 0, 0),
    "POWER": _Function("pow", 2, 2),
    "RADIANS": _Function("radians", 1, 1),
    "RAND": _Function("random", 0, 0),
    "ROUND": _Function("round", 1, 2),
    "SIN": _Function("sin", 1, 1),
    "SQRT": _Function("sqrt", 1, 1),
    "TAN": _Function("tan", 1, 1),
    "TRUNCATE": _Function("trunc", 1, 2),
    "UPPER": _Function("upper", 1, 1),
}

_AGGREGATES = {
    name: _Function(name.lower(), 1, 1) for name in ("AVG", "COUNT", "MAX", "MIN", "SUM")
}

AGGREGATES = frozenset(_AGGREGATES)
GEOMETRY = frozenset({"CIRCLE", "CONTAINS", "DISTANCE", "INTERSECTS", "POINT"})
_KNOWN = {**_SCALARS, **_AGGREGATES}
_NOT_YET = frozenset(
    [
        "AREA",
        "BOX",
        "CENTROID",
        "COORD1",
        "COORD2",
        "COORDSYS",
        "IN_UNIT",
        "POLYGON",
        "REGION",
        "TIMESTAMP",
    ]
)


def translate_function(text: str, node: exp.Anonymous) -> exp.Anonymous:
    """Give a function its DuckDB name, or refuse it.

    Raises
    ------
    BadRequestError
        The function is unknown, not available yet, or has too few or too many arguments.
    """
    name = str(node.name).upper()
    start = int(node.meta.get("start", 0))
    if not isinstance(node.this, str) or name not in _KNOWN:
        raise refuse(text, start, _unknown(name), remedy=_suggest(name))
    function = _KNOWN[name]
    count = len(node.expressions)
    if not function.fewest <= count <= function.most:
        raise refuse(text, start, f"{name} takes {_arity(function)}, not {count}.")
    return exp.Anonymous(this=function.name, expressions=node.expressions)


def _unknown(name: str) -> str:
    if name in _NOT_YET:
        return f"{name} is ADQL, but not available in this version."
    return f"there is no function {name[:40]}."


def _suggest(name: str) -> str:
    found = nearest(name, [*_KNOWN, *GEOMETRY])
    return f"Did you mean {found}?" if found else f"Known are {', '.join(sorted(_KNOWN))}."


def _arity(function: _Function) -> str:
    if function.fewest == function.most:
        return f"{function.fewest} argument{'s' if function.fewest != 1 else ''}"
    return f"{function.fewest} to {function.most} arguments"
