"""Models of opening workflows here, and of matching them to data; see `models`."""

from typing import Annotated, Any, Literal

import msgspec

from .base import Model
from .staging import StageWhat
from .workflows import DataReference, Workflow, WorkflowFile

__all__ = [
    "CodeRequest",
    "CodeWish",
    "Existing",
    "Match",
    "MatchRequest",
    "MissingPackage",
    "OpenPlan",
    "OpenRequest",
    "OpenableKernel",
    "WorkflowCode",
]

Existing = Literal["keep", "replace", "beside"]
"""What becomes of files that the person has edited: they are kept, they are replaced, or what is
new goes beside them under a name of its own."""
CodeWish = Literal["data", "module", "open"]
"""Load the workflow's data, import the modules that lie beside a notebook, or open it."""


class OpenRequest(Model, kw_only=True, frozen=True):
    """What to open, and with what.

    ``notebook`` and ``archive`` are those of its `NotebookSummary`; without them it is the only
    one. ``dest`` is a folder of the workspace, in which the workflow gets one of its own.
    ``data`` are addresses of the workflow's own data to be fetched as well. ``what`` is data to
    bring, whose paths become parameters; ``values`` are parameters by name, as JSON. ``kernel``
    is the one that packages are looked for in, the notebook's own by default.
    """

    notebook: str = ""
    archive: str = ""
    dest: str = ""
    data: list[str] = []
    existing: Existing = "keep"
    what: list[StageWhat] = []
    values: dict[str, Any] = {}
    without_outputs: bool = False
    kernel: str = ""


class MissingPackage(Model, kw_only=True, frozen=True):
    """A module that a kernel lacks, and what is to be installed for it as far as that is known."""

    module: str
    package: str


class OpenableKernel(Model, kw_only=True, frozen=True):
    """A kernel that was asked for packages.

    ``is_here`` says whether there is one of that name; ``problem`` why it could not be asked, so
    that nobody knows what it lacks.
    """

    name: str
    display_name: str = ""
    is_here: bool = True
    missing: list[MissingPackage] = []
    problem: str = ""


class OpenPlan(Model, kw_only=True, frozen=True):
    """What opening would do; nothing has been fetched for it.

    ``folder`` and ``path`` (of the notebook) are relative to the workspace. ``files`` are fetched,
    ``size`` is their bytes, None where nobody told. ``is_opened`` says that it was opened there
    before, ``edited`` names files there that have been changed since. ``data`` are offered, of
    which ``has_data`` are there already. ``parameters`` are names that the notebook lets be set,
    ``filled`` those that paths of data would be given to. ``notes`` are told to people.
    """

    workflow: str
    title: str
    notebook: str
    archive: str
    folder: str
    path: str
    files: list[WorkflowFile] = []
    size: str | None = None
    is_opened: bool = False
    edited: list[str] = []
    data: list[DataReference] = []
    has_data: list[str] = []
    parameters: list[str] = []
    filled: list[str] = []
    imports: list[str] = []
    kernel: OpenableKernel | None = None
    can_create_environment: bool = False
    notes: list[str] = []


class MatchRequest(Model, kw_only=True, frozen=True):
    """The data that notebooks are looked for: rows of results, items of the basket, or words."""

    what: list[StageWhat] = []
    words: list[str] = []
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 20


class Match(Model, kw_only=True, frozen=True):
    """A notebook that fits data; ``score`` is from 0 to 1, and ``why`` says it in sentences.

    ``notebook`` and ``archive`` are empty where the workflow fits as a whole.
    """

    workflow: Workflow
    notebook: str = ""
    archive: str = ""
    title: str = ""
    score: float
    why: list[str] = []


class CodeRequest(Model, kw_only=True, frozen=True):
    """Which code of a workflow is wanted."""

    notebook: str = ""
    archive: str = ""
    wish: CodeWish = "data"


class WorkflowCode(Model, kw_only=True, frozen=True):
    """Python for a cell."""

    code: str
