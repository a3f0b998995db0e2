"""Remembers where the rows of results lie, and says what that tells of other places."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ....adql.moc import Ranges, parse_moc
from ....adql.regions import Circle
from ....compute import Compute
from ....errors import EsapError
from ....models import Result
from ....models.discovery import Coverage
from ....results.footprints import region_column
from ....results.positions import SCALES
from ....votable.positions import position_columns
from .cells import has_rows_in, has_rows_near, map_of
from .map_files import DrawnMap, MapFiles, Place
from .seen import asked_circle, is_fresh, is_within

__all__ = ["SeenMaps"]

_NEW = 10
"""So many results are drawn when somebody looks, the newest first; others when next asked."""
_SECONDS = 1.0
_GLANCE = 0.05
_BY_CENTRES = frozenset({"TAP", "SCS"})
"""Protocols that find rows by a point, where these have no regions."""


class SeenMaps:
    """Draws each result once; its map is kept when it is deleted.

    Rows in a map are data at their place, whatever else was asked for. That a place has none is
    said only within a circle of which a plain question got all rows, and only of rows that are
    points: a result tells nothing of what it was not asked for.

    Parameters
    ----------
    folder
        Where maps are kept; made when the first is.
    results
        Lists the stored results.
    collection
        Returns the collection of an archive that is asked unless one is named.
    compute
        Where maps are drawn.
    seconds
        How long somebody who looks waits for maps that are to be drawn first; what comes later
        serves the next look.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        folder: Callable[[], Path],
        results: Callable[[], list[Result]],
        collection: Callable[[str], str | None],
        compute: Compute,
        seconds: float = _SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._files = MapFiles(folder)
        self._results = results
        self._collection = collection
        self._compute = compute
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._drawing = threading.Lock()
        self._drawn: dict[str, DrawnMap] = {}
        self._ranges: dict[str, Ranges] = {}
        self._nothing: set[str] = set()

    def look(
        self, place: Place, archives: Mapping[str, str | None], cancel: threading.Event
    ) -> dict[str, Coverage]:
        """Say what is known of these archives, each with the collection that is looked at.

        Those of which nothing is known are left out; None is the archive's own collection.
        """
        if not archives:
            return {}
        with self._lock:
            for key, kept in self._files.read(self._drawn.keys() | self._nothing):
                self._take(key, kept)
        self._draw(archives, cancel)
        with self._lock:
            drawn = sorted(self._drawn.items(), key=lambda item: -item[1].started)
        found: dict[str, Coverage] = {}
        for key, one in drawn:
            known = found.get(one.archive)
            if one.archive not in archives or (known and known.presence == "data"):
                continue
            if self._named(one.archive, one.collection) != self._named(
                one.archive, archives[one.archive]
            ):
                continue
            told = self._told(self._ranges[key], one, place)
            if told is not None:
                found[one.archive] = told
        return found

    def _named(self, archive: str, collection: str | None) -> str | None:
        return collection or self._collection(archive)

    def _told(self, ranges: Ranges, one: DrawnMap, place: Place) -> Coverage | None:
        circle = Circle(*place)
        day = time.strftime("%Y-%m-%d", time.gmtime(one.started))
        if has_rows_in(ranges, one.map.order, circle):
            note = f"Rows of a result of {day} lie here."
            return Coverage(archive=one.archive, presence="data", source="seen", note=note)
        whole = one.all_within is not None and is_within(place, one.all_within)
        if whole and is_fresh(one.started, self._clock()) and not has_rows_near(ranges, circle):
            note = f"A result of {day} holds all that there was around, and none of it here."
            return Coverage(archive=one.archive, presence="none", rows=0, source="seen", note=note)
        return None

    def _draw(self, archives: Mapping[str, str | None], cancel: threading.Event) -> None:
        """Draw what is new in a thread, as what computes may have much else to do first."""
        with self._lock:
            known = self._drawn.keys() | self._nothing
        new = [one for one in self._results() if one.archive in archives and one.id not in known]
        if not new or not self._drawing.acquire(blocking=False):
            return

        def draw() -> None:
            try:
                for result in new[:_NEW]:
                    if not cancel.is_set():
                        self._draw_one(result, cancel)
            finally:
                self._drawing.release()

        thread = threading.Thread(target=draw, name="esap-maps", daemon=True)
        deadline = time.monotonic() + self._seconds
        thread.start()
        while thread.is_alive() and time.monotonic() < deadline and not cancel.is_set():
            thread.join(_GLANCE)

    def _draw_one(self, result: Result, cancel: threading.Event) -> None:
        at = _columns(result)
        request = result.provenance.request
        if at is None or request is None or request.adql or result.rows == 0:
            self._leave(result.id)
            return
        scales = tuple(SCALES.get(result.columns[each].unit or "", 1.0) for each in at)
        try:
            row_map = self._compute.run(
                map_of, result.path, *at, scales, result.rows, cancel=cancel, lane="decode"
            )
        except (EsapError, OSError):
            # What cannot be drawn tells nothing; the result itself tells what is wrong with it.
            if not cancel.is_set():
                self._leave(result.id)
            return
        one = DrawnMap(
            archive=result.archive,
            collection=request.collections.get(result.archive),
            started=result.provenance.started,
            map=row_map,
            all_within=_all_within(result) if row_map.whole else None,
        )
        with self._lock:
            whole = self._take(result.id, one)
        if whole:
            self._files.write(result.id, one)

    def _leave(self, key: str) -> None:
        with self._lock:
            self._nothing.add(key)

    def _take(self, key: str, one: DrawnMap) -> bool:
        parsed = parse_moc(one.map.moc)
        if parsed is None:
            self._nothing.add(key)
            return False
        self._drawn[key], self._ranges[key] = one, parsed[0]
        return True


def _columns(result: Result) -> tuple[int, int] | None:
    ra, dec = position_columns(result.columns)
    if ra is None or dec is None:
        return None
    names: Sequence[str] = [column.name for column in result.columns]
    return names.index(ra), names.index(dec)


def _all_within(result: Result) -> Place | None:
    """Return the circle of which a result has all rows, where it was asked for one alone."""
    points = result.provenance.protocol in _BY_CENTRES and region_column(result.columns) is None
    return asked_circle(result) if points and not result.truncated else None
