"""Notebooks that fit data, from Python."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ..errors import BadRequestError
from ..models import NewBasketItem
from ..models.openings import Match, MatchRequest
from ..models.staging import StageWhat
from ..results.links import text_of
from ..staging.pieces import AskedDid, AskedFile, AskedRow, AskedRows
from .asked import asked_for
from .workflows import WorkflowHandle

__all__ = ["MatchList", "NotebookMatch", "notebooks_for"]

_MOST = 200
_KNOWN = (NewBasketItem, Mapping)


def notebooks_for(
    what: Any = None, *, words: str | Sequence[str] = (), limit: int = 20
) -> "MatchList":
    """Find the published notebooks that fit data; nobody is contacted.

    They are looked for among all workflows that were seen before; see
    `esap_jupyter.workflows` for how to have all of a repository there.

    Parameters
    ----------
    what
        A result or rows of it, items of the basket, addresses, mappings such as
        ``{"instrument_name": "LOFAR"}``, or several of these.
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

    named, items = _split(what)
    said = [words] if isinstance(words, str) else list(words)
    if not 1 <= limit <= _MOST:
        raise BadRequestError(
            f"{limit} matches cannot be shown.", remedy=f"Ask for 1 to {_MOST} of them."
        )
    request = MatchRequest(what=named, words=[word for word in said if word], limit=limit)
    found = api.platform().matcher.match(request, items)
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


def _split(what: Any) -> tuple[list[StageWhat], list[NewBasketItem]]:
    """Return what is looked up by its name, and what is known already."""
    if what is None:
        return [], []
    several = isinstance(what, list | tuple)
    given = list(what) if several else [what]
    # What says what data are like need not say where they are.
    items = [_described(each) for each in given if isinstance(each, _KNOWN)]
    named = []
    for asked in asked_for([each for each in given if not isinstance(each, _KNOWN)], {}):
        if isinstance(asked, AskedRow):
            items.append(_item(asked))
        else:
            named.append(_named(asked))
    return named, items


def _described(what: NewBasketItem | Mapping[str, Any]) -> NewBasketItem:
    if isinstance(what, NewBasketItem):
        return what
    data = {str(name): text_of(value) for name, value in what.items() if value is not None}
    return NewBasketItem(kind="row", data=data)


def _item(asked: AskedRow) -> NewBasketItem:
    names = [column.name for column in asked.columns]
    return NewBasketItem(
        kind="row",
        archive=asked.archive,
        collection=asked.collection,
        data=dict(zip(names, asked.cells, strict=True)),
        columns=asked.columns,
    )


def _named(asked: AskedDid | AskedFile | AskedRows) -> StageWhat:
    if isinstance(asked, AskedRows):
        return StageWhat(result=asked.result, rows=asked.rows or [])
    if isinstance(asked, AskedDid):
        return StageWhat(did=asked.address)
    return StageWhat(url=asked.url)
