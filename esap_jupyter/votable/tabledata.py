"""The rows of the TABLEDATA serialization (VOTable 1.4, section 5.1)."""

from typing import Any

import pyarrow as pa

from ..errors import BadAnswerError
from .cells import build, elements_of_text, flatten_text
from .refusals import misplaced
from .schema import FieldSpec

__all__ = ["TextRows"]

_PARENTS = {"TR": "TABLEDATA", "TD": "TR"}


class TextRows:
    """Collects rows from TR and TD elements and the text in them."""

    def __init__(self, specs: list[FieldSpec]) -> None:
        self._specs = specs
        self._cells: list[list[Any]] = [[] for _ in specs]
        self._row: list[str] = []
        self._text: list[str] = []
        self._inside = "TABLEDATA"
        self.feed = self._text.append

    def __len__(self) -> int:
        return len(self._cells[0])

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Enter a TR or TD element; each has its place."""
        if self._inside != _PARENTS[name]:
            raise misplaced(name, self._inside)
        self._inside = name
        if name == "TR":
            self._row = []
        elif "encoding" in attributes:
            raise BadAnswerError(
                "The archive's table has encoded cells, which cannot be read here.",
                remedy="Ask for another format, or tell the archive.",
            )
        self._text.clear()

    def end(self, name: str) -> None:
        """Leave a TR or TD element; a row must have as many cells as the table has columns."""
        self._inside = _PARENTS[name]
        if name == "TD":
            self._row.append("".join(self._text))
            return
        if len(self._row) != len(self._specs):
            raise BadAnswerError(
                f"A row of the archive's table has {len(self._row)} cells instead of "
                f"{len(self._specs)}.",
                remedy="Search again; if it stays, tell the archive.",
            )
        for cells, text in zip(self._cells, self._row, strict=True):
            cells.append(text)

    def take(self) -> list[pa.Array]:
        """Return the rows so far, and forget them."""
        taken, self._cells = self._cells, [[] for _ in self._specs]
        return [
            build(spec, [flatten_text(spec, text) for text in texts], elements_of_text)
            for spec, texts in zip(self._specs, taken, strict=True)
        ]
