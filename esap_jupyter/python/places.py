"""Targets and regions as people give them in Python."""

from collections.abc import Iterable
from typing import Any

from ..errors import BadRequestError

__all__ = ["corners", "targets"]

_PAIR = 2
_REMEDY = "Give a name, coordinates as text, a SkyCoord, or a list or column of these."


def targets(target: Any) -> tuple[str, list[str]]:
    """Take one target, or several.

    Parameters
    ----------
    target
        A name or coordinates as text, a ``SkyCoord`` of one or many positions, or several of
        these: a list, or a column of a table.

    Returns
    -------
    tuple
        The one, and the many; either is empty.

    Raises
    ------
    BadRequestError
        It is none of these.
    """
    if target is None:
        return "", []
    if isinstance(target, str) or _is_single(target):
        return _text(target), []
    if hasattr(target, "icrs") or isinstance(target, Iterable):
        found = [_text(one) for one in target]
        if not found:
            raise BadRequestError("The list of targets is empty.", remedy=_REMEDY)
        return "", found
    raise BadRequestError(f"{type(target).__name__} is not a target.", remedy=_REMEDY)


def corners(polygon: Any) -> list[float]:
    """Take a polygon: pairs of right ascension and declination (deg), or a ``SkyCoord``.

    Raises
    ------
    BadRequestError
        It is neither.
    """
    if polygon is None:
        return []
    position = getattr(polygon, "icrs", None)
    if position is not None:
        polygon = zip(position.ra.deg, position.dec.deg, strict=True)
    try:
        given = list(polygon)
        pairs = [list(one) if isinstance(one, Iterable) else [one] for one in given]
        flat = [float(value) for pair in pairs for value in pair]
    except (TypeError, ValueError) as error:
        raise BadRequestError(
            "The polygon is not a list of corners.",
            remedy="Give pairs of right ascension and declination in degrees, or a SkyCoord.",
        ) from error
    if any(len(pair) not in (1, _PAIR) for pair in pairs):
        raise BadRequestError("A corner of the polygon is not a pair.", remedy="Give ra and dec.")
    return flat


def _is_single(target: Any) -> bool:
    return hasattr(target, "icrs") and bool(getattr(target, "isscalar", False))


def _text(target: Any) -> str:
    if isinstance(target, bytes):
        target = target.decode("utf-8", "replace")
    if isinstance(target, str):
        return str(target)
    if isinstance(target, tuple | list) and len(target) == _PAIR:
        try:
            return _position(float(target[0]), float(target[1]))
        except (TypeError, ValueError):
            pass
    position = getattr(target, "icrs", None)
    if position is None or not getattr(position, "isscalar", False):
        raise BadRequestError(f"{type(target).__name__} is not a target.", remedy=_REMEDY)
    return _position(float(position.ra.deg), float(position.dec.deg))


def _position(ra: float, dec: float) -> str:
    return f"{ra:.12f} {dec:+.12f}"
