"""The REST interface: thin modules, one a noun."""

import re
from typing import Any

from .activities import ActivitiesHandler, ActivityHandler
from .adql import QueryCheckHandler, QueryDraftHandler
from .app import App
from .archives import ArchiveCheckHandler, ArchiveHandler, ArchivesHandler
from .arrivals import ArrivalHandler, ArrivalsHandler, SelectionsHandler
from .base import EsapHandler
from .basket import (
    BasketDocumentHandler,
    BasketHandler,
    BasketHereHandler,
    BasketItemHandler,
    BasketRedoHandler,
    BasketRemovalsHandler,
    BasketUndoHandler,
)
from .basket_files import BasketFilesHandler, BasketImportsHandler
from .basket_gateways import (
    BasketGatewayHandler,
    BasketGatewaysHandler,
    BasketRestoreHandler,
    BasketSyncHandler,
)
from .citation import ResultCitationHandler
from .coverage import CoverageHandler
from .facilities import (
    FacilitiesHandler,
    FacilityFormHandler,
    FacilityHandler,
    FacilityLaunchesHandler,
    FitsHandler,
    LaunchesHandler,
    LaunchHandler,
    LaunchPageHandler,
)
from .facility_jobs import (
    FacilityJobHandler,
    FacilityJobKillHandler,
    FacilityJobLogHandler,
    FacilityJobOutputsHandler,
    FacilityJobPlansHandler,
    FacilityJobsHandler,
)
from .files import ResultFilesHandler
from .forms import ArchiveFormHandler
from .identity import (
    CodeLoginHandler,
    DeviceLoginHandler,
    IdentitiesHandler,
    IdentityHandler,
    LoginCallbackHandler,
)
from .jobs import JobHandler, JobResultHandler, JobsHandler
from .lake_dids import (
    LakeContentHandler,
    LakeDidHandler,
    LakeFilesHandler,
    LakeListingHandler,
    LakeListingsHandler,
    LakeReplicasHandler,
)
from .lake_rules import (
    LakeLocksHandler,
    LakePreviewHandler,
    LakeRuleHandler,
    LakeRulesHandler,
)
from .lake_transfers import LakeDownloadsHandler, LakeUploadsHandler
from .lakes import (
    LakeAccountHandler,
    LakeHandler,
    LakeKeysHandler,
    LakeRsesHandler,
    LakeScopesHandler,
    LakesHandler,
)
from .limits import LimitsHandler
from .links import RowCutoutHandler, RowFilesHandler, RowLinksHandler, RowPreviewHandler
from .made_notebooks import QueryNotebooksHandler, TutorialCopiesHandler
from .notebooks import NotebookRunsHandler
from .openapi import OpenApiHandler
from .openings import (
    OpeningPlansHandler,
    OpeningsHandler,
    WorkflowCodeHandler,
    WorkflowMatchesHandler,
)
from .positions import ResultFootprintsHandler, ResultPositionsHandler
from .publishing import RepositoryDraftsHandler
from .registry import RegistryHandler
from .results import (
    ResultCodeHandler,
    ResultHandler,
    ResultRowsHandler,
    ResultsHandler,
    ResultTableHandler,
)
from .schemas_of_services import (
    ColumnValuesHandler,
    ExamplesHandler,
    ForeignKeysHandler,
    ServiceSchemaHandler,
    TableHandler,
)
from .searches import MergedHandler, SearchesHandler, SearchHandler
from .sources import SettingsHandler, SourceHandler, SourcesHandler
from .targets import TargetsHandler
from .transfers import (
    TransferActionHandler,
    TransferHandler,
    TransferPlanHandler,
    TransferPlansHandler,
    TransfersHandler,
)
from .workflows import (
    RepositoriesHandler,
    RepositoryReadingsHandler,
    WorkflowHandler,
    WorkflowsHandler,
)

__all__ = ["HANDLERS", "routes"]

HANDLERS: tuple[type[EsapHandler], ...] = (
    ArchivesHandler,
    ArchiveHandler,
    ArchiveCheckHandler,
    ArchiveFormHandler,
    SourcesHandler,
    SourceHandler,
    SettingsHandler,
    RegistryHandler,
    CoverageHandler,
    TargetsHandler,
    SearchesHandler,
    SearchHandler,
    MergedHandler,
    ResultsHandler,
    ResultHandler,
    ResultRowsHandler,
    ResultCodeHandler,
    ResultCitationHandler,
    ResultFilesHandler,
    ResultTableHandler,
    ResultPositionsHandler,
    ResultFootprintsHandler,
    RowLinksHandler,
    RowPreviewHandler,
    RowCutoutHandler,
    RowFilesHandler,
    ArrivalsHandler,
    ArrivalHandler,
    SelectionsHandler,
    ActivitiesHandler,
    ActivityHandler,
    ServiceSchemaHandler,
    TableHandler,
    ForeignKeysHandler,
    ColumnValuesHandler,
    ExamplesHandler,
    QueryCheckHandler,
    QueryDraftHandler,
    JobsHandler,
    JobHandler,
    JobResultHandler,
    LakesHandler,
    LakeHandler,
    LakeAccountHandler,
    LakeScopesHandler,
    LakeRsesHandler,
    LakeKeysHandler,
    LakeListingsHandler,
    LakeListingHandler,
    LakeDidHandler,
    LakeContentHandler,
    LakeFilesHandler,
    LakeReplicasHandler,
    LakeRulesHandler,
    LakePreviewHandler,
    LakeRuleHandler,
    LakeLocksHandler,
    LakeDownloadsHandler,
    LakeUploadsHandler,
    TransferPlansHandler,
    TransferPlanHandler,
    FacilityJobsHandler,
    FacilityJobPlansHandler,
    FacilityJobHandler,
    FacilityJobKillHandler,
    FacilityJobOutputsHandler,
    FacilityJobLogHandler,
    NotebookRunsHandler,
    QueryNotebooksHandler,
    TutorialCopiesHandler,
    RepositoryDraftsHandler,
    TransfersHandler,
    TransferHandler,
    TransferActionHandler,
    IdentitiesHandler,
    LoginCallbackHandler,
    LimitsHandler,
    IdentityHandler,
    DeviceLoginHandler,
    CodeLoginHandler,
    BasketHandler,
    BasketHereHandler,
    BasketItemHandler,
    BasketRemovalsHandler,
    BasketUndoHandler,
    BasketRedoHandler,
    BasketDocumentHandler,
    BasketFilesHandler,
    BasketImportsHandler,
    BasketGatewaysHandler,
    BasketGatewayHandler,
    BasketSyncHandler,
    BasketRestoreHandler,
    WorkflowsHandler,
    RepositoriesHandler,
    RepositoryReadingsHandler,
    WorkflowMatchesHandler,
    WorkflowHandler,
    OpeningPlansHandler,
    OpeningsHandler,
    WorkflowCodeHandler,
    FacilitiesHandler,
    FacilityHandler,
    FacilityFormHandler,
    FacilityLaunchesHandler,
    FitsHandler,
    LaunchesHandler,
    LaunchHandler,
    LaunchPageHandler,
    OpenApiHandler,
)


def routes(app: App) -> list[tuple[str, type[EsapHandler], dict[str, Any]]]:
    """Give what the server's router takes; it puts the base URL before each."""
    return [(_pattern(handler.path), handler, {"app": app}) for handler in HANDLERS]


def _pattern(path: str) -> str:
    return "esap/" + re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path.replace(".", r"\."))
