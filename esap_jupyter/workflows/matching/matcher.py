"""Ranks all workflows that are known by how well they fit data."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

import msgspec

from ...compute import Compute
from ...errors import BadRequestError
from ...models import NewBasketItem
from ...models.openings import Match, MatchRequest
from ...models.staging import StageWhat
from ...models.workflows import Workflow
from .scoring import Scorer
from .traits import Traits, traits_of

__all__ = ["Matcher", "ranked"]

Items = Callable[[Sequence[StageWhat]], Iterable[NewBasketItem]]


class Matcher:
    """Finds notebooks for data.

    Parameters
    ----------
    known
        Gives all workflows that are known without a network.
    items
        Says what is behind rows, items of the basket, addresses and DIDs.
    compute
        Where workflows are scored.
    """

    def __init__(
        self, *, known: Callable[[], Sequence[Workflow]], items: Items, compute: Compute
    ) -> None:
        self._known = known
        self._compute = compute
        self._items = items

    def match(self, request: MatchRequest, items: Iterable[NewBasketItem] = ()) -> list[Match]:
        """Rank the workflows that fit, each with the best of its notebooks; nobody is contacted.

        Parameters
        ----------
        request
            The data, and how many are wanted.
        items
            More of the data, as they are.

        Raises
        ------
        BadRequestError
            Nothing is given to be matched.
        EsapError
            There is no such result or item.
        """
        named = self._items(request.what) if request.what else ()
        traits = traits_of(chain(items, named), request.words)
        if traits == Traits():
            raise BadRequestError(
                "Nothing is known of these data that notebooks could be found by.",
                remedy="Choose rows that say their instrument, type or format, or add words.",
            )
        packed = msgspec.json.encode(self._known())
        return self._compute.run(_ranked_packed, packed, traits, request.limit, lane="view")


def _ranked_packed(packed: bytes, traits: Traits, most: int) -> list[Match]:
    return ranked(msgspec.json.decode(packed, type=list[Workflow]), traits, most)


def ranked(workflows: Iterable[Workflow], traits: Traits, most: int) -> list[Match]:
    """Rank workflows, the best first; of those that fit alike, the newest.

    Parameters
    ----------
    workflows
        All that come into question.
    traits
        What the data are like.
    most
        How many are wanted.
    """
    scorer = Scorer(traits)
    pairs = ((each, scorer.score(each)) for each in workflows)
    fitting = [(each, scored) for each, scored in pairs if scored is not None]
    fitting.sort(key=lambda pair: pair[0].published, reverse=True)
    fitting.sort(key=lambda pair: pair[1].score, reverse=True)
    return [
        Match(
            workflow=workflow,
            notebook=scored.notebook.path if scored.notebook else "",
            archive=scored.notebook.archive if scored.notebook else "",
            title=scored.notebook.title if scored.notebook else workflow.title,
            score=round(scored.score, 3),
            why=scored.why,
        )
        for workflow, scored in fitting[:most]
    ]
