"""Writes ADQL; names and numbers only, so that nothing a person typed becomes part of it."""

import math
import re

from ...models import Collection, Target

__all__ = ["cone", "identifier", "number"]

_REGULAR = r"[A-Za-z][A-Za-z0-9_]*"
_PART = re.compile(rf'{_REGULAR}|"(?:[^"]|"")+"')
_QUALIFIED = re.compile(rf"(?:{_PART.pattern})(?:\.(?:{_PART.pattern}))*")


def identifier(name: str) -> str:
    """Return a table's or column's name as ADQL has it, quoted where it must be.

    Services give names as they are to be written; what could not be written that way is quoted.
    """
    if _QUALIFIED.fullmatch(name):
        return name
    return ".".join(part if _PART.fullmatch(part) else _quoted(part) for part in name.split("."))


def number(value: float) -> str:
    """Return a number with at most 13 decimals and no exponent: degrees to a nano-arcsecond."""
    assert math.isfinite(value)
    text = f"{value:.13f}".rstrip("0")
    return text + "0" if text.endswith(".") else text


def cone(collection: Collection, target: Target, radius: float) -> str:
    """Return the query for the rows of a collection within a radius (degrees) of a target."""
    assert collection.ra is not None
    assert collection.dec is not None
    point = f"POINT('ICRS', {identifier(collection.ra)}, {identifier(collection.dec)})"
    centre = f"{number(target.ra)}, {number(target.dec)}"
    circle = f"CIRCLE('ICRS', {centre}, {number(radius)})"
    return f"SELECT * FROM {identifier(collection.id)} WHERE 1=CONTAINS({point}, {circle})"  # noqa: S608


def _quoted(part: str) -> str:
    return '"' + part.replace('"', '""') + '"'
