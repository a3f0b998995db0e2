"""Makes one result of all archives' rows of a search, and makes it again when more have come."""

import re
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from weakref import WeakValueDictionary

from ... import __version__
from ...compute import Compute
from ...errors import NotFoundError
from ...models import Provenance, Result, Search
from ...results.merged import Piece, merge_archives
from ...results.store import ResultStore
from ..names import default_name

__all__ = ["ALL", "Merging"]

ALL = "all"
"""What the merged result has for an archive."""


class _Lock:
    def __init__(self) -> None:
        self.held = threading.Lock()


class Merging:
    """Merges the results of searches.

    Parameters
    ----------
    store
        Where results are.
    compute
        Where tables are merged.
    """

    def __init__(self, *, store: ResultStore, compute: Compute) -> None:
        self._store = store
        self._compute = compute
        # A search's lock is there while somebody merges it; other searches do not wait.
        self._locks: WeakValueDictionary[str, _Lock] = WeakValueDictionary()
        self._guard = threading.Lock()

    def merged(
        self, search: Search, *, also: Sequence[Search] = (), distinct: bool = False
    ) -> Result:
        """Return the merged rows of all archives of a search that have any.

        The result of an earlier call is given again while it has the same rows, and is replaced
        when others have come, unless it was given another name: then somebody wants to keep it.

        Parameters
        ----------
        search
            The search.
        also
            Later searches that repeat parts of it; what they gave takes the place of those.
        distinct
            Whether a data set that several archives have is given once only.

        Raises
        ------
        NotFoundError
            No archive has given rows so far.
        """
        with self._guard:
            lock = self._locks.setdefault(search.id, _Lock())
        with lock.held:
            parts = self._parts([search, *also])
            query = "\n".join([*(part.id for part in parts), *(["distinct"] if distinct else [])])
            for known in self._store.list():
                origin = known.provenance
                if known.archive != ALL or origin.search != search.id:
                    continue
                if origin.query == query:
                    return known
                if origin.protocol == _protocol(distinct=distinct) and _is_ours(known, search):
                    self._store.delete(known.id)
            return self._merge(search, parts, query, distinct=distinct)

    def _parts(self, searches: Sequence[Search]) -> list[Result]:
        activities = [one for search in searches for one in search.activities]
        latest = {one.archive: one.result for one in activities if one.result and one.ended}
        parts = []
        for key in latest.values():
            try:
                parts.append(self._store.get(key))
            except NotFoundError:
                # Deleted meanwhile.
                continue
        found = [part for part in parts if part.rows]
        if not found:
            raise NotFoundError(
                "No archive has given rows so far.", remedy="Wait for one, or search again."
            )
        return found

    def _merge(
        self, search: Search, parts: Sequence[Result], query: str, *, distinct: bool
    ) -> Result:
        started, clock = time.time(), time.monotonic()
        draft = self._store.begin()
        pieces = [
            Piece(archive=one.archive, path=Path(one.path), collection=one.collection or "")
            for one in parts
        ]
        try:
            decoded = self._compute.run(
                merge_archives, pieces, draft.table, distinct=distinct, lane="decode"
            )
            provenance = Provenance(
                archive=ALL,
                service="",
                protocol=_protocol(distinct=distinct),
                language="",
                query=query,
                target=search.target,
                radius=search.request.radius if search.targets else None,
                started=started,
                seconds=round(time.monotonic() - clock, 3),
                client=f"esap-jupyter {__version__}",
                search=search.id,
                request=search.request,
                notes=[note for one in parts for note in one.provenance.notes],
            )
            return draft.commit(
                name=default_name(search.target, ALL, search.request),
                title=search.title,
                archive=ALL,
                collection=None,
                rows=decoded.rows,
                truncated=any(one.truncated for one in parts),
                columns=decoded.columns,
                provenance=provenance,
            )
        except BaseException:
            draft.discard()
            raise


def _is_ours(result: Result, search: Search) -> bool:
    """Tell whether a merged result still has a name that it was given here."""
    name = default_name(search.target, ALL, search.request)
    return re.fullmatch(rf"{re.escape(name)}(_\d+|_[0-9a-f]{{6}})?", result.name) is not None


def _protocol(*, distinct: bool) -> str:
    return "merged, each data set once" if distinct else "merged"
