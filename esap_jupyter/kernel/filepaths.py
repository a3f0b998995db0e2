"""Paths of staged files on their way into the user's namespace, over one comm, as data alone.

The front end opens the comm with a `PathsRequest`; the kernel closes it with
``{"ok": {"variable", "files", "here"}}``, ``{"exists": {"type", "variable"}}`` with what has the
name, or ``{"error": {"code", "message", "remedy"}}``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from ..errors import BadRequestError, NotFoundError
from ..results.variables import check_variable
from .binding import Binding, taken
from .closing import ClosingComm, close_with
from .namespace import Namespace

__all__ = ["BindingPaths", "PathsRequest", "asks_for_paths"]

_LOOKED_AT = 100


class PathsRequest(msgspec.Struct, kw_only=True, frozen=True):
    """What the front end asks for.

    ``paths`` are absolute, or relative to the workspace. That is the folder ``root`` as the
    server calls it, and the one from which ``directory`` leads to the notebook.
    """

    kind: Literal["paths"]
    variable: str
    paths: list[str]
    root: str = ""
    directory: str = ""
    overwrite: bool = False


def asks_for_paths(data: object) -> bool:
    """Say whether a comm was opened for this."""
    return isinstance(data, dict) and data.get("kind") == "paths"


class BindingPaths:
    """Binds a list of paths, and always closes its comm with an answer.

    Parameters
    ----------
    comm
        Opened by the front end.
    namespace
        Where to bind.
    data
        The comm's opening data: a `PathsRequest`.
    """

    def __init__(self, *, comm: ClosingComm, namespace: Namespace, data: object) -> None:
        self._comm = comm
        self._namespace = namespace
        self._data = data

    def start(self) -> None:
        """Answer the opening."""
        close_with(self._comm, self._bind)

    def _bind(self) -> dict[str, object]:
        try:
            request = msgspec.convert(self._data, PathsRequest)
        except msgspec.ValidationError as error:
            raise BadRequestError(f"No paths that can be had: {error}.") from error
        binding = Binding(variable=request.variable, overwrite=request.overwrite)
        refusal = taken(self._namespace, binding)
        if refusal is not None:
            return refusal
        name = check_variable(request.variable)
        paths = _found(request)
        self._namespace.bind(name, paths)
        here = sum(path.exists() for path in paths)
        return {"ok": {"variable": name, "files": len(paths), "here": here}}


def _found(request: PathsRequest) -> list[Path]:
    """Resolve the paths below the workspace as this kernel sees it.

    Raises
    ------
    NotFoundError
        It sees none of them, as its disk is another one.
    """
    for root in _roots(request):
        paths = [root / path for path in request.paths]
        if any(path.exists() for path in paths[:_LOOKED_AT]):
            return paths
    raise NotFoundError(
        "This kernel sees none of the files: its disk is not the one of the workspace.",
        remedy="Bring them there with esap.stage(...) in the notebook.",
    )


def _roots(request: PathsRequest) -> Iterator[Path]:
    if request.root:
        yield Path(request.root).expanduser()
    here = Path.cwd()
    depth = len([part for part in request.directory.split("/") if part])
    yield here if depth == 0 else here.parents[min(depth, len(here.parents)) - 1]
