"""Makes plain text of what others wrote as HTML: descriptions are shown, never rendered."""

import re
import unicodedata
from html.parser import HTMLParser

__all__ = ["line_of", "plain"]

_LONGEST_SOURCE = 60_000
_LONGEST = 20_000
_LONGEST_LINE = 500
_HIDDEN = frozenset({"script", "style", "template", "iframe", "object", "svg", "noscript", "head"})
_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "tr", "table", "pre", "blockquote", "hr"}
    | {f"h{level}" for level in range(1, 7)}
)
_ITEM = "li"
# Characters that turn the direction of writing would carry on behind the text (UAX #9).
_FORMAT = "Cf"
# The parser of Python looks through all that follows for the end of each such beginning, so that
# a text of nothing else takes it minutes (CVE-2025-6069 is one of the ways).
_NEVER_ENDS = re.compile(r"<(?=[^<>]*(?:<|\Z))")
# Declarations say nothing to people, and of those that it does not know that parser breaks.
_DECLARATION = re.compile(r"<[!?][^<>]*>")


def plain(source: str) -> str:
    """Return the words of a piece of HTML, its paragraphs as lines.

    What is plain text already stays, as far as it has no tags. Scripts, styles and attributes
    are left out, and so is what is beyond a length that nobody reads.

    Parameters
    ----------
    source
        HTML of any quality.
    """
    reader = _Reader()
    text = _NEVER_ENDS.sub("&lt;", _without_comments(source[:_LONGEST_SOURCE]))
    reader.feed(_DECLARATION.sub("", text))
    reader.close()
    lines = (_tidy(line) for line in "".join(reader.words).split("\n"))
    text = "\n".join(line for line in lines if line.strip("•"))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + len("-->")
    return "".join((*parts, text[at:]))


def line_of(value: object, most: int = _LONGEST_LINE) -> str:
    """Return what should be a short text as one line of printable characters, else nothing.

    Parameters
    ----------
    value
        What stands in a document of others; anything but text is nothing.
    most
        The longest line.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = _tidy(str(value)[: most * 4])
    return text if len(text) <= most else f"{text[:most]} …"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if self._hidden:
            return
        if tag in _HIDDEN:
            self._hidden = tag
        elif tag in _BLOCKS:
            self.words.append("\n• " if tag == _ITEM else "\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden = "" if tag == self._hidden else self._hidden
        elif tag in _BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def _tidy(text: str) -> str:
    words = " ".join(text.split())
    if words.isascii() and words.isprintable():
        return words
    return " ".join(
        "".join(
            " " if c.isspace() else c if c.isprintable() and not _turns(c) else "" for c in words
        ).split()
    )


def _turns(character: str) -> bool:
    return unicodedata.category(character) == _FORMAT
