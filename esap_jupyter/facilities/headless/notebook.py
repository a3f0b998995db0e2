"""Reads notebooks, and gives them parameters as papermill does."""

import json
import keyword
import math
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from ...errors import BadRequestError, NotAvailableError

__all__ = ["INJECTED", "Place", "language_of", "parameters_cell", "place_of", "read_notebook"]

INJECTED = "injected-parameters"
"""The tag of the cell that papermill makes; it takes the place of an earlier one."""

_TAG = "parameters"
_FORMAT = 4
_DEEPEST = 50
_SIMPLE = re.compile(r"[^\W\d]\w*")


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where the cell of parameters goes: before the cell of that index, or in its stead."""

    index: int
    replaces: bool = False


def read_notebook(content: bytes, name: str) -> dict[str, Any]:
    """Read a notebook, its cells whole but for outputs, which a run makes anew.

    Parameters
    ----------
    content
        Its bytes.
    name
        What to call it.

    Raises
    ------
    BadRequestError
        It is no notebook.
    NotAvailableError
        It is in a form of before 2015, or of later than is known here.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _no_notebook(name) from error
    if not isinstance(document, dict) or not isinstance(document.get("nbformat"), int):
        raise _no_notebook(name)
    if document["nbformat"] != _FORMAT:
        raise NotAvailableError(
            f"{name} is a notebook of format {document['nbformat']}, and only {_FORMAT} is run.",
            remedy="Open it in JupyterLab and save it, which brings it to format 4.",
        )
    cells = document.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise _no_notebook(name)
    for cell in cells:
        if cell.get("cell_type") == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
    return document


def place_of(notebook: Mapping[str, Any]) -> Place:
    """Find where parameters go.

    That is instead of those of an earlier run, else behind the cell that is tagged
    ``parameters``, else before all.
    """
    tagged = [_tags(cell) for cell in notebook["cells"]]
    for index, tags in enumerate(tagged):
        if INJECTED in tags:
            return Place(index=index, replaces=True)
    for index, tags in enumerate(tagged):
        if _TAG in tags:
            return Place(index=index + 1)
    return Place(index=0)


def language_of(notebook: Mapping[str, Any]) -> str:
    """Return the language of a notebook's kernel in lower case; Python where it does not say."""
    metadata = notebook.get("metadata")
    found = "python"
    if isinstance(metadata, dict):
        for table, key in (("kernelspec", "language"), ("language_info", "name")):
            named = metadata.get(table)
            if isinstance(named, dict) and isinstance(named.get(key), str) and named[key]:
                return str(named[key]).lower()
    return found


def parameters_cell(values: Mapping[str, Any], language: str) -> str:
    """Write the code that gives parameters their values; each value is a literal of Python.

    Parameters
    ----------
    values
        Text, numbers, truth values, None, and lists and tables of them, by name.
    language
        Of the notebook.

    Raises
    ------
    BadRequestError
        A name is none, or a value is of another kind.
    NotAvailableError
        The notebook is not in Python.
    """
    if values and language not in ("python", "ipython"):
        raise NotAvailableError(
            f"Parameters can be given to notebooks in Python only, and this is in {language}.",
            remedy="Run it without, and read them from a file that goes along.",
        )
    lines = ["# Parameters"]
    for name, value in values.items():
        if not _SIMPLE.fullmatch(name) or keyword.iskeyword(name):
            raise BadRequestError(
                f"{name[:80]!r} cannot be the name of a parameter.",
                remedy="Use letters, digits and underscores.",
            )
        lines.append(f"{name} = {_literal(value, name)}")
    return "\n".join(lines)


def _literal(value: Any, name: str, depth: int = 0) -> str:
    if depth > _DEEPEST:
        raise BadRequestError(f"The parameter {name} is too deep.")
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if value is None or isinstance(value, bool | int | float | str):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_literal(each, name, depth + 1) for each in value)}]"
    if isinstance(value, Mapping):
        pairs = (
            f"{_literal(key, name, depth + 1)}: {_literal(each, name, depth + 1)}"
            for key, each in value.items()
        )
        return f"{{{', '.join(pairs)}}}"
    raise BadRequestError(
        f"The parameter {name} is a {type(value).__name__}, which cannot be written down.",
        remedy="Give text, numbers, or lists and tables of them.",
    )


def _tags(cell: Mapping[str, Any]) -> list[Any]:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return tags if isinstance(tags, list) else []


def _no_notebook(name: str) -> BadRequestError:
    return BadRequestError(f"{name} is no notebook.", remedy="Choose a file that ends in .ipynb.")
