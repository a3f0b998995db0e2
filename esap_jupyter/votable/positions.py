"""Finds the columns of a table's main position."""

from collections.abc import Sequence

from ..models import Column

__all__ = ["in_degrees", "position_columns"]

# By UCD1+, by UCD1, then by the names that ObsCore and everybody use.
_UCDS = (
    ("pos.eq.ra;meta.main", "pos.eq.dec;meta.main"),
    ("pos_eq_ra_main", "pos_eq_dec_main"),
    ("pos.eq.ra", "pos.eq.dec"),
)
_NAMES = (("s_ra", "s_dec"), ("ra", "dec"), ("raj2000", "dej2000"), ("ra_icrs", "de_icrs"))
_DEGREES = frozenset({"", "deg", "degree", "degrees"})


def in_degrees(unit: str | None) -> bool:
    """Say whether a position's column with this unit holds degrees; without one, it does."""
    return (unit or "").lower() in _DEGREES


def position_columns(columns: Sequence[Column]) -> tuple[str | None, str | None]:
    """Return the names of the columns of right ascension and declination, or two Nones."""
    by_ucd = {(column.ucd or "").replace(" ", "").lower(): column.name for column in columns[::-1]}
    by_name = {column.name.strip('"').lower(): column.name for column in columns[::-1]}
    for pairs, found in ((_UCDS, by_ucd), (_NAMES, by_name)):
        for ra, dec in pairs:
            if ra in found and dec in found:
                return found[ra], found[dec]
    return None, None
