"""Where staging is asked for: plans and jobs of what people, panel and Python name."""

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ..errors import BadRequestError
from ..models import (
    BasketFilter,
    BasketItem,
    NewBasketItem,
    StagePlan,
    StageRequest,
    StageWhat,
    Transfer,
    TransferDetails,
    TransferFileState,
    TransferRequest,
)
from .jobs.ending import failure_of
from .jobs.stagings import Stagings
from .pieces import Asked, AskedDid, AskedFile, AskedRows, Piece, part_of
from .plan import Planner
from .presence import Named, Presence, Thing
from .template import folder_parts

__all__ = ["StageDesk"]

_ASK_FIRST = 200
_ALL_ROWS = 1_000_000

ItemsOf = Callable[[Sequence[str] | BasketFilter], Iterable[BasketItem]]
AskedOfItem = Callable[[NewBasketItem], Asked]


class StageDesk:
    """Plans and begins jobs.

    Parameters
    ----------
    planner
        Finds files.
    stagings
        Does jobs.
    presence
        Knows what is here.
    items_of
        Gives items of the basket, by their ids or those of a filter.
    asked_of_item
        Says what an item stands for.
    """

    def __init__(
        self,
        *,
        planner: Planner,
        stagings: Stagings,
        presence: Presence,
        items_of: ItemsOf,
        asked_of_item: AskedOfItem,
    ) -> None:
        self._presence = presence
        self.asked_of_item = asked_of_item
        self.planner = planner
        self.stagings = stagings
        self._items_of = items_of

    def plan(
        self, request: StageRequest, *, root: Path, cancel: threading.Event | None = None
    ) -> StagePlan:
        """Find the files of what is asked for, and fetch nothing.

        Parameters
        ----------
        request
            What, and how.
        root
            The workspace.
        cancel
            Ends it when set.

        Raises
        ------
        BadRequestError
            Nothing is asked for, or the folder is none.
        NotFoundError
            There is no such item in the basket.
        """
        pieces = self._pieces(request, root, _ASK_FIRST, cancel, sizes=True)
        return self.stagings.plans.add(
            pieces, root=root.absolute(), copy=request.copy, unpack=request.unpack, title=""
        )

    def planned(self, plan: str, *, offset: int, limit: int) -> StagePlan:
        """Return a plan with a page of its files; see `Plans.view`."""
        return self.stagings.plans.view(plan, offset=offset, limit=limit)

    def start(self, request: TransferRequest, *, root: Path) -> Transfer:
        """Begin a plan, or what is asked for without one.

        Raises
        ------
        NotFoundError
            There is no such plan (any more), or no such file in it.
        BadRequestError
            Nothing is asked for.
        """
        if request.plan:
            planned, pieces = self.stagings.plans.chosen(
                request.plan, request.files, skip=request.skip
            )
            return self.stagings.begin(
                pieces,
                root=planned.root,
                title=request.title,
                copy=planned.copy,
                unpack=planned.unpack,
            )
        wanted = request.request
        if wanted is None:
            raise BadRequestError("Nothing is asked for.", remedy="Give a plan or a request.")
        return self.stagings.begin(
            self._pieces(wanted, root, 0, None, sizes=False),
            root=root,
            title=request.title,
            copy=wanted.copy,
            unpack=wanted.unpack,
        )

    def bring(self, request: StageRequest, *, root: Path) -> list[Path]:
        """Bring what is asked for and wait; returns where it is, each file once.

        Raises
        ------
        EsapError
            Something could not be had; the rest was brought before.
        """
        pieces = self._pieces(request, root, _ALL_ROWS, None, sizes=False)
        files = self.stagings.attend(
            pieces,
            root=root.absolute(),
            copy=request.copy,
            unpack=request.unpack,
            follow=lambda _activity: None,
        )
        failed = [file for file in files if file.state == "failed"]
        if failed:
            raise failure_of(failed, len(files))
        return list(dict.fromkeys(Path(file.unpacked or file.path) for file in files))

    def download(self, lake: str, dids: Sequence[str], *, root: Path, folder: str = "") -> Transfer:
        """Begin to bring files of a lake; see `Planner.of_lake`.

        Raises
        ------
        NotFoundError
            There is no such lake.
        BadRequestError
            Something is no DID, or the folder is none.
        """
        pieces = self.planner.of_lake(lake, dids, folder_parts(folder) or None)
        what = dids[0] if len(dids) == 1 else f"{len(dids)} DIDs"
        title = f"{what} from {pieces[0].wanted.who}"
        return self.stagings.begin(pieces, root=root, title=title, kind="download")

    def transfers(self) -> list[Transfer]:
        """List the jobs; see `Stagings.transfers`."""
        return self.stagings.transfers()

    def details(
        self, job: str, *, offset: int, limit: int, state: TransferFileState | None = None
    ) -> TransferDetails:
        """Return a job with a page of its files; see `Stagings.details`."""
        return self.stagings.details(job, offset=offset, limit=limit, state=state)

    def act(self, job: str, action: str) -> Transfer:
        """Pause, resume, retry or cancel a job; see `Stagings.act`."""
        return self.stagings.act(job, action)

    def clear(self, job: str) -> None:
        """Forget a job that has ended; see `Stagings.clear`."""
        self.stagings.clear(job)

    def here(self, items: Sequence[BasketItem]) -> dict[str, Path]:
        """Say, by id, where the files of items of the basket are on this machine.

        A file that is gone, or has another size by now, is not here. Nobody is contacted.
        """
        things = [
            Thing(
                id=item.id,
                address=item.did or item.url,
                archive=item.archive,
                size=item.length,
            )
            for item in items
        ]
        return self._presence.paths(things)

    def present(self, things: Sequence[Named]) -> dict[str, int]:
        """Return the bytes of those things that are here; see `Presence.sizes`."""
        return self._presence.sizes(things)

    def resume(self) -> int:
        """Go on with what was interrupted; see `Stagings.resume`."""
        return self.stagings.resume()

    def close(self) -> None:
        """Leave all jobs for the next time."""
        self.stagings.close()

    def _pieces(
        self,
        request: StageRequest,
        root: Path,
        ask_first: int,
        cancel: threading.Event | None,
        *,
        sizes: bool,
    ) -> list[Piece]:
        asked = [one for what in request.what for one in self._asked(what)]
        if not asked:
            raise BadRequestError("Nothing is chosen.", remedy="Choose rows, DIDs or items.")
        return self.planner.pieces(
            asked,
            root=root.absolute(),
            which=request.which,
            folder=folder_parts(request.folder) or None,
            ask_first=ask_first,
            ask_sizes=sizes,
            cancel=cancel,
        )

    def _asked(self, what: StageWhat) -> list[Asked]:
        asked = _asked_of(what)
        if what.basket:
            asked += self._of_items(self._items_of(what.basket), what)
        if what.basket_where is not None:
            chosen = list(self._items_of(what.basket_where))
            if not chosen:
                raise BadRequestError(
                    "The basket has no such items (any more).",
                    remedy="Look at the basket again.",
                )
            asked += self._of_items(chosen, what)
        if not asked:
            raise BadRequestError("Nothing is chosen.", remedy="Choose rows, DIDs or items.")
        return asked

    def _of_items(self, items: Iterable[BasketItem], what: StageWhat) -> list[Asked]:
        return [part_of(self.asked_of_item(item), what.parameters) for item in items]


def _asked_of(what: StageWhat) -> list[Asked]:
    asked: list[Asked] = []
    if what.result:
        asked.append(
            AskedRows(
                result=what.result,
                rows=what.rows or None,
                sort=what.sort if what.direction != "none" else None,
                direction=what.direction,
                where=what.where,
                link=what.link,
                parameters=what.parameters,
            )
        )
    if what.url:
        asked.append(AskedFile(url=what.url))
    if what.did:
        asked.append(AskedDid(address=what.did))
    return asked
