"""Gives a notebook two cells of its own: where it is from, and the values of its parameters.

Both are marked, so that the next opening puts others in their place. Nothing of the notebook is
signed: Jupyter shows it as one that is not trusted, whose outputs run no scripts.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from ...errors import BadAnswerError, TooLargeError
from .literals import assigned

__all__ = ["INJECTED", "PROVENANCE", "Dressed", "content_of", "dressed"]

INJECTED = "injected-parameters"
"""The tag that papermill gives to such a cell."""
PROVENANCE = "esap-provenance"
_PARAMETERS = "parameters"
_LARGEST = 512 << 20
_LARGE = 20 << 20
_OLDEST, _HAS_IDS = 4, (4, 5)


class Dressed(msgspec.Struct, frozen=True, kw_only=True):
    """A notebook that was made ready; ``content`` is None where it is to stay as it is."""

    content: bytes | None
    notes: list[str] = []


def dressed(
    content: bytes,
    *,
    name: str,
    origin: dict[str, str],
    words: str,
    values: dict[str, Any],
    without_outputs: bool = False,
) -> Dressed:
    """Make a notebook ready to be opened.

    Parameters
    ----------
    content
        The file.
    name
        What to call it.
    origin
        What its metadata are to tell of where it is from.
    words
        Markdown of that, for people; without any, the cell that is there stays.
    values
        Of parameters, by name.
    without_outputs
        Whether outputs are left out.

    Raises
    ------
    BadAnswerError
        It is no notebook.
    TooLargeError
        It has more than 512 MB.
    """
    _check_size(name, len(content))
    book = _read(content, name)
    if book["nbformat"] < _OLDEST:
        told = f"It is of nbformat {book['nbformat']}, of before 2015"
        return Dressed(
            content=None,
            notes=[f"{told}: JupyterLab converts it when it is saved, and no cells were added."],
        )
    notes = []
    cells = [each for each in book["cells"] if isinstance(each, dict)]
    for cell in cells:
        _metadata(cell).pop("trusted", None)
    if without_outputs:
        _clear(cells)
    elif len(content) > _LARGE:
        notes.append(
            f"It has {len(content) >> 20} MB, mostly outputs; it can be opened without them."
        )
    language = _language(book)
    if values and language not in ("python", "ipython"):
        notes.append(f"Its parameters were not set, as it is written in {language[:40]}.")
        values = {}
    with_id = (book["nbformat"], _minor(book)) >= _HAS_IDS
    cells = _with_parameters(cells, values, with_id=with_id)
    if words:
        rest = [each for each in cells if PROVENANCE not in _tags(each)]
        cells = [_cell("markdown", words, PROVENANCE, with_id=with_id), *rest]
    if origin:
        _metadata(book)["esap"] = origin
    text = json.dumps({**book, "cells": cells}, ensure_ascii=False, indent=1)
    return Dressed(content=f"{text}\n".encode("utf-8", "replace"), notes=notes)


def content_of(path: Path) -> bytes:
    """Read a notebook, of which nothing is read where it is too large.

    Raises
    ------
    TooLargeError
        It has more than 512 MB.
    """
    _check_size(path.name, path.stat().st_size)
    return path.read_bytes()


def _check_size(name: str, size: int) -> None:
    if size > _LARGEST:
        raise TooLargeError(
            f"{name} has {size >> 20} MB; at most {_LARGEST >> 20} MB are opened.",
            remedy="Fetch the record's file, and clear its outputs with nbconvert.",
        )


def _read(content: bytes, name: str) -> dict[str, Any]:
    try:
        book = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadAnswerError(
            f"{name} is not a notebook: it is not JSON.",
            remedy="Tell its authors; the other notebooks of the record can be opened.",
        ) from error
    version = book.get("nbformat") if isinstance(book, dict) else None
    is_old = isinstance(version, int) and not isinstance(version, bool) and version < _OLDEST
    if not isinstance(version, int) or not (is_old or isinstance(book.get("cells"), list)):
        raise BadAnswerError(
            f"{name} is not a notebook: it has no cells.", remedy="Choose another of the record."
        )
    return dict(book)


def _clear(cells: Iterable[dict[str, Any]]) -> None:
    for cell in cells:
        if cell.get("cell_type") == "code":
            cell["outputs"], cell["execution_count"] = [], None


def _with_parameters(
    cells: list[dict[str, Any]], values: dict[str, Any], *, with_id: bool
) -> list[dict[str, Any]]:
    if not values:
        return cells
    kept = [each for each in cells if INJECTED not in _tags(each)]
    tagged = (at for at, each in enumerate(kept) if _PARAMETERS in _tags(each))
    place = next(tagged, -1) + 1
    return [
        *kept[:place],
        _cell("code", assigned(values), INJECTED, with_id=with_id),
        *kept[place:],
    ]


def _cell(kind: str, source: str, tag: str, *, with_id: bool) -> dict[str, Any]:
    code: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    own = {"id": tag} if with_id else {}
    return {"cell_type": kind, **own, "metadata": {"tags": [tag]}, **code, "source": source}


def _metadata(owner: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(owner.get("metadata"), dict):
        owner["metadata"] = {}
    found: dict[str, Any] = owner["metadata"]
    return found


def _tags(cell: dict[str, Any]) -> list[Any]:
    tags = _metadata(cell).get("tags")
    return tags if isinstance(tags, list) else []


def _minor(book: dict[str, Any]) -> int:
    minor = book.get("nbformat_minor")
    return minor if isinstance(minor, int) else 0


def _language(book: dict[str, Any]) -> str:
    for table, key in (("kernelspec", "language"), ("language_info", "name")):
        named = _metadata(book).get(table)
        if isinstance(named, dict) and isinstance(named.get(key), str) and named[key]:
            return str(named[key]).lower()
    return "python"
