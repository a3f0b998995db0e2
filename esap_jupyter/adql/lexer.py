"""The first look at a query: characters, length and nesting, before any parser sees it."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from ..errors import BadRequestError
from .position import refuse

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "MAX_TOKENS", "Kind", "OversizeError", "Token", "scan"]

MAX_LENGTH = 200_000
"""How many characters a query has at most, wherever one is taken."""
MAX_DEPTH = 32
MAX_TOKENS = 12_000

Kind = Literal["word", "delimited", "string", "number", "symbol"]

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|--[^\n]*)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<delimited>"(?:[^"]|"")+")
  | (?P<string>'(?:[^']|'')*')
  | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<symbol><>|!=|<=|>=|\|\||[-+*/(),.=<>;])
    """,
    re.VERBOSE,
)

_UNCLOSED = {
    '"': 'the delimited name that begins here is empty or has no closing ".',
    "'": "the string that begins here has no closing quote.",
}
_REMEDIES = {
    "[": 'Delimited names stand in double quotes: "name".',
    "@": "ADQL has no variables; write the value itself.",
    "`": 'Delimited names stand in double quotes: "name".',
    "?": "ADQL has no parameters; write the value itself.",
    ":": "Write CAST(x AS type) instead of x::type.",
    "%": "Write MOD(a, b) for the remainder of a division.",
}


class OversizeError(BadRequestError):
    """The query is too large to be parsed here, which says nothing about what it says."""


class Token(NamedTuple):
    """A piece of the query and the offset where it begins."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind the last character."""
        return self.start + len(self.text)

    @property
    def upper(self) -> str:
        """The text as keywords are compared."""
        return self.text.upper()


def scan(text: str) -> list[Token]:
    """Split a query into tokens, and refuse what could not be ADQL or is too large to parse.

    Raises
    ------
    BadRequestError
        The query is too long, too deeply nested, or has a character, string or number that ADQL
        does not know; the message names line and column.
    """
    if len(text) > MAX_LENGTH:
        raise OversizeError(
            f"The query is longer than {MAX_LENGTH} characters.",
            remedy="Shorten it, or split it into several queries.",
        )
    tokens = list(_tokens(text))
    if len(tokens) > MAX_TOKENS:
        raise OversizeError(
            f"The query has more than {MAX_TOKENS} words and symbols.",
            remedy="Shorten it, or split it into several queries.",
        )
    _check_depth(text, tokens)
    _check_neighbours(text, tokens)
    return tokens


def _tokens(text: str) -> Iterator[Token]:
    offset = 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            raise _unexpected(text, offset)
        kind = match.lastgroup
        if kind != "space":
            yield Token(kind, match.group(), offset)  # type: ignore[arg-type] # groups are Kinds
        offset = match.end()


def _unexpected(text: str, offset: int) -> BadRequestError:
    character = text[offset]
    if character in _UNCLOSED:
        return refuse(text, offset, _UNCLOSED[character])
    remedy = _REMEDIES.get(character, "")
    return refuse(text, offset, f"the character {character!r} has no meaning.", remedy=remedy)


def _check_depth(text: str, tokens: list[Token]) -> None:
    depth = 0
    for token in tokens:
        if token.kind == "symbol" and token.text == "(":
            depth += 1
            if depth > MAX_DEPTH:
                raise refuse(
                    text,
                    token.start,
                    f"parentheses are nested more than {MAX_DEPTH} deep.",
                    remedy="Remove parentheses, or use a subquery with a name (WITH).",
                )
        elif token.kind == "symbol" and token.text == ")":
            depth -= 1
            if depth < 0:
                raise refuse(text, token.start, "this ) closes nothing.")
    if depth:
        opened = _last_unclosed(tokens)
        raise refuse(text, opened.start, "this ( is never closed.", remedy="Add the missing ).")


def _last_unclosed(tokens: list[Token]) -> Token:
    stack: list[Token] = []
    for token in tokens:
        if token.text == "(":
            stack.append(token)
        elif token.text == ")":
            stack.pop()
    return stack[-1]


def _check_neighbours(text: str, tokens: list[Token]) -> None:
    # N'x', U&"x", 0x1F and 'a''b' glued to a word mean other things in other dialects.
    for left, right in pairwise(tokens):
        if left.end == right.start and {left.kind, right.kind} <= _GLUED:
            raise refuse(text, right.start, f"{right.text[:40]} follows {left.text[:40]} at once.")


_GLUED = {"word", "delimited", "string", "number"}
