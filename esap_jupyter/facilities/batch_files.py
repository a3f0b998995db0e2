"""Finds the files of a job that was asked for."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

from ..errors import BadRequestError, NotFoundError
from ..models.facilities import BatchRequest
from ..staging.names import safe_name
from .bundle import Batch

__all__ = ["Fetch", "inside", "make_batch", "title_of"]

Fetch = Callable[[str, str], tuple[str, Mapping[str, bytes]]]
"""Fetches a notebook of a workflow and small files beside it, by the workflow's id and its path
there: its name, and the content of all by name."""

_ENDINGS = (".ipynb", ".py", ".sh")


def make_batch(
    request: BatchRequest,
    root: Path | None,
    folder: Path,
    notebook: Fetch,
) -> Batch:
    """Find the program and its files.

    Parameters
    ----------
    request
        What was asked.
    root
        The workspace, which no path may leave; without it, paths begin in the current folder.
    folder
        Where a notebook of a workflow is put.
    notebook
        Fetches that.

    Raises
    ------
    NotFoundError
        A file is not there.
    BadRequestError
        A path leads out of the workspace, it is neither notebook nor script, or two files have one
        name.
    EsapError
        The workflow cannot be had.
    """
    beside: dict[str, Path] = {}
    if request.workflow:
        name, contents = notebook(request.workflow, request.path)
        beside = _written(folder, contents)
        program = beside.pop(safe_name(name))
    else:
        program = _file(root, request.path)
    if not program.name.endswith(_ENDINGS):
        raise BadRequestError(
            f"{program.name} is neither a notebook nor a script.",
            remedy=f"Choose a file that ends in {', '.join(_ENDINGS)}.",
        )
    return Batch(
        request=request,
        name=title_of(request),
        program=program,
        inputs=_named(beside, [_file(root, path) for path in request.inputs]),
    )


def title_of(request: BatchRequest) -> str:
    """Return what a job is called."""
    return request.name.strip() or PurePosixPath(request.path).stem or "job"


def inside(root: Path | None, path: str) -> Path:
    """Return a place in the workspace.

    Raises
    ------
    BadRequestError
        It leads out of it, or is no path.
    """
    base = (root or Path.cwd()).resolve()
    try:
        found = (base / (path.lstrip("/") if root else path)).resolve()
        found.exists()
    except (ValueError, OSError, RuntimeError) as error:
        # A byte of 0, a name that is too long, links that go round in circles.
        raise BadRequestError(
            f"{path[:200]!r} is no path: {error}.", remedy="Choose a file of the workspace."
        ) from error
    if root is not None and not found.is_relative_to(base):
        raise BadRequestError(
            f"{path[:200]!r} leads out of the workspace.", remedy="Choose a file in it."
        )
    return found


def _named(beside: Mapping[str, Path], inputs: Iterable[Path]) -> dict[str, Path]:
    """Name files as they are called where the job runs, where there is one folder only."""
    found = dict(beside)
    for path in inputs:
        if found.setdefault(path.name, path) != path:
            raise BadRequestError(
                f"Two files of the job are called {path.name!r}.", remedy="Rename one of them."
            )
    return found


def _written(folder: Path, contents: Mapping[str, bytes]) -> dict[str, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, content in contents.items():
        path = folder / safe_name(name)
        path.write_bytes(content)
        found[path.name] = path
    return found


def _file(root: Path | None, path: str) -> Path:
    found = inside(root, path)
    if not path or not found.is_file():
        raise NotFoundError(
            f"There is no file {path[:200]!r}.", remedy="Choose one of the workspace."
        )
    return found
