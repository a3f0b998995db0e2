"""What the engine knows of the tables that a query may name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from ..models import Column

__all__ = ["Catalogue", "Key", "Table", "nearest"]


@dataclass(frozen=True, kw_only=True)
class Key:
    """A foreign key: ``columns`` are pairs of this table's column and the target's."""

    target: str
    columns: tuple[tuple[str, str], ...]
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table and its columns; ``name`` is without the schema.

    ``stored`` is the name of an uploaded table in the database, where it has no schema.
    """

    schema: str
    name: str
    description: str
    columns: tuple[Column, ...]
    principal: frozenset[str] = frozenset()
    indexed: frozenset[str] = frozenset()
    standard: bool = False
    keys: tuple[Key, ...] = ()
    rows: int | None = None
    utype: str | None = None
    stored: str | None = None

    @property
    def full_name(self) -> str:
        """The name as a query gives it."""
        return f"{self.schema}.{self.name}"


class Catalogue:
    """The tables by full name; names are compared without regard to case."""

    def __init__(self, tables: Iterable[Table] = ()) -> None:
        self._tables = {table.full_name.lower(): table for table in tables}

    def __iter__(self) -> Iterator[Table]:
        return iter(self._tables.values())

    def find(self, full_name: str) -> Table | None:
        """Look a table up by ``schema.table``."""
        return self._tables.get(full_name.lower())

    def nearest(self, name: str) -> str:
        """Return the known table whose name is most like the given one, or an empty string."""
        return nearest(name, [table.full_name for table in self._tables.values()])


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is most like the given one, or an empty string."""
    names = {candidate.lower(): candidate for candidate in known}
    shorts = {key.rsplit(".", 1)[-1]: value for key, value in names.items()}
    wanted = name.lower()
    for candidates in (names, shorts):
        if found := get_close_matches(wanted, candidates, n=1, cutoff=0.6):
            return candidates[found[0]]
    return shorts.get(wanted.rsplit(".", 1)[-1], "")
