"""Workflows of repositories, as the platform puts them together."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..models import NewBasketItem
from ..models.staging import StageRequest, StageWhat
from .basket import BasketPart
from .core import Core
from .staging import StagingPart

if TYPE_CHECKING:
    from ..workflows.desk import WorkflowDesk
    from ..workflows.matching.matcher import Matcher
    from ..workflows.opening.desk import OpeningDesk

__all__ = ["WorkflowsPart"]

_MOST_ROWS = 200


class WorkflowsPart:
    """What finds workflows, looks into them, opens them and matches them to data.

    Parameters
    ----------
    core
        What all parts stand on.
    staging
        Brings their files, and data for them.
    basket
        Whose items they are matched to.
    """

    def __init__(self, core: Core, *, staging: StagingPart, basket: BasketPart) -> None:
        self._core = core
        self._staging = staging
        self._basket = basket
        self.workflows = core.lazy(self._make_workflows)
        self.openings = core.lazy(self._make_openings)
        self.matcher = core.lazy(self._make_matcher)

    def close(self) -> None:
        """Cancel what is being opened and read, and close the index."""
        for made in (self.openings.if_made, self.workflows.if_made):
            if made is not None:
                made.close()

    def _make_workflows(self) -> "WorkflowDesk":
        from ..workflows.desk import WorkflowDesk
        from ..workflows.index import WorkflowIndex
        from ..workflows.shelf import Shelf

        shelf = Shelf(
            entries=self._core.catalogue().repositories,
            http=self._core.http(),
            compute=self._core.compute,
        )
        return WorkflowDesk(
            shelf=shelf,
            index=WorkflowIndex(self._core.home() / "workflows.sqlite"),
            compute=self._core.compute,
            activities=self._core.activities,
        )

    def _make_openings(self) -> "OpeningDesk":
        from ..workflows.opening.desk import OpeningDesk
        from ..workflows.opening.fetching import Fetching
        from ..workflows.opening.ledger import Ledger
        from ..workflows.opening.opening import Opener
        from ..workflows.opening.packages import Kernels
        from ..workflows.opening.plans import Planning

        desk = self.workflows()
        ledger = Ledger(self._core.home() / "openings")
        planning = Planning(get=desk.get, ledger=ledger, kernels=Kernels())
        opener = Opener(
            planning=planning,
            fetching=Fetching(
                engine=self._staging.engine, content=desk.content, name_of=self._name_of
            ),
            ledger=ledger,
            compute=self._core.compute,
            bring=self._bring,
        )
        return OpeningDesk(planning=planning, opener=opener, activities=self._core.activities)

    def _make_matcher(self) -> "Matcher":
        from ..workflows.matching.matcher import Matcher

        return Matcher(known=self.workflows().known, items=self._items, compute=self._core.compute)

    def _name_of(self, repository: str) -> str:
        entry = self._core.catalogue().repositories.get(repository)
        return entry.name if entry else repository

    def _bring(self, what: Sequence[StageWhat], root: Path) -> list[Path]:
        return self._staging.stagings().bring(StageRequest(what=list(what)), root=root)

    def _items(self, what: Sequence[StageWhat]) -> Iterator[NewBasketItem]:
        """Say what is behind what somebody has chosen, of large results a part."""
        from ..basket.making import of_address, of_did

        for each in what:
            if each.result:
                yield from self._rows(each)
            if each.basket:
                yield from self._basket.basket().items(each.basket)
            if each.basket_where is not None:
                yield from self._basket.basket().items(where=each.basket_where)
            if each.did:
                yield of_did(each.did)
            if each.url:
                yield of_address(each.url)

    def _rows(self, what: StageWhat) -> Iterator[NewBasketItem]:
        from ..basket.making import of_rows
        from ..basket.rows import row_texts

        result = self._core.results().get(what.result)
        first = min(result.rows, _MOST_ROWS) if what.where is None else 1
        ranges = [(row, row) for row in what.rows[:_MOST_ROWS]] or [(0, first - 1)]
        if not what.rows and not result.rows:
            return
        texts = self._core.compute.run(
            row_texts,
            result.path,
            ranges,
            sort=what.sort if what.direction != "none" else None,
            direction=what.direction,
            where=what.where,
            lane="view",
        )
        yield from of_rows(result, texts)
