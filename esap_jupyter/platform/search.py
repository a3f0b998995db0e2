"""Searches and what comes of them, as the platform puts them together."""

from collections.abc import Sequence

from ..archives.jobs.book import JobBook
from ..archives.jobs.jobs import Jobs
from ..archives.search.memory import SearchMemory
from ..archives.search.merging import Merging
from ..archives.search.searches import Searches
from ..errors import CancelledError, NotAvailableError
from ..models import Result, Search, SearchRequest
from .archives import ArchivesPart
from .core import Core

__all__ = ["SearchPart"]


class SearchPart:
    """Searches, the jobs that they become, and the merging of their results.

    Parameters
    ----------
    core
        What all parts stand on.
    archives
        The archives that are asked.
    """

    def __init__(self, core: Core, *, archives: ArchivesPart) -> None:
        self._core = core
        self._archives = archives
        self._closed = False
        self.searches = core.lazy(self._make_searches)
        self.jobs = core.lazy(self._make_jobs)
        self._merging = core.lazy(self._make_merging)

    def start(self, request: SearchRequest) -> Search:
        """Start a search and return at once; see `Searches.start`."""
        if self._closed:
            raise CancelledError("ESAP is closing.")
        self._archives.synced()
        if request.adql.strip() and not self._core.catalogue().features.adql:
            raise NotAvailableError(
                "Asking in ADQL is switched off here.", remedy="Search by target instead."
            )
        return self.searches().start(request)

    def merged(self, search_id: str, *, also: Sequence[str], distinct: bool) -> Result:
        """Merge the rows of all archives of searches; see `Merging.merged`."""
        searches = [self.searches().now(one) for one in (search_id, *also)]
        return self._merging().merged(searches[0], also=searches[1:], distinct=distinct)

    def code(self, key: str, variable: str) -> str:
        """Give Python that makes the search of a result again.

        The collection is named where the catalogue does not choose the same one.

        Raises
        ------
        BadRequestError
            The variable is not a name.
        NotFoundError
            There is no such result.
        """
        from ..results.code import search_code

        result = self._core.results().get(key)
        entry = self._archives.board().entry(result.archive)
        usual = entry.collection if entry else None
        collections = {result.archive: result.collection or ""}
        named = result.collection not in (None, usual)
        return search_code(result, variable, collections=collections if named else None)

    def refuse(self) -> None:
        """Start no search from now on."""
        with self._core.lock:
            self._closed = True

    def close(self) -> None:
        """Cancel what runs."""
        made = self.searches.if_made
        if made is not None:
            made.close()

    def _make_searches(self) -> Searches:
        return Searches(
            board=self._archives.board(),
            activities=self._core.activities(),
            results=self._core.results(),
            resolver=self._archives.resolver(),
            compute=self._core.compute,
            memory=SearchMemory(home=self._core.home()),
            book=self._book(),
        )

    def _make_jobs(self) -> Jobs:
        return Jobs(
            book=self._book(),
            board=self._archives.board(),
            activities=self._core.activities(),
            launch=self.searches().resume,
            has_result=self._core.results().has,
        )

    def _make_merging(self) -> Merging:
        return Merging(store=self._core.results(), compute=self._core.compute)

    def _book(self) -> JobBook:
        return JobBook(folder=self._core.home() / "jobs")
