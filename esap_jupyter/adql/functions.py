"""The functions of ADQL and what computes them in DuckDB."""

from typing import NamedTuple

from sqlglot import exp

from .position import refuse
from .tables import nearest

__all__ = ["AGGREGATES", "GEOMETRY", "SIGNATURES", "WORDS", "translate_function"]


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
    # RegTAP 1.1, section 7, and what registries' clients ask besides.
    "IVO_HASHLIST_HAS": _Function("adql_hashlist_has", 2, 2),
    "IVO_HASWORD": _Function("adql_hasword", 2, 2),
    "IVO_INTERVAL_OVERLAPS": _Function("adql_interval_overlaps", 4, 4),
    "IVO_NOCASEMATCH": _Function("adql_nocasematch", 2, 2),
}

WORDS = (
    """CREATE MACRO adql_hashlist_has(_list, _item) AS
    CAST(list_contains(string_split(lower(_list), '#'), lower(_item)) AS INTEGER)""",
    """CREATE MACRO adql_hasword(_text, _word) AS CAST(regexp_matches(
    lower(_text), '(^|\\W)' || regexp_escape(lower(_word)) || '($|\\W)') AS INTEGER)""",
    """CREATE MACRO adql_interval_overlaps(_l1, _h1, _l2, _h2) AS
    CAST(_l1 <= _h2 AND _l2 <= _h1 AS INTEGER)""",
    """CREATE MACRO adql_nocasematch(_text, _pattern) AS CAST(_text ILIKE _pattern AS INTEGER)""",
)

SIGNATURES = (
    "ivo_hashlist_has(hashlist TEXT, item TEXT) -> INTEGER",
    "ivo_hasword(haystack TEXT, needle TEXT) -> INTEGER",
    "ivo_interval_overlaps(l1 NUMERIC, h1 NUMERIC, l2 NUMERIC, h2 NUMERIC) -> INTEGER",
    "ivo_nocasematch(value TEXT, pattern TEXT) -> INTEGER",
    "ivo_string_agg(expression TEXT, delimiter TEXT) -> TEXT",
)

_AGGREGATES = {
    name: _Function(name.lower(), 1, 1) for name in ("AVG", "COUNT", "MAX", "MIN", "SUM")
}

_AGGREGATES["IVO_STRING_AGG"] = _Function("string_agg", 2, 2)

AGGREGATES = frozenset(_AGGREGATES)
GEOMETRY = frozenset(
    [
        "BOX",
        "CIRCLE",
        "CONTAINS",
        "DISTANCE",
        "INTERSECTS",
        "MOC",
        "POINT",
        "POLYGON",
        "REGION",
    ]
)
_KNOWN = {**_SCALARS, **_AGGREGATES}
_NOT_YET = frozenset(["AREA", "CENTROID", "COORD1", "COORD2", "COORDSYS", "IN_UNIT", "TIMESTAMP"])


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
