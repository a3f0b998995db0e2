"""Says, before archives are asked, which of them have data at a place."""

import threading
import time
from collections.abc import Callable, Container, Mapping

from ....errors import CancelledError
from ....models import Archive, Target
from ....models.discovery import Coverage
from ...base import Connector
from ..registry.desk import RegistryDesk
from .counts import Counter, Found
from .declared import declared_coverage
from .maps import SeenMaps
from .seen import SeenResults
from .waiting import Waiting

__all__ = ["CoverageDesk"]

_SECONDS = 10.0
"""How long each archive has for its count."""
_FRESH = 600.0
_REMEMBERED = 2000

Place = tuple[float, float, float]
Asked = tuple[str, str | None]
"""An archive, and the collection of it where that is not its own."""


class CoverageDesk:
    """Tells coverage from, in this order: results already here, counts, registry, MocServer.

    Parameters
    ----------
    archives
        Lists the archives.
    connector
        Returns the connector of one.
    registry
        Where resources declare what they cover.
    seen
        What earlier answers tell.
    maps
        Where rows of earlier answers lie.
    seconds
        How long each archive has for its count, and the registry for its word.
    clock
        Seconds that only ever grow.
    """

    def __init__(
        self,
        *,
        archives: Callable[[], list[Archive]],
        connector: Callable[[str], Connector],
        registry: RegistryDesk,
        seen: SeenResults,
        maps: SeenMaps,
        seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._archives = archives
        self._registry = registry
        self._seen = seen
        self._maps = maps
        self._seconds = _SECONDS if seconds is None else seconds
        self._counter = Counter(connector=connector, seconds=self._seconds)
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[tuple[Asked, Place], tuple[float, Coverage]] = {}

    def look(
        self,
        target: Target,
        radius: float,
        archives: Mapping[str, str | None],
        cancel: threading.Event,
        found: Found | None = None,
    ) -> list[Coverage]:
        """Say of each archive whether it has data within a circle.

        Parameters
        ----------
        target
            The centre.
        radius
            In degrees.
        archives
            Their ids, each with the collection to look at, None for the archive's own.
        cancel
            Ends it when set.
        found
            Told of each as it comes, by one thread at a time.

        Returns
        -------
        list of Coverage
            In the order of ``archives``; an archive that fails has its error beside it.

        Raises
        ------
        CancelledError
            It was cancelled.
        """
        place = (target.ra, target.dec, radius)
        told: dict[str, Coverage] = {}

        def tell(coverage: Coverage) -> None:
            told[coverage.archive] = coverage
            self._remember((coverage.archive, archives[coverage.archive]), place, coverage)
            if found is not None and not cancel.is_set():
                found(coverage)

        for key, name in archives.items():
            known = self._remembered((key, name), place)
            if known is not None:
                tell(known)
        for coverage in self._seen.look(place, _without(archives, told)).values():
            tell(coverage)
        drawn = self._maps.look(place, _without(archives, told), cancel)
        for coverage in drawn.values():
            if coverage.presence == "none":
                tell(coverage)
        # What is seen in earlier answers stands in for a count, before the registry's word does.
        waiting = Waiting(tell, drawn)
        self._ask(target, radius, _without(archives, told), cancel, waiting)
        if cancel.is_set():
            raise CancelledError("Looking ahead was cancelled.")
        return [told[key] for key in archives]

    def _ask(
        self,
        target: Target,
        radius: float,
        archives: Mapping[str, str | None],
        cancel: threading.Event,
        waiting: Waiting,
    ) -> None:
        """Count, while the registry is asked; what cannot count waits for the registry's word."""
        if not archives:
            return
        asked = {each.id: each for each in self._archives() if each.id in archives}
        stop = threading.Event()

        def ask_registry() -> None:
            declared: Mapping[str, Coverage] = {}
            try:
                declared = declared_coverage(self._registry, asked, target, radius, stop)
            finally:
                waiting.declare(declared)

        asking = threading.Thread(target=ask_registry, name="esap-coverage", daemon=True)
        deadline = time.monotonic() + self._seconds
        asking.start()
        try:
            self._counter.count(target, radius, archives, cancel, waiting.take)
            while asking.is_alive() and time.monotonic() < deadline and not cancel.is_set():
                asking.join(0.05)
        finally:
            stop.set()
            waiting.declare({})

    def _remembered(self, archive: Asked, place: Place) -> Coverage | None:
        with self._lock:
            when, known = self._known.get((archive, place), (0.0, None))
        return known if known is not None and self._clock() - when < _FRESH else None

    def _remember(self, archive: Asked, place: Place, coverage: Coverage) -> None:
        if coverage.error is not None:
            return
        with self._lock:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known.setdefault((archive, place), (self._clock(), coverage))


def _without(archives: Mapping[str, str | None], told: Container[str]) -> dict[str, str | None]:
    return {key: name for key, name in archives.items() if key not in told}
