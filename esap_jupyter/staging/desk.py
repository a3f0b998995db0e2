"""Where staging is asked for: plans and jobs of what people, panel and Python name."""

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ..errors import BadRequestError
from ..models import (
    BasketFilter,
    BasketItem,
    StagePlan,
    StageRequest,
    StageWhat,
    Transfer,
    TransferDetails,
    TransferFileState,
    TransferRequest,
)
from .jobs.records import FileRecord
from .jobs.stagings import Stagings
from .jobs.store import JobStore
from .pieces import Asked, AskedDid, AskedFile, AskedRows, Piece
from .plan import Planner
from .template import folder_parts
from .wanted import Wanted

__all__ = ["StageDesk", "asked_of"]

_ASK_FIRST = 200

ItemsOf = Callable[[Sequence[str] | BasketFilter], Iterable[Asked]]


class StageDesk:
    """Plans and begins jobs.

    Parameters
    ----------
    planner
        Finds files.
    stagings
        Does jobs.
    store
        Where jobs are kept.
    items_of
        Says what items of the basket stand for, by their ids or those of a filter.
    """

    def __init__(
        self, *, planner: Planner, stagings: Stagings, store: JobStore, items_of: ItemsOf
    ) -> None:
        self._store = store
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
        came = self._store.came([item.id for item in items], by="item")
        known = {key: Path(file.path) for key, file in came.items() if _stands(file)}
        others = [item for item in items if item.id not in known and (item.did or item.url)]
        pieces = [
            Piece(wanted=Wanted(url=item.did or item.url, size=item.length), way="other")
            for item in others
        ]
        found = self.stagings.here(pieces)
        return known | {others[number].id: path for number, path in found.items()}

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
        asked = [one for what in request.what for one in asked_of(what, self._items_of)]
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


def _stands(file: FileRecord) -> bool:
    try:
        return Path(file.path).stat().st_size == file.size
    except OSError:
        return False


def asked_of(what: StageWhat, items_of: ItemsOf) -> list[Asked]:
    """Say what a request stands for.

    Raises
    ------
    BadRequestError
        It names nothing.
    """
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
    if what.basket:
        asked += items_of(what.basket)
    if what.basket_where is not None:
        chosen = list(items_of(what.basket_where))
        if not chosen:
            raise BadRequestError(
                "The basket has no such items (any more).", remedy="Look at the basket again."
            )
        asked += chosen
    if not asked:
        raise BadRequestError("Nothing is chosen.", remedy="Choose rows, DIDs or items.")
    return asked
