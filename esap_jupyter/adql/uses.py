"""Finds the tables, columns and functions that a syntax tree names, with their places."""

from collections.abc import Iterator

from sqlglot import exp

from .examination import ColumnUse, NameUse

__all__ = ["columns", "functions", "tables"]


def tables(tree: exp.Query) -> Iterator[NameUse]:
    """Yield the tables of all FROM clauses, without those that WITH makes."""
    for table in tree.find_all(exp.Table):
        place = _place(table)
        if place is not None and not _is_made_here(table):
            yield NameUse(name=_full_name(table), start=place[0], end=place[1])


def columns(tree: exp.Query) -> Iterator[ColumnUse]:
    """Yield the columns whose table can only be one of the service's."""
    for column in tree.find_all(exp.Column):
        place = _place(column.this)
        owners = None if place is None or isinstance(column.this, exp.Star) else _owners(column)
        if place is not None and owners:
            yield ColumnUse(name=column.name, start=place[0], end=place[1], tables=tuple(owners))


def functions(tree: exp.Query) -> Iterator[NameUse]:
    """Yield the functions that are called by their names."""
    for call in tree.find_all(exp.Anonymous):
        start = call.meta.get("start")
        if isinstance(call.this, str) and isinstance(start, int):
            yield NameUse(name=call.this, start=start, end=start + len(call.this))


def _place(node: exp.Expr) -> tuple[int, int] | None:
    # A table's alias has a place too, which does not count.
    keys = ("catalog", "db", "this")
    given = [node.args.get(key) for key in keys] if isinstance(node, exp.Table) else [node]
    parts = [part for part in given if isinstance(part, exp.Expr)]
    starts = [part.meta["start"] for part in parts if "start" in part.meta]
    ends = [part.meta["end"] for part in parts if "end" in part.meta]
    return (int(min(starts)), int(max(ends)) + 1) if starts and ends else None


def _full_name(table: exp.Table) -> str:
    parts = (table.args.get("catalog"), table.args.get("db"), table.this)
    return ".".join(part.name for part in parts if isinstance(part, exp.Expr))


def _is_made_here(table: exp.Table) -> bool:
    if table.args.get("db"):
        return False
    name = table.name.lower()
    current: exp.Expr | None = table.parent
    while current is not None:
        clause = current.args.get("with_")
        if clause and any(cte.alias.lower() == name for cte in clause.expressions):
            return True
        current = current.parent
    return False


def _owners(column: exp.Column) -> list[str] | None:
    """Name the tables that may have the column; None where that cannot be known."""
    found: list[str] = []
    inside = False
    current: exp.Expr | None = column.parent
    while current is not None:
        if isinstance(current, exp.SetOperation) and not inside:
            return None
        if isinstance(current, exp.Select):
            inside = True
            sources = _sources(current)
            if sources is None:
                return None
            if column.table:
                named = [table for table in sources if _is_called(table, column)]
                if named:
                    return [_full_name(table) for table in named]
            else:
                if any(each.alias.lower() == column.name.lower() for each in current.expressions):
                    return None
                found += [_full_name(table) for table in sources]
        if _is_closed(current):
            break
        current = current.parent
    return found or None


def _is_closed(node: exp.Expr) -> bool:
    """Say whether what is around does not lend its tables: in WITH, and in FROM."""
    in_from = isinstance(node, exp.Subquery) and isinstance(node.parent, (exp.From, exp.Join))
    return in_from or isinstance(node, exp.CTE)


def _sources(select: exp.Select) -> list[exp.Table] | None:
    clause = select.args.get("from_")
    if clause is None:
        return []
    nodes = [clause.this, *(join.this for join in select.args.get("joins") or [])]
    if not all(isinstance(node, exp.Table) and not _is_made_here(node) for node in nodes):
        return None
    return nodes


def _is_called(table: exp.Table, column: exp.Column) -> bool:
    if table.alias:
        return table.alias.lower() == column.table.lower()
    prefix = f"{column.db}.{column.table}" if column.db else column.table
    name = _full_name(table).lower()
    return name == prefix.lower() or name.endswith(f".{prefix.lower()}")
