"""The part of the platform that brings files; see `esap_jupyter.platform`."""

import threading
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from .archives.refusals import refusal
from .lake_platform import LakePlatform
from .lazy import Lazy
from .staging.transfers import Transfers

if TYPE_CHECKING:
    from .archives.rest.lofar.stageit import StageIt
    from .archives.vo.rows.services import RowServices
    from .basket.store import Basket
    from .lake.connection import LakeConnection
    from .lake.dids import LakeAddress
    from .lake.transfers.pieces import LakePieces
    from .staging.desk import StageDesk
    from .staging.engine import Engine
    from .staging.jobs.doors import TapeDoor
    from .staging.jobs.records import FileRecord
    from .staging.near import Near
    from .staging.pieces import Asked

__all__ = ["StagePlatform"]


class StagePlatform(LakePlatform):
    """Staging for one person; nothing is read, opened or contacted before it is needed.

    Parameters
    ----------
    lock
        The lock of the platform's other parts.
    """

    tape_pause = 60.0

    def __init__(self, lock: threading.RLock) -> None:
        super().__init__(lock)
        self._stagings = Lazy(self._make_stagings, lock)
        self._engine = Lazy(self._make_engine, lock)
        self._transfers = Lazy(self._make_transfers, lock)

    @property
    @abstractmethod
    def row_services(self) -> "RowServices":
        """What tells what belongs to rows of results."""

    @property
    @abstractmethod
    def basket(self) -> "Basket":
        """What the person has chosen."""

    @abstractmethod
    def _stager(self) -> "StageIt | None":
        """Return a client of StageIT for the person, None where there is no token."""

    @abstractmethod
    def _name_of(self, archive_id: str) -> str:
        """Return an archive's name."""

    @property
    def stagings(self) -> "StageDesk":
        """What plans and brings files, in jobs that go on by themselves."""
        return self._stagings()

    @property
    def engine(self) -> "Engine":
        """What brings bytes."""
        return self._engine()

    @property
    def transfers(self) -> Transfers:
        """What fetches single files for Python."""
        return self._transfers()

    @property
    def is_staging_left(self) -> bool:
        """Whether there are jobs to go on with; makes nothing where there are none."""
        from .staging.jobs.database import has_unfinished

        return has_unfinished(self.home)

    def close_lakes(self) -> None:
        """Leave all jobs for the next time, and close the lakes."""
        made = self._stagings.if_made
        if made is not None:
            made.close()
        super().close_lakes()

    @cached_property
    def _near(self) -> "Near":
        from .staging.near import Near

        staging = self.catalogue.staging
        return Near(mounts=staging.mounts, regions=staging.s3)

    @cached_property
    def _lake_pieces(self) -> "LakePieces":
        from .lake.transfers.pieces import LakePieces

        return LakePieces(transfers=self._lake_transfers, at=self._lake_at)

    @cached_property
    def _tapes(self) -> "tuple[TapeDoor, ...]":
        from .archives.rest.lofar.tapes import LofarTapes
        from .lake.transfers.tapes import RuleTapes

        lakes = RuleTapes(pieces=self._lake_pieces, at=self._lake_at)
        return LofarTapes(stager=self._stager), lakes

    def _lake_at(self, address: "LakeAddress") -> "LakeConnection":
        return self.lakes.at(address)

    def _make_engine(self) -> "Engine":
        from .staging.engine import Engine

        staging = self.catalogue.staging
        return Engine(
            http=self.http,
            home=self.home / "fetched",
            roots=self._near.folders,
            refusal=refusal,
            logins=self._headers,
            most=staging.connections,
            per_host=staging.per_host,
            rate=staging.rate,
        )

    def _make_transfers(self) -> Transfers:
        return Transfers(engine=self.engine, lakes=self._lake_transfers)

    def _make_stagings(self) -> "StageDesk":
        from .archives.vo.rows.files import RowFiles
        from .staging.desk import StageDesk
        from .staging.jobs.bringing import Bringer
        from .staging.jobs.database import FILE
        from .staging.jobs.stagings import Stagings
        from .staging.jobs.store import JobStore
        from .staging.kinds import kind_of
        from .staging.plan import Planner
        from .staging.sizes import HeadSizes
        from .staging.template import Layout
        from .staging.unpack import unpack

        rows = RowFiles(
            services=self.row_services,
            compute=self.compute,
            name_of=self._name_of,
            near=self._near,
            result_of=self.results.get,
        )
        store = JobStore(self.home / FILE)
        planner = Planner(
            rows=rows,
            lakes=self._lake_pieces,
            near=self._near,
            layout=Layout(self.catalogue.staging.layout),
            sizes=HeadSizes(self.http),
        )
        stagings = Stagings(
            store=store,
            activities=self.activities,
            bringer=Bringer(
                engine=self.engine,
                rows=rows,
                lakes=self._lake_pieces,
                tapes=self._tapes,
                kind_of=kind_of,
                unpack=unpack,
            ),
            came=self._learn,
            tape_pause=self.tape_pause,
        )
        return StageDesk(
            planner=planner, stagings=stagings, store=store, items_of=self._items_asked
        )

    def _headers(self, url: str) -> Mapping[str, str]:
        """Return what opens an address, where that was given for a file from tape."""
        for tape in self._tapes:
            if headers := tape.headers(url):
                return headers
        return {}

    def _items_asked(self, ids: Sequence[str]) -> "Iterable[Asked]":
        from .basket.asked import asked_of_item

        return [asked_of_item(item) for item in self.basket.items(ids)]

    def _learn(self, files: "Sequence[FileRecord]") -> None:
        """Let the basket know sizes and checksums of what came for its items."""
        from .basket.asked import facts_of

        facts = facts_of(files)
        if facts:
            self.basket.learn(facts)
