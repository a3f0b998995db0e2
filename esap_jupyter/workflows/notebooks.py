"""Says what a notebook is about without running anything of it: its cells are only parsed."""

import json
import re
from pathlib import PurePosixPath
from typing import Any

from ..models.workflows import NotebookSummary
from .cells import CellReader
from .texts import line_of, plain

__all__ = ["MOST_BYTES", "summarise"]

MOST_BYTES = 8 << 20
"""A larger notebook, which has little but outputs, is listed without being read."""
_MOST_CELLS = 5000
_OLDEST = 3
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_STRESS = re.compile(r"\*\*|__|`|\$")


def summarise(body: bytes, path: str, *, archive: str = "") -> NotebookSummary:
    """Read a notebook of nbformat 3 to 4; what cannot be read comes back as its problem.

    Parameters
    ----------
    body
        The file.
    path
        Where it stands in its workflow.
    archive
        The packed file that it is in.
    """
    given: dict[str, Any] = {"path": path, "archive": archive, "size": str(len(body))}
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return _unread(given, "It is not a notebook: not JSON.")
    if not isinstance(document, dict):
        return _unread(given, "It is not a notebook: it has no cells.")
    version = document.get("nbformat")
    if not isinstance(version, int) or version < _OLDEST:
        return _unread(given, "It is of a version that nobody reads any more, or not a notebook.")
    cells = _cells(document)
    if cells is None:
        return _unread(given, "It is not a notebook: it has no cells.")
    metadata = _mapping(document.get("metadata"))
    kernel = _mapping(metadata.get("kernelspec"))
    language = line_of(_mapping(metadata.get("language_info")).get("name"), 80)
    language = language or line_of(kernel.get("language"), 80) or _language_of(kernel, cells)
    reader = CellReader()
    if language.lower() in ("", "python", "python3"):
        for cell in filter(_is_code, cells):
            reader.read(_source(cell), is_parameters="parameters" in _tags(cell))
    return NotebookSummary(
        **given,
        title=_title(cells, metadata, path),
        kernel=line_of(kernel.get("name"), 80),
        language=language or "python",
        nbformat=f"{version}.{document.get('nbformat_minor', 0)}",
        imports=sorted(reader.imports),
        reads=list(reader.reads),
        parameters=list(reader.parameters),
    )


def _unread(given: dict[str, Any], problem: str) -> NotebookSummary:
    return NotebookSummary(**given, title=PurePosixPath(given["path"]).stem, problem=problem)


def _cells(document: dict[str, Any]) -> list[dict[str, Any]] | None:
    cells = document.get("cells")
    if cells is None:
        # Up to nbformat 3 there were worksheets.
        sheets = document.get("worksheets")
        sheets = sheets if isinstance(sheets, list) else []
        cells = [
            cell
            for sheet in sheets
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
        if not sheets:
            return None
    if not isinstance(cells, list):
        return None
    return [cell for cell in cells[:_MOST_CELLS] if isinstance(cell, dict)]


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_code(cell: dict[str, Any]) -> bool:
    return cell.get("cell_type") == "code"


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def _tags(cell: dict[str, Any]) -> list[Any]:
    tags = _mapping(cell.get("metadata")).get("tags")
    return tags if isinstance(tags, list) else []


def _language_of(kernel: dict[str, Any], cells: list[dict[str, Any]]) -> str:
    if str(kernel.get("name", "")).startswith("python"):
        return "python"
    return next((line_of(cell["language"], 80) for cell in cells if "language" in cell), "")


def _title(cells: list[dict[str, Any]], metadata: dict[str, Any], path: str) -> str:
    for cell in cells:
        if cell.get("cell_type") == "heading" and (title := line_of(plain(_source(cell)))):
            return title
        if cell.get("cell_type") != "markdown":
            continue
        for line in _source(cell)[:20_000].splitlines():
            if line.startswith("#") and (title := line_of(plain(_bare(line)))):
                return title
    named = line_of(metadata.get("title")) or line_of(metadata.get("name"))
    return named or PurePosixPath(path).stem


def _bare(line: str) -> str:
    """Return the words of a heading: Markdown's links and stress are left out."""
    return _STRESS.sub("", _LINK.sub(r"\1", line.strip("# ")))
