"""What is known of a query before it is sent: the parser's word, and that of the metadata."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from ....adql.examination import ColumnUse, Examination, NameUse, examine
from ....adql.fixing import find_edits
from ....adql.reserved import FUNCTIONS
from ....compute import Compute
from ....models.adql import Diagnostic, QueryCheck, ServiceSchema, Severity, TextEdit
from ..tap.names import plain_name
from .metadata import ServiceMetadata

__all__ = ["check_query"]

_HINT = "This is ESAP's own check; the service may know more, and is asked all the same."
_MOST = 100


def check_query(adql: str, metadata: ServiceMetadata | None, compute: Compute) -> QueryCheck:
    """Check a query against what has been read of a service; nobody is contacted.

    Parameters
    ----------
    adql
        The query, as far as it is written.
    metadata
        What is known of the service.
    compute
        Where the query is parsed.
    """
    if not adql.strip():
        return QueryCheck()
    found = compute.run(examine, adql, lane="view")
    schema = metadata.known if metadata else None
    places = _Places(adql)
    diagnostics = [
        places.diagnostic(
            problem.start,
            problem.end,
            "error" if problem.certain else "info",
            problem.message,
            problem.remedy if problem.certain else " ".join(filter(None, [problem.remedy, _HINT])),
        )
        for problem in found.problems
    ]
    if metadata is not None and schema is not None:
        diagnostics += _names(found, metadata, schema, places)
    edits = compute.run(
        find_edits,
        adql,
        tables=_odd_tables(schema),
        columns=_columns(found, metadata),
        names=_all_names(found, metadata),
        lane="view",
    )
    return QueryCheck(
        diagnostics=sorted(diagnostics, key=lambda one: one.start)[:_MOST],
        edits=[
            TextEdit(
                start=places.units(edit.start),
                end=places.units(edit.end),
                text=edit.text,
                reason=edit.reason,
            )
            for edit in edits
        ],
        tables=list(dict.fromkeys(use.name for use in found.tables)),
    )


class _Places:
    """Offsets in characters as the editor counts them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = text.isascii() or max(text) <= "\uffff"

    def units(self, offset: int) -> int:
        """Return an offset in UTF-16 units."""
        if self._plain:
            return offset
        return offset + sum(1 for one in self._text[:offset] if one > "\uffff")

    def diagnostic(
        self, start: int, end: int, severity: Severity, message: str, remedy: str
    ) -> Diagnostic:
        before = self._text[:start]
        return Diagnostic(
            start=self.units(start),
            end=self.units(end),
            line=before.count("\n") + 1,
            column=start - (before.rfind("\n") + 1) + 1,
            severity=severity,
            message=message,
            remedy=remedy,
        )


def _names(
    found: Examination, metadata: ServiceMetadata, schema: ServiceSchema, places: _Places
) -> Iterator[Diagnostic]:
    known = {plain_name(t.name).lower(): t.name for one in schema.schemas for t in one.tables}
    shorts = {name.rpartition(".")[2] for name in known}
    for use in found.tables:
        name = use.name.lower()
        if name not in known and name not in shorts and not name.startswith("tap_upload."):
            yield _unknown(use, f"There is no table {use.name} in this service.", known, places)
    for column in found.columns:
        names = _known_columns(column, metadata)
        if names is not None and column.name.lower() not in names:
            where = " or ".join(column.tables)
            message = f"{where} has no column {column.name}."
            yield _unknown(column, message, names, places)
    if schema.declared:
        functions = {form.partition("(")[0].strip().upper() for form in schema.functions}
        for use in found.functions:
            if use.name.upper() not in functions | FUNCTIONS:
                message = f"{use.name} is neither a function of ADQL nor declared by the service."
                yield places.diagnostic(use.start, use.end, "info", message, _HINT)


def _unknown(
    use: NameUse | ColumnUse, message: str, known: dict[str, str], places: _Places
) -> Diagnostic:
    near = get_close_matches(use.name.lower(), known, n=1, cutoff=0.7)
    remedy = f"Did you mean {known[near[0]]}? " if near else ""
    return places.diagnostic(use.start, use.end, "warning", message, remedy + _HINT)


def _known_columns(use: ColumnUse, metadata: ServiceMetadata) -> dict[str, str] | None:
    """Return the columns of all tables that may be meant; None where one is not known."""
    names: dict[str, str] = {}
    for name in use.tables:
        table = metadata.known_table(name)
        if table is None or not table.columns:
            return None
        names.update({plain_name(c.name).lower(): plain_name(c.name) for c in table.columns})
    return names


def _odd_tables(schema: ServiceSchema | None) -> dict[str, str]:
    if schema is None:
        return {}
    tables = [table for one in schema.schemas for table in one.tables]
    return {plain_name(t.name).lower(): t.adql for t in tables if '"' in t.adql}


def _all_names(found: Examination, metadata: ServiceMetadata | None) -> frozenset[str] | None:
    """Return what names may be where all tables in use are known, and None elsewhere."""
    if metadata is None or not found.tables:
        return None
    tables = [metadata.known_table(use.name) for use in found.tables]
    if not all(table and table.columns for table in tables):
        return None
    parts = frozenset(part.lower() for use in found.tables for part in use.name.split("."))
    return parts | frozenset(name.lower() for name in _columns(found, metadata))


def _columns(found: Examination, metadata: ServiceMetadata | None) -> Sequence[str]:
    if metadata is None:
        return ()
    tables = [metadata.known_table(use.name) for use in found.tables]
    return [plain_name(c.name) for table in tables if table for c in table.columns]
