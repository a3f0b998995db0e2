"""What brings files, as the platform puts it together."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from ..archives.refusals import refusal
from ..models import BasketFilter, NewBasketItem
from ..staging.transfers import Transfers
from .archives import ArchivesPart
from .core import Core
from .lake import LakePart
from .vo import VoPart

if TYPE_CHECKING:
    from ..archives.vo.rows.files import RowFiles
    from ..basket.store import Basket
    from ..lake.transfers.pieces import LakePieces
    from ..models import BasketItem
    from ..staging.desk import StageDesk
    from ..staging.engine import Engine
    from ..staging.jobs.bringing import Bringer
    from ..staging.jobs.doors import TapeDoor
    from ..staging.jobs.records import FileRecord
    from ..staging.near import Near
    from ..staging.pieces import Asked
    from ..staging.plan import Planner
    from ..staging.roots import Roots

__all__ = ["StagingPart"]


class StagingPart:
    """Staging for one person, in jobs that go on by themselves.

    Parameters
    ----------
    core
        What all parts stand on.
    archives
        Give names, and a client of StageIT.
    lake
        Brings files of data lakes.
    vo
        Gives what belongs to rows of results.
    basket
        Gives the basket, whose items are staged and learn from it.

    Attributes
    ----------
    tape_pause
        Between looks at what comes from tape, in seconds; for stagings that are made later.
    """

    def __init__(
        self,
        core: Core,
        *,
        archives: ArchivesPart,
        lake: LakePart,
        vo: VoPart,
        basket: "Callable[[], Basket]",
    ) -> None:
        self._core = core
        self._archives = archives
        self._lake = lake
        self._vo = vo
        self._basket = basket
        self.tape_pause = 60.0
        self.stagings = core.lazy(self._make_stagings)
        self.engine = core.lazy(self._make_engine)
        self.transfers = core.lazy(self._make_transfers)

    def is_left(self) -> bool:
        """Say whether there are jobs to go on with; makes nothing where there are none."""
        from ..staging.jobs.database import has_unfinished

        return has_unfinished(self._core.home())

    def nudge(self) -> None:
        """Have jobs that wait for a login look at once whether it is there."""
        made = self.stagings.if_made
        if made is not None:
            made.stagings.nudge()

    def close(self) -> None:
        """Leave all jobs for the next time."""
        made = self.stagings.if_made
        if made is not None:
            made.close()

    @cached_property
    def _near(self) -> "Near":
        from ..staging.near import Near

        staging = self._core.catalogue().staging
        return Near(mounts=staging.mounts, regions=staging.s3)

    @cached_property
    def _roots(self) -> "Roots":
        from ..staging.roots import Roots

        return Roots(*self._near.folders)

    @cached_property
    def _pieces(self) -> "LakePieces":
        from ..lake.transfers.pieces import LakePieces

        return LakePieces(transfers=self._lake.transfers, at=self._lake.at)

    @cached_property
    def tapes(self) -> "tuple[TapeDoor, ...]":
        """What knows how files come from tape."""
        from ..archives.rest.lofar.tapes import LofarTapes
        from ..lake.transfers.tapes import RuleTapes

        lakes = RuleTapes(pieces=self._pieces, at=self._lake.at)
        return LofarTapes(stager=self._archives.stager), lakes

    @cached_property
    def _rows(self) -> "RowFiles":
        from ..archives.vo.rows.files import RowFiles

        return RowFiles(
            services=self._vo.row_services(),
            compute=self._core.compute,
            name_of=self._archives.name_of,
            near=self._near,
            result_of=self._core.results().get,
        )

    def _make_engine(self) -> "Engine":
        from ..staging.engine import Engine

        staging = self._core.catalogue().staging
        return Engine(
            http=self._core.http(),
            home=self._core.home() / "fetched",
            roots=self._roots,
            refusal=refusal,
            logins=self._headers,
            most=staging.connections,
            per_host=staging.per_host,
            rate=staging.rate,
        )

    def _make_transfers(self) -> Transfers:
        return Transfers(engine=self.engine(), lakes=self._lake.transfers)

    def _make_stagings(self) -> "StageDesk":
        from ..staging.desk import StageDesk
        from ..staging.jobs.database import FILE
        from ..staging.jobs.stagings import Stagings
        from ..staging.jobs.store import JobStore
        from ..staging.presence import Presence

        store, bringer = JobStore(self._core.home() / FILE), self._bringer()
        stagings = Stagings(
            store=store,
            activities=self._core.activities(),
            bringer=bringer,
            came=self._learn,
            tape_pause=self.tape_pause,
        )
        presence = Presence(
            store=store, bringer=bringer, keys=self.engine().keys, moves=self._archives.moves
        )
        return StageDesk(
            planner=self._planner(),
            stagings=stagings,
            presence=presence,
            items_of=self._items,
            asked_of_item=self._asked,
        )

    def _planner(self) -> "Planner":
        from ..staging.plan import Planner
        from ..staging.sizes import HeadSizes
        from ..staging.template import Layout

        return Planner(
            rows=self._rows,
            lakes=self._pieces,
            near=self._near,
            layout=Layout(self._core.catalogue().staging.layout),
            sizes=HeadSizes(self._core.http()),
            moves=self._archives.moves,
            roots=self._roots,
        )

    def _bringer(self) -> "Bringer":
        from ..staging.jobs.bringing import Bringer
        from ..staging.kinds import kind_of
        from ..staging.unpack import unpack

        return Bringer(
            engine=self.engine(),
            rows=self._rows,
            lakes=self._pieces,
            tapes=self.tapes,
            kind_of=kind_of,
            unpack=unpack,
            moves=self._archives.moves,
            now_at=self._archives.now_at,
            roots=self._roots,
        )

    def _headers(self, url: str) -> Mapping[str, str]:
        """Return what opens an address, where that was given for a file from tape."""
        for tape in self.tapes:
            if headers := tape.headers(url):
                return headers
        return {}

    def _items(self, which: "Sequence[str] | BasketFilter") -> "list[BasketItem]":
        basket = self._basket()
        return basket.items(where=which) if isinstance(which, BasketFilter) else basket.items(which)

    def _asked(self, item: NewBasketItem) -> "Asked":
        from ..basket.asked import asked_of_item

        return asked_of_item(item, moved=self._archives.moved(item))

    def _learn(self, files: "Sequence[FileRecord]") -> None:
        """Let the basket know sizes and checksums of what came for its items."""
        from ..basket.asked import facts_of

        facts = facts_of(files)
        if facts:
            self._basket().learn(facts)
