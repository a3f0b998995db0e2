"""Lists of what a lake has: plain lists that show themselves as tables."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Generic, TypeVar

from ..models import Did, Lake, LakeFile, Rule
from ..wording import archive_state

__all__ = ["DidList", "FileList", "LakeList", "RuleList"]

Row = TypeVar("Row")
Cells = Callable[[Row], tuple[str, ...]]
_SHOWN = 100
_STEP = 1000
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


class _Table(list[Row], Generic[Row]):
    heads: tuple[str, ...] = ()
    none = "nothing"

    def cells(self, row: Row) -> tuple[str, ...]:
        """Give what stands in a row."""
        raise NotImplementedError

    def note(self) -> str:
        """Say what is not shown."""
        hidden = len(self) - _SHOWN
        return f"… and {hidden} more" if hidden > 0 else ""

    def __repr__(self) -> str:
        if not self:
            return self.none
        rows = [self.cells(row) for row in self[:_SHOWN]]
        widths = [min(60, max(map(len, column))) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return "\n".join([*lines, *filter(None, [self.note()])])

    def _repr_html_(self) -> str:
        if not self:
            return f"<p>{escape(self.none)}</p>"
        head = "".join(f'<th scope="col">{escape(text)}</th>' for text in self.heads)
        body = "".join(f"<tr>{_html(self.cells(row))}</tr>" for row in self[:_SHOWN])
        note = f"<p>{escape(self.note())}</p>" if self.note() else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


class LakeList(_Table[Lake]):
    """Lakes."""

    heads = ("id", "Lake", "State", "Address")
    none = "no lakes"

    def cells(self, row: Lake) -> tuple[str, ...]:
        """Give what stands in a row."""
        return row.id, row.name, archive_state(row), row.url


class DidList(_Table[Did]):
    """DIDs; ``more`` says that there are others beyond the limit."""

    heads = ("DID", "Type", "Size", "Files")
    none = "no DIDs"

    def __init__(self, dids: Iterable[Did] = (), *, more: bool = False) -> None:
        super().__init__(dids)
        self.more = more

    def cells(self, row: Did) -> tuple[str, ...]:
        """Give what stands in a row."""
        length = "" if row.length is None else str(row.length)
        return f"{row.scope}:{row.name}", row.type, _size(row.size), length

    def note(self) -> str:
        """Say what is not shown, and that there are more than were asked for."""
        beyond = "The lake has more; give a limit above." if self.more else ""
        return "\n".join(filter(None, [super().note(), beyond]))


class FileList(_Table[LakeFile]):
    """Files of a lake as seen from here."""

    heads = ("DID", "State", "Size", "Where", "Path")
    none = "no files"

    def cells(self, row: LakeFile) -> tuple[str, ...]:
        """Give what stands in a row."""
        did, state = f"{row.did.scope}:{row.did.name}", row.state.replace("_", " ")
        said = f"{state}: {row.reason}" if row.reason else state
        return did, said, _size(row.did.size), ", ".join(row.rses), row.path or ""


class RuleList(_Table[Rule]):
    """Rules."""

    heads = ("id", "DID", "RSE", "State", "Account")
    none = "no rules"

    def cells(self, row: Rule) -> tuple[str, ...]:
        """Give what stands in a row."""
        done = row.locks_ok + row.locks_replicating + row.locks_stuck
        state = f"{row.state} ({row.locks_ok} of {done})"
        state = f"{state}: {row.error}" if row.error else state
        return row.id, f"{row.did.scope}:{row.did.name}", row.rse_expression, state, row.account


def _html(cells: Iterable[str]) -> str:
    return "".join(f"<td>{escape(text)}</td>" for text in cells)


def _size(size: str | None) -> str:
    if size is None:
        return ""
    number = float(size)
    for unit in _UNITS:
        if number < _STEP or unit == _UNITS[-1]:
            break
        number /= _STEP
    return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
