"""The one place where everything is put together from the catalogue."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from . import __version__
from .activities import Activities
from .archives.additions import Additions
from .archives.board import ArchiveBoard, in_sandbox
from .archives.jobs.book import JobBook
from .archives.jobs.jobs import Jobs
from .archives.pocket import SandboxProcess
from .archives.rest.gateway.archives import gateway_archives
from .archives.search.memory import SearchMemory
from .archives.search.merging import Merging
from .archives.search.searches import Searches
from .archives.targets import Resolver
from .archives.vo.discovery import Discovery
from .archives.vo.queries.desk import QueryDesk
from .archives.vo.registry.archives import registry_archives
from .archives.vo.rows.services import RowServices
from .basket_platform import BasketPlatform
from .catalogue import (
    Catalogue,
    OwnArchives,
    Reader,
    Sources,
    discovered_archives,
    load_catalogue,
)
from .compute import Compute, InlineCompute
from .errors import CancelledError, NotAvailableError
from .home import default_home
from .lazy import Lazy
from .models import Archive, Result, Search, SearchRequest, Target
from .models.catalogue import ArchiveSource, NewArchive, Settings
from .net import AddressGuard, HttpClient
from .results.store import ResultStore
from .stage_platform import StagePlatform
from .urls import origin

if TYPE_CHECKING:
    from .archives.rest.lofar.stageit import StageIt
    from .results.links import RowLinks

__all__ = ["Platform"]

_TAPE = "lofar_lta"


class Platform(BasketPlatform, StagePlatform):
    """ESAP for one person: archives, searches, results, activities.

    All methods may be called from any thread. Nothing is read, opened or contacted before it is
    needed.

    Parameters
    ----------
    home
        Where results and activities live; see
        `esap_jupyter.home.default_home`.
    catalogue_paths
        Catalogue files, instead of those found by looking around.
    compute
        Where computing happens; in the calling thread by default.
    """

    def __init__(
        self,
        *,
        home: Path | None = None,
        catalogue_paths: Sequence[Path] | None = None,
        compute: Compute | None = None,
    ) -> None:
        self._home = home
        self._compute = compute or InlineCompute()
        self._closed = False
        self._lock = threading.RLock()
        super().__init__(self._lock)
        self._catalogue = Lazy(lambda: load_catalogue(catalogue_paths), self._lock)
        self._http = Lazy(self._make_http, self._lock)
        self._activities = Lazy(self._make_activities, self._lock)
        self._results = Lazy(lambda: ResultStore(home=self.home), self._lock)
        self._resolver = Lazy(self._make_resolver, self._lock)
        self._sandbox = Lazy(lambda: SandboxProcess(guard=self.http.guard), self._lock)
        self._board = Lazy(self._make_board, self._lock)
        self._additions = Lazy(self._make_additions, self._lock)
        self._searches = Lazy(self._make_searches, self._lock)
        self._jobs = Lazy(self._make_jobs, self._lock)
        self._merging = Lazy(self._make_merging, self._lock)
        self._desk = Lazy(self._make_desk, self._lock)
        self._discovery = Lazy(self._make_discovery, self._lock)
        self._row_services = Lazy(self._make_row_services, self._lock)

    @property
    def home(self) -> Path:
        """The folder of all that is kept; made, for its owner alone, where it is missing.

        Raises
        ------
        NotAvailableError
            It cannot be made.
        """
        home = (self._home or default_home()).absolute()
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise NotAvailableError(
                f"ESAP cannot keep anything in {home}: {error.strerror}.",
                remedy="Set ESAP_HOME to a folder that you can write to.",
            ) from error
        return home

    @property
    def catalogue(self) -> Catalogue:
        """What this deployment offers."""
        return self._catalogue()

    @property
    def http(self) -> HttpClient:
        """The client that all requests go through."""
        return self._http()

    @property
    def activities(self) -> Activities:
        """The log of what takes time."""
        return self._activities()

    @property
    def results(self) -> ResultStore:
        """The stored results."""
        return self._results()

    @property
    def resolver(self) -> Resolver:
        """What finds targets."""
        return self._resolver()

    @property
    def row_services(self) -> RowServices:
        """What tells what belongs to rows of results."""
        return self._row_services()

    def row_links(self, result: Result, row: int) -> "RowLinks":
        """Ask what belongs to a row; see `esap_jupyter.results.links.row_links`."""
        from .results.links import row_links

        services, fetch = self.row_services, self.transfers.fetch
        return row_links(result, row, services=services, fetch=fetch)

    @property
    def compute(self) -> Compute:
        """Where computing happens."""
        return self._compute

    @property
    def jobs(self) -> Jobs:
        """The asynchronous jobs."""
        return self._jobs()

    @property
    def discovery(self) -> Discovery:
        """What finds services, and looks ahead at what archives have."""
        return self._discovery()

    @property
    def desk(self) -> QueryDesk:
        """What helps to write queries."""
        return self._desk()

    def archives(self) -> list[Archive]:
        """List the archives as they are known, contacting none."""
        return self._synced().list()

    def archive(self, archive_id: str) -> Archive:
        """Return one archive as it is known.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        return self._synced().get(archive_id)

    def settings(self) -> Settings:
        """Say what the operator offers."""
        return self._additions().settings()

    def sources(self) -> list[ArchiveSource]:
        """List the sources of archives as they are known, contacting none."""
        return self._additions().sources()

    def read_source(self, source_id: str) -> ArchiveSource:
        """Ask a source for archives; see `Additions.read`."""
        _ = self.home
        return self._additions().read(source_id)

    def add_archive(self, new: NewArchive) -> Archive:
        """Add a service to the person's own archives; see `Additions.add`."""
        _ = self.home
        return self.archive(self._additions().add(new).id)

    def remove_archive(self, archive_id: str) -> None:
        """Take one of the person's own archives away; see `Additions.remove`."""
        self._additions().remove(archive_id)

    def check(self, archive_id: str) -> Archive:
        """Contact an archive; its state, reason and collections tell what came of it.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        return self._synced().check(archive_id)

    def resolve(self, text: str, *, online: bool = True) -> Target:
        """Find a target; see `esap_jupyter.archives.targets.resolver.Resolver.resolve`."""
        return self.resolver.resolve(text, online=online)

    def search(self, request: SearchRequest) -> Search:
        """Start a search and return at once; see `Searches.start`."""
        if self._closed:
            raise CancelledError("ESAP is closing.")
        self._synced()
        if request.adql.strip() and not self.catalogue.features.adql:
            raise NotAvailableError(
                "Asking in ADQL is switched off here.", remedy="Search by target instead."
            )
        return self._searches().start(request)

    def searching(self, search_id: str) -> Search:
        """Say how far a search is; see `Searches.now`."""
        return self._searches().now(search_id)

    def cancel_search(self, search_id: str) -> None:
        """Ask all of a search to stop; see `Searches.cancel`."""
        self._searches().cancel(search_id)

    def wait(self, search_id: str, on_update: Callable[[Search], None] | None = None) -> Search:
        """Wait until a search has ended; see `Searches.wait`."""
        return self._searches().wait(search_id, on_update)

    def merged(self, search_id: str, *, also: Sequence[str] = (), distinct: bool = False) -> Result:
        """Merge the rows of all archives of a search; see `Merging.merged`."""
        searches = [self.searching(one) for one in (search_id, *also)]
        return self._merging().merged(searches[0], also=searches[1:], distinct=distinct)

    def form(self, archive_id: str, collection: str | None = None) -> dict[str, Any] | None:
        """Describe an archive's own terms; see `esap_jupyter.archives.base.Connector.form`."""
        return self._synced().form(archive_id, collection)

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
        from .results.code import search_code

        result = self.results.get(key)
        entry = self._board().entry(result.archive)
        usual = entry.collection if entry else None
        collections = {result.archive: result.collection or ""}
        named = result.collection not in (None, usual)
        return search_code(result, variable, collections=collections if named else None)

    def close(self) -> None:
        """Cancel what runs, end the sandbox, close files and connections."""
        with self._lock:
            self._closed = True
        self.close_parts()
        for part in (self._searches, self._sandbox, self._http, self._activities):
            if (made := part.if_made) is not None:
                made.close()

    def _make_http(self) -> HttpClient:
        guard = AddressGuard(self.catalogue.network_allow)
        return HttpClient(guard=guard, user_agent=f"esap-jupyter/{__version__}")

    def _make_activities(self) -> Activities:
        return Activities(path=self.home / "activities.sqlite")

    def _make_resolver(self) -> Resolver:
        cache_path = self.home / "sesame.json"
        return Resolver(http=self.http, cache_path=cache_path, compute=self._compute)

    def _make_searches(self) -> Searches:
        return Searches(
            board=self._board(),
            activities=self.activities,
            results=self.results,
            resolver=self.resolver,
            compute=self._compute,
            memory=SearchMemory(home=self.home),
            book=JobBook(folder=self.home / "jobs"),
        )

    def _make_jobs(self) -> Jobs:
        return Jobs(
            book=JobBook(folder=self.home / "jobs"),
            board=self._board(),
            activities=self.activities,
            launch=self._searches().resume,
            has_result=self.results.has,
        )

    def _make_merging(self) -> Merging:
        return Merging(store=self.results, compute=self._compute)

    def _make_discovery(self) -> Discovery:
        return Discovery(
            archives=self.archives,
            connector=lambda key: self._synced().connector(key),
            results=self.results.list,
            resolve=self.resolve,
            compute=self._compute,
            folder=lambda: self.home / "maps",
        )

    def _make_desk(self) -> QueryDesk:
        board = self._board()
        return QueryDesk(connector=board.connector, resolve=self.resolve, compute=self._compute)

    def _make_board(self) -> ArchiveBoard:
        return ArchiveBoard(
            catalogue=self.catalogue,
            http=self.http,
            compute=self._compute,
            sandbox_url=lambda: self._sandbox().url(),
            home=lambda: self.home,
            credentials=self._make_credentials(),
        )

    def _synced(self) -> ArchiveBoard:
        self._additions().sync()
        return self._board()

    def _make_additions(self) -> Additions:
        # Looking at what is there makes no folder.
        home = (self._home or default_home()).absolute()
        readers: dict[str, Reader] = {
            "esap_gateway": gateway_archives,
            "discovery": discovered_archives,
            "registry": partial(registry_archives, compute=self._compute),
        }
        return Additions(
            catalogue=self.catalogue,
            board=self._board(),
            sources=Sources(
                entries=self.catalogue.sources,
                readers=readers,
                folder=home / "sources",
                http=self._http,
            ),
            own=OwnArchives(home / "archives.toml"),
            guard=self.http.guard,
        )

    def _make_row_services(self) -> RowServices:
        return RowServices(
            http=self.http, compute=self._compute, name_of=self._name_of, moved=self._moved
        )

    def _stager(self) -> "StageIt | None":
        for archive in self.archives():
            if archive.kind == _TAPE and archive.state != "unavailable":
                connector: Any = self._synced().connector(archive.id)
                return cast("StageIt | None", connector.stager())
        return None

    def _name_of(self, archive_id: str) -> str:
        entry = self._board().entry(archive_id)
        return entry.name if entry else archive_id

    def _moved(self, result: Result) -> tuple[str, str] | None:
        """Return where the sandbox was and where it is now, as it has another port each time."""
        entry = self._board().entry(result.archive)
        if entry is None or not in_sandbox(entry):
            return None
        before, now = origin(result.provenance.service), origin(self._sandbox().url())
        if before is None or now is None:
            return None
        return _address(before), _address(now)


def _address(parts: tuple[str, str, int]) -> str:
    scheme, host, port = parts
    return f"{scheme}://{host}:{port}"
