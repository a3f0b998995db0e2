"""Writes entries of BibTeX; whatever a text holds, it stays text within its field."""

import re
from urllib.parse import quote

from ..wording import one_line

__all__ = ["entry", "escaped"]

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}
_VERBATIM = frozenset({"url", "doi"})
# A name that is in braces as a whole is not taken apart into first and last.
_WHOLE = frozenset({"author", "title"})
_URL_SAFE = ":/?#[]@!$&'()*+,;=%-._~"


def entry(kind: str, *, key: str, **fields: str) -> str:
    """Return an entry; empty fields are left out.

    Parameters
    ----------
    kind
        Such as ``misc``.
    key
        What a text cites it by; made of letters, digits, ``_`` and ``-``.
    fields
        Plain texts.
    """
    lines = [f"  {name} = {_value(name, text)}" for name, text in fields.items() if text]
    return f"@{kind}{{{_key(key)},\n" + ",\n".join(lines) + "\n}"


def escaped(text: str) -> str:
    """Return a text on one line, as LaTeX writes it."""
    return "".join(_SPECIAL.get(letter, letter) for letter in one_line(text))


def _value(name: str, text: str) -> str:
    if name in _VERBATIM:
        return f"{{{quote(text, safe=_URL_SAFE)}}}"
    return f"{{{{{escaped(text)}}}}}" if name in _WHOLE else f"{{{escaped(text)}}}"


def _key(text: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", text).strip("_")
    return plain or "result"
