"""A result in a notebook's output; everything that came from an archive is escaped."""

from html import escape
from pathlib import Path

from ..errors import EsapError
from ..models import Column, Result
from ..results.pages import MAX_COLUMNS

__all__ = ["render"]

_ROWS = 10


def render(result: Result) -> str:
    """Return the title, a warning where rows are lacking, and the first rows."""
    count = f"{result.rows:,}".replace(",", "\N{THIN SPACE}")
    rows = "row" if result.rows == 1 else "rows"
    size = f"{count} {rows}, {len(result.columns)} columns"
    lines = [
        "<div>",
        f"<p><strong>{escape(result.title)}</strong> · {escape(result.archive)} · {size}</p>",
        _warning(result),
        _table(result),
        "</div>",
    ]
    return "\n".join(line for line in lines if line)


def _warning(result: Result) -> str:
    if not result.truncated:
        return ""
    return (
        '<p role="alert"><strong>Truncated:</strong> the archive has more rows than it sent. '
        "Narrow the search, or raise maxrec.</p>"
    )


def _table(result: Result) -> str:
    from ..results.pages import page

    columns = list(range(min(len(result.columns), MAX_COLUMNS)))
    try:
        first = page(Path(result.path), 0, min(_ROWS, result.rows), columns)
    except EsapError as error:
        return f"<p>{escape(str(error))}</p>"
    head = "".join(_heading(result.columns[column]) for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell or '')}</td>" for cell in row) + "</tr>"
        for row in first.cells
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _heading(column: Column) -> str:
    unit = f"<br><small>{escape(column.unit)}</small>" if column.unit else ""
    return f'<th scope="col" title="{escape(column.description)}">{escape(column.name)}{unit}</th>'
