"""From ADQL text to a syntax tree, with errors in words."""

import re

from sqlglot import ErrorLevel, exp
from sqlglot.errors import ParseError, TokenError

from ..errors import BadRequestError
from .dialect import Adql
from .lexer import OversizeError, Token, scan
from .position import refuse

__all__ = ["parse"]

_MAX_NODES = 20_000
_SELECTED = "Name columns, or write * for all."
_ONLY_SELECT = "Only questions are answered; write SELECT … FROM …"
_STATEMENTS = frozenset(
    [
        "ALTER",
        "ATTACH",
        "CALL",
        "COPY",
        "CREATE",
        "DELETE",
        "DETACH",
        "DROP",
        "EXPLAIN",
        "EXPORT",
        "GRANT",
        "IMPORT",
        "INSERT",
        "INSTALL",
        "LOAD",
        "MERGE",
        "PRAGMA",
        "SET",
        "TRUNCATE",
        "UPDATE",
        "VACUUM",
    ]
)
_RESERVED = {
    "INTO": "ADQL has no SELECT INTO: the result comes back as a table.",
    "RECURSIVE": "Recursive queries are not answered.",
    "TABLESAMPLE": "Write SELECT TOP n for the first n rows.",
    "VALUES": "Write SELECT … FROM a table.",
}


def parse(text: str) -> exp.Query:
    """Parse one ADQL query.

    Raises
    ------
    BadRequestError
        It is not a single SELECT statement in ADQL; the message names line, column and what was
        expected.
    """
    tokens = _single(text, scan(text))
    _check_words(text, tokens)
    _check_selected(text, tokens)
    source = text[: tokens[-1].end]
    dialect = Adql()
    try:
        parser = dialect.parser(error_level=ErrorLevel.IMMEDIATE, max_nodes=_MAX_NODES)
        trees = parser.parse(dialect.tokenize(source), source)
    except ParseError as error:
        raise _in_words(text, tokens, error) from None
    except TokenError:
        raise BadRequestError("The query is not ADQL: a string or name is not closed.") from None
    except RecursionError:
        raise BadRequestError(
            "The query is nested too deeply.", remedy="Use a subquery with a name (WITH)."
        ) from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise refuse(text, tokens[0].start, "this is not a SELECT query.", remedy=_ONLY_SELECT)
    return trees[0]


def _single(text: str, tokens: list[Token]) -> list[Token]:
    while tokens and tokens[-1].text == ";":
        tokens = tokens[:-1]
    if not tokens:
        raise BadRequestError("The query is empty.", remedy="Write SELECT … FROM …")
    for token in tokens:
        if token.kind == "symbol" and token.text == ";":
            raise refuse(text, token.start, "a ; ends the query, but more text follows.")
    return tokens


def _check_words(text: str, tokens: list[Token]) -> None:
    first = tokens[0]
    if first.upper in _STATEMENTS or first.upper not in ("SELECT", "WITH", "("):
        raise refuse(
            text,
            first.start,
            f"the query begins with {first.text[:40]}, but only SELECT is answered.",
            remedy=_ONLY_SELECT,
        )
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.kind != "word":
            continue
        if token.upper in _RESERVED:
            remedy = _RESERVED[token.upper]
            raise refuse(text, token.start, f"{token.upper} cannot be used.", remedy=remedy)
        if token.upper == "LIMIT" and following is not None and following.kind == "number":
            remedy = f"Write SELECT TOP {following.text} instead."
            raise refuse(text, token.start, "ADQL has no LIMIT.", remedy=remedy)


def _check_selected(text: str, tokens: list[Token]) -> None:
    """Refuse a SELECT of nothing, which other dialects take."""
    for index, token in enumerate(tokens):
        if token.kind != "word" or token.upper != "SELECT":
            continue
        rest = tokens[index + 1 : index + 5]
        if rest and rest[0].kind == "word" and rest[0].upper in ("ALL", "DISTINCT"):
            rest = rest[1:]
        if [part.kind for part in rest[:2]] == ["word", "number"] and rest[0].upper == "TOP":
            rest = rest[2:]
        if not rest:
            raise refuse(text, token.start, "the query selects no columns.", remedy=_SELECTED)
        if (rest[0].kind, rest[0].upper) in (("word", "FROM"), ("symbol", ")")):
            problem = f"the query selects no columns before {rest[0].text}."
            raise refuse(text, rest[0].start, problem, remedy=_SELECTED)


def _in_words(text: str, tokens: list[Token], error: ParseError) -> BadRequestError:
    details = error.errors[0] if error.errors else {}
    if "nodes" in str(details.get("description", "")):
        return OversizeError(
            "The query has too many parts.",
            remedy="Shorten it, or split it into several queries.",
        )
    token = _token_at(text, tokens, details.get("line"), details.get("col"))
    return refuse(text, token.start, _explain(str(details.get("description", "")), token))


def _token_at(text: str, tokens: list[Token], line: object, column: object) -> Token:
    # The parser counts columns at the end of a token, and from the last line break.
    if not isinstance(line, int) or not isinstance(column, int):
        return tokens[-1]
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    offset = starts[min(line, len(starts)) - 1] + column
    return next((token for token in tokens if token.end >= offset), tokens[-1])


def _explain(description: str, token: Token) -> str:
    here = token.text if len(token.text) <= 40 else f"{token.text[:40]}…"  # noqa: PLR2004 (a line)
    if expected := re.fullmatch(r"Expect(?:ed|ing) (.+?)(?: but got.*)?", description):
        return f"{expected.group(1)} was expected at {here}."
    if "missing" in description:
        return f"something is missing at {here}."
    return f"{here} was not expected."
