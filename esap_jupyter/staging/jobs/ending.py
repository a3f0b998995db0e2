"""What a job has come to: where its files are, and what went wrong with which."""

import os
from collections.abc import Sequence
from pathlib import Path

from ...errors import EsapError, sentence
from ...models import ErrorInfo
from .records import FileRecord
from .views import name_of

__all__ = ["error_of", "failure_of", "shown_path"]

_NAMED = 3


def failure_of(failed: Sequence[FileRecord], count: int) -> EsapError:
    """Word what went wrong with some files of ``count``; the first causes in full, each once."""
    errors = [(name_of(file.piece), file.error) for file in failed if file.error is not None]
    first = errors[0][1]
    if count == 1:
        return error_of(first)
    causes: dict[str, list[str]] = {}
    for name, error in errors:
        causes.setdefault(error.message, []).append(name)
    named = [*causes.items()][:_NAMED]
    told = " ".join(sentence(_told(message, names)) for message, names in named)
    others = len(errors) - sum(len(names) for _, names in named)
    more = f" … and {others} more." if others else ""
    rest = "; the others are here" if count > len(errors) else ""
    codes = {error.code for _, error in errors}
    code = first.code if len(codes) == 1 else "error"
    return _error(
        code, f"{len(errors)} of {count} could not be had{rest}. {told}{more}", first.remedy
    )


def _told(message: str, names: Sequence[str]) -> str:
    first, *others = names
    if others:
        return f"{first} and {len(others)} more: {message}"
    return message if first in message else f"{first}: {message}"


def shown_path(files: Sequence[FileRecord], root: Path) -> str | None:
    """Return the one file, or the folder of all, relative to a root; None where it is outside."""
    paths = [Path(file.path) for file in files if file.path]
    inside = [path for path in paths if path.is_relative_to(root)]
    if not inside:
        return None
    shown = inside[0] if len(paths) == 1 else Path(os.path.commonpath([p.parent for p in inside]))
    return shown.relative_to(root).as_posix()


def error_of(told: ErrorInfo) -> EsapError:
    """Make an error of what was told of one, of the kind that its code names."""
    return _error(told.code, told.message, told.remedy)


def _error(code: str, message: str, remedy: str) -> EsapError:
    from ... import errors

    kinds = {
        kind.code: kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, EsapError)
    }
    return kinds.get(code, EsapError)(message, remedy=remedy)
