"""Where files of a lake go: names of DIDs are text, and never lead out of their folder."""

import hashlib
import re
from pathlib import Path

from ...staging.names import safe_name
from ..dids import DidName

__all__ = ["HIDDEN", "key_of", "path_of", "plain"]

HIDDEN = ".esap"
"""The folder of what is not complete, beside the data."""

_MARK = "~"
_DIGITS = 12
_MARKED = re.compile(rf"{_MARK}[0-9a-f]{{{_DIGITS}}}(\.|$)")
_MOST_BYTES = 200


def path_of(base: Path, did: DidName) -> Path:
    """Return where a file goes: ``<base>/<scope>/<name>``.

    What no file system would take as it is, or what is too long, is changed and marked with a
    part of its hash, so that no two names become one.
    """
    return base / plain(did.scope) / plain(did.name)


def key_of(did: DidName) -> str:
    """Return a short name for a DID that is good for any file system."""
    return hashlib.sha256(f"{did.scope}\0{did.name}".encode()).hexdigest()[:32]


def plain(text: str) -> str:
    """Make a plain name of a text; two different texts never become one."""
    safe = safe_name(text)
    # What looks as if it had been marked is marked too, so that nobody can imitate another.
    if safe == text and not _MARKED.search(text):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    stem, dot, suffix = safe.partition(".")
    suffix = dot + suffix
    while len((stem + suffix).encode()) > _MOST_BYTES - _DIGITS - 1:
        stem, suffix = (stem[:-1], suffix) if len(stem) > 1 else (stem, suffix[:-1])
    return f"{stem}{_MARK}{digest}{suffix}"
