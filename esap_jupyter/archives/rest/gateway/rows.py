"""Turns what an ESAP gateway answered into rows with columns."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ....columns import column
from ....errors import BadAnswerError
from ....models import Column
from ..rows import Row, write_rows
from .client import error_in

__all__ = ["COLUMNS", "write_answer"]

_DEGREES = {"datatype": "double", "unit": "deg"}
COLUMNS: Mapping[str, Column] = {
    each.name: each
    for each in (
        column("dataset", "The gateway's dataset that the row is of", ucd="meta.dataset"),
        column("name", "Name of what was observed", ucd="meta.id;src"),
        column("target", "What was observed", ucd="meta.id;src"),
        column("title", "Title", ucd="meta.title"),
        column("collection", "Collection"),
        column("obs_collection", "Collection of the observation", ucd="meta.id"),
        column("level", "Level of processing"),
        column("calibration_level", "Level of calibration, 0 to 4", datatype="int", unit=""),
        column("dataproduct_type", "Kind of data", ucd="meta.code.class"),
        column("ra", "Right ascension (ICRS)", ucd="pos.eq.ra;meta.main", **_DEGREES),
        column("dec", "Declination (ICRS)", ucd="pos.eq.dec;meta.main", **_DEGREES),
        column("fov", "Field of view", ucd="instr.fov", **_DEGREES),
        column(
            "size", "Estimated size", datatype="double", unit="kbyte", ucd="phys.size;meta.file"
        ),
        column("facility", "Telescope", ucd="meta.id;instr.tel"),
        column("instrument", "Instrument", ucd="meta.id;instr"),
        column("thumbnail", "Address of a preview", ucd="meta.ref.url;meta.preview"),
        column("url", "Address of the data", ucd="meta.ref.url"),
        column("PID", "Persistent identifier", ucd="meta.ref.uri"),
    )
}
"""Columns that are known by name; others are told from their values."""

_JOINED = column(
    "result", "All values as the gateway joined them with commas, where they cannot be told apart"
)
_NUMBERS = {"short": "short", "int": "int", "long": "long", "float": "float", "double": "double"}
_INTEGERS = frozenset({"short", "int", "long"})
_MISSING = frozenset({"", "nan", "None"})
_LONG = 1 << 63


def write_answer(
    source: Path,
    destination: Path,
    *,
    dataset: str,
    maxrec: int,
    who: str,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write the VOTable of an answer of ``query/query/``; for a worker, as it takes a while.

    Parameters
    ----------
    source
        The answer, JSON.
    destination
        The VOTable.
    dataset
        Rows of other datasets are left out, as the gateway finds all whose name contains it.
    maxrec
        The most rows; the gateway was asked for one more, so that more, of whatever dataset,
        means truncated.
    who
        What to call the gateway.

    Raises
    ------
    ArchiveError
        The answer is an error, whatever the HTTP status was.
    BadAnswerError
        It is not the gateway's JSON.
    """
    document = _read(source, who)
    error = error_in(document, who=who)
    if error is not None:
        raise error
    rows = document.get("results") if isinstance(document, dict) else document
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadAnswerError(f"{who} answered without rows.", remedy="Try again later.")
    ours = [row for row in rows if row.get("dataset", dataset) == dataset]
    columns, cells = _joined(ours) if _is_joined(ours) else (_columns(ours), ours)
    if progress is not None:
        progress(len(ours))
    return write_rows(
        columns,
        iter([cells[:maxrec]]),
        destination,
        who=who,
        description=f"{dataset}, by {who}",
        # Where rows of other datasets fill the page, some of ours may not have come.
        overflow=len(rows) > maxrec,
    )


def _read(source: Path, who: str) -> Any:
    try:
        return json.loads(source.read_bytes())
    except (ValueError, RecursionError) as error:
        raise BadAnswerError(
            f"{who} answered with something else than JSON.", remedy="Try again later."
        ) from error


def _columns(rows: Sequence[Row]) -> list[Column]:
    """Tell the columns from the rows; those that are known come in their usual order first."""
    names = dict.fromkeys(key for row in rows for key in row)
    known = [COLUMNS[name] for name in COLUMNS if name in names and _fits(name, rows)]
    found = {each.name for each in known}
    others = [_guessed(name, rows) for name in names if name not in found]
    return [*known, *others] or [COLUMNS[name] for name in ("dataset", "name", "ra", "dec", "url")]


def _fits(name: str, rows: Sequence[Row]) -> bool:
    return not COLUMNS[name].numeric or all(_is_number(row.get(name)) for row in rows)


def _guessed(name: str, rows: Sequence[Row]) -> Column:
    values = [value for row in rows if (value := row.get(name)) is not None]
    kinds = {type(value) for value in values}
    description = name.replace("_", " ")
    if kinds == {bool}:
        return column(name, description, datatype="boolean")
    if kinds == {int} and all(-_LONG <= value < _LONG for value in values):
        return column(name, description, datatype="long", unit="")
    if kinds and kinds <= {int, float}:
        return column(name, description, datatype="double", unit="")
    return column(name, description)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _is_joined(rows: Sequence[Row]) -> bool:
    return any(isinstance(row.get("fields"), list) and row["fields"] for row in rows)


def _joined(rows: Sequence[Row]) -> tuple[list[Column], list[Row]]:
    """Take comma-joined values apart, by the fields that come with each row.

    A comma within a value cannot be told from one between two. Such a row keeps the text as it
    came, and its other columns are empty.
    """
    fields = next(row["fields"] for row in rows if row.get("fields"))
    columns = [_declared(each) for each in fields if isinstance(each, dict) and each.get("name")]
    cells = list(_cells(rows, columns))
    torn = any("result" in each for each in cells)
    extra = [_JOINED] if torn else []
    return [COLUMNS["dataset"], *columns, *extra], cells


def _cells(rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[Row]:
    for row in rows:
        text = str(row.get("result", ""))
        values = text.split(",")
        kept = {"dataset": row.get("dataset")}
        taken = _taken(values, columns) if len(values) == len(columns) else None
        yield {**taken, **kept} if taken is not None else {**kept, "result": text}


def _taken(values: Sequence[str], columns: Sequence[Column]) -> dict[str, Any] | None:
    """Give each column its value, or None where one cannot be of its column's type."""
    taken: dict[str, Any] = {}
    for each, value in zip(columns, values, strict=True):
        if value in _MISSING:
            taken[each.name] = None
            continue
        if each.numeric and not _reads(value, each.datatype):
            return None
        taken[each.name] = value
    return taken


def _reads(value: str, datatype: str) -> bool:
    try:
        (int if datatype in _INTEGERS else float)(value)
    except ValueError:
        return False
    return True


def _declared(field: Mapping[str, Any]) -> Column:
    datatype = _NUMBERS.get(str(field.get("datatype")), "unicodeChar")
    return column(
        str(field["name"]),
        str(field.get("description") or ""),
        datatype=datatype,
        ucd=_word(field.get("ucd")),
        utype=_word(field.get("utype")),
    )


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
