"""The connector for Simple Cone Search (IVOA SCS 1.03)."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

import msgspec

from ....errors import BadRequestError
from ...base import Question, Take
from .forms import form_of
from .service import DalConnector, Pairs, degrees, terms

__all__ = ["ScsConnector"]

_SMALL = 0.25
"""The largest cone, in degrees, that is searched to see whether there are sources."""
_COLUMNS = {1: "The least", 2: "The usual ones", 3: "All"}


class ScsTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person may ask besides the place."""

    verb: Annotated[int, msgspec.Meta(ge=1, le=3)] = 2


class ScsConnector(DalConnector):
    """Asks a cone search."""

    protocol: ClassVar[str] = "SCS"
    noun: ClassVar[str] = "sources"
    takes: ClassVar[frozenset[Take]] = frozenset({"target", "parameters"})

    @property
    def metadata_parameters(self) -> Pairs:
        """SR=0 asks for metadata (IVOA SCS 1.03, section 2.1)."""
        return [("RA", "0"), ("DEC", "0"), ("SR", "0")]

    def form(self, collection: str | None) -> dict[str, Any]:
        """Describe how many columns there are to choose from."""
        del collection
        options = [{"const": level, "title": words} for level, words in _COLUMNS.items()]
        return form_of(
            "Sources", verb={"type": "integer", "title": "Columns", "default": 2, "oneOf": options}
        )

    def parameters(self, question: Question) -> Iterator[tuple[Pairs, tuple[str, ...]]]:
        """Write RA, DEC, SR and VERB (IVOA SCS 1.03, section 2.1).

        The protocol has no limit of rows; what is more than was asked for is left out here.
        """
        own = terms(question.parameters, ScsTerms, who=self.entry.name)
        target = question.target
        if target is None:
            raise BadRequestError(f"{self.entry.name} needs a position.", remedy="Give a target.")
        pairs = [
            ("RA", degrees(target.ra)),
            ("DEC", degrees(target.dec)),
            ("SR", degrees(question.radius)),
            ("VERB", str(own.verb)),
        ]
        if self.takes_maxrec():
            pairs.append(("MAXREC", str(question.maxrec)))
        yield pairs, question.unused([])

    def least(self, given: Mapping[str, str], *, limited: bool) -> tuple[Pairs, str]:
        """Ask for a small cone where there is no limit of rows.

        Fewer columns (VERB=1) would be shorter still, but services have been seen to refuse that.
        """
        if limited or float(given["SR"]) <= _SMALL:
            return (), ""
        return [("SR", degrees(_SMALL))], f"within {_SMALL:g}° of the centre"
