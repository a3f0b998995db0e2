"""The connector for Simple Image Access 1 (IVOA SIA 1.0)."""

import math
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from ....errors import BadRequestError
from ....models import Target
from ...base import Question, Take
from .forms import choice, form_of
from .service import DalConnector, Pairs, degrees, terms

__all__ = ["Sia1Connector", "box"]

_FORMATS = {
    "ALL": "All formats",
    "image/fits": "FITS",
    "GRAPHIC": "Pictures",
    "GRAPHIC-ALL": "Pictures, FITS where there are none",
}
_INTERSECT = {
    "OVERLAPS": "Images that overlap the region",
    "COVERS": "Images that cover it",
    "ENCLOSED": "Images inside it",
    "CENTER": "Images that cover its centre",
}
_WHOLE = 360.0
_POLE = 90.0


class Sia1Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person may ask besides the place; empty text does not restrict."""

    format: Annotated[str, msgspec.Meta(max_length=100)] = ""
    intersect: Literal["", "OVERLAPS", "COVERS", "ENCLOSED", "CENTER"] = ""


class Sia1Connector(DalConnector):
    """Asks a service of SIA 1; it is asked for the box around a circle."""

    protocol: ClassVar[str] = "SIA1"
    noun: ClassVar[str] = "images"
    takes: ClassVar[frozenset[Take]] = frozenset({"target", "parameters"})

    @property
    def metadata_parameters(self) -> Pairs:
        """FORMAT=METADATA asks for metadata (IVOA SIA 1.0, section 6)."""
        return [("POS", "0,0"), ("SIZE", "0"), ("FORMAT", "METADATA")]

    def form(self, collection: str | None) -> dict[str, Any]:
        """Describe format and kind of intersection."""
        del collection
        return form_of(
            "Images",
            format=choice("Format", _FORMATS),
            intersect=choice("Which images", _INTERSECT),
        )

    def parameters(self, question: Question) -> Iterator[tuple[Pairs, tuple[str, ...]]]:
        """Write POS and SIZE (IVOA SIA 1.0, section 4.1)."""
        own = terms(question.parameters, Sia1Terms, who=self.entry.name)
        target = question.target
        if target is None:
            raise BadRequestError(f"{self.entry.name} needs a position.", remedy="Give a target.")
        pairs = [
            ("POS", f"{degrees(target.ra)},{degrees(target.dec)}"),
            ("SIZE", box(target, question.radius)),
            ("FORMAT", own.format or "ALL"),
        ]
        if own.intersect:
            pairs.append(("INTERSECT", own.intersect))
        if self.takes_maxrec():
            pairs.append(("MAXREC", str(question.maxrec)))
        yield pairs, question.unused([])


def box(target: Target, radius: float) -> str:
    """Return the SIZE in right ascension and declination of the box around a circle, in degrees.

    SIZE is a full width in coordinates, so that of right ascension grows towards the poles.
    """
    height = min(2 * radius, 2 * _POLE)
    if abs(target.dec) + radius >= _POLE:
        return f"{degrees(_WHOLE)},{degrees(height)}"
    half = math.asin(math.sin(math.radians(radius)) / math.cos(math.radians(target.dec)))
    return f"{degrees(min(_WHOLE, math.degrees(2 * half)))},{degrees(height)}"
