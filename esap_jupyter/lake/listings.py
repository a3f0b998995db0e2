"""Lists the DIDs of a lake by pattern, type and metadata."""

import itertools
import threading
import uuid
from collections import OrderedDict
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

from ..errors import BadRequestError, NotFoundError
from ..models import Did, DidQuestion, Listing
from .client import RucioClient
from .dids import DidName
from .filters import are_own, literal
from .listing import DidListing
from .records import DidLine, did_of, list_of

__all__ = ["MOST", "Listings"]

MOST = 100_000
"""How many DIDs a listing keeps; what is beyond is told."""

_KEPT = 24
_MOST_ROWS = 500_000
_FIRST_CHUNK = 20
_CHUNK = 500
_TYPES = {
    "all": ("container", "dataset", "file"),
    "collection": ("container", "dataset"),
    "container": ("container",),
    "dataset": ("dataset",),
    "file": ("file",),
}


class Listings:
    """The listings of one lake.

    Parameters
    ----------
    client
        Asks the lake.
    most
        How many DIDs a listing keeps.
    """

    def __init__(self, *, client: RucioClient, most: int = MOST) -> None:
        self._client = client
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[str, DidListing] = OrderedDict()

    def start(self, question: DidQuestion) -> Listing:
        """Begin to list, and return at once.

        Raises
        ------
        BadRequestError
            The question cannot be asked of Rucio.
        """
        return self._keep(question, self._checked(question)).model()

    def get(self, key: str) -> DidListing:
        """Return a listing.

        Raises
        ------
        NotFoundError
            There is none, or it is forgotten, as only the latest are kept.
        """
        with self._lock:
            if key not in self._known:
                raise NotFoundError("The listing is kept no longer.", remedy="List again.")
            self._known.move_to_end(key)
            return self._known[key]

    def remove(self, key: str) -> None:
        """Stop a listing and forget it; see `get`."""
        self.get(key).cancel()
        with self._lock:
            self._known.pop(key, None)

    def iterate(
        self, question: DidQuestion, cancel: threading.Event | None = None
    ) -> Generator[Did]:
        """Yield the DIDs as they come, without a limit; who stops early closes it.

        Raises
        ------
        BadRequestError
            The question cannot be asked of Rucio.
        NotFoundError
            There is no such scope.
        """
        return self._dids(question, self._checked(question), cancel, 0)

    def close(self) -> None:
        """Stop all."""
        with self._lock:
            for listing in self._known.values():
                listing.cancel()
            self._known.clear()

    def _keep(self, question: DidQuestion, filters: str) -> DidListing:
        made = DidListing(
            key=uuid.uuid4().hex,
            lake=self._client.entry.id,
            question=question,
            source=lambda cancel: self._dids(question, filters, cancel, self._most + 1),
            limit=self._most,
        )
        with self._lock:
            self._known[made.key] = made
            while len(self._known) > _KEPT or (
                len(self._known) > 1
                and sum(each.count for each in self._known.values()) > _MOST_ROWS
            ):
                self._known.popitem(last=False)[1].cancel()
        return made

    def _checked(self, question: DidQuestion) -> str:
        scope = question.scope
        if not scope.strip() or not scope.isprintable() or DidName(scope, "*").climbs:
            raise BadRequestError(
                f"{scope[:80]!r} is no scope.", remedy="Choose one of the scopes of the lake."
            )
        return literal(question.name or "*", question.filters)

    def _dids(
        self, question: DidQuestion, filters: str, cancel: threading.Event | None, limit: int
    ) -> Generator[Did]:
        found = False
        with closing(self._lines(question, filters, cancel, limit)) as lines:
            for did in lines:
                found = True
                yield did
        if not found and question.scope not in list_of(self._client.json("GET", "scopes", "")):
            raise NotFoundError(
                f"{self._client.entry.name} has no scope {question.scope!r}.",
                remedy="Choose one of its scopes.",
            )

    def _lines(
        self, question: DidQuestion, filters: str, cancel: threading.Event | None, limit: int
    ) -> Generator[Did]:
        own = are_own(question.filters)
        params = {"type": question.type, "filters": filters, "long": "True"}
        params["recursive"] = str(question.recursive)
        if limit and not own and not question.recursive:
            params["limit"] = str(limit)
        lines = self._client.lines(
            "GET",
            *("dids", question.scope, "dids", "search"),
            params=params,
            cancel=cancel,
            kind=dict[str, Any] if own else DidLine,
        )
        with closing(lines):
            if not own:
                for line in lines:
                    yield line.did()
                return
            wanted = _TYPES[question.type]
            for chunk in _chunks(lines):
                yield from (did for did in self._described(chunk) if did.type in wanted)

    def _described(self, lines: Sequence[dict[str, Any]]) -> list[Did]:
        """Ask for what a search by own metadata leaves out, for many DIDs at once."""
        names = [did_of(line, "file") for line in lines]
        body = {"dids": [{"scope": each.scope, "name": each.name} for each in names]}
        with closing(self._client.lines("POST", "dids", "bulkmeta", body=body)) as about:
            known = {(did.scope, did.name): did for did in map(did_of, about)}
        keys = [(each.scope, each.name) for each in names]
        return [known[key] for key in keys if key in known]


def _chunks(lines: Iterable[Any]) -> Iterator[list[Any]]:
    """Gather lines, few at first, so that the first page comes soon."""
    iterator, size = iter(lines), _FIRST_CHUNK
    while chunk := list(itertools.islice(iterator, size)):
        yield chunk
        size = _CHUNK
