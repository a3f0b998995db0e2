"""The constraints of SIA 2 besides place, time, band and data type (IVOA SIA 2.0, section 2.1)."""

from typing import Annotated, Any, Literal, get_args

import msgspec

from .forms import form_of, interval, several, split, text, texts
from .service import span

__all__ = ["LEVELS", "Level", "Range", "Sia2Terms", "Text", "Texts", "form"]

_ENDS = ("-Inf", "+Inf")
LEVELS = {
    0: "0: raw, as the instrument gave it",
    1: "1: instrumental data in a standard format",
    2: "2: calibrated",
    3: "3: enhanced, such as mosaics",
    4: "4: derived from data",
}
"""ObsCore's calibration levels (IVOA ObsCore 1.1, section 4.2), in words for people."""
Text = Annotated[str, msgspec.Meta(max_length=200)]
Texts = Annotated[list[Text], msgspec.Meta(max_length=50)]
Level = Annotated[int, msgspec.Meta(ge=0, le=4)]
Polarisation = Literal[
    "I", "Q", "U", "V", "RR", "LL", "RL", "LR", "XX", "YY", "XY", "YX", "POLI", "POLA"
]


_SEVERAL = ("collection", "facility", "instrument")


class Range(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An interval; a missing end is open."""

    low: float | None = None
    high: float | None = None

    def __bool__(self) -> bool:
        return self.low is not None or self.high is not None


class Sia2Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person may ask besides; empty text and empty lists do not restrict."""

    collection: Text | Texts = ""
    facility: Text | Texts = ""
    instrument: Text | Texts = ""
    target: Text = ""
    id: Text = ""
    calib: list[Level] = []
    pol: list[Polarisation] = []
    format: Text = ""
    fov: Range = Range()
    spatres: Range = Range()
    specrp: Range = Range()
    exptime: Range = Range()
    timeres: Range = Range()

    def pairs(self) -> list[tuple[str, str]]:
        """Return SIA 2's parameters; several values of one are alternatives."""
        found: list[tuple[str, str]] = []
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, Range):
                values = [span(value.low, value.high, sep=" ", ends=_ENDS)] if value else []
            elif name in _SEVERAL:
                values = split(value)
            else:
                values = [str(one) for one in (value if isinstance(value, list) else [value])]
            found += [(name.upper(), one) for one in values if one.strip()]
        return found


def form() -> dict[str, Any]:
    """Describe the terms as JSON Schema."""
    return form_of(
        "Images and cubes",
        collection=texts("Collection", "Names of data collections, as the service has them"),
        facility=texts("Facility", "Telescopes or observatories"),
        instrument=texts("Instrument", "Names of instruments"),
        target=text("Target name", "The name that the observer gave"),
        calib=several("Calibration level", LEVELS),
        pol=several("Polarisation", {name: name for name in get_args(Polarisation)}),
        format=text("Format", "Media type of the files, such as application/fits"),
        fov=interval("Field of view (deg)"),
        spatres=interval("Spatial resolution (arcsec)"),
        specrp=interval("Spectral resolving power"),
        exptime=interval("Exposure time (s)"),
        timeres=interval("Time resolution (s)"),
        id=text("Dataset", "Publisher's identifier of one dataset"),
    )
