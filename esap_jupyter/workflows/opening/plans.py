"""Says what opening a workflow would do, without fetching anything of it."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath

import msgspec

from ...errors import AccessDeniedError, BadRequestError, NotAvailableError, NotFoundError
from ...models.openings import OpenPlan, OpenRequest
from ...models.workflows import DataReference, NotebookSummary, Workflow, WorkflowFile
from ...staging.template import folder_parts
from .fetching import file_name
from .layout import FOLDER, chosen, file_named, folder_name, is_file, placed, top_of
from .ledger import Ledger, Opening
from .literals import assigned
from .packages import Kernels
from .parameters import UNNAMED, fillable

__all__ = ["Chosen", "Planning"]

_LARGE_BESIDE = 50 << 20
_LARGE = 20 << 20
_PACKED = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_CLOSED = {"restricted": "restricted", "embargoed": "under embargo"}


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be opened.

    Attributes
    ----------
    workflow
        As it was looked into.
    summary
        The notebook; None where nobody knows of any.
    archive
        The packed file that all is in; empty where files lie alone.
    files
        What is fetched of the record.
    aside
        Files of the record that are offered as data, as they are large.
    parts
        The folders below the workspace, of which the last is the workflow's.
    folder
        The same, absolute.
    top
        The folder in the archive that is left out.
    known
        What was opened there before.
    is_here
        Whether all that would be fetched is there, and what is changed of it is to stay.
    """

    workflow: Workflow
    summary: NotebookSummary | None
    archive: str
    files: list[WorkflowFile]
    aside: list[WorkflowFile]
    parts: list[str]
    folder: Path
    top: str
    known: Opening | None
    is_here: bool = False

    @property
    def path(self) -> str:
        """Where the notebook goes, in the workflow's folder; empty where none is known."""
        return placed(self.summary.path, self.top) if self.summary else ""


class Planning:
    """Chooses what is fetched, and says what is known of it.

    Parameters
    ----------
    get
        Gives a workflow with what is inside.
    ledger
        Knows what was opened before.
    kernels
        Knows which packages there are.
    """

    def __init__(self, *, get: Callable[[str], Workflow], ledger: Ledger, kernels: Kernels) -> None:
        self.get = get
        self._ledger = ledger
        self._kernels = kernels

    def choose(self, workflow_id: str, request: OpenRequest, root: Path) -> Chosen:
        """Choose what is to be fetched, and where it goes.

        Raises
        ------
        AccessDeniedError
            The record's files are not for everybody.
        NotFoundError
            It has no such notebook, or no files.
        BadRequestError
            It has several notebooks and none is named, the folder is none, or the notebook has
            no such parameters or the workflow no such data.
        """
        workflow = self.get(workflow_id)
        _check_access(workflow)
        summary = chosen(workflow, request.notebook, request.archive)
        archive = summary.archive if summary else (request.archive or _only_archive(workflow))
        files, aside = _files(workflow, summary, archive)
        parts = [*(folder_parts(request.dest) or [FOLDER]), folder_name(workflow)]
        folder = root.absolute().joinpath(*parts)
        known = self._ledger.get(workflow.id, folder)
        tops = known.tops if known else {}
        to_open = Chosen(
            workflow=workflow,
            summary=summary,
            archive=archive,
            files=files,
            aside=aside,
            parts=parts,
            folder=folder,
            top=tops.get(archive, top_of(workflow, archive)),
            known=known,
        )
        self._check(to_open, request)
        is_here = request.existing == "keep" and _is_here(to_open)
        return msgspec.structs.replace(to_open, is_here=is_here)

    def _check(self, to_open: Chosen, request: OpenRequest) -> None:
        """Refuse what cannot be done before anything is fetched."""
        known = to_open.summary.parameters if to_open.summary else []
        strange = sorted(set(request.values) - set(known))
        if strange:
            raise BadRequestError(
                f"The notebook has no parameter {strange[0][:80]!r}.",
                remedy=f"It has: {', '.join(known) or 'none'}.",
            )
        assigned(request.values)
        offered = {each.url for each in self.offered(to_open)}
        unknown = [url for url in request.data if url not in offered]
        if unknown:
            raise BadRequestError(
                f"{to_open.workflow.title} names no data at {unknown[0][:200]}.",
                remedy="Choose from those that are offered.",
            )

    def plan(self, workflow_id: str, request: OpenRequest, root: Path) -> OpenPlan:
        """Say what opening would do; see `choose`."""
        to_open = self.choose(workflow_id, request, root)
        summary, known = to_open.summary, to_open.known
        parameters = summary.parameters if summary else []
        files = [] if to_open.is_here else to_open.files
        sizes = [int(each.size) for each in files]
        is_opened = known is not None and to_open.folder.is_dir()
        is_python = summary is not None and summary.language.lower() in ("python", "python3", "")
        kernel = request.kernel or (summary.kernel if summary else "")
        data = self.offered(to_open)
        below = "/".join(to_open.parts)
        return OpenPlan(
            workflow=to_open.workflow.id,
            title=to_open.workflow.title,
            notebook=summary.path if summary else "",
            archive=to_open.archive,
            folder=below,
            path=f"{below}/{to_open.path}" if summary else below,
            files=files,
            size=str(sum(sizes)) if all(sizes) else None,
            is_opened=is_opened,
            edited=known.edited() if known else [],
            data=data,
            has_data=[each.url for each in data if is_opened and known and each.url in known.data],
            parameters=parameters,
            filled=(fillable(parameters) or [UNNAMED]) if request.what else [],
            imports=summary.imports if summary else [],
            kernel=self._kernels.lacking(kernel, summary.imports)
            if summary and is_python
            else None,
            notes=_notes(to_open),
        )

    def offered(self, to_open: Chosen) -> list[DataReference]:
        """List the data that can be fetched as well; pages that only tell of data are none."""
        named = [each for each in to_open.workflow.data if is_file(each)]
        own = [
            DataReference(url=each.url, why=f"{each.name}, a file of the record")
            for each in to_open.aside
            if each.url
        ]
        return [*named, *own]


def _is_here(to_open: Chosen) -> bool:
    if to_open.known is None or not to_open.archive:
        return False
    is_there = to_open.summary is None or (to_open.folder / to_open.path).is_file()
    return is_there and to_open.known.has(to_open.archive, to_open.files[0].checksum)


def _check_access(workflow: Workflow) -> None:
    if workflow.access in _CLOSED:
        raise AccessDeniedError(
            f"The files of {workflow.title} are {_CLOSED[workflow.access]}.",
            remedy="Ask for access on the record's page.",
        )
    if workflow.files:
        return
    if workflow.code_repository:
        raise NotAvailableError(
            f"{workflow.title} has no files of its own, and lies at {workflow.code_repository}.",
            remedy="Clone it with git, or launch it at a facility.",
        )
    raise NotFoundError(
        f"{workflow.title} has no files.", remedy="Look at the record's page for where they are."
    )


def _files(
    workflow: Workflow, summary: NotebookSummary | None, archive: str
) -> tuple[list[WorkflowFile], list[WorkflowFile]]:
    """Return what is fetched, and what is offered as data as it is large."""
    if archive:
        return [file_named(workflow, archive)], []
    first = file_named(workflow, summary.path) if summary else None
    rest = [each for each in workflow.files if each is not first]
    small = [each for each in rest if int(each.size or 0) <= _LARGE_BESIDE]
    return ([first] if first else []) + small, [each for each in rest if each not in small]


def _only_archive(workflow: Workflow) -> str:
    """Name the archive where nobody could look inside, as of tar files."""
    packed = [each.name for each in workflow.files if each.name.lower().endswith(_PACKED)]
    return packed[0] if len(packed) == 1 else ""


def _notes(to_open: Chosen) -> list[str]:
    workflow, summary = to_open.workflow, to_open.summary
    notes = []
    if workflow.newer:
        notes.append(f"There is a newer version: {workflow.newer}.")
    if summary is None:
        notes.append("Nobody knows which notebooks are inside: its files are opened as a folder.")
    elif summary.problem:
        notes.append(f"{PurePosixPath(summary.path).name}: {summary.problem}")
    elif int(summary.size) > _LARGE:
        notes.append(
            f"The notebook has {int(summary.size) >> 20} MB, mostly outputs; it can be opened "
            "without them."
        )
    if summary and summary.nbformat.startswith("3"):
        notes.append("It is of nbformat 3, of before 2015: no cells are added to it.")
    pages = [each.url for each in workflow.data if not is_file(each)]
    if pages:
        notes.append(f"More data are told of at {', '.join(pages[:5])}.")
    unchecked = [file_name(each.name) for each in to_open.files if not each.checksum]
    if unchecked:
        notes.append(f"Its repository tells no checksum of {', '.join(unchecked[:5])}.")
    if workflow.environment:
        kinds = sorted({each.kind for each in workflow.environment})
        notes.append(f"Its authors describe an environment: {', '.join(kinds)}.")
    return notes
