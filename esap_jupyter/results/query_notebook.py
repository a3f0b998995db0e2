"""Notebooks that ask again what was asked before, with a first look at the rows."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from ..models import Result
from ..wording import one_line
from .code import search_code
from .variables import check_variable

__all__ = ["query_notebook"]

_LINE = 200
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&-])")
_POSITION = ("pos.eq.ra", "pos.eq.dec")


def query_notebook(
    result: Result,
    variable: str,
    *,
    code: str = "",
    title: str = "",
    is_stored: bool = True,
) -> bytes:
    """Write a notebook that repeats a search.

    Parameters
    ----------
    result
        What the search gave, or would give.
    variable
        The name of the table in it.
    code
        What repeats it; by default what `search_code` writes.
    title
        The heading; by default the result's title.
    is_stored
        Whether there is a result, which can be loaded as it was.

    Returns
    -------
    bytes
        A document of nbformat 4.5. Every value in its code is quoted; text of others stands in
        its headings with all marks of Markdown escaped.

    Raises
    ------
    BadRequestError
        The variable is not a name.
    """
    variable = check_variable(variable)
    cells = [
        _markdown("title", f"# {_plain(title or result.title)}\n\n{_about(result)}"),
        _code("ask", code or search_code(result, variable)),
    ]
    if is_stored:
        words = "To have the rows as they came then, without asking again, run this instead:"
        load = f"{variable} = esap.load({result.id!r}).to_table()"
        cells.append(_markdown("stored", f"{words}\n\n```python\n{load}\n```"))
    cells += [
        _markdown("look", "## A first look"),
        _code("columns", f"{variable}.info()"),
        _code("rows", f"{variable}[:10]"),
    ]
    place = _position(result)
    if place:
        cells.append(_code("sky", _sky(variable, *place)))
    return _document(cells)


def _about(result: Result) -> str:
    provenance = result.provenance
    when = datetime.fromtimestamp(provenance.started, UTC)
    who = _plain(provenance.archive_name or provenance.archive)
    rows = f", which gave {result.rows} rows" if result.columns else ""
    cut = " (the archive had more)" if result.truncated else ""
    return f"Made from what {who} was asked on {when:%Y-%m-%d %H:%M} UTC{rows}{cut}."


def _position(result: Result) -> tuple[str, str] | None:
    """Name the columns of right ascension and declination (UCD 1+, section 3)."""
    found = []
    for ucd in _POSITION:
        named = [one.name for one in result.columns if (one.ucd or "").split(";")[0] == ucd]
        if not named:
            return None
        found.append(named[0])
    return found[0], found[1]


def _sky(variable: str, ra: str, dec: str) -> str:
    return (
        "from astropy.coordinates import SkyCoord\n\n"
        f'SkyCoord({variable}[{ra!r}], {variable}[{dec!r}], unit="deg")[:10]\n'
    )


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\1", one_line(text)[:_LINE])


def _markdown(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def _code(name: str, source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {},
        "source": source.rstrip("\n"),
        "outputs": [],
        "execution_count": None,
    }


def _document(cells: Sequence[dict[str, Any]]) -> bytes:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    document = {
        "cells": list(cells),
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()
