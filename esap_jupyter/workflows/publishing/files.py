"""The files that a draft is made of, found in the workspace."""

from collections.abc import Mapping
from pathlib import Path

from ...errors import BadRequestError, NotFoundError, TooLargeError
from ...models.publishing import PublicationRequest

__all__ = ["gather"]

CODEMETA = "codemeta.json"
BASKET = "esap-basket.json"
ENVIRONMENTS = (
    "environment.yml",
    "environment.yaml",
    "conda-linux-64.lock",
    "requirements.txt",
    "pyproject.toml",
    "Dockerfile",
)
_MOST_BYTES = 100_000_000
_MOST_FILES = 100


def gather(request: PublicationRequest, root: Path) -> dict[str, bytes]:
    """Read what a request names, by the name that each file gets.

    Parameters
    ----------
    request
        What is to be published.
    root
        The workspace.

    Raises
    ------
    NotFoundError
        A file is not there, or no environment is named and none stands beside the notebook.
    BadRequestError
        A path leads out of the workspace or to a hidden file, or two files have one name.
    TooLargeError
        They are more than 100 files or 100 MB.
    """
    notebook = _path(root, request.notebook)
    if notebook.suffix != ".ipynb":
        raise BadRequestError(
            f"{request.notebook[:80]!r} is no notebook.", remedy="Name a file .ipynb."
        )
    beside = Path(request.notebook).parent
    environment = request.environment or _beside(notebook.parent, beside)
    codemeta = request.codemeta or (beside / CODEMETA).as_posix()
    paths = [request.notebook, environment, codemeta, *request.others]
    if len(paths) > _MOST_FILES:
        raise TooLargeError("A record has at most 100 files.", remedy="Pack some of them.")
    files: dict[str, bytes] = {}
    for each in paths:
        path = _path(root, each)
        name = CODEMETA if each == codemeta else Path(each).name
        if name in files:
            raise BadRequestError(f"There are two files {name}.", remedy="Rename one of them.")
        files[name] = _read(path, files)
    return files


def _read(path: Path, others: Mapping[str, bytes]) -> bytes:
    total = path.stat().st_size + sum(map(len, others.values()))
    if total > _MOST_BYTES:
        raise TooLargeError(
            f"With {path.name}, the files have more than 100 MB.",
            remedy="Upload large files on the draft's page, or to a data lake.",
        )
    return path.read_bytes()


def _beside(folder: Path, relative: Path) -> str:
    for name in ENVIRONMENTS:
        if (folder / name).is_file():
            return (relative / name).as_posix()
    raise NotFoundError(
        "There is no environment file beside the notebook, so that nobody could run it.",
        remedy=f"Write one, such as {ENVIRONMENTS[0]} or requirements.txt, or name it.",
    )


def _path(root: Path, text: str) -> Path:
    parts = Path(text).parts
    if not parts or any(part.startswith(".") for part in parts):
        raise BadRequestError(f"{text[:80]!r} is hidden, or no path in the workspace.")
    base = root.resolve()
    path = (base / text).resolve()
    if not path.is_relative_to(base):
        raise BadRequestError(f"{text[:80]!r} leads out of the workspace.")
    if any(part.startswith(".") for part in path.relative_to(base).parts):
        raise BadRequestError(
            f"{text[:80]!r} is a link to a hidden file.", remedy="Put a file in its place."
        )
    if not path.is_file():
        raise NotFoundError(f"There is no file {text[:80]!r} in the workspace.")
    return path
