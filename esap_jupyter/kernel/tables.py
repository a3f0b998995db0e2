"""Which tables the user has in the kernel; looking for them imports nothing."""

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

__all__ = ["MOST", "KernelTable", "tables_of"]

MOST = 200
"""How many tables are told of at most."""


class KernelTable(msgspec.Struct, frozen=True, kw_only=True):
    """A variable that holds a table.

    ``kind`` is for people. ``rows`` and ``columns`` are None where the table itself fails to
    tell.
    """

    name: str
    kind: str
    rows: int | None
    columns: int | None


# By the module and the name of a class: what it is called, and where it has its columns.
_KINDS: dict[tuple[str, str], tuple[str, Callable[[Any], Any]]] = {
    ("astropy.table", "QTable"): ("Astropy QTable", lambda table: table.colnames),
    ("astropy.table", "Table"): ("Astropy table", lambda table: table.colnames),
    ("pandas", "DataFrame"): ("pandas data frame", lambda table: table.columns),
    ("polars", "DataFrame"): ("Polars data frame", lambda table: table.columns),
    ("pyarrow", "Table"): ("Arrow table", lambda table: table.column_names),
    ("pyarrow", "RecordBatch"): ("Arrow record batch", lambda table: table.schema.names),
}


def tables_of(variables: Mapping[str, Any]) -> tuple[list[KernelTable], int]:
    """List the tables among variables, by name, and count those beyond `MOST`.

    Names that begin with an underscore are left out, as IPython's own ``_`` and ``_12`` are.
    Nothing of a value is run to find out what it is; a table is asked for its length alone.

    Parameters
    ----------
    variables
        The user's namespace.
    """
    known = [*_known()]
    found = [
        _described(name, value, *kind)
        for name, value in sorted(variables.items(), key=lambda item: item[0].casefold())
        if not name.startswith("_")
        for kind in [_kind(type(value), known)]
        if kind is not None
    ]
    return found[:MOST], max(0, len(found) - MOST)


def _known() -> Iterator[tuple[type, str, Callable[[Any], Any]]]:
    """Yield the classes of tables that are imported; nobody has a table of the others."""
    for (module, name), (kind, columns) in _KINDS.items():
        cls = getattr(sys.modules.get(module), name, None)
        if isinstance(cls, type):
            yield cls, kind, columns


def _kind(
    cls: type, known: list[tuple[type, str, Callable[[Any], Any]]]
) -> tuple[str, Callable[[Any], Any]] | None:
    for base, kind, columns in known:
        if issubclass(cls, base):
            return kind, columns
    return None


def _described(name: str, table: Any, kind: str, columns: Callable[[Any], Any]) -> KernelTable:
    return KernelTable(
        name=name,
        kind=kind,
        rows=_counted(lambda: len(table)),
        columns=_counted(lambda: len(columns(table))),
    )


def _counted(count: Callable[[], int]) -> int | None:
    try:
        return count()
    except Exception:  # noqa: BLE001  one broken table must not hide the others
        return None
