"""Queries to begin with: ours, adapted to a table, and those that the service publishes."""

from collections.abc import Iterator
from html.parser import HTMLParser

import msgspec

from ....models.adql import Example, ServiceSchema, TableDetails
from ....urls import joined
from ....votable.refusals import plain_text

__all__ = ["Page", "builtin_examples", "pack_examples"]

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_MOST = 200
_LONGEST = 20_000
_SHOWN_COLUMNS = 4


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The examples of a DALI document, and the documents that continue it."""

    examples: list[Example] = []
    more: list[str] = []


def builtin_examples(schema: ServiceSchema, table: TableDetails | None) -> list[Example]:
    """Write examples for a service; those of the first groups are about ``table``."""
    found = [*_basic(table)] if table else []
    if table and schema.uploads:
        found += _upload(table)
    found += _about(schema, table)
    if schema.obscore:
        found += _obscore()
    return found


def _basic(table: TableDetails) -> Iterator[Example]:
    group, name = "Basic", table.adql
    shown = [column for column in table.columns if column.principal] or table.columns
    columns = ", ".join(column.adql for column in shown[:_SHOWN_COLUMNS]) or "*"
    yield _example(group, "First rows", f"SELECT TOP 10 *\nFROM {name}")
    yield _example(group, "Count the rows", f"SELECT COUNT(*) AS n\nFROM {name}")
    yield _example(group, "Some columns", f"SELECT TOP 100 {columns}\nFROM {name}")
    number = next((c for c in shown if c.numeric and c.name not in (table.ra, table.dec)), None)
    if number:
        ordered = (
            f"SELECT TOP 100 *\nFROM {name}\n"
            f"WHERE {number.adql} IS NOT NULL\nORDER BY {number.adql}"
        )
        yield _example(group, f"Smallest {number.name} first", ordered)
    if table.ra and table.dec:
        around = f"SELECT TOP 100 *\nFROM {name}\nWHERE {_cone(table)}"
        yield _example(group, "Around a position", around)


def _cone(table: TableDetails) -> str:
    ra, dec = _position(table)
    return (
        f"1 = CONTAINS(POINT('ICRS', {ra}, {dec}),\n"
        "             CIRCLE('ICRS', 10.6847, 41.2690, 0.5))"
    )


def _position(table: TableDetails) -> tuple[str, str]:
    written = {column.name: column.adql for column in table.columns}
    ra, dec = table.ra or "", table.dec or ""
    return written.get(ra, ra), written.get(dec, dec)


def _upload(table: TableDetails) -> Iterator[Example]:
    note = "Choose a result as the upload “mine” first."
    yield _example("Upload", "Read it back", "SELECT TOP 10 *\nFROM TAP_UPLOAD.mine", note)
    if table.ra and table.dec:
        ra, dec = _position(table)
        query = (
            "SELECT TOP 1000 *\n"
            f"FROM TAP_UPLOAD.mine AS m\nJOIN {table.adql} AS t\n"
            f"  ON 1 = CONTAINS(POINT('ICRS', t.{ra}, t.{dec}),\n"
            "                  CIRCLE('ICRS', m.ra, m.dec, 0.001))"
        )
        yield _example("Upload", "Match positions within 3.6″", query, note)


def _about(schema: ServiceSchema, table: TableDetails | None) -> Iterator[Example]:
    group = "TAP_SCHEMA"
    yield _example(
        group, "All tables", "SELECT schema_name, table_name, description\nFROM tap_schema.tables"
    )
    name = table.name if table else _first_name(schema)
    text = name.replace("'", "''")
    columns = (
        "SELECT column_name, unit, ucd, description\nFROM tap_schema.columns\n"
        f"WHERE table_name = '{text}'"
    )
    yield _example(group, "Columns of a table", columns)
    keys = (
        "SELECT k.from_table, c.from_column, k.target_table, c.target_column\n"
        "FROM tap_schema.keys AS k\nJOIN tap_schema.key_columns AS c ON k.key_id = c.key_id"
    )
    yield _example(group, "Foreign keys", keys)


def _first_name(schema: ServiceSchema) -> str:
    return next((table.name for one in schema.schemas for table in one.tables), "")


def _obscore() -> Iterator[Example]:
    group = "ObsCore"
    yield _example(
        group,
        "What there is",
        "SELECT obs_collection, dataproduct_type, COUNT(*) AS n\nFROM ivoa.obscore\n"
        "GROUP BY obs_collection, dataproduct_type",
    )
    yield _example(
        group,
        "Images that show a position",
        "SELECT TOP 100 *\nFROM ivoa.obscore\nWHERE dataproduct_type = 'image'\n"
        "  AND 1 = CONTAINS(POINT('ICRS', 10.6847, 41.2690), s_region)",
    )
    yield _example(
        group,
        "Around 20 cm",
        "SELECT TOP 100 *\nFROM ivoa.obscore\nWHERE em_min <= 0.21 AND em_max >= 0.19",
    )


def _example(group: str, title: str, adql: str, description: str = "") -> Example:
    return Example(group=group, title=title, adql=adql, description=description)


def pack_examples(body: bytes, *, who: str, url: str = "") -> bytes:
    """Read the examples of a service (DALI 1.1, section 2.3) into MessagePack of `Page`.

    Only text is taken from the XHTML; addresses of continuations are made absolute by ``url``.
    """
    del who
    reader = _Reader()
    reader.feed(body.decode("utf-8", errors="replace"))
    reader.close()
    examples = [
        Example(
            group="Of the service",
            title=plain_text(one.get("name", "")) or "Example",
            adql=one["query"],
            description=one.get("about", ""),
        )
        for one in reader.found
        if one.get("query")
    ]
    page = Page(examples=examples[:_MOST], more=[joined(url, each) for each in reader.more])
    return msgspec.msgpack.encode(page)


class _Reader(HTMLParser):
    """Takes the properties ``name`` and ``query`` of elements with ``typeof="example"``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[dict[str, str]] = []
        self.more: list[str] = []
        # Open elements: what property each of them holds, "example" for the beginning of one.
        self._open: list[tuple[str, str]] = []
        self._key = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        role = given.get("property", "").lower()
        if "example" in given.get("typeof", "").split():
            self.found.append({})
            role = "example"
        elif role == "continuation" and given.get("href"):
            self.more.append(given["href"])
        elif role == "key":
            self._key = ""
        if tag not in _VOID:
            self._open.append((tag, role))

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        roles = [role for _, role in self._open if role]
        if not self.found or "example" not in roles:
            return
        role = roles[-1]
        if role == "key":
            self._key += data.strip().lower()
        elif role == "value" and self._key == "query":
            role = "query"
        if role in ("name", "query"):
            one = self.found[-1]
            text = one.get(role, "") + (data if role == "query" else " ".join(data.split()))
            one[role] = text[:_LONGEST].strip("\n") if role == "query" else text[:200]
