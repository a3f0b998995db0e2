"""Somewhere else to run, as the platform puts it together."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .. import models
from .core import Core
from .identity import IdentityPart
from .lake import LakePart
from .workflows import WorkflowsPart

if TYPE_CHECKING:
    from ..facilities.desk import Facilities
    from ..facilities.jobs import BatchDesk
    from ..facilities.launches import LaunchDesk
    from ..identity import ServiceLogin
    from ..models.facilities import BatchFetch, FacilityFit, FitRequest
    from .bundles import Bundles

__all__ = ["FacilitiesPart"]


class FacilitiesPart:
    """Facilities, and what is launched there.

    Parameters
    ----------
    core
        What all parts stand on.
    identity
        Is offered the facilities' logins, and gives them.
    workflows
        What is launched may be a workflow.
    lake
        What jobs give may become DIDs.
    """

    def __init__(
        self, core: Core, *, identity: IdentityPart, workflows: WorkflowsPart, lake: LakePart
    ) -> None:
        self._core = core
        self._identity = identity
        self._workflows = workflows
        self._lake = lake
        self.bundles = core.lazy(self._make_bundles)
        self.launches = core.lazy(self._make_launches)
        self.batches = core.lazy(self._make_batches)
        self.facilities = core.lazy(self._make_facilities)
        identity.offer(self._logins)

    def fits(self, request: "FitRequest", root: Path | None) -> "Sequence[FacilityFit]":
        """Rank all facilities for what is to run, the best first.

        Raises
        ------
        EsapError
            The workflow cannot be had, or the path leads out of the workspace.
        """
        return self.facilities().fits(self.bundles().of_fit(request, root))

    def nudge(self) -> None:
        """Have jobs that wait for a login looked at."""
        if (made := self.batches.if_made) is not None:
            made.nudge()

    def close(self) -> None:
        """Leave what is under way, and close the connections to facilities."""
        for part in (self.batches.if_made, self.launches.if_made, self.facilities.if_made):
            if part is not None:
                part.close()

    def _logins(self) -> "Iterable[ServiceLogin]":
        # Where there are none, their room is not even imported.
        return self.facilities().logins() if self._core.catalogue().facilities else ()

    def _make_facilities(self) -> "Facilities":
        from ..facilities.desk import Facilities

        return Facilities(
            entries=lambda: self._core.catalogue().facilities,
            http=self._core.http,
            compute=self._core.compute,
            home=self._core.home,
            credential=lambda facility, refused: self._identity.identities().credential(
                facility, refused=refused
            ),
            refuse=lambda facility, digest, reason: self._identity.identities().refuse(
                facility, digest, reason
            ),
            others=lambda: frozenset(self._core.catalogue().lakes),
            is_logged_in=lambda service: self._identity.identities().get(service).state == "in",
        )

    def _make_launches(self) -> "LaunchDesk":
        from ..facilities.launches import LaunchDesk

        return LaunchDesk(
            facility=lambda key: self.facilities().launching(key),
            bundle=lambda request, root: self.bundles().of_launch(request, root),
            activities=self._core.activities,
            home=self._core.home,
        )

    def _make_batches(self) -> "BatchDesk":
        from ..facilities.jobs import BatchDesk

        return BatchDesk(
            facility=lambda key: self.facilities().running(key),
            notebook=lambda workflow, path: self.bundles().notebook(workflow, path),
            store=self._stored,
            activities=self._core.activities,
            home=self._core.home,
        )

    def _stored(self, wanted: "BatchFetch", paths: "Sequence[Path]") -> list[str]:
        """Store files in a lake, and return their DIDs; raises what the first failed with."""
        lake = self._lake.lakes().get(wanted.lake)
        upload = models.UploadRequest(
            scope=wanted.scope,
            rse=wanted.rse or lake.entry.rse,
            dataset=wanted.dataset,
            lifetime=lake.entry.lifetime,
        )
        done = self._lake.uploads().upload(lake, upload, paths)
        for error in done.failed.values():
            raise error
        return [f"rucio://{wanted.lake}/{did}" for did in (*done.new, *done.old)]

    def _make_bundles(self) -> "Bundles":
        from .bundles import Bundles

        return Bundles(workflows=self._workflows.workflows)
