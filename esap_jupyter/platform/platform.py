"""ESAP for one person: what all faces call. Each noun is a part in a module of its own."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..activities import Activities
from ..archives.jobs.jobs import Jobs
from ..archives.targets import Resolver
from ..archives.vo.discovery import Discovery
from ..archives.vo.queries.desk import QueryDesk
from ..archives.vo.rows.services import RowServices
from ..catalogue import Catalogue
from ..compute import Compute
from ..models import Archive, Result, Search, SearchRequest, Target
from ..models.catalogue import ArchiveSource, NewArchive, Settings
from ..net import HttpClient
from ..results.store import ResultStore
from ..staging.transfers import Transfers
from .archives import ArchivesPart
from .basket import BasketPart
from .core import Core
from .facilities import FacilitiesPart
from .headless import HeadlessPart
from .identity import IdentityPart
from .lake import LakePart
from .publishing import PublishingPart
from .search import SearchPart
from .staging import StagingPart
from .vo import VoPart
from .workflows import WorkflowsPart

if TYPE_CHECKING:
    from ..basket.desk import BasketDesk
    from ..basket.gateway.sync import GatewaySync
    from ..basket.store import Basket
    from ..facilities.desk import Facilities
    from ..facilities.headless.runs import NotebookRuns
    from ..facilities.jobs import BatchDesk
    from ..facilities.launches import LaunchDesk
    from ..identity import Identities
    from ..lake.lakes import Lakes
    from ..lake.rule_states import RuleChanged
    from ..lake.transfers.transfers import LakeTransfers
    from ..lake.transfers.uploads import LakeUploads
    from ..models.facilities import FacilityFit, FitRequest
    from ..results.links import RowLinks
    from ..staging.desk import StageDesk
    from ..staging.engine import Engine
    from ..workflows.desk import WorkflowDesk
    from ..workflows.matching.matcher import Matcher
    from ..workflows.opening.desk import OpeningDesk
    from ..workflows.publishing.desk import Publishing
    from .identity import LoginListener

__all__ = ["Platform"]


class Platform:
    """ESAP for one person: archives, searches, results, activities.

    All methods may be called from any thread. Nothing is read, opened or contacted before it is
    needed.

    Parameters
    ----------
    home
        Where results and activities live; see
        `esap_jupyter.disk.home.default_home`.
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
        core = Core(home=home, catalogue_paths=catalogue_paths, compute=compute)
        self._core = core
        self._identity = IdentityPart(core)
        self._lake = LakePart(core, identity=self._identity)
        self._archives = ArchivesPart(core, identity=self._identity)
        self._vo = VoPart(core, archives=self._archives)
        self._search = SearchPart(core, archives=self._archives)
        self._staging = StagingPart(
            core,
            archives=self._archives,
            lake=self._lake,
            vo=self._vo,
            basket=lambda: self.basket,
        )
        self._basket = BasketPart(
            core,
            identity=self._identity,
            archives=self._archives,
            vo=self._vo,
            staging=self._staging,
        )
        self._identity.on_login(lambda _service, _state: self._staging.nudge())
        self._identity.on_login(lambda _service, _state: self._facilities.nudge())
        self._workflows = WorkflowsPart(core, staging=self._staging, basket=self._basket)
        self._facilities = FacilitiesPart(
            core, identity=self._identity, workflows=self._workflows, lake=self._lake
        )
        self._headless = HeadlessPart(core)
        self._publishing = PublishingPart(core, identity=self._identity, basket=self._basket)

    def close(self) -> None:
        """Cancel what runs, end the sandbox, close files and connections."""
        self._search.refuse()
        for part in (
            self._workflows,
            self._headless,
            self._facilities,
            self._staging,
            self._basket,
            self._lake,
            self._identity,
            self._search,
            self._archives,
            self._core,
        ):
            part.close()

    @property
    def home(self) -> Path:
        """The folder of all that is kept; see `Core.home`."""
        return self._core.home()

    @property
    def catalogue(self) -> Catalogue:
        """What this deployment offers."""
        return self._core.catalogue()

    @property
    def http(self) -> HttpClient:
        """The client that all requests go through."""
        return self._core.http()

    @property
    def activities(self) -> Activities:
        """The log of what takes time."""
        return self._core.activities()

    @property
    def results(self) -> ResultStore:
        """The stored results."""
        return self._core.results()

    @property
    def compute(self) -> Compute:
        """Where computing happens."""
        return self._core.compute

    @property
    def notebook_runs(self) -> "NotebookRuns":
        """The notebooks that run here with nobody in front of them."""
        return self._headless.runs()

    @property
    def resolver(self) -> Resolver:
        """What finds targets."""
        return self._archives.resolver()

    def resolve(self, text: str, *, online: bool = True) -> Target:
        """Find a target; see `esap_jupyter.archives.targets.resolver.Resolver.resolve`."""
        return self.resolver.resolve(text, online=online)

    def archives(self) -> list[Archive]:
        """List the archives as they are known, contacting none."""
        return self._archives.list()

    def archive(self, archive_id: str) -> Archive:
        """Return one archive as it is known.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        return self._archives.synced().get(archive_id)

    def check(self, archive_id: str) -> Archive:
        """Contact an archive; its state, reason and collections tell what came of it.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        return self._archives.synced().check(archive_id)

    def form(self, archive_id: str, collection: str | None = None) -> dict[str, Any] | None:
        """Describe an archive's own terms; see `esap_jupyter.archives.base.Connector.form`."""
        return self._archives.synced().form(archive_id, collection)

    def settings(self) -> Settings:
        """Say what the operator offers."""
        return self._archives.additions().settings()

    def sources(self) -> list[ArchiveSource]:
        """List the sources of archives as they are known, contacting none."""
        return self._archives.additions().sources()

    def read_source(self, source_id: str) -> ArchiveSource:
        """Ask a source for archives; see `Additions.read`."""
        _ = self.home
        return self._archives.additions().read(source_id)

    def add_archive(self, new: NewArchive) -> Archive:
        """Add a service to the person's own archives; see `Additions.add`."""
        return self._archives.add(new)

    def remove_archive(self, archive_id: str) -> None:
        """Take one of the person's own archives away; see `Additions.remove`."""
        self._archives.additions().remove(archive_id)

    @property
    def discovery(self) -> Discovery:
        """What finds services, and looks ahead at what archives have."""
        return self._vo.discovery()

    @property
    def desk(self) -> QueryDesk:
        """What helps to write queries."""
        return self._vo.desk()

    @property
    def row_services(self) -> RowServices:
        """What tells what belongs to rows of results."""
        return self._vo.row_services()

    def row_links(self, result: Result, row: int) -> "RowLinks":
        """Ask what belongs to a row; see `esap_jupyter.results.links.row_links`."""
        from ..results.links import row_links

        services, fetch = self.row_services, self.transfers.fetch
        return row_links(result, row, services=services, fetch=fetch)

    @property
    def jobs(self) -> Jobs:
        """The asynchronous jobs."""
        return self._search.jobs()

    def search(self, request: SearchRequest) -> Search:
        """Start a search and return at once; see `Searches.start`."""
        return self._search.start(request)

    def searching(self, search_id: str) -> Search:
        """Say how far a search is; see `Searches.now`."""
        return self._search.searches().now(search_id)

    def cancel_search(self, search_id: str) -> None:
        """Ask all of a search to stop; see `Searches.cancel`."""
        self._search.searches().cancel(search_id)

    def wait(self, search_id: str, on_update: Callable[[Search], None] | None = None) -> Search:
        """Wait until a search has ended; see `Searches.wait`."""
        return self._search.searches().wait(search_id, on_update)

    def merged(self, search_id: str, *, also: Sequence[str] = (), distinct: bool = False) -> Result:
        """Merge the rows of all archives of a search; see `Merging.merged`."""
        return self._search.merged(search_id, also=also, distinct=distinct)

    def code(self, key: str, variable: str) -> str:
        """Give Python that makes the search of a result again; see `SearchPart.code`."""
        return self._search.code(key, variable)

    @property
    def identities(self) -> "Identities":
        """Who one is at each service."""
        return self._identity.identities()

    def on_login(self, listener: "LoginListener") -> None:
        """Have a login's changes told; see `IdentityPart.on_login`."""
        self._identity.on_login(listener)

    @property
    def lakes(self) -> "Lakes":
        """The data lakes."""
        return self._lake.lakes()

    @property
    def lake_transfers(self) -> "LakeTransfers":
        """What brings files of lakes into the workspace."""
        return self._lake.transfers()

    @property
    def lake_uploads(self) -> "LakeUploads":
        """What stores files in lakes."""
        return self._lake.uploads()

    def on_rule(self, listener: "RuleChanged") -> None:
        """Have it told that a rule of a lake is seen in another state; see `LakePart.on_rule`."""
        self._lake.on_rule(listener)

    @property
    def stagings(self) -> "StageDesk":
        """What plans and brings files, in jobs that go on by themselves."""
        return self._staging.stagings()

    @property
    def engine(self) -> "Engine":
        """What brings bytes."""
        return self._staging.engine()

    @property
    def transfers(self) -> Transfers:
        """What fetches single files for Python."""
        return self._staging.transfers()

    @property
    def is_staging_left(self) -> bool:
        """Whether there are jobs to go on with; makes nothing where there are none."""
        return self._staging.is_left()

    @property
    def basket(self) -> "Basket":
        """What the person has chosen."""
        return self._basket.basket()

    @property
    def basket_desk(self) -> "BasketDesk":
        """What makes items of results, rows, DIDs and files, and documents of items."""
        return self._basket.desk()

    @property
    def gateways(self) -> "GatewaySync":
        """What keeps the basket and those of ESAP gateways the same."""
        return self._basket.gateways()

    @property
    def publishing(self) -> "Publishing":
        """What makes drafts of records."""
        return self._publishing.publishing()

    @property
    def workflows(self) -> "WorkflowDesk":
        """What finds workflows in repositories, and looks into them."""
        return self._workflows.workflows()

    @property
    def openings(self) -> "OpeningDesk":
        """What opens workflows here."""
        return self._workflows.openings()

    @property
    def matcher(self) -> "Matcher":
        """What finds the notebooks that fit data."""
        return self._workflows.matcher()

    def watch_basket(self, tell: Callable[[int], None]) -> None:
        """Have each new revision of the basket told, whichever process makes it."""
        self._basket.watch(tell)

    @property
    def facilities(self) -> "Facilities":
        """Somewhere else to run."""
        return self._facilities.facilities()

    @property
    def launches(self) -> "LaunchDesk":
        """Notebooks on their way to facilities, or there."""
        return self._facilities.launches()

    @property
    def batches(self) -> "BatchDesk":
        """Jobs at facilities."""
        return self._facilities.batches()

    def fits(self, request: "FitRequest", root: Path | None = None) -> "Sequence[FacilityFit]":
        """Rank all facilities for what is to run; see `FacilitiesPart.fits`."""
        return self._facilities.fits(request, root)
