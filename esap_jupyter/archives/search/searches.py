"""The searches of a process: started, looked at, cancelled, waited for."""

import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from ...activities import Activities, Handle
from ...compute import Compute
from ...errors import CancelledError, NotFoundError
from ...models import Search, SearchRequest
from ...results.store import ResultStore
from ..base import Connector
from ..board import ArchiveBoard
from ..jobs.book import JobBook
from ..jobs.keeper import JobKeeper
from ..targets import Resolver
from .memory import SearchMemory
from .part import ArchiveSearch
from .places import Places
from .requests import check_request
from .running import RunningSearch
from .titles import title_of

__all__ = ["Searches"]

_REMEMBERED = 200
_CLOSE_SECONDS = 5.0


class Searches:
    """Starts searches, one thread an archive, and knows how they go.

    Parameters
    ----------
    board
        The archives.
    activities
        Where each archive's part is told.
    results
        Where what comes is stored.
    resolver
        What finds targets.
    compute
        Where answers are decoded.
    memory
        Where it is remembered how searches ended.
    book
        Where asynchronous jobs are remembered.
    """

    def __init__(
        self,
        *,
        board: ArchiveBoard,
        activities: Activities,
        results: ResultStore,
        resolver: Resolver,
        compute: Compute,
        memory: SearchMemory,
        book: JobBook,
    ) -> None:
        self._board = board
        self._activities = activities
        self._results = results
        self._resolver = resolver
        self._compute = compute
        self._memory = memory
        self._book = book
        self._naming = threading.Lock()
        self._lock = threading.Lock()
        self._searches: dict[str, RunningSearch] = {}
        self._closing = threading.Event()

    def start(self, request: SearchRequest) -> Search:
        """Start a search and return at once; each archive is asked in a thread of its own.

        Raises
        ------
        BadRequestError
            The request makes no sense.
        NotFoundError
            There is no such archive.
        NotAvailableError
            An archive cannot be searched by this version.
        TargetNotFoundError
            Nobody knows the one target; of a list, those that nobody knows are left out.
        """
        self._check_open()
        check_request(request, self._board)
        asked = request.targets or ([request.target] if request.target.strip() else [])
        # One name is found here, so that a wrong one is told at once; a list takes its time.
        single = [self._resolver.resolve(text) for text in asked] if len(asked) == 1 else []
        places = Places(
            targets=single, texts=[] if single else asked, resolve=self._resolver.resolve
        )
        uploads = {name: Path(self._results.get(key).path) for name, key in request.uploads.items()}
        target = single[0] if single else None
        search = Search(
            id=uuid.uuid4().hex,
            title=title_of(request, target, self._board.defaults, self._name),
            request=request,
            target=target,
            targets=single,
            started=time.time(),
            activities=[],
        )
        handles = [
            self._activities.start("search", search.title, search=search.id, archive=archive_id)
            for archive_id in request.archives
        ]
        return self._run(search, handles, uploads, places)

    def resume(
        self, request: SearchRequest, title: str, connector: Callable[[], Connector]
    ) -> Search:
        """Start to fetch what was asked for earlier, through a connector of its own.

        Parameters
        ----------
        request
            The question to one archive, as it was asked.
        title
            What to call it, for people.
        connector
            Makes the connector that has the answer; may take its time.
        """
        self._check_open()
        search = Search(
            id=uuid.uuid4().hex,
            title=title,
            request=request,
            target=None,
            started=time.time(),
            activities=[],
        )
        (archive,) = request.archives
        handle = self._activities.start("search", title, search=search.id, archive=archive)
        return self._run(search, [handle], {}, Places(), connector)

    def _run(
        self,
        search: Search,
        handles: Sequence[Handle],
        uploads: Mapping[str, Path],
        places: Places,
        connector: Callable[[], Connector] | None = None,
    ) -> Search:
        parts = [self._part(search, handle, uploads, places, connector) for handle in handles]
        running = RunningSearch(
            search=search, handles=handles, places=places, parts=parts, keep=self._memory.keep
        )
        self._remember(search.id, running)
        running.start()
        return running.now()

    def now(self, search_id: str) -> Search:
        """Say how far a search is.

        Raises
        ------
        NotFoundError
            There is no such search, or it is forgotten.
        """
        with self._lock:
            running = self._searches.get(search_id)
        ended = None if running else self._memory.find(search_id)
        return ended or self._running(search_id).now()

    def cancel(self, search_id: str) -> None:
        """Ask all of a search to stop.

        Raises
        ------
        NotFoundError
            This process has made no such search, or has forgotten it.
        """
        self._running(search_id).cancel()

    def wait(self, search_id: str, on_update: Callable[[Search], None] | None = None) -> Search:
        """Wait until a search has ended; see `now`.

        Parameters
        ----------
        search_id
            The search.
        on_update
            Called, in this thread, whenever something changed.
        """
        return self._running(search_id).wait(self._activities, on_update)

    def close(self) -> None:
        """Cancel what runs, and wait a little for its end."""
        with self._lock:
            self._closing.set()
            searches = list(self._searches.values())
        for running in searches:
            running.cancel()
        for running in searches:
            running.join(_CLOSE_SECONDS)

    def _name(self, archive: str) -> str:
        return self._board.get(archive).name

    def _check_open(self) -> None:
        if self._closing.is_set():
            raise CancelledError("ESAP is closing.")

    def _part(
        self,
        search: Search,
        handle: Handle,
        uploads: Mapping[str, Path],
        places: Places,
        connector: Callable[[], Connector] | None,
    ) -> ArchiveSearch:
        archive_id = handle.activity.archive
        assert archive_id is not None
        board = self._board
        make = connector or partial(board.connector, archive_id)
        keeper = JobKeeper(
            book=self._book,
            handle=handle,
            archive=archive_id,
            title=search.title,
            request=search.request,
            closing=self._closing,
        )
        return ArchiveSearch(
            archive=archive_id,
            name=self._name(archive_id),
            request=search.request,
            title=search.title,
            places=places,
            uploads=uploads,
            search=search.id,
            connector=lambda: make().watched_by(keeper),
            handle=handle,
            store=self._results,
            compute=self._compute,
            naming=self._naming,
            note=partial(board.note, archive_id),
        )

    def _remember(self, search_id: str, running: RunningSearch) -> None:
        with self._lock:
            self._searches[search_id] = running
            over = [key for key, each in self._searches.items() if each.is_over and each != running]
            for key in over[: max(0, len(self._searches) - _REMEMBERED)]:
                del self._searches[key]

    def _running(self, search_id: str) -> RunningSearch:
        with self._lock:
            running = self._searches.get(search_id)
        if running is None:
            raise NotFoundError(
                f"There is no search {search_id!r}.",
                remedy="Searches end with their process; what they found is among the results.",
            )
        return running
