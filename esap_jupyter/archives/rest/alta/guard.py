"""Finds out whether ALTA applied what it was asked, as it ignores what it does not know."""

import math
from collections.abc import Mapping
from typing import Any, Self

import msgspec

from ....errors import BadAnswerError
from .terms import HELPDESK

__all__ = ["UNSEEN", "Cone", "belongs", "ignored", "separation"]

UNSEEN = ("target__icontains", "releases")
"""Filters of which the rows do not show whether they were applied."""
_TOLERANCE = 1 / 3600
# A square around the circle, or a circle around the centre of the observation that a beam is of
# (forty beams span some three degrees), is no neglect.
_SLACK = 1.5
_BEAMS = 5.0


class Cone(msgspec.Struct, frozen=True):
    """A circle on the sky, in degrees."""

    ra: float
    dec: float
    radius: float

    @classmethod
    def of(cls, params: Mapping[str, str]) -> Self | None:
        """Return the circle that ALTA's parameters ask for, or None without."""
        if "view_fov" not in params:
            return None
        return cls(*(float(params[key]) for key in ("view_ra", "view_dec", "view_fov")))


def belongs(product: Mapping[str, Any], params: Mapping[str, str], *, who: str) -> bool:
    """Say whether a product is what was asked for.

    A product that lies some degrees outside of the circle does not belong, but is no fault: how
    ALTA cuts is not documented.

    Parameters
    ----------
    product
        As ALTA describes it.
    params
        ALTA's parameters.
    who
        What to call the archive.

    Raises
    ------
    BadAnswerError
        ALTA has ignored a parameter.
    """
    for key, wanted in params.items():
        field, _, lookup = key.partition("__")
        value = product.get(field)
        if value is None or key in UNSEEN:
            continue
        if not _fits(str(value), wanted, lookup):
            raise ignored(key, who, f"{_name(product)} has {field} {str(value)[:40]!r}")
    cone = Cone.of(params)
    return cone is None or _inside(product, cone, who)


def ignored(what: str, who: str, because: str) -> BadAnswerError:
    """Make the error of a parameter that had no effect.

    Parameters
    ----------
    what
        The parameter.
    who
        What to call the archive.
    because
        How that shows.
    """
    return BadAnswerError(
        f"{who} ignored {what}: {because}. What it sends may hold anything.",
        remedy=f"Ask without that, or tell the helpdesk of ASTRON, {HELPDESK}.",
    )


def separation(ra: float, dec: float, cone: Cone) -> float:
    """Return the distance of a position from the centre, in degrees (haversine)."""
    lat, centre = math.radians(dec), math.radians(cone.dec)
    across = math.radians(ra - cone.ra)
    square = (
        math.sin((lat - centre) / 2) ** 2
        + math.cos(lat) * math.cos(centre) * math.sin(across / 2) ** 2
    )
    return math.degrees(2 * math.asin(min(1.0, math.sqrt(square))))


def _fits(value: str, wanted: str, lookup: str) -> bool:
    if lookup == "icontains":
        return wanted.lower() in value.lower()
    if lookup == "in":
        return value in wanted.split(",")
    return value == wanted


def _inside(product: Mapping[str, Any], cone: Cone, who: str) -> bool:
    ra, dec = _number(product.get("RA")), _number(product.get("dec"))
    if ra is None or dec is None:
        return False
    distance = separation(ra, dec, cone)
    if distance <= cone.radius + _TOLERANCE:
        return True
    explained = cone.radius * _SLACK + _BEAMS
    if distance > explained and not _in_square(ra, dec, cone):
        words = f"{_name(product)} lies {distance:.2f}° from the target"
        raise ignored("view_ra, view_dec and view_fov", who, words)
    return False


def _in_square(ra: float, dec: float, cone: Cone) -> bool:
    """Say whether coordinates differ by no more than the radius each, as near a pole they may."""
    across = abs((ra - cone.ra + 180) % 360 - 180)
    return max(across, abs(dec - cone.dec)) <= cone.radius + _TOLERANCE


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _name(product: Mapping[str, Any]) -> str:
    return str(product.get("name") or "a product without a name")[:80]
