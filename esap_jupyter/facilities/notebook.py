"""A notebook as it travels: with cells that bring the data, and without trust."""

import ast
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from ..errors import BadAnswerError, TooLargeError
from ..path_parameters import fillable, takes_several

__all__ = ["MARK", "prepared"]

MARK = "esap-basket"
"""The tag of the cells that bring the data and give their paths to parameters."""

_LARGEST = 256 << 20
_WITH_OUTPUTS = 4 << 20
_OLDEST = 4
_SOURCE = """\
# Added by ESAP: brings the data of the basket that came with this notebook.
try:
    import esap_jupyter as esap
except ImportError:
    print("esap-jupyter is not installed here; what to fetch stands in", {name})
else:
    esap_paths = esap.basket.load({name}).stage()
    print(len(esap_paths), "files are here; their paths are in esap_paths.")
"""
# Parameters are few; what is longer would keep the server from answering while it is parsed.
_LONGEST_SOURCE = 20_000
_PARAMETERS = frozenset({"parameters", "injected-parameters"})
# Where the data could not be brought, what stands in the notebook stays.
_GIVEN = """\
# Added by ESAP: the parameters get the paths of the basket's files.
if globals().get("esap_paths"):
"""


def prepared(content: bytes | None, basket: str) -> tuple[bytes, list[str]]:
    """Return a notebook as it is sent, and what the person should know of it.

    Its cells are not trusted where it arrives, whatever they say. Of large ones the outputs stay
    behind. One of an old form goes as it is.

    Parameters
    ----------
    content
        The notebook's bytes; None for one that has nothing but the cell that brings the data.
    basket
        Name of the basket's file beside it, or empty where there is none.

    Raises
    ------
    BadAnswerError
        It is no notebook.
    TooLargeError
        It has more than 256 MB.
    """
    notebook = _empty() if content is None else _read(content)
    notes: list[str] = []
    cells = notebook.get("cells")
    if not isinstance(cells, list) or notebook["nbformat"] < _OLDEST:
        if basket:
            notes.append(
                "The notebook is of an old form, so no cell that brings the data was added."
            )
        return content or b"", notes
    kept = [cell for cell in cells if isinstance(cell, dict) and MARK not in _tags(cell)]
    for cell in kept:
        _metadata(cell).pop("trusted", None)
    if content is not None and len(content) > _WITH_OUTPUTS:
        notes.append("Its outputs stayed here, as the notebook is large.")
        for cell in kept:
            if "outputs" in cell:
                cell["outputs"], cell["execution_count"] = [], None
    if basket:
        with_id = _has_ids(notebook)
        kept = _with_paths(kept, with_id=with_id)
        kept.insert(0, _cell(MARK, _SOURCE.format(name=repr(basket)), with_id=with_id))
    return msgspec.json.encode({**notebook, "cells": kept}), notes


def _read(content: bytes) -> dict[str, Any]:
    if len(content) > _LARGEST:
        raise TooLargeError(
            f"The notebook has {len(content) >> 20} MB; at most {_LARGEST >> 20} MB are sent.",
            remedy="Clear its outputs, and launch it again.",
        )
    try:
        notebook = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadAnswerError(
            "The notebook is not valid JSON.", remedy="Open and save it, or choose another."
        ) from error
    if not isinstance(notebook, dict) or not isinstance(notebook.get("nbformat"), int):
        raise BadAnswerError("The file is no notebook.", remedy="Choose a notebook.")
    return notebook


def _empty() -> dict[str, Any]:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": []}


def _with_paths(cells: list[dict[str, Any]], *, with_id: bool) -> list[dict[str, Any]]:
    """Put a cell behind the parameters that gives them the paths, which are others there."""
    places = [at for at, cell in enumerate(cells) if _PARAMETERS & set(_tags(cell))]
    names = fillable(list(dict.fromkeys(_assigned(cells[at] for at in places))))
    if not names:
        return cells
    lines = [
        f"    {name} = [str(each) for each in esap_paths]\n"
        if takes_several(name)
        else f"    {name} = str(esap_paths[0])\n"
        for name in names
    ]
    after = places[-1] + 1
    made = _cell(f"{MARK}-parameters", _GIVEN + "".join(lines), with_id=with_id)
    return [*cells[:after], made, *cells[after:]]


def _assigned(cells: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Name what cells set; nothing where they are no Python."""
    for cell in cells:
        source = cell.get("source")
        try:
            text = "".join(source) if isinstance(source, list) else str(source)
            tree = ast.parse(text if len(text) <= _LONGEST_SOURCE else "")
        except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
            continue
        for statement in tree.body:
            if isinstance(statement, ast.Assign):
                yield from (each.id for each in statement.targets if isinstance(each, ast.Name))
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                yield statement.target.id


def _cell(key: str, source: str, *, with_id: bool) -> dict[str, Any]:
    return {
        "cell_type": "code",
        **({"id": key} if with_id else {}),
        "metadata": {"tags": [MARK]},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }


def _has_ids(notebook: dict[str, Any]) -> bool:
    """Tell whether cells have to have ids (nbformat 4.5)."""
    minor = notebook.get("nbformat_minor")
    return notebook["nbformat"] > _OLDEST or (isinstance(minor, int) and minor >= 5)  # noqa: PLR2004


def _metadata(cell: dict[str, Any]) -> dict[str, Any]:
    found = cell.get("metadata")
    return found if isinstance(found, dict) else {}


def _tags(cell: dict[str, Any]) -> list[str]:
    tags = _metadata(cell).get("tags")
    return [each for each in tags if isinstance(each, str)] if isinstance(tags, list) else []
