"""What ObsCore's table is asked besides place, time, band and data type (IVOA ObsCore 1.1)."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ..dal.forms import form_of, several, split, text, texts
from ..dal.service import terms
from ..dal.sia2_terms import LEVELS, Level, Text, Texts
from .adql import Restrictions

__all__ = ["form", "restrictions"]

_SEVERAL = frozenset({"obs_collection", "facility_name", "instrument_name", "target_name"})


class _Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Columns of ObsCore (table 1); empty text and empty lists do not restrict."""

    obs_collection: Text | Texts = ""
    facility_name: Text | Texts = ""
    instrument_name: Text | Texts = ""
    target_name: Text | Texts = ""
    calib_level: list[Level] = []
    obs_id: Text = ""
    obs_publisher_did: Text = ""
    access_format: Text = ""


def form() -> dict[str, Any]:
    """Describe the terms as JSON Schema."""
    written = "as the service writes them"
    return form_of(
        "Observations",
        obs_collection=texts("Data collection", f"Names of data collections, {written}"),
        facility_name=texts("Facility", f"Telescopes or observatories, {written}"),
        instrument_name=texts("Instrument", f"Names of instruments, {written}"),
        target_name=texts("Target name", f"Names that the observer gave, {written}"),
        calib_level=several("Calibration level", LEVELS),
        obs_id=text("Observation", "The identifier of one observation"),
        obs_publisher_did=text("Dataset", "Publisher's identifier of one dataset"),
        access_format=text("Format", "Media type of the files, such as application/fits"),
    )


def restrictions(given: Mapping[str, Any], *, who: str) -> Restrictions:
    """Return the columns that are restricted, each with the values of which it has to have one.

    Raises
    ------
    BadRequestError
        There is no such term, or its value is not one.
    """
    found = terms(given, _Terms, who=who)
    values = {name: _values(name, getattr(found, name)) for name in _Terms.__struct_fields__}
    return [(name, each) for name, each in values.items() if each]


def _values(name: str, value: str | list[str] | list[int]) -> list[str | int]:
    if isinstance(value, str):
        value = split(value) if name in _SEVERAL else [value.strip()]
    return [each for each in value if each != ""]
