"""The connector for Simple Spectral Access (IVOA SSA 1.1): spectra and time series."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from ....errors import BadRequestError
from ...base import Question, Take
from .forms import choice, form_of, text
from .mjd import iso
from .service import DalConnector, Pairs, degrees, span, terms

__all__ = ["SsaConnector"]

_FORMATS = {
    "all": "All formats",
    "compliant": "Formats of the standard",
    "native": "The project's own format",
    "fits": "FITS",
    "votable": "VOTable",
    "graphic": "Pictures",
}
_CALIBRATIONS = {
    "any": "Any",
    "absolute": "Absolute",
    "relative": "Relative",
    "normalized": "Normalised",
}
Text = Annotated[str, msgspec.Meta(max_length=200)]


class SsaTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person may ask besides (IVOA SSA 1.1, section 4.1.2); empty text does not restrict."""

    targetname: Text = ""
    targetclass: Text = ""
    collection: Text = ""
    pubdid: Text = ""
    creatordid: Text = ""
    fluxcalib: Literal["", "any", "absolute", "relative", "normalized"] = ""
    format: Text = ""
    specrp: Text = ""
    spatres: Text = ""

    def pairs(self) -> list[tuple[str, str]]:
        """Return SSA's parameters."""
        values = {name.upper(): getattr(self, name) for name in self.__struct_fields__}
        return [(name, value) for name, value in values.items() if value.strip()]


class SsaConnector(DalConnector):
    """Asks a service of SSA."""

    protocol: ClassVar[str] = "SSA"
    noun: ClassVar[str] = "spectra"
    takes: ClassVar[frozenset[Take]] = frozenset({"target", "time", "band", "parameters"})

    @property
    def metadata_parameters(self) -> Pairs:
        """FORMAT=METADATA asks for metadata (IVOA SSA 1.1, section 4.3)."""
        return [("REQUEST", "queryData"), ("FORMAT", "METADATA")]

    def form(self, collection: str | None) -> dict[str, Any]:
        """Describe SSA's own terms."""
        del collection
        return form_of(
            "Spectra and time series",
            targetname=text("Target name", "The name that the observer gave"),
            targetclass=text("Class of target", "Such as star, QSO, Galaxy"),
            collection=text("Collection", "Name of a data collection"),
            fluxcalib=choice("Flux calibration", _CALIBRATIONS),
            format=choice("Format", _FORMATS),
            specrp=text("Least spectral resolving power", "A number, such as 2000"),
            spatres=text("Coarsest spatial resolution (deg)", "A number, such as 0.05"),
            pubdid=text("Dataset", "Publisher's identifier of one dataset"),
            creatordid=text("Creator's dataset", "Creator's identifier of one dataset"),
        )

    def parameters(self, question: Question) -> Iterator[tuple[Pairs, tuple[str, ...]]]:
        """Write POS, SIZE (a diameter), BAND and TIME (IVOA SSA 1.1, section 4.1.1)."""
        own = terms(question.parameters, SsaTerms, who=self.entry.name)
        pairs = [*_place(question), *_ranges(question), *own.pairs()]
        if not pairs:
            raise BadRequestError(
                f"{self.entry.name} would answer with all that it has.",
                remedy="Give a target, or fill in its form.",
            )
        maxrec = ("MAXREC", str(question.maxrec))
        yield [("REQUEST", "queryData"), *pairs, maxrec], question.unused(["time", "band"])


def _place(question: Question) -> Iterator[tuple[str, str]]:
    target = question.target
    if target is not None:
        yield "POS", f"{degrees(target.ra)},{degrees(target.dec)}"
        yield "SIZE", degrees(2 * question.radius)


def _ranges(question: Question) -> Iterator[tuple[str, str]]:
    if question.band is not None:
        yield "BAND", span(question.band.low, question.band.high, sep="/", ends=("", ""))
    if question.time is not None:
        low, high = question.time.low, question.time.high
        yield "TIME", "/".join("" if mjd is None else iso(mjd) for mjd in (low, high))
