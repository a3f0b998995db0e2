"""Edits that make ADQL of what is nearly so: quoted names, and habits of other dialects."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

import msgspec

from .lexer import MAX_LENGTH
from .reserved import FUNCTIONS, RESERVED, is_regular, quoted

__all__ = ["Edit", "find_edits"]


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """Put ``text`` in place of what stands from ``start`` to before ``end``, and why."""

    start: int
    end: int
    text: str
    reason: str


_PIECE = re.compile(
    r"""
    (?P<space>\s+|--[^\n]*)
  | (?P<string>'(?:[^']|'')*'?)
  | (?P<delimited>"(?:[^"]|"")*"?)
  | (?P<bracketed>\[[^\]\n]+\]|`[^`\n]+`)
  | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![A-Za-z_0-9]))
  | (?P<word>[A-Za-z0-9_]+)
  | (?P<symbol>==|<>|!=|<=|>=|\|\||.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SMART: dict[str, str | int | None] = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u00a0": " ",
}
# Words with a meaning in the grammar, and what tells that they have it here.
_FOLLOWED = {
    "GROUP": ("BY",),
    "ORDER": ("BY",),
    "LEFT": ("JOIN", "OUTER"),
    "RIGHT": ("JOIN", "OUTER"),
    "FULL": ("JOIN", "OUTER"),
    "INNER": ("JOIN",),
    "CROSS": ("JOIN",),
    "OUTER": ("JOIN",),
    "NATURAL": ("JOIN", "INNER", "LEFT", "RIGHT", "FULL"),
    "DOUBLE": ("PRECISION",),
}
_GRAMMAR = frozenset(
    {
        *("ALL", "AND", "AS", "BETWEEN", "BY", "CASE", "CROSS", "DISTINCT", "ELSE", "END"),
        *("ESCAPE", "EXCEPT", "EXISTS", "FROM", "FULL", "GROUP", "HAVING", "ILIKE", "IN"),
        *("INNER", "INTERSECT", "IS", "JOIN", "LEFT", "LIKE", "NATURAL", "NOT", "NULL"),
        *("OFFSET", "ON", "OR", "ORDER", "OUTER", "PRECISION", "RIGHT", "SELECT", "THEN"),
        *("TOP", "UNION", "USING", "WHEN", "WHERE", "WITH"),
    }
)
_TYPES = frozenset(
    {
        *("BIGINT", "CHAR", "CHARACTER", "DOUBLE", "FLOAT", "INT", "INTEGER", "REAL"),
        *("SMALLINT", "TIMESTAMP", "VARCHAR"),
    }
)
_BEFORE_NAME = ("SELECT", ",", "WHERE", "BY", "=")
_STRUCTURE = "is reserved in ADQL, so as a name it stands in double quotes"


class _Piece(msgspec.Struct, frozen=True):
    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def upper(self) -> str:
        return self.text.upper()


def find_edits(
    text: str,
    *,
    tables: Mapping[str, str] | None = None,
    columns: Sequence[str] = (),
    names: AbstractSet[str] | None = None,
) -> list[Edit]:
    """Say how to mend a query.

    Parameters
    ----------
    text
        The query, whether it can be parsed or not.
    tables
        The service's tables as queries have them, by their names in lower case without quotes.
    columns
        Names, without quotes, of the columns of the tables in use.
    names
        All names in lower case, without quotes, that those of tables and columns in use may be,
        besides those that the query makes itself; None where that is not known. A reserved word
        that is none of them is no name.

    Returns
    -------
    list of Edit
        In the order of their places, none over another.
    """
    if len(text) > MAX_LENGTH:
        return []
    smart = [
        Edit(
            start=at,
            end=at + 1,
            text=str(_SMART[one]),
            reason="typographic quotes mean nothing here",
        )
        for at, one in enumerate(text)
        if one in _SMART
    ]
    text = text.translate(str.maketrans(_SMART))
    pieces = [
        _Piece(match.lastgroup or "", match.group(), match.start())
        for match in _PIECE.finditer(text)
    ]
    pieces = [piece for piece in pieces if piece.kind != "space"]
    spelled = {name.lower(): name for name in columns}
    edits = [*smart, *_odd(text, pieces, tables or {}, spelled), *_habits(text, pieces)]
    taken = [(edit.start, edit.end) for edit in edits]
    edits += [
        edit
        for edit in _words(pieces, spelled, names)
        if not any(start < edit.end and edit.start < end for start, end in taken)
    ]
    return sorted(edits, key=lambda edit: (edit.start, edit.end))


def _words(
    pieces: Sequence[_Piece], spelled: Mapping[str, str], names: AbstractSet[str] | None
) -> Iterator[Edit]:
    made = {piece.text.lower() for before, piece in pairwise(pieces) if _makes_name(before)}
    for index, piece in enumerate(pieces):
        if piece.kind == "bracketed":
            name = piece.text[1:-1]
            yield _edit(piece, quoted(name), "names that need quotes have double ones")
        elif piece.kind == "word" and not is_regular(piece.text):
            before = pieces[index - 1] if index else None
            after = pieces[index + 1] if index + 1 < len(pieces) else None
            name = quoted(spelled.get(piece.text.lower(), piece.text))
            if piece.upper not in RESERVED:
                yield _edit(piece, name, f"{piece.text} does not begin with a letter")
            elif _is_name(piece, before, after) and (
                names is None or piece.text.lower() in names | made
            ):
                yield _edit(piece, name, f"{piece.text} {_STRUCTURE}")


def _makes_name(before: _Piece) -> bool:
    """Say whether what follows is a name that the query gives."""
    if before.kind == "word":
        return before.upper in ("AS", "WITH") or before.upper not in RESERVED
    return before.kind == "delimited" or before.text == ")"


def _is_name(piece: _Piece, before: _Piece | None, after: _Piece | None) -> bool:
    last = before.upper if before else ""
    following = after.upper if after else ""
    if last == "." or (following == "." and piece.upper not in _GRAMMAR):
        return True
    if last == "AS" and piece.upper not in _TYPES:
        return True
    word = piece.upper
    if word in ("ASC", "DESC"):
        return last in (*_BEFORE_NAME, "(") and following != ","
    if word in _FOLLOWED:
        return following not in _FOLLOWED[word] and last in _BEFORE_NAME
    literal = after is not None and after.kind == "string"
    if word in FUNCTIONS or word in _TYPES:
        return following != "(" and last != "AS" and not literal
    return word not in _GRAMMAR and not literal


def _habits(text: str, pieces: Sequence[_Piece]) -> Iterator[Edit]:
    for index, piece in enumerate(pieces):
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.text == "==":
            yield _edit(piece, "=", "equality has one sign")
        elif piece.upper == "LIMIT" and after is not None and after.kind == "number":
            yield from _limit(text, pieces, piece, after)


def _limit(text: str, pieces: Sequence[_Piece], limit: _Piece, number: _Piece) -> Iterator[Edit]:
    first = pieces[0]
    second = pieces[1].upper if len(pieces) > 1 else ""
    if first.upper != "SELECT" or second == "TOP":
        return
    reason = f"ADQL has TOP {number.text} instead of LIMIT {number.text}"
    anchor = pieces[1] if second in ("DISTINCT", "ALL") else first
    yield Edit(start=anchor.end, end=anchor.end, text=f" TOP {number.text}", reason=reason)
    start = limit.start - (len(text[: limit.start]) - len(text[: limit.start].rstrip()))
    yield Edit(start=start, end=number.end, text="", reason=reason)


def _odd(
    text: str, pieces: Sequence[_Piece], tables: Mapping[str, str], spelled: Mapping[str, str]
) -> Iterator[Edit]:
    """Find names with signs in them, which only who knows them can tell from arithmetic."""
    end = 0
    odd = sorted((name for name in spelled if not _plain(name)), key=len, reverse=True)
    for index, piece in enumerate(pieces):
        if piece.start < end or piece.kind not in ("word", "number"):
            continue
        before = pieces[index - 1].upper if index else ""
        if before in ("FROM", "JOIN", ","):
            found = _longest_table(text, piece.start, tables)
        else:
            found = None
        if found is None:
            name = next((n for n in odd if _begins(text, piece.start, n)), "")
            found = (len(name), quoted(spelled[name])) if name else None
        if found:
            end = piece.start + found[0]
            old = text[piece.start : end]
            yield Edit(start=piece.start, end=end, text=found[1], reason=f"{old} has signs in it")


def _begins(text: str, start: int, name: str) -> bool:
    return text[start : start + len(name)].lower() == name


def _longest_table(text: str, start: int, tables: Mapping[str, str]) -> tuple[int, str] | None:
    run = re.compile(r"[^\s,()\"';]+").match(text, start)
    if run is None or _plain(run.group()):
        return None
    written = tables.get(run.group().lower())
    return (len(run.group()), written) if written else None


def _plain(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_.]+", name) is not None


def _edit(piece: _Piece, text: str, reason: str) -> Edit:
    return Edit(start=piece.start, end=piece.end, text=text, reason=reason)
