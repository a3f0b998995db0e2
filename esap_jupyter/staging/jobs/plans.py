"""Plans that were shown, kept for an hour at most, so that what is begun is what was seen."""

import shutil
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from ...errors import NotFoundError
from ...models import PlannedFile, PlannedState, StagePlan
from ..pieces import Piece
from .views import plan_view, planned_file

__all__ = ["Planned", "Plans"]

_HOUR = 3600.0
_KEPT = 50
_FILES = 200_000
_FIRST = 1000


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A plan: where its files go, which they are, and how."""

    root: Path
    pieces: list[Piece]
    files: list[PlannedFile]
    copy: bool
    unpack: bool
    title: str
    made: float


class Plans:
    """Keeps plans in memory: the newest, of so many files in all as memory has room for.

    Parameters
    ----------
    here
        Says where files are already, by their places in the list.
    clock
        Seconds that never go back.
    most
        Of how many files all plans are; the newest is kept whatever it has.
    """

    def __init__(
        self,
        *,
        here: Callable[[Sequence[Piece]], dict[int, Path]],
        clock: Callable[[], float] = time.monotonic,
        most: int = _FILES,
    ) -> None:
        self._here = here
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._plans: OrderedDict[str, Planned] = OrderedDict()

    def add(
        self, pieces: list[Piece], *, root: Path, copy: bool, unpack: bool, title: str
    ) -> StagePlan:
        """Keep a plan and return it with the first of its files."""
        here = self._here(pieces)
        files = [
            planned_file(
                number,
                piece,
                state=_state(piece, here.get(number), root, copy=copy),
                path=_shown(piece, here.get(number), root),
            )
            for number, piece in enumerate(pieces)
        ]
        planned = Planned(
            root=root,
            pieces=pieces,
            files=files,
            copy=copy,
            unpack=unpack,
            title=title,
            made=self._clock(),
        )
        key = uuid.uuid4().hex
        with self._lock:
            self._plans[key] = planned
            while self._is_full():
                self._plans.popitem(last=False)
        return self.view(key, offset=0, limit=_FIRST)

    def _is_full(self) -> bool:
        """Tell whether the oldest plan has to go: it is too old, or there is no room for it."""
        plans = list(self._plans.values())
        many = sum(len(plan.files) for plan in plans) > self._most and len(plans) > 1
        return many or len(plans) > _KEPT or self._is_old(plans[0])

    def _is_old(self, planned: Planned) -> bool:
        return self._clock() - planned.made > _HOUR

    def get(self, key: str) -> Planned:
        """Return a plan.

        Raises
        ------
        NotFoundError
            There is none of that id, or no longer.
        """
        with self._lock:
            planned = self._plans.get(key)
        if planned is None or self._is_old(planned):
            raise NotFoundError("There is no such plan (any more).", remedy="Plan it again.")
        return planned

    def view(self, key: str, *, offset: int, limit: int) -> StagePlan:
        """Return a plan with a page of its files; otherwise like `get`."""
        planned = self.get(key)
        return plan_view(
            key,
            planned.files,
            planned.pieces,
            free=_free(planned.root),
            offset=offset,
            limit=limit,
        )

    def chosen(
        self, key: str, files: Sequence[str] | None, *, skip: Sequence[str] = ()
    ) -> tuple[Planned, list[Piece]]:
        """Return a plan and those of its files whose ids are given, all without any.

        Those whose ids are in ``skip`` are left out.

        Raises
        ------
        NotFoundError
            There is no such plan, or no such file in it.
        """
        planned = self.get(key)
        known = {file.id: piece for file, piece in zip(planned.files, planned.pieces, strict=True)}
        wanted, without = set(known if files is None else files), set(skip)
        if not (wanted | without) <= known.keys():
            raise NotFoundError("The plan has no such file.", remedy="Plan it again.")
        wanted -= without
        return planned, [piece for number, piece in known.items() if number in wanted]


def _state(piece: Piece, here: Path | None, root: Path, *, copy: bool) -> PlannedState:
    if piece.error is not None:
        return "failed"
    if here is not None and (not copy or here.is_relative_to(root)):
        return "here"
    return "wait" if piece.way == "tape" else "fetch"


def _shown(piece: Piece, here: Path | None, root: Path) -> str:
    found = here or (Path(piece.path) if piece.path else None)
    if found is None:
        return ""
    return found.relative_to(root).as_posix() if found.is_relative_to(root) else str(found)


def _free(root: Path) -> int | None:
    try:
        return shutil.disk_usage(root).free
    except OSError:
        return None
