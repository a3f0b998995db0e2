"""The nouns of running elsewhere that cross a boundary; see `esap_jupyter.models`."""

from typing import Any, Literal

from .base import Model
from .core import ErrorInfo

__all__ = [
    "BatchFetch",
    "BatchJob",
    "BatchLog",
    "BatchPlan",
    "BatchRequest",
    "BatchState",
    "BatchSubmission",
    "Facility",
    "FacilityAbility",
    "FacilityFit",
    "FacilityForm",
    "FitRequest",
    "Launch",
    "LaunchRequest",
    "LaunchState",
]

FacilityAbility = Literal["launch", "batch"]
LaunchState = Literal["waiting", "starting", "ready", "failed", "cancelled"]
BatchState = Literal["queued", "running", "done", "failed", "killed", "lost"]


class Facility(Model, kw_only=True, frozen=True):
    """Somewhere else to run.

    ``kind`` is the name of an entry point of the group ``esap_jupyter.facilities``; ``can`` says
    whether notebooks are opened there (``launch``) or run unattended (``batch``). ``login`` is the
    service of `esap_jupyter.models.identity.Identity` that one logs in to, or empty where none is
    needed. ``problem`` says why it cannot be used.
    """

    id: str
    name: str
    kind: str
    url: str
    description: str = ""
    can: list[FacilityAbility] = []
    login: str = ""
    is_logged_in: bool = False
    problem: str = ""


class FacilityForm(Model, kw_only=True, frozen=True):
    """What can be chosen for a launch or a job, as JSON Schema of an object, if anything."""

    schema: dict[str, Any] | None = None


class FitRequest(Model, kw_only=True, frozen=True):
    """What is to run, to be compared with all facilities; see `LaunchRequest`."""

    workflow: str = ""
    notebook: str = ""
    basket: dict[str, Any] | None = None


class FacilityFit(Model, kw_only=True, frozen=True):
    """How well a facility fits: ``score`` from 0 (cannot) to 1, and the reasons in words.

    ``why`` speaks for it, ``but`` against it; ``ability`` is how it would run there.
    """

    facility: str
    ability: FacilityAbility
    score: float
    why: list[str] = []
    but: list[str] = []


class LaunchRequest(Model, kw_only=True, frozen=True):
    """What to open at a facility, and with which data.

    Parameters
    ----------
    facility
        Its id; the address of a request names it already.
    workflow
        Id of a workflow, ``<repository>:<record>``.
    notebook
        Path inside the workflow or, without one, in the workspace.
    basket
        A basket's document; it travels as ``esap-basket.json``.
    options
        Values of the facility's form.
    existing
        What happens to files of the same name there: ``ask`` stops and names them in
        `Launch.conflicts`, ``overwrite`` replaces them, ``keep`` opens them as they are, and
        ``beside`` writes to other names.
    """

    facility: str = ""
    workflow: str = ""
    notebook: str = ""
    basket: dict[str, Any] | None = None
    options: dict[str, Any] = {}
    existing: Literal["ask", "overwrite", "keep", "beside"] = "ask"


class Launch(Model, kw_only=True, frozen=True):
    """A notebook on its way to a facility, or there.

    ``url`` is what to open once it is ``ready``; there is no token in it, so that the person has
    to be logged in there. ``progress`` is from 0 to 1 where it is known, ``log`` the last lines
    that the facility said, ``notes`` what else the person should know, such as what did not
    travel. ``conflicts`` are files that are there already, where ``existing`` was ``ask``.
    """

    id: str
    facility: str
    activity: str = ""
    title: str = ""
    state: LaunchState = "waiting"
    message: str = ""
    progress: float | None = None
    url: str = ""
    log: list[str] = []
    notes: list[str] = []
    conflicts: list[str] = []
    error: ErrorInfo | None = None
    started: float = 0.0
    ended: float | None = None
    request: LaunchRequest = LaunchRequest()


class BatchRequest(Model, kw_only=True, frozen=True):
    """What to run unattended, once for each set of parameters.

    Parameters
    ----------
    facility
        Its id; the address of a request names it already.
    name
        What people call the job; made of the file's name by default.
    workflow
        Id of a workflow that the notebook or script is in.
    path
        The notebook or script: inside the workflow or, without one, in the workspace.
    arguments
        What a script is called with.
    parameters
        What a notebook's parameters cell is given, a job for each; one job without any.
    inputs
        Files of the workspace that travel along.
    dids
        What the job reads: ``rucio://<lake>/<scope>:<name>`` and web addresses, which it fetches
        where esap is installed; ``<scope>:<name>`` in the facility's own lake; or what the
        facility itself brings, such as ``LFN:/…`` at DIRAC.
    outputs
        Patterns of the files that come back; all that are new by default.
    folder
        Where in the workspace they go by themselves when a job has ended; if empty, only when
        they are fetched.
    basket
        A basket's document that travels along as ``esap-basket.json``.
    options
        Values of the facility's form.
    """

    facility: str = ""
    name: str = ""
    workflow: str = ""
    path: str = ""
    arguments: list[str] = []
    parameters: list[dict[str, Any]] = []
    inputs: list[str] = []
    dids: list[str] = []
    outputs: list[str] = []
    folder: str = ""
    basket: dict[str, Any] | None = None
    options: dict[str, Any] = {}


class BatchJob(Model, kw_only=True, frozen=True):
    """A job at a facility, as it was when it was last looked at.

    ``remote`` is its id there, ``status`` and ``minor`` the facility's own words, ``state`` ours:
    ``lost`` where the facility does not know it any more. Times are Unix seconds. ``jdl`` is what
    was sent, in the facility's own language; ``outputs`` are files that came back into
    ``folder``, relative to the workspace, and ``dids`` what came of it in a lake. ``sweep`` is
    shared by the jobs of one request; ``parameters`` are those of this job alone.
    """

    id: str
    facility: str
    remote: str
    name: str
    state: BatchState = "queued"
    status: str = ""
    minor: str = ""
    submitted: float = 0.0
    changed: float = 0.0
    checked: float | None = None
    ended: float | None = None
    jdl: str = ""
    problem: str = ""
    folder: str = ""
    outputs: list[str] = []
    dids: list[str] = []
    sweep: str = ""
    parameters: dict[str, Any] = {}
    activity: str = ""
    request: BatchRequest = BatchRequest()


class BatchFetch(Model, kw_only=True, frozen=True):
    """Where to put what a job gave.

    Parameters
    ----------
    folder
        A folder of the workspace; made of the job's name by default.
    lake, scope, rse
        Where in a lake its files become DIDs, too; not stored there without a lake. The storage
        element is the lake's own one by default.
    dataset
        A dataset of the scope that they are put into.
    """

    folder: str = ""
    lake: str = ""
    scope: str = ""
    rse: str = ""
    dataset: str = ""


class BatchLog(Model, kw_only=True, frozen=True):
    """What a job has said so far; ``truncated`` where only the end of it is here."""

    text: str
    truncated: bool = False


class BatchPlan(Model, kw_only=True, frozen=True):
    """What would be sent, in the facility's own language; nothing has been."""

    text: str


class BatchSubmission(Model, kw_only=True, frozen=True):
    """Jobs on their way to a facility: ``sweep`` is what they will have in common.

    How it goes is told by the activity; the jobs are listed as soon as they were taken.
    """

    sweep: str
    activity: str
    facility: str
    jobs: list[BatchJob] = []
