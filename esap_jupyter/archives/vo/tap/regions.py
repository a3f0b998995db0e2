"""Asks a service by its regions, and once more by centres where it refuses to compute with them."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from ....errors import ArchiveError, EsapError
from ....models import Collection
from ...base import Query
from ..dal.metadata import refused_element

__all__ = ["BY_CENTRES", "REFUSED", "Regions", "refused_document", "without_regions"]

BY_CENTRES = (
    "Asked for data whose centre lies there; what only reaches into it is not among the rows."
)
REFUSED = f"It refuses to compute with its regions (INTERSECTS). {BY_CENTRES}"
_SHORT = 64 * 1024

Answer = TypeVar("Answer")


class Regions:
    """What has been learnt of whether a service computes with the regions that it declares.

    Attributes
    ----------
    refused
        Whether it has refused to, so that it is asked by centres from then on.
    """

    def __init__(self) -> None:
        self.refused = False

    def ask(self, query: Query, action: Callable[[Query], Answer]) -> Answer:
        """Do something with a query, or with what is asked instead where that is refused.

        Raises
        ------
        EsapError
            That of the query itself where both fail.
        """
        instead = query.instead
        if instead is None:
            return action(query)
        if self.refused:
            return action(instead)
        try:
            return action(query)
        except ArchiveError as error:
            try:
                answer = action(instead)
            except ArchiveError:
                raise error from None
        self.refused = True
        return answer

    def asked(self, query: Query) -> Query:
        """Return the query that was answered in the end."""
        return query.instead if self.refused and query.instead is not None else query


def without_regions(collection: Collection) -> Collection:
    """Return a collection as one whose data have centres only."""
    columns = [one for one in collection.columns if one.name.lower() != "s_region"]
    return msgspec.structs.replace(collection, columns=columns)


def refused_document(answer: Path, *, who: str) -> EsapError | None:
    """Read a refusal that came with a status of success (IVOA DALI 1.1, section 4.4)."""
    if answer.stat().st_size >= _SHORT:
        return None
    return refused_element(answer.read_bytes(), who=who)
