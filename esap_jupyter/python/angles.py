"""Angles as people give them."""

from typing import Any

from ..errors import BadRequestError

__all__ = ["degrees"]


def degrees(angle: Any) -> float:
    """Take degrees, or an astropy quantity or angle.

    Raises
    ------
    BadRequestError
        It is neither.
    """
    try:
        return float(angle.to_value("deg") if hasattr(angle, "to_value") else angle)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadRequestError(
            f"{angle!r} is not an angle.", remedy="Give degrees, or a quantity with its unit."
        ) from error
