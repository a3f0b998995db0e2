"""Notebooks that fit data, from Python."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from ..errors import BadRequestError
from ..models import BasketItem
from ..models.openings import Match, MatchRequest
from ..models.staging import StageWhat
from ..staging.pieces import Asked, AskedDid, AskedFile, AskedRows
from .asked import asked_for
from .workflows import WorkflowHandle

__all__ = ["MatchList", "NotebookMatch", "notebooks_for"]

_MOST = 200


def notebooks_for(
    what: Any = None, *, words: str | Sequence[str] = (), limit: int = 20
) -> "MatchList":
    """Find the published notebooks that fit data; nobody is contacted.

    They are looked for among all workflows that were seen before; see
    `esap_jupyter.workflows` for how to have all of a repository there.

    Parameters
    ----------
    what
        A result or rows of it, items of the basket, addresses, or several of these.
    words
        What they should be about besides.
    limit
        How many, from 1 to 200.

    Returns
    -------
    MatchList
        The best first; each says why.

    Raises
    ------
    BadRequestError
        Nothing is known of these data that notebooks could be found by.
    """
    from .. import api

    given = [] if what is None else [*_what(what)]
    said = [words] if isinstance(words, str) else list(words)
    if not 1 <= limit <= _MOST:
        raise BadRequestError(
            f"{limit} matches cannot be shown.", remedy=f"Ask for 1 to {_MOST} of them."
        )
    request = MatchRequest(what=given, words=[word for word in said if word], limit=limit)
    found = api.platform().matcher.match(request)
    return MatchList([NotebookMatch(each) for each in found])


class NotebookMatch(WorkflowHandle):
    """A workflow that fits data.

    Parameters
    ----------
    match
        As it was found.

    Attributes
    ----------
    match
        Score, reasons, and the notebook that fits best.
    """

    def __init__(self, match: Match) -> None:
        super().__init__(match.workflow)
        self.match = match

    @property
    def score(self) -> float:
        """How well it fits, from 0 to 1."""
        return self.match.score

    @property
    def why(self) -> list[str]:
        """The reasons, in sentences."""
        return self.match.why

    @property
    def notebook(self) -> str:
        """The path of the notebook that fits best; give it to `open`."""
        return self.match.notebook

    def cells(self) -> str:
        """Return the cells of a row of HTML; what others wrote is text in it."""
        told = (self.match.title, self.match.workflow.title, " ".join(self.why))
        return f"<td>{self.score:.2f}</td>" + "".join(f"<td>{escape(each)}</td>" for each in told)

    def __repr__(self) -> str:
        return f"<{self.score:.2f} {self.match.title}: {' '.join(self.why)}>"


class MatchList(list[NotebookMatch]):
    """Matches, the best first; notebooks show them as a table."""

    def _repr_html_(self) -> str:
        if not self:
            return "<p>no notebook that is known fits</p>"
        rows = "".join(f"<tr>{each.cells()}</tr>" for each in self)
        head = "<tr><th>score</th><th>notebook</th><th>workflow</th><th>why</th></tr>"
        return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _what(what: Any) -> Iterable[StageWhat]:
    items = what if isinstance(what, list | tuple) else [what]
    kept = [each.id for each in items if isinstance(each, BasketItem)]
    if kept:
        yield StageWhat(basket=kept)
    rest = [each for each in items if not isinstance(each, BasketItem)]
    for asked in asked_for(rest, {}):
        yield _one(asked)


def _one(asked: Asked) -> StageWhat:
    if isinstance(asked, AskedRows):
        return StageWhat(result=asked.result, rows=asked.rows or [])
    if isinstance(asked, AskedDid):
        return StageWhat(did=asked.address)
    if isinstance(asked, AskedFile):
        return StageWhat(url=asked.url)
    raise BadRequestError(
        "Notebooks are found for results, items of the basket and addresses.",
        remedy="Give the rows of a result, such as result[:5].",
    )
