"""Says, before archives are asked, which of them have data at a place."""

import threading
import time
from collections.abc import Callable, Mapping

from ....errors import CancelledError
from ....models import Archive, Target
from ....models.discovery import Coverage
from ...base import Connector
from ..registry.desk import RegistryDesk
from .counts import Counter
from .declared import declared_coverage
from .seen import SeenResults

__all__ = ["CoverageDesk"]

_SECONDS = 5.0
"""How long archives have for their counts."""
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
    seconds
        How long archives have for their counts.
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
        seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._archives = archives
        self._registry = registry
        self._seen = seen
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
    ) -> list[Coverage]:
        """Say of each archive whether it has data within a circle; what is slow is left out.

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
        found = {
            key: known
            for key, name in archives.items()
            if (known := self._remembered((key, name), place))
        }
        rest = {key: name for key, name in archives.items() if key not in found}
        found |= self._seen.look(place, rest)
        rest = {key: name for key, name in rest.items() if key not in found}
        counts, declared = self._ask(target, radius, rest, cancel)
        if cancel.is_set():
            raise CancelledError("Looking ahead was cancelled.")
        for key in rest:
            found[key] = _best(counts[key], declared.get(key))
        for key, name in archives.items():
            self._remember((key, name), place, found[key])
        return [found[key] for key in archives]

    def _ask(
        self,
        target: Target,
        radius: float,
        archives: Mapping[str, str | None],
        cancel: threading.Event,
    ) -> tuple[dict[str, Coverage], dict[str, Coverage]]:
        if not archives:
            return {}, {}
        declared: dict[str, Coverage] = {}
        asked = {each.id: each for each in self._archives() if each.id in set(archives)}
        stop = threading.Event()

        def ask_registry() -> None:
            declared.update(declared_coverage(self._registry, asked, target, radius, stop))

        asking = threading.Thread(target=ask_registry, name="esap-coverage", daemon=True)
        deadline = time.monotonic() + self._seconds
        asking.start()
        counts = self._counter.count(target, radius, archives, cancel)
        while asking.is_alive() and time.monotonic() < deadline and not cancel.is_set():
            asking.join(0.05)
        stop.set()
        return counts, dict(declared)

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


def _best(count: Coverage, declared: Coverage | None) -> Coverage:
    """Prefer what the service itself says; a registry's word stands in for it."""
    return declared if count.presence == "undeclared" and declared is not None else count
