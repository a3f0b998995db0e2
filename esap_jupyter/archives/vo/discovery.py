"""Finding services, and knowing before they are asked whether they have data at a place."""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ...compute import Compute
from ...models import Archive, Result, Target
from ...models.discovery import Coverage, RegistryAnswer
from ..base import Connector
from .coverage.desk import CoverageDesk
from .coverage.maps import SeenMaps
from .coverage.seen import SeenResults
from .registry.desk import RegistryDesk
from .registry.regtap import RegistryQuestion

__all__ = ["Discovery"]


class Discovery:
    """Puts registry and coverage together.

    Parameters
    ----------
    archives
        Lists the archives.
    connector
        Returns the connector of one, or raises `NotFoundError`.
    results
        Lists the stored results.
    resolve
        Finds a target.
    compute
        Where maps of results are drawn.
    folder
        Where these are kept.
    """

    def __init__(
        self,
        *,
        archives: Callable[[], list[Archive]],
        connector: Callable[[str], Connector],
        results: Callable[[], list[Result]],
        resolve: Callable[[str], Target],
        compute: Compute,
        folder: Callable[[], Path],
    ) -> None:
        self._archives = archives
        self._resolve = resolve
        self._registry = RegistryDesk(archives=archives, connector=connector)
        self._coverage = CoverageDesk(
            archives=archives,
            connector=connector,
            registry=self._registry,
            seen=SeenResults(results=results, collection=self._collection),
            maps=SeenMaps(
                folder=folder, results=results, collection=self._collection, compute=compute
            ),
        )

    def find(
        self,
        question: RegistryQuestion,
        *,
        target: str = "",
        radius: float = 0.5,
        cancel: threading.Event | None = None,
    ) -> RegistryAnswer:
        """Find services; see `RegistryDesk.find`.

        Raises
        ------
        TargetNotFoundError
            Nobody knows the target.
        """
        place = self._resolve(target) if target.strip() else None
        return self._registry.find(
            question, cancel or threading.Event(), target=place, radius=radius
        )

    def look_ahead(
        self,
        target: str,
        radius: float,
        archives: Sequence[str],
        *,
        collections: Mapping[str, str] | None = None,
        cancel: threading.Event | None = None,
        found: Callable[[Coverage], None] | None = None,
    ) -> list[Coverage]:
        """Say which archives have data within a circle; see `CoverageDesk.look`.

        Parameters
        ----------
        target
            The centre, by name or coordinates.
        radius
            In degrees.
        archives
            Their ids.
        collections
            Collections by archive, where it is not the archive's own that is looked at.
        cancel
            Ends it when set.
        found
            Told of each archive as it comes, by one thread at a time.

        Raises
        ------
        TargetNotFoundError
            Nobody knows the target.
        """
        place = self._resolve(target)
        asked = {key: (collections or {}).get(key) for key in archives}
        return self._coverage.look(place, radius, asked, cancel or threading.Event(), found)

    def _collection(self, archive_id: str) -> str | None:
        found = (each.collection for each in self._archives() if each.id == archive_id)
        return next(found, None)
