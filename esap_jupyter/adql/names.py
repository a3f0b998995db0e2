"""Which table and column each name means, and what the columns of the answer are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec
from sqlglot import exp

from ..errors import BadRequestError
from ..models import Column
from .check import offset_of
from .position import refuse
from .tables import Catalogue, nearest

__all__ = ["Output", "Resolver"]


@dataclass(frozen=True)
class Output:
    """A column of an answer or of a table; computed ones know nothing but their name."""

    name: str
    column: Column | None = None

    def renamed(self, name: str) -> "Output":
        """Keep the meaning under another name."""
        column = msgspec.structs.replace(self.column, name=name) if self.column else None
        return Output(name, column)


@dataclass
class _Source:
    alias: str
    schema: str
    outputs: list[Output]
    stored: bool = False
    names: dict[str, Output] = field(init=False)

    def __post_init__(self) -> None:
        self.names = {output.name.lower(): output for output in self.outputs}


@dataclass
class _Scope:
    sources: list[_Source]
    outer: "_Scope | None"
    merged: set[str] = field(default_factory=set)

    def holders(self, name: str) -> list[_Source]:
        return [source for source in self.sources if name in source.names]


@dataclass(frozen=True)
class _Cte:
    outputs: list[Output]
    tables: int


_Ctes = Mapping[str, _Cte]

# Planning many joins takes DuckDB minutes in which it cannot be interrupted.
_MAX_TABLES = 32
_MAX_COLUMNS = 2000


class Resolver:
    """Resolves the names of one query, in place: stars are spelled out, columns get aliases.

    Parameters
    ----------
    text
        The query, for the positions in messages.
    catalogue
        The tables that may be named.
    """

    def __init__(self, *, text: str, catalogue: Catalogue) -> None:
        self._text = text
        self._catalogue = catalogue
        self.tables: set[str] = set()
        self._count = 0

    def resolve(
        self, query: exp.Expr, ctes: _Ctes | None = None, outer: _Scope | None = None
    ) -> list[Output]:
        """Resolve a query and return the columns of its answer.

        Raises
        ------
        BadRequestError
            A table or column is unknown or ambiguous; the message suggests the nearest name.
        """
        ctes = self._with(query, dict(ctes or {}), outer)
        if isinstance(query, exp.Subquery):
            return self.resolve(query.this, ctes, outer)
        if isinstance(query, exp.SetOperation):
            return self._set_operation(query, ctes, outer)
        assert isinstance(query, exp.Select)
        return self._select(query, ctes, outer)

    def _with(self, query: exp.Expr, ctes: dict[str, _Cte], outer: _Scope | None) -> _Ctes:
        clause = query.args.get("with_")
        for cte in clause.expressions if clause else []:
            before = self._count
            outputs = self.resolve(cte.this, ctes, outer)
            ctes[cte.alias.lower()] = _Cte(outputs, self._count - before)
        return ctes

    def _set_operation(
        self, query: exp.SetOperation, ctes: _Ctes, outer: _Scope | None
    ) -> list[Output]:
        left = self.resolve(query.left, ctes, outer)
        right = self.resolve(query.right, ctes, outer)
        if len(left) != len(right):
            problem = f"{len(left)} columns cannot be combined with {len(right)}."
            raise refuse(self._text, offset_of(query.right), problem)
        scope = _Scope([_Source("", "", left)], None)
        self._expressions(query.args.get("order"), scope, ctes, {})
        return left

    def _select(self, query: exp.Select, ctes: _Ctes, outer: _Scope | None) -> list[Output]:
        scope = self._sources(query, ctes, outer)
        if not query.expressions:
            raise refuse(self._text, offset_of(query), "SELECT is followed by no columns.")
        query.set("expressions", list(self._expanded(query, scope)))
        outputs = self._projections(query, scope, ctes)
        aliases = {output.name.lower(): output for output in outputs}
        self._expressions(query.args.get("where"), scope, ctes, {})
        for key in ("group", "having", "order"):
            self._expressions(query.args.get(key), scope, ctes, aliases)
        return outputs

    def _sources(self, query: exp.Select, ctes: _Ctes, outer: _Scope | None) -> _Scope:
        scope = _Scope([], outer)
        clause = query.args.get("from_")
        if clause is None:
            return scope
        self._add(scope, clause.this, ctes)
        for join in query.args.get("joins") or []:
            before = {name for source in scope.sources for name in source.names}
            added = self._add(scope, join.this, ctes)
            self._merge(scope, join, before, added)
            self._expressions(join.args.get("on"), scope, ctes, {})
        return scope

    def _merge(self, scope: _Scope, join: exp.Join, before: set[str], added: _Source) -> None:
        if join.method == "NATURAL":
            scope.merged |= before & set(added.names)
        for identifier in join.args.get("using") or []:
            name = identifier.name.lower()
            if name not in before or name not in added.names:
                problem = f"both tables of USING need a column {identifier.name}."
                raise refuse(self._text, offset_of(identifier), problem)
            scope.merged.add(name)

    def _add(self, scope: _Scope, node: exp.Expr, ctes: _Ctes) -> _Source:
        if isinstance(node, exp.Subquery):
            if not node.alias:
                problem = "a subquery in FROM needs a name."
                raise refuse(self._text, offset_of(node), problem, remedy="Write (SELECT …) AS t.")
            source = _Source(node.alias, "", self.resolve(node, ctes))
        else:
            source = self._table(node, ctes)
        if any(_same(source, other) for other in scope.sources):
            problem = f"two tables are called {source.alias}."
            raise refuse(self._text, offset_of(node), problem, remedy="Give one a name with AS.")
        scope.sources.append(source)
        return source

    def _table(self, node: exp.Expr, ctes: _Ctes) -> _Source:
        if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier):
            problem = "only tables can stand in FROM, not functions."
            raise refuse(self._text, offset_of(node), problem, remedy=self._known())
        name = f"{node.db}.{node.name}" if node.db else node.name
        if not node.db and name.lower() in ctes:
            cte = ctes[name.lower()]
            self._reads(node, cte.tables)
            return _Source(node.alias_or_name, "", cte.outputs)
        table = self._catalogue.find(name)
        if table is None:
            raise self._unknown_table(node, name)
        self.tables.add(table.full_name)
        self._reads(node, 1)
        outputs = [Output(column.name, column) for column in table.columns]
        alias, schema = node.alias_or_name, "" if node.alias else table.schema
        if table.stored:
            _rename(node, table.stored, alias)
        return _Source(alias, schema, outputs, stored=table.stored is not None)

    def _reads(self, node: exp.Expr, tables: int) -> None:
        self._count += tables
        if self._count > _MAX_TABLES:
            problem = f"the query reads more than {_MAX_TABLES} tables."
            raise refuse(self._text, offset_of(node), problem, remedy="Ask in several queries.")

    def _unknown_table(self, node: exp.Expr, name: str) -> BadRequestError:
        found = self._catalogue.nearest(name)
        remedy = f"Did you mean {found}?" if found else self._known()
        return refuse(self._text, offset_of(node), f"there is no table {name[:80]}.", remedy=remedy)

    def _known(self) -> str:
        return f"Known are {', '.join(table.full_name for table in self._catalogue)}."

    def _expanded(self, query: exp.Select, scope: _Scope) -> Iterator[exp.Expr]:
        for node in query.expressions:
            if isinstance(node, exp.Star):
                yield from self._all_columns(node, scope)
            elif isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
                source = self._source_of(node, scope)
                for output in source.outputs:
                    yield _qualified(source, output)
            else:
                yield node

    def _all_columns(self, node: exp.Expr, scope: _Scope) -> Iterator[exp.Expr]:
        if not scope.sources:
            raise refuse(self._text, offset_of(node), "* needs a FROM.")
        seen: set[str] = set()
        for source in scope.sources:
            for output in source.outputs:
                name = output.name.lower()
                if name not in scope.merged:
                    yield _qualified(source, output)
                elif name not in seen:
                    seen.add(name)
                    yield exp.Column(this=exp.to_identifier(output.name, quoted=True))

    def _projections(self, query: exp.Select, scope: _Scope, ctes: _Ctes) -> list[Output]:
        if len(query.expressions) > _MAX_COLUMNS:
            problem = f"the query has more than {_MAX_COLUMNS} columns."
            raise refuse(self._text, offset_of(query), problem, remedy="Name those you need.")
        outputs: list[Output] = []
        taken: set[str] = set()
        nodes: list[exp.Expr] = []
        for index, node in enumerate(query.expressions, 1):
            self._expressions(node, scope, ctes, {})
            plain = node.this if isinstance(node, exp.Alias) else node
            meaning = self._meaning(plain, scope)
            name = _unique(node.alias or _own_name(plain, meaning, index), taken)
            outputs.append(meaning.renamed(name))
            nodes.append(exp.alias_(plain, exp.to_identifier(name, quoted=True), copy=False))
        query.set("expressions", nodes)
        return outputs

    def _meaning(self, node: exp.Expr, scope: _Scope) -> Output:
        while isinstance(node, exp.Paren):
            node = node.this
        if isinstance(node, exp.Column):
            return self._column(node, scope, {})
        return Output("")

    def _expressions(
        self,
        root: exp.Expr | None,
        scope: _Scope,
        ctes: _Ctes,
        aliases: Mapping[str, Output],
    ) -> None:
        if root is None:
            return
        for node in root.walk(prune=lambda part: isinstance(part, (exp.Query, exp.Column))):
            if isinstance(node, exp.Query):
                self.resolve(node, ctes, scope)
            elif isinstance(node, exp.Column) and not isinstance(node.this, exp.Star):
                self._column(node, scope, aliases)

    def _column(self, node: exp.Column, scope: _Scope, aliases: Mapping[str, Output]) -> Output:
        name = node.name.lower()
        if node.table:
            source = self._source_of(node, scope)
            if name not in source.names:
                raise self._unknown_column(node, [source])
            return source.names[name]
        if name in aliases:
            return aliases[name]
        return self._bare(node, name, scope)

    def _bare(self, node: exp.Column, name: str, scope: _Scope) -> Output:
        current: _Scope | None = scope
        while current is not None:
            holders = current.holders(name)
            if len(holders) > 1 and name not in current.merged:
                tables = " and ".join(holder.alias for holder in holders)
                problem = f"{node.name} is a column of {tables}."
                remedy = f"Write {holders[0].alias}.{node.name}."
                raise refuse(self._text, offset_of(node), problem, remedy=remedy)
            if holders:
                return holders[0].names[name]
            current = current.outer
        raise self._unknown_column(node, scope.sources)

    def _source_of(self, node: exp.Column, scope: _Scope) -> _Source:
        current: _Scope | None = scope
        while current is not None:
            for source in current.sources:
                if source.alias.lower() == node.table.lower() and (
                    not node.db or node.db.lower() == source.schema.lower()
                ):
                    if source.stored:
                        node.set("db", None)
                    return source
            current = current.outer
        prefix = f"{node.db}.{node.table}" if node.db else node.table
        names = ", ".join(source.alias for source in scope.sources) or "none"
        problem = f"there is no table {prefix[:80]} in this FROM."
        raise refuse(self._text, offset_of(node), problem, remedy=f"Its tables: {names}.")

    def _unknown_column(self, node: exp.Column, sources: list[_Source]) -> BadRequestError:
        known = [output.name for source in sources for output in source.outputs]
        found = nearest(node.name, known)
        if found:
            remedy = f"Did you mean {found}?"
        elif sources:
            remedy = f"Known are {', '.join(known[:40])}."
        else:
            remedy = "Strings stand in single quotes; columns need a FROM."
        problem = f"there is no column {node.name[:80]}."
        return refuse(self._text, offset_of(node), problem, remedy=remedy)


def _same(one: _Source, other: _Source) -> bool:
    return (one.alias.lower(), one.schema.lower()) == (other.alias.lower(), other.schema.lower())


def _rename(node: exp.Table, stored: str, alias: str) -> None:
    # An uploaded table has no schema in the database, and a name that no query can give.
    node.set("this", exp.to_identifier(stored, quoted=True))
    node.set("db", None)
    node.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))


def _qualified(source: _Source, output: Output) -> exp.Column:
    schema = "" if source.stored else source.schema
    return exp.Column(
        this=exp.to_identifier(output.name, quoted=True),
        table=exp.to_identifier(source.alias, quoted=True),
        db=exp.to_identifier(schema, quoted=True) if schema else None,
    )


def _own_name(node: exp.Expr, meaning: Output, index: int) -> str:
    if meaning.name:
        return meaning.name
    if isinstance(node, exp.Anonymous):
        return str(node.name).lower()
    return f"column_{index}"


def _unique(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate.lower() in taken:
        number += 1
        candidate = f"{name}_{number}"
    taken.add(candidate.lower())
    return candidate
