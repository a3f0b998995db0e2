"""From ADQL to the SQL that DuckDB runs."""

import math
from dataclasses import dataclass

from sqlglot import exp

from ..errors import BadRequestError
from ..models import Column
from .check import check, offset_of
from .functions import GEOMETRY, translate_function
from .geometry import compare, distance
from .names import Resolver
from .parser import parse
from .position import refuse
from .tables import Catalogue

__all__ = ["Translation", "translate"]


@dataclass(frozen=True, kw_only=True)
class Translation:
    """A query for DuckDB.

    ``columns`` has a description for each column of the answer that is a plain column of a
    table, ``None`` for computed ones; ``names`` are the names of all of them.
    """

    sql: str
    names: list[str]
    columns: list[Column | None]
    tables: frozenset[str]


def translate(text: str, catalogue: Catalogue, *, limit: int | None = None) -> Translation:
    """Translate ADQL to DuckDB's SQL.

    Parameters
    ----------
    text
        The query.
    catalogue
        The tables that it may name.
    limit
        The largest number of rows to compute, whatever the query's TOP says.

    Raises
    ------
    BadRequestError
        The query is not ADQL, or names what is not there; the message gives the position.
    """
    tree = parse(text)
    try:
        return _translate(text, tree, catalogue, limit)
    except RecursionError:
        raise BadRequestError(
            "The query is nested too deeply.", remedy="Use a subquery with a name (WITH)."
        ) from None


def _translate(text: str, tree: exp.Query, catalogue: Catalogue, limit: int | None) -> Translation:
    check(text, tree)
    resolver = Resolver(text=text, catalogue=catalogue)
    outputs = resolver.resolve(tree)
    _replace_functions(text, tree)
    _replace_literals(text, tree)
    _replace_casts(tree)
    return Translation(
        sql=_limited(tree, limit).sql(dialect="duckdb", identify=True),
        names=[output.name for output in outputs],
        columns=[output.column for output in outputs],
        tables=frozenset(resolver.tables),
    )


def _replace_functions(text: str, tree: exp.Query) -> None:
    # From the outside in, so that CONTAINS has taken its shapes before they are looked at.
    for node in list(tree.find_all(exp.Anonymous, bfs=True)):
        if not _is_within(node, tree):
            continue
        name = str(node.name).upper()
        if name in GEOMETRY and isinstance(node.this, str):
            _replace_geometry(text, node, name)
        elif not name.startswith("ADQL_"):
            node.replace(translate_function(text, node))
        else:
            raise refuse(text, offset_of(node), f"there is no function {name}.")


def _is_within(node: exp.Expr, tree: exp.Query) -> bool:
    return node.root() is tree


def _replace_geometry(text: str, node: exp.Anonymous, name: str) -> None:
    if name == "DISTANCE":
        node.replace(distance(text, node))
    elif name in ("CONTAINS", "INTERSECTS"):
        _replace_condition(node, compare(text, node))
    else:
        raise refuse(
            text,
            offset_of(node),
            f"{name} stands only inside CONTAINS, INTERSECTS and DISTANCE.",
        )


def _replace_condition(node: exp.Anonymous, condition: exp.Expr) -> None:
    # 1 = CONTAINS(…) becomes the bare condition, which DuckDB can push down to the table.
    parent = node.parent
    if isinstance(parent, (exp.EQ, exp.NEQ)):
        other = parent.expression if parent.this is node else parent.this
        if isinstance(other, exp.Literal) and other.name in ("0", "1"):
            wanted = (other.name == "1") == isinstance(parent, exp.EQ)
            parent.replace(condition if wanted else exp.Not(this=condition))
            return
    node.replace(exp.Cast(this=condition, to=exp.DataType.build("INT")))


def _replace_literals(text: str, tree: exp.Query) -> None:
    # ADQL's 1.5 is a double; DuckDB would compute with decimals.
    for node in list(tree.find_all(exp.Literal)):
        if node.is_string or node.name.isdigit():
            continue
        value = float(node.name)
        if math.isinf(value):
            raise refuse(text, offset_of(node), f"the number {node.name[:40]} is too large.")
        shown = repr(value)
        node.replace(exp.Literal.number(shown if "e" in shown else f"{shown}e0"))


def _replace_casts(tree: exp.Query) -> None:
    # DuckDB ignores the length of CHAR(n); ADQL cuts.
    for node in list(tree.find_all(exp.Cast)):
        length = node.to.expressions
        if not length or not node.to.is_type("char", "varchar"):
            continue
        node.to.set("expressions", [])
        inner = node.copy()
        size = exp.Literal.number(length[0].name)
        node.replace(exp.Anonymous(this="left", expressions=[inner, size]))


def _limited(tree: exp.Query, limit: int | None) -> exp.Query:
    if limit is None:
        return tree
    own = tree.args.get("limit")
    if own is not None and int(own.expression.name) <= limit:
        return tree
    return tree.limit(limit, copy=False)
