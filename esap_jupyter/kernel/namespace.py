"""Binding values in the user's namespace without overwriting anything unasked."""

import builtins
import weakref
from collections.abc import Callable
from typing import Any

import msgspec

__all__ = ["Namespace", "Shape", "shape"]

Shape = tuple[int, tuple[str, ...]]
_COLUMN_NAMES = ("colnames", "column_names", "columns")


def shape(value: Any) -> Shape:
    """Give the number of rows and the column names, whatever kind of table it is."""
    names = next(getattr(value, name) for name in _COLUMN_NAMES if hasattr(value, name))
    return len(value), tuple(str(name) for name in names)


class _Bound(msgspec.Struct, frozen=True):
    """A value that we have bound: which result it is, and what it looked like then."""

    result: str
    value: Callable[[], object]
    shape: Shape


class Namespace:
    """The user's namespace, and what we have put there.

    Parameters
    ----------
    variables
        IPython's ``user_ns``. It may be written from a subshell's thread.
    """

    def __init__(self, variables: dict[str, Any]) -> None:
        self._variables = variables
        self._bound: dict[str, _Bound] = {}

    def existing(self, name: str, result: str) -> str | None:
        """Name the type of what binding would hide, or None where nothing would be lost.

        A former hand-over of the same result that still has its rows and columns may be replaced,
        and a builtin counts as something that exists.
        """
        if name in self._variables:
            value = self._variables[name]
            return None if self._is_ours(name, value, result) else type(value).__name__
        return "builtin" if hasattr(builtins, name) else None

    def bind(self, name: str, value: Any, result: str) -> None:
        """Bind the value and remember that it was a hand-over of ``result``."""
        self._variables[name] = value
        self._bound[name] = _Bound(result, weakref.ref(value), shape(value))

    def _is_ours(self, name: str, value: Any, result: str) -> bool:
        bound = self._bound.get(name)
        if bound is None or bound.value() is not value or bound.result != result:
            return False
        return shape(value) == bound.shape
