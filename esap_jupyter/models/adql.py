"""The nouns of writing ADQL that cross a boundary; see `esap_jupyter.models`."""

from typing import Literal

from .base import Model
from .core import Column, Interval

__all__ = [
    "CheckRequest",
    "ColumnFilter",
    "ColumnValues",
    "Diagnostic",
    "DraftRequest",
    "Example",
    "ForeignKey",
    "QueryCheck",
    "QueryDraft",
    "SchemaColumn",
    "SchemaTable",
    "ServiceSchema",
    "Severity",
    "SpectralUnit",
    "TableDetails",
    "TableSchema",
    "TextEdit",
]

Severity = Literal["error", "warning", "info"]
SpectralUnit = Literal[
    "m", "mm", "um", "nm", "Angstrom", "Hz", "MHz", "GHz", "THz", "eV", "keV", "MeV"
]


class SchemaTable(Model, kw_only=True, frozen=True):
    """A table without its columns; ``adql`` is its name as a query has it."""

    name: str
    adql: str
    title: str = ""
    description: str = ""
    rows: int | None = None
    kind: str = ""


class TableSchema(Model, kw_only=True, frozen=True):
    """A schema and its tables."""

    name: str
    title: str = ""
    description: str = ""
    tables: list[SchemaTable] = []


class ServiceSchema(Model, kw_only=True, frozen=True):
    """The tables of a service, and what its language can do.

    ``source`` says where the tables were read, ``notes`` what failed before. ``functions`` are
    the forms of functions that the service declares besides ADQL's own; ``declared`` says whether
    it declares its functions at all. Limits are in rows.
    """

    archive: str
    source: str
    notes: list[str] = []
    schemas: list[TableSchema] = []
    functions: list[str] = []
    declared: bool = False
    obscore: bool = False
    uploads: bool = False
    default_limit: int | None = None
    hard_limit: int | None = None


class SchemaColumn(Column, kw_only=True, frozen=True):
    """A column of a service's table; ``adql`` is its name as a query has it."""

    adql: str
    indexed: bool = False
    principal: bool = False


class ForeignKey(Model, kw_only=True, frozen=True):
    """Tables that belong together; ``join`` is the clause that joins ``other`` to the table."""

    other: str
    columns: list[list[str]]
    description: str = ""
    join: str = ""


class TableDetails(Model, kw_only=True, frozen=True):
    """The columns and foreign keys of one table; ``notes`` say what could not be had."""

    name: str
    adql: str
    source: str
    description: str = ""
    rows: int | None = None
    ra: str | None = None
    dec: str | None = None
    columns: list[SchemaColumn] = []
    keys: list[ForeignKey] = []
    notes: list[str] = []


class ColumnValues(Model, kw_only=True, frozen=True):
    """What stands in a column; ``complete`` unless there is more."""

    column: str
    values: list[str]
    complete: bool


class Example(Model, kw_only=True, frozen=True):
    """A query to begin with."""

    group: str
    title: str
    adql: str
    description: str = ""


class CheckRequest(Model, kw_only=True, frozen=True):
    """A query that somebody is writing for an archive."""

    archive: str
    adql: str


class Diagnostic(Model, kw_only=True, frozen=True):
    """What may be wrong with a query; offsets in UTF-16 units, line and column from 1."""

    start: int
    end: int
    line: int
    column: int
    severity: Severity
    message: str
    remedy: str = ""


class TextEdit(Model, kw_only=True, frozen=True):
    """Put ``text`` in place of what stands from ``start`` to before ``end`` (UTF-16 units)."""

    start: int
    end: int
    text: str
    reason: str


class QueryCheck(Model, kw_only=True, frozen=True):
    """What is known of a query before it is sent; ``tables`` are those that it names."""

    diagnostics: list[Diagnostic] = []
    edits: list[TextEdit] = []
    tables: list[str] = []


class ColumnFilter(Model, kw_only=True, frozen=True):
    """A condition as a person writes it: ``> 5``, ``1 .. 3``, ``LIKE M%``, ``IS NULL``."""

    column: str
    text: str


class DraftRequest(Model, kw_only=True, frozen=True):
    """Constraints on one table, which make a query.

    ``target`` is a name or coordinates, ``radius`` and ``polygon`` (ra, dec, ra, dec, …) are in
    degrees, ICRS; ``overlaps`` asks for footprints (``s_region``) instead of positions. Times are
    ISO dates. ``band`` is in ``band_unit``. ``values`` are wanted values by column.
    """

    archive: str
    table: str
    columns: list[str] = []
    target: str = ""
    radius: float | None = None
    polygon: list[float] = []
    overlaps: bool = False
    time_from: str = ""
    time_to: str = ""
    band: Interval | None = None
    band_unit: SpectralUnit = "nm"
    values: dict[str, list[str]] = {}
    filters: list[ColumnFilter] = []
    top: int | None = None


class QueryDraft(Model, kw_only=True, frozen=True):
    """The query that constraints make, and Python that sends it."""

    adql: str
    python: str
