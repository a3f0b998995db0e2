"""The connector for Simple Image Access 2 (IVOA SIA 2.0), images and cubes described by ObsCore."""

from collections.abc import Iterator
from typing import Any, ClassVar

from ....errors import BadRequestError
from ....models import Target
from ...base import Question, Take
from .service import DalConnector, Pairs, degrees, span, terms
from .sia2_terms import Sia2Terms, form

__all__ = ["Sia2Connector"]

_TOGETHER = 50
"""How many positions stand in one address, which some servers want shorter than 8 kB."""
_PRODUCTS = frozenset({"image", "cube"})
_ENDS = ("-Inf", "+Inf")


class Sia2Connector(DalConnector):
    """Asks a service of SIA 2."""

    protocol: ClassVar[str] = "SIA2"
    noun: ClassVar[str] = "images"
    takes: ClassVar[frozenset[Take]] = frozenset(
        {"target", "targets", "polygon", "time", "band", "product", "parameters"}
    )

    @property
    def metadata_parameters(self) -> Pairs:
        """MAXREC=0 asks for metadata alone (IVOA DALI 1.1, section 3.4.4)."""
        return [("MAXREC", "0")]

    def form(self, collection: str | None) -> dict[str, Any]:
        """Describe SIA 2's own constraints."""
        del collection
        return form()

    def parameters(self, question: Question) -> Iterator[tuple[Pairs, tuple[str, ...]]]:
        """Write POS, BAND, TIME, DPTYPE (IVOA SIA 2.0, section 2.1) and its other terms."""
        own = terms(question.parameters, Sia2Terms, who=self.entry.name)
        rest = [*self._restrictions(question), *own.pairs(), ("MAXREC", str(question.maxrec))]
        places = _places(question)
        if not places and len(rest) == 1:
            raise BadRequestError(
                f"{self.entry.name} would answer with all that it has.",
                remedy="Give a target, or fill in its form.",
            )
        for start in range(0, max(1, len(places)), _TOGETHER):
            together = [("POS", place) for place in places[start : start + _TOGETHER]]
            yield [*together, *rest], ()

    def _restrictions(self, question: Question) -> Iterator[tuple[str, str]]:
        for name, interval in (("BAND", question.band), ("TIME", question.time)):
            if interval is not None:
                yield name, span(interval.low, interval.high, sep=" ", ends=_ENDS)
        if question.product:
            if question.product not in _PRODUCTS:
                raise BadRequestError(
                    f"{self.entry.name} has images and cubes only, not {question.product!r}.",
                    remedy="Leave it out, or choose another data type.",
                )
            yield "DPTYPE", question.product


def _places(question: Question) -> list[str]:
    if question.polygon:
        corners = " ".join(degrees(angle) for corner in question.polygon for angle in corner)
        return [f"POLYGON {corners}"]
    return [_circle(target, question.radius) for target in question.targets]


def _circle(target: Target, radius: float) -> str:
    return f"CIRCLE {degrees(target.ra)} {degrees(target.dec)} {degrees(radius)}"
