"""The whitelist: which parts of a syntax tree are ADQL; everything else is refused."""

from collections.abc import Callable

from sqlglot import exp

from .functions import AGGREGATES
from .position import refuse

__all__ = ["check", "offset_of"]

_BINARY = frozenset({"this", "expression"})
_UNARY = frozenset({"this"})

_ALLOWED: dict[type[exp.Expr], frozenset[str]] = {
    exp.Add: _BINARY,
    exp.Alias: frozenset({"this", "alias"}),
    exp.And: _BINARY,
    exp.Anonymous: frozenset({"this", "expressions"}),
    exp.Between: frozenset({"this", "low", "high"}),
    exp.CTE: frozenset({"this", "alias"}),
    exp.Case: frozenset({"this", "ifs", "default"}),
    exp.Cast: frozenset({"this", "to"}),
    exp.Column: frozenset({"this", "table", "db"}),
    exp.DPipe: _BINARY | {"safe"},
    exp.DataType: frozenset({"this", "expressions", "kind"}),
    exp.DataTypeParam: _UNARY,
    exp.Distinct: frozenset({"expressions"}),
    exp.Div: _BINARY,
    exp.EQ: _BINARY,
    exp.Except: _BINARY | {"distinct", "with_", "order", "limit", "offset"},
    exp.Exists: _UNARY,
    exp.From: _UNARY,
    exp.GT: _BINARY,
    exp.GTE: _BINARY,
    exp.Group: frozenset({"expressions"}),
    exp.Having: _UNARY,
    exp.ILike: _BINARY,
    exp.Identifier: frozenset({"this", "quoted"}),
    exp.If: frozenset({"this", "true"}),
    exp.In: frozenset({"this", "expressions", "query"}),
    exp.Intersect: _BINARY | {"distinct", "with_", "order", "limit", "offset"},
    exp.Is: _BINARY,
    exp.Join: frozenset({"this", "kind", "side", "method", "on", "using"}),
    exp.LT: _BINARY,
    exp.LTE: _BINARY,
    exp.Like: _BINARY,
    exp.Limit: frozenset({"expression"}),
    exp.Literal: frozenset({"this", "is_string"}),
    exp.Mul: _BINARY,
    exp.NEQ: _BINARY,
    exp.Neg: _UNARY,
    exp.Not: _UNARY,
    exp.Null: frozenset(),
    exp.Offset: frozenset({"expression"}),
    exp.Or: _BINARY,
    exp.Order: frozenset({"expressions"}),
    exp.Ordered: frozenset({"this", "desc"}),
    exp.Paren: _UNARY,
    exp.Select: frozenset(
        [
            "with_",
            "distinct",
            "limit",
            "expressions",
            "from_",
            "joins",
            "where",
            "group",
            "having",
            "order",
            "offset",
        ]
    ),
    exp.Star: frozenset(),
    exp.Sub: _BINARY,
    exp.Subquery: frozenset({"this", "alias"}),
    exp.Table: frozenset({"this", "db", "alias"}),
    exp.TableAlias: _UNARY,
    exp.Union: _BINARY | {"distinct", "with_", "order", "limit", "offset"},
    exp.Where: _UNARY,
    exp.With: frozenset({"expressions"}),
}

_TYPES = frozenset(
    {
        exp.DataType.Type.BIGINT,
        exp.DataType.Type.CHAR,
        exp.DataType.Type.DOUBLE,
        exp.DataType.Type.FLOAT,
        exp.DataType.Type.INT,
        exp.DataType.Type.SMALLINT,
        exp.DataType.Type.TIMESTAMP,
        exp.DataType.Type.VARCHAR,
    }
)

_NAMES: dict[type[exp.Expr], str] = {
    exp.Tuple: "a list in parentheses",
    exp.Window: "OVER",
    exp.Any: "ANY",
    exp.All: "ALL (…)",
    exp.Bracket: "[…]",
    exp.Var: "this word",
}


def offset_of(node: exp.Expr) -> int:
    """Find where a part of the query begins: its first name, or its nearest ancestor's."""
    current: exp.Expr | None = node
    while current is not None:
        starts = [part.meta["start"] for part in current.walk() if "start" in part.meta]
        if starts:
            return int(min(starts))
        current = current.parent
    return 0


def check(text: str, tree: exp.Query) -> None:
    """Refuse every part of a tree that is not on the whitelist.

    Raises
    ------
    BadRequestError
        With the position and the name of the part.
    """
    for node in tree.walk():
        allowed = _ALLOWED.get(type(node))
        if allowed is None:
            name = _NAMES.get(type(node), type(node).__name__)
            raise refuse(text, offset_of(node), f"{name} is not part of ADQL.")
        for key, value in node.args.items():
            if value not in (None, False, []) and key not in allowed:
                name = key.strip("_").replace("_", " ")
                raise refuse(text, offset_of(node), _unexpected_part(node, name))
        if special := _SPECIAL.get(type(node)):
            special(text, node)


def _unexpected_part(node: exp.Expr, name: str) -> str:
    return f"{type(node).__name__} with {name} is not part of ADQL."


def _check_count(text: str, node: exp.Expr) -> None:
    number = node.expression
    if not isinstance(number, exp.Literal) or number.is_string or not number.name.isdigit():
        word = "TOP" if isinstance(node, exp.Limit) else "OFFSET"
        raise refuse(text, offset_of(node), f"{word} takes a whole number.")
    if int(number.name) >= 2**63:
        raise refuse(text, offset_of(node), f"the number {number.name[:40]} is too large.")


def _check_star(text: str, node: exp.Expr) -> None:
    parent = node.parent
    if isinstance(parent, exp.Column):
        parent = parent.parent
    counted = isinstance(parent, exp.Anonymous) and str(parent.name).upper() == "COUNT"
    if not counted and not isinstance(parent, exp.Select):
        raise refuse(text, offset_of(node), "* stands alone in SELECT, or in COUNT(*).")


def _check_distinct(text: str, node: exp.Expr) -> None:
    parent = node.parent
    if isinstance(parent, exp.Select):
        return
    aggregate = isinstance(parent, exp.Anonymous) and str(parent.name).upper() in AGGREGATES
    if not aggregate or len(node.expressions) != 1:
        raise refuse(text, offset_of(node), "DISTINCT stands here before one value only.")


def _check_type(text: str, node: exp.Expr) -> None:
    if node.args.get("this") not in _TYPES:
        raise refuse(
            text,
            offset_of(node),
            "values cannot be cast to this type.",
            remedy="Use SMALLINT, INTEGER, BIGINT, REAL, DOUBLE PRECISION, CHAR, VARCHAR or "
            "TIMESTAMP.",
        )


def _check_subquery(text: str, node: exp.Expr) -> None:
    if not isinstance(node.this, exp.Query):
        raise refuse(text, offset_of(node), "a join cannot stand in parentheses here.")


def _check_query(text: str, node: exp.Expr) -> None:
    if not isinstance(node.this, exp.Query):
        raise refuse(text, offset_of(node), "a SELECT was expected in the parentheses.")


_SPECIAL: dict[type[exp.Expr], Callable[[str, exp.Expr], None]] = {
    exp.CTE: _check_query,
    exp.DataType: _check_type,
    exp.Distinct: _check_distinct,
    exp.Exists: _check_query,
    exp.Limit: _check_count,
    exp.Offset: _check_count,
    exp.Star: _check_star,
    exp.Subquery: _check_subquery,
}
