"""Says which line of a catalogue file is at fault."""

import re
from pathlib import Path
from typing import Self

import msgspec

from ..errors import BadRequestError

__all__ = ["Problem", "Source"]


class Problem(msgspec.Struct, frozen=True):
    """What is wrong, in words that follow the file's name, and where to look for it."""

    what: str
    table: str | None = None
    key: str | None = None
    remedy: str = "Correct that line."


class Source(msgspec.Struct, frozen=True):
    """A catalogue file and its text."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file.

        Raises
        ------
        BadRequestError
            It is not there, or not text.
        """
        try:
            return cls(path, path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            cause = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise BadRequestError(
                f"The catalogue {path} cannot be read: {cause}.",
                remedy="Correct ESAP_CATALOGUE, or the file's name or permissions.",
            ) from error

    def problem(self, problem: Problem) -> BadRequestError:
        """Make the error, with file and line."""
        line = self._line(problem)
        where = f"{self.path}, line {line}," if line else f"{self.path}"
        return BadRequestError(
            f"The catalogue {where} {problem.what}.",
            remedy=problem.remedy,
        )

    def _line(self, problem: Problem) -> int | None:
        lines = self.text.splitlines()
        start = 0
        if problem.table:
            header = re.compile(rf"\s*\[\s*{_spaced(problem.table)}\s*[\].]")
            start = next((i for i, line in enumerate(lines) if header.match(line)), 0)
        if problem.key is None:
            return start + 1
        key = re.compile(rf"\s*\[?\s*[\"']?{re.escape(problem.key)}[\"']?\s*[=.\]]")
        inside = (i for i, line in enumerate(lines) if i >= start and key.match(line))
        return next(inside, start) + 1


def _spaced(table: str) -> str:
    first, _, rest = table.partition(".")
    return re.escape(first) + (rf"\s*\.\s*[\"']?{re.escape(rest)}[\"']?" if rest else "")
