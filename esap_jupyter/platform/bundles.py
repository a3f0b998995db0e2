"""Makes what travels to a facility of what somebody asked for."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from ..errors import BadRequestError, NotFoundError, TooLargeError
from ..facilities.batch_files import inside
from ..facilities.bundle import Bundle, Needs
from ..models import NewBasketItem
from ..models.facilities import FitRequest, LaunchRequest
from ..models.workflows import NotebookSummary, Workflow
from ..urls import origin

if TYPE_CHECKING:
    from ..workflows.desk import WorkflowDesk

__all__ = ["Bundles"]

_LARGEST = 256 << 20
_SMALL = 1 << 20
_MOST = 20
_BESIDE = (".py", ".txt", ".csv", ".tsv", ".json", ".toml", ".yml", ".yaml", ".cfg", ".md")
_ZENODO = "10.5281/zenodo."


class Bundles:
    """Puts together notebook, repository, basket and what is known of their needs.

    Parameters
    ----------
    workflows
        Gives what knows workflows.
    """

    def __init__(self, *, workflows: "Callable[[], WorkflowDesk]") -> None:
        self._workflows = workflows

    def of_launch(self, request: LaunchRequest, root: Path | None) -> Bundle:
        """Make what travels of a request; the notebook is fetched where it is elsewhere.

        Raises
        ------
        NotFoundError
            There is no such workflow or notebook.
        BadRequestError
            The path leads out of the workspace.
        EsapError
            It cannot be had.
        """
        if not request.workflow:
            return self._of_workspace(request, root)
        bundle, summary, workflow = self._of_workflow(request)
        if summary is None:
            return bundle
        if bundle.repository is None:
            return self._alone(bundle, workflow, summary)
        return msgspec.structs.replace(
            bundle, alone=partial(self._alone, bundle, workflow, summary)
        )

    def notebook(self, workflow_id: str, path: str) -> tuple[str, dict[str, bytes]]:
        """Fetch a notebook of a workflow and the small files beside it; see `of_launch`.

        Returns
        -------
        tuple
            The notebook's name, and the content of all by name.
        """
        request = FitRequest(workflow=workflow_id, notebook=path)
        _, summary, workflow = self._of_workflow(request)
        if summary is None:
            raise NotFoundError(
                f"{workflow.title} has several notebooks, or none that is known.",
                remedy="Name one of them.",
            )
        return PurePosixPath(summary.path).name, self._fetched(workflow, summary)

    def of_fit(self, request: FitRequest, root: Path | None) -> Bundle:
        """Make it without fetching anything but what is known of the workflow; see `of_launch`."""
        if request.workflow:
            return self._of_workflow(request)[0]
        path = inside(root, request.notebook) if request.notebook else None
        return Bundle(
            title=path.stem if path else "", basket=request.basket, needs=self._needs(request)
        )

    def _of_workspace(self, request: LaunchRequest, root: Path | None) -> Bundle:
        if not request.notebook and request.basket is None:
            raise BadRequestError(
                "There is nothing to launch.", remedy="Choose a notebook, a workflow or a basket."
            )
        needs = self._needs(request)
        if not request.notebook:
            return Bundle(title="basket", basket=request.basket, needs=needs)
        path = inside(root, request.notebook)
        return Bundle(
            title=path.stem,
            notebook=_content(path),
            notebook_name=path.name,
            basket=request.basket,
            needs=needs,
        )

    def _of_workflow(
        self, request: LaunchRequest | FitRequest
    ) -> tuple[Bundle, NotebookSummary | None, Workflow]:
        workflow = self._workflows().get(request.workflow)
        summary = _summary(workflow, request.notebook)
        needs = self._needs(request)
        needs = msgspec.structs.replace(
            needs,
            environment=tuple(file.kind for file in workflow.environment),
            packages=tuple(summary.imports) if summary else (),
            language=summary.language if summary else "",
        )
        repository = workflow.code_repository.removeprefix("git+")
        bundle = Bundle(
            title=workflow.title,
            repository=repository if _is_git(repository) else None,
            ref=workflow.ref,
            filepath=_in_repository(workflow, summary) if summary else request.notebook,
            doi=workflow.doi if workflow.doi.lower().startswith(_ZENODO) else None,
            basket=request.basket,
            needs=needs,
        )
        return bundle, summary, workflow

    def _alone(self, bundle: Bundle, workflow: Workflow, summary: NotebookSummary) -> Bundle:
        """Return the bundle with the notebook's own bytes, and those of what is beside it."""
        name = PurePosixPath(summary.path).name
        files = self._fetched(workflow, summary)
        notebook = files.pop(name)
        return msgspec.structs.replace(bundle, notebook=notebook, notebook_name=name, beside=files)

    def _fetched(self, workflow: Workflow, summary: NotebookSummary) -> dict[str, bytes]:
        """Read the notebook and the small files of text in its folder, by name."""
        from ..workflows.places import Places

        desk = self._workflows()
        folder, _, name = summary.path.rpartition("/")
        found: dict[str, bytes] = {}
        for place in Places(workflow, lambda file: desk.content(workflow, file)).all():
            where, _, called = place.path.rpartition("/")
            if place.archive != summary.archive or where != folder:
                continue
            if called == name:
                found[name] = place.read(_LARGEST, None)
            elif called.lower().endswith(_BESIDE) and place.size <= _SMALL and len(found) < _MOST:
                found[called] = place.read(_SMALL, None)
        if name not in found:
            raise NotFoundError(
                f"{summary.path} is not in {workflow.title} any more.",
                remedy="Look at the workflow again.",
            )
        return {key: content for key, content in found.items() if key == name or _is_text(content)}

    def _needs(self, request: LaunchRequest | FitRequest) -> Needs:
        if request.basket is None:
            return Needs()
        from ..basket.exchange import read_document

        items = read_document(dict(request.basket)).items
        sizes = [int(item.size) for item in items if item.size is not None]
        return Needs(
            places=tuple(place for item in items for place in self._places(item)),
            size=sum(sizes) if sizes else None,
        )

    @staticmethod
    def _places(item: NewBasketItem) -> Iterator[str]:
        """Name the one place that an item's data are at: a lake, an archive, or a host."""
        if item.did:
            yield urlsplit(item.did).netloc
        elif item.archive:
            yield item.archive
        elif origin(item.url) is not None:
            yield urlsplit(item.url).hostname or ""


def _summary(workflow: Workflow, path: str) -> NotebookSummary | None:
    """Return the notebook that is meant; without a path, the only one."""
    notebooks = workflow.notebooks or []
    if not path:
        return notebooks[0] if len(notebooks) == 1 else None
    found = next((each for each in notebooks if each.path == path), None)
    if found is None and notebooks:
        raise NotFoundError(
            f"{workflow.title} has no notebook {path[:200]!r}.",
            remedy=f"It has: {', '.join(each.path for each in notebooks[:10])}.",
        )
    return found


def _in_repository(workflow: Workflow, summary: NotebookSummary) -> str:
    """Return the path of a notebook in its repository.

    A zip file of a repository has all of it in one folder, which building takes away.
    """
    if not summary.archive:
        return summary.path
    beside = [each.path for each in workflow.notebooks or [] if each.archive == summary.archive]
    top = summary.path.partition("/")[0] + "/"
    environment = [file.path for file in workflow.environment]
    is_wrapped = all(path.startswith(top) for path in (*beside, *environment))
    return summary.path.removeprefix(top) if is_wrapped else summary.path


def _is_git(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "git", "ssh") and parts.path.count("/") >= 2  # noqa: PLR2004


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise TooLargeError(
                f"{path.name} has more than {_LARGEST >> 20} MB.",
                remedy="Clear its outputs, and launch it again.",
            )
        return path.read_bytes()
    except OSError as error:
        raise NotFoundError(
            f"{path.name} cannot be read: {error.strerror or error}.", remedy="Choose another."
        ) from error
