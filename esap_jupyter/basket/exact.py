"""Values that survive JSON and JavaScript: no digit is lost, nothing becomes null."""

import math
from collections.abc import Mapping
from typing import Any

from ..errors import BadRequestError

__all__ = ["exact"]

_EXACT = 2**53
_DEEPEST = 40
_PLAIN = (str, type(None))


def exact(value: Any, _depth: int = 0) -> Any:
    """Return JSON of a value: whole numbers above 2^53, NaN and infinities become text.

    numpy's numbers become Python's; what is masked becomes None.

    Raises
    ------
    BadRequestError
        It is nothing that JSON can hold, or nested more than 40 deep.
    """
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int | float):
        return _number(value)
    if _depth >= _DEEPEST:
        raise BadRequestError(f"Something is nested more than {_DEEPEST} deep.")
    if isinstance(value, Mapping):
        if all(type(each) in _PLAIN for each in value.values()):
            # As rows are, which may be a hundred thousand.
            return {str(key): each for key, each in value.items()}
        return {str(key): exact(each, _depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [exact(each, _depth + 1) for each in value]
    return _other(value, _depth)


def _number(value: float) -> Any:
    if isinstance(value, int):
        return value if -_EXACT <= value <= _EXACT else str(value)
    return float(value) if math.isfinite(value) else _text(value)


def _text(value: float) -> str:
    return "NaN" if math.isnan(value) else repr(float(value))


def _other(value: Any, depth: int) -> Any:
    plain = getattr(value, "tolist", None)
    if plain is not None:
        plain = plain()
        if not isinstance(plain, type(value)):
            return exact(plain, depth + 1)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise BadRequestError(
        f"{type(value).__name__} cannot be kept in a basket.",
        remedy="Give texts, numbers, lists and dictionaries.",
    )
