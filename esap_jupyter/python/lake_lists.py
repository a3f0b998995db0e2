"""Lists of what a lake has: plain lists that show themselves as tables."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from operator import attrgetter
from typing import Any, ClassVar, TypeVar

from ..basket.words import size_words
from ..models import Did, Lake, LakeFile, Rule
from ..wording import archive_state

__all__ = ["DidList", "FileList", "LakeList", "RuleList", "Table"]

Row = TypeVar("Row")
_SHOWN = 100


class Table(list[Row]):
    """A list that shows itself as a table of text."""

    columns: ClassVar[Mapping[str, Callable[[Any], str]]] = {}
    none: ClassVar[str] = "nothing"

    def note(self) -> str:
        """Say what is not shown."""
        hidden = len(self) - _SHOWN
        return f"… and {hidden} more" if hidden > 0 else ""

    def __repr__(self) -> str:
        if not self:
            return "\n".join(filter(None, [self.none, self.note()]))
        rows = self._rows()
        widths = [min(60, max(map(len, column))) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return "\n".join([*lines, *filter(None, [self.note()])])

    def _repr_html_(self) -> str:
        if not self:
            words = filter(None, [self.none, self.note()])
            return "".join(f"<p>{escape(each)}</p>" for each in words)
        head = "".join(f'<th scope="col">{escape(text)}</th>' for text in self.columns)
        body = "".join(f"<tr>{_html(row)}</tr>" for row in self._rows())
        note = f"<p>{escape(self.note())}</p>" if self.note() else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"

    def _rows(self) -> list[list[str]]:
        return [[write(row) for write in self.columns.values()] for row in self[:_SHOWN]]


def _html(cells: Iterable[str]) -> str:
    return "".join(f"<td>{escape(text)}</td>" for text in cells)


def _did(did: Did) -> str:
    return f"{did.scope}:{did.name}"


def _because(state: str, reason: str | None) -> str:
    return f"{state}: {reason}" if reason else state


def _rule_state(rule: Rule) -> str:
    every = rule.locks_ok + rule.locks_replicating + rule.locks_stuck
    return _because(f"{rule.state} ({rule.locks_ok} of {every})", rule.error)


class LakeList(Table[Lake]):
    """Lakes."""

    none = "no lakes"
    columns: ClassVar = {
        "id": attrgetter("id"),
        "Lake": attrgetter("name"),
        "State": archive_state,
        "Address": attrgetter("url"),
    }


class DidList(Table[Did]):
    """DIDs; ``more`` says that there are others beyond the limit."""

    none = "no DIDs"
    columns: ClassVar = {
        "DID": _did,
        "Type": attrgetter("type"),
        "Size": lambda did: size_words(did.size),
        "Files": lambda did: "" if did.length is None else str(did.length),
    }

    def __init__(self, dids: Iterable[Did] = (), *, more: bool = False) -> None:
        super().__init__(dids)
        self.more = more

    def note(self) -> str:
        """Say what is not shown, and that there are more than were asked for."""
        beyond = "The lake has more; give a limit above." if self.more else ""
        return "\n".join(filter(None, [super().note(), beyond]))


class FileList(Table[LakeFile]):
    """Files of a lake as seen from here."""

    none = "no files"
    columns: ClassVar = {
        "DID": lambda file: _did(file.did),
        "State": lambda file: _because(file.state.replace("_", " "), file.reason),
        "Size": lambda file: size_words(file.did.size),
        "Where": lambda file: ", ".join(file.rses),
        "Path": lambda file: file.path or "",
    }


class RuleList(Table[Rule]):
    """Rules."""

    none = "no rules"
    columns: ClassVar = {
        "id": attrgetter("id"),
        "DID": lambda rule: _did(rule.did),
        "RSE": attrgetter("rse_expression"),
        "State": _rule_state,
        "Account": attrgetter("account"),
    }
