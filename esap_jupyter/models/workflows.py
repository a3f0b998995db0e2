"""Models of workflows: notebooks, with what they need, in software repositories; see `models`.

Numbers of bytes are text, as they may be more than JavaScript counts exactly. All words of others
are plain text.
"""

from typing import Literal

from .base import Model

__all__ = [
    "DataReference",
    "EnvironmentFile",
    "EnvironmentKind",
    "NotebookSummary",
    "Person",
    "RepositoryState",
    "RepositoryStateName",
    "Workflow",
    "WorkflowAccess",
    "WorkflowFile",
    "WorkflowKind",
    "WorkflowPage",
    "WorkflowQuestion",
]

WorkflowKind = Literal["software", "dataset", "notebook", "other"]
"""``notebook`` is whatever is known to have notebooks in it."""
WorkflowAccess = Literal["open", "restricted", "embargoed", "metadata"]
"""``metadata`` has no files at all."""
EnvironmentKind = Literal[
    "conda", "conda-lock", "pip", "docker", "postbuild", "apt", "julia", "r", "project"
]
RepositoryStateName = Literal["ok", "failed", "cached"]
"""``failed`` has answered with an error, and what is shown of it is from the index; ``cached`` was
not asked."""


class Person(Model, kw_only=True, frozen=True):
    """Somebody who wrote a workflow; ``orcid`` is the identifier alone, ``0000-0002-…``."""

    name: str
    orcid: str = ""
    affiliation: str = ""


class EnvironmentFile(Model, kw_only=True, frozen=True):
    """A file that says what a workflow needs installed, as repo2docker reads them."""

    kind: EnvironmentKind
    path: str


class DataReference(Model, kw_only=True, frozen=True):
    """Data that are not in the workflow itself; ``why`` says where they are named.

    ``folder`` is where they are unpacked or expected, where that is known: a path like those of
    notebooks.
    """

    url: str
    why: str = ""
    folder: str = ""


class NotebookSummary(Model, kw_only=True, frozen=True):
    """What is known of a notebook without running it.

    ``path`` is relative to the workflow, or to what is packed in ``archive``, the file of the
    record that it is inside of, exactly as it stands there. ``imports`` are top-level modules,
    ``reads`` names of files and addresses that cells open, ``parameters`` the names that the cell
    with the tag ``parameters`` sets. ``problem`` says why nothing more is known.
    """

    path: str
    title: str = ""
    size: str = "0"
    kernel: str = ""
    language: str = ""
    nbformat: str = ""
    imports: list[str] = []
    reads: list[str] = []
    parameters: list[str] = []
    problem: str = ""
    archive: str = ""


class WorkflowFile(Model, kw_only=True, frozen=True):
    """A file of a record; ``checksum`` is ``md5:<hex>`` where the repository tells one.

    ``url`` is where its bytes are; it is empty where they are on this machine.
    """

    name: str
    size: str = "0"
    checksum: str = ""
    url: str = ""


class Workflow(Model, kw_only=True, frozen=True):
    """A notebook, or several, and what belongs to them, in a repository.

    ``id`` is ``<repository>:<record>``. ``published`` is a date (ISO 8601), or a part of one.
    ``doi`` is of this version, ``concept_doi`` of all of them; ``newer`` is the id of the newest
    version where this is not it. ``url`` is a page for people. ``ref`` is the branch, tag or
    commit of ``code_repository``. ``size`` is of all files, None where nobody told.
    ``notebooks`` are None as long as nobody has looked inside. ``group`` is where it stands in a
    menu, ``Getting started/Searching``. ``problems`` are told to people.
    """

    id: str
    repository: str
    title: str
    description: str = ""
    authors: list[Person] = []
    keywords: list[str] = []
    license: str = ""
    version: str = ""
    published: str = ""
    doi: str = ""
    concept_doi: str = ""
    url: str = ""
    code_repository: str = ""
    ref: str = ""
    kind: WorkflowKind = "other"
    access: WorkflowAccess = "open"
    size: str | None = None
    files: list[WorkflowFile] = []
    newer: str = ""
    runtime: list[str] = []
    environment: list[EnvironmentFile] = []
    data: list[DataReference] = []
    notebooks: list[NotebookSummary] | None = None
    requirements: list[str] = []
    group: str = ""
    problems: list[str] = []


class WorkflowQuestion(Model, kw_only=True, frozen=True):
    """What is looked for; all that is given has to fit.

    ``text`` are words in any order, ``keyword`` is one of the keywords, ``author`` a part of a
    name or an ORCID, ``runtime`` a part of what it runs on: all without regard to case. With
    ``kind`` of ``notebook`` come also those that nobody has looked into. No ``repositories`` are
    all of them. ``is_offline`` asks the index alone.
    """

    text: str = ""
    keyword: str = ""
    author: str = ""
    kind: WorkflowKind | Literal[""] = ""
    runtime: str = ""
    repositories: list[str] = []
    offset: int = 0
    limit: int = 25
    is_offline: bool = False


class RepositoryState(Model, kw_only=True, frozen=True):
    """What came of asking one repository; ``when`` is the age of what is shown (Unix seconds).

    ``kind`` is the one of the catalogue; ``found`` is how many it says it has, None where it
    does not tell.
    """

    repository: str
    name: str
    kind: str = ""
    url: str = ""
    description: str = ""
    state: RepositoryStateName = "ok"
    message: str = ""
    remedy: str = ""
    when: float | None = None
    found: int | None = None


class WorkflowPage(Model, kw_only=True, frozen=True):
    """A page of what was found.

    ``total`` is how many there are as far as known, of which ``is_least`` says that there may be
    more.
    """

    items: list[Workflow] = []
    total: int = 0
    is_least: bool = False
    states: list[RepositoryState] = []
