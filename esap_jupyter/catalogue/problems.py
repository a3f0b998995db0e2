"""Says which line of a catalogue file is at fault."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec

from ..errors import BadRequestError

__all__ = ["Problem", "Source"]

Entry = TypeVar("Entry")


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

    def entry(
        self,
        header: str,
        table: Mapping[str, Any],
        make: Callable[[Mapping[str, Any]], Entry],
        *,
        needs: Mapping[str, str],
    ) -> Entry:
        """Make the entry that a table describes.

        Parameters
        ----------
        header
            The table's name in the file.
        table
            What stands in it.
        make
            Makes the entry; a `ValueError` tells what is wrong, and begins with the key's name
            where it does not show that as msgspec does.
        needs
            The keys that have to be there, with an example of each.

        Raises
        ------
        BadRequestError
            It is incomplete, or a value is wrong; the message names the line.
        """
        for name, example in needs.items():
            if name not in table:
                what = f"is incomplete: [{header}] has no {name}"
                remedy = f"Add {example} to [{header}]."
                raise self.problem(Problem(what, table=header, remedy=remedy))
        try:
            return make(table)
        except ValueError as error:
            key = re.search(r"\$\.(\w+)", str(error)) or re.match(r"(\w+) ", str(error))
            what = f"has a wrong value in [{header}]: {error}"
            raise self.problem(Problem(what, table=header, key=key and key[1])) from error

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
