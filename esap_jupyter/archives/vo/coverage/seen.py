"""What results that are here already tell of what archives have at a place."""

import math
import time
from collections.abc import Callable, Mapping

from ....models import Result
from ....models.discovery import Coverage

__all__ = ["SeenResults", "asked_circle", "is_fresh", "is_within", "separation"]

_MONTH = 30 * 86400.0
"""For how long nothing stays nothing, as archives grow."""
_SLACK = 1e-9

Place = tuple[float, float, float]


class SeenResults:
    """Looks through stored results of plain cones.

    Nothing found in a circle means nothing in each circle within it; something found means
    something in each circle around it.

    Parameters
    ----------
    results
        Lists the stored results.
    collection
        Returns the collection of an archive that is asked unless one is named.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        results: Callable[[], list[Result]],
        collection: Callable[[str], str | None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._results = results
        self._collection = collection
        self._clock = clock

    def look(self, place: Place, archives: Mapping[str, str | None]) -> dict[str, Coverage]:
        """Say what is known of these archives, each with the collection that is looked at.

        Those of which nothing is known are left out; None is the archive's own collection.
        """
        found: dict[str, Coverage] = {}
        if not archives:
            return found
        for result in self._results():
            if result.archive in archives and result.archive not in found:
                told = self._told(result, place, archives[result.archive])
                if told is not None:
                    found[result.archive] = told
        return found

    def _told(self, result: Result, place: Place, collection: str | None) -> Coverage | None:
        circle = asked_circle(result)
        if circle is None or not self._is_of(result, collection):
            return None
        fresh = is_fresh(result.provenance.started, self._clock())
        apart = separation(place, circle)
        if result.rows == 0 and fresh and is_within(place, circle):
            return _coverage(result, "none", 0)
        if result.rows > 0 and apart + circle[2] <= place[2] + _SLACK:
            same = apart < _SLACK and math.isclose(circle[2], place[2]) and not result.truncated
            return _coverage(result, "data", result.rows, approximate=not same)
        return None

    def _is_of(self, result: Result, collection: str | None) -> bool:
        request = result.provenance.request
        own = self._collection(result.archive)
        named = request.collections.get(result.archive) if request else None
        return (named or own) == (collection or own)


def separation(first: Place, second: Place) -> float:
    """Return the angle between the centres of two circles, in degrees."""
    a1, d1, a2, d2 = (math.radians(angle) for angle in (*first[:2], *second[:2]))
    half = math.sin((d2 - d1) / 2) ** 2 + math.cos(d1) * math.cos(d2) * math.sin((a2 - a1) / 2) ** 2
    return math.degrees(2 * math.asin(min(1.0, math.sqrt(half))))


def is_within(inner: Place, outer: Place) -> bool:
    """Say whether a circle lies in another."""
    return separation(inner, outer) + inner[2] <= outer[2] + _SLACK


def is_fresh(started: float, now: float) -> bool:
    """Say whether an answer is young enough to tell that there is nothing."""
    return now - started < _MONTH


def asked_circle(result: Result) -> Place | None:
    """Return the circle that was asked for; None where something else was, too or instead."""
    request = result.provenance.request
    if request is None or request.adql or request.time or request.band or request.product:
        return None
    # Of a list, one target alone may have been found.
    if request.polygon or request.parameters or len(request.targets) > 1:
        return None
    target, radius = result.provenance.target, result.provenance.radius
    if target is None or radius is None:
        return None
    return target.ra, target.dec, radius


def _coverage(result: Result, presence: str, rows: int, *, approximate: bool = False) -> Coverage:
    day = time.strftime("%Y-%m-%d", time.gmtime(result.provenance.started))
    return Coverage(
        archive=result.archive,
        presence="none" if presence == "none" else "data",
        rows=rows,
        approximate=approximate,
        source="seen",
        note=f"Asked on {day}; see the result {result.name!r}.",
    )
