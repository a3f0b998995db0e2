"""Files of a lake on their way into the user's namespace, over one comm, as data alone.

The front end opens the comm with an `AttachRequest`; the kernel closes it with
``{"ok": {"attached": [...]}}``, one answer for each item: ``{"variable", "files", "here"}``,
``{"variable", "exists"}`` with what has the name, or ``{"variable", "error"}``. One that fails
fails alone.
"""

import builtins
from collections.abc import Collection
from typing import Literal

import msgspec

from ..errors import BadRequestError
from ..models import LakeFileState
from ..results.variables import check_variable
from ..wording import describe_error
from .closing import ClosingComm, close_with
from .lakefiles import LakeFile, LakeFiles
from .namespace import Namespace

__all__ = ["AttachRequest", "Attaching", "asks_to_attach"]

_SHELL = frozenset({"In", "Out", "display", "exit", "get_ipython", "quit"})


class AttachFile(msgspec.Struct, kw_only=True, frozen=True):
    """One file, as the server saw it; ``size`` is in bytes, as text."""

    did: str
    state: LakeFileState
    path: str | None = None
    rses: list[str] = []
    size: str | None = None
    reason: str = ""


class AttachItem(msgspec.Struct, kw_only=True, frozen=True):
    """A DID and its name; ``overwrite`` says that the person was asked."""

    variable: str
    lake: str
    did: str
    type: Literal["collection", "file"]
    files: list[AttachFile]
    overwrite: bool = False


class AttachRequest(msgspec.Struct, kw_only=True, frozen=True):
    """What the front end asks for."""

    kind: Literal["attach"]
    items: list[AttachItem]


def asks_to_attach(data: object) -> bool:
    """Say whether a comm was opened for this."""
    return isinstance(data, dict) and data.get("kind") == "attach"


class Attaching:
    """Binds files of a lake, and always closes its comm with an answer.

    Parameters
    ----------
    comm
        Opened by the front end.
    namespace
        Where to bind.
    data
        The comm's opening data: an `AttachRequest`.
    reserved
        Names that the shell keeps for itself.
    """

    def __init__(
        self,
        *,
        comm: ClosingComm,
        namespace: Namespace,
        data: object,
        reserved: Collection[str] = (),
    ) -> None:
        self._comm = comm
        self._namespace = namespace
        self._data = data
        self._reserved = reserved

    def start(self) -> None:
        """Answer the opening."""
        close_with(self._comm, lambda: {"ok": {"attached": self._all()}})

    def _all(self) -> list[dict[str, object]]:
        try:
            request = msgspec.convert(self._data, AttachRequest)
        except msgspec.ValidationError as error:
            raise BadRequestError(f"Nothing that can be attached: {error}.") from error
        return [self._one(item) for item in request.items]

    def _one(self, item: AttachItem) -> dict[str, object]:
        told: dict[str, object] = {"variable": item.variable}
        try:
            name = self._checked(item.variable)
            value = _value(item)
        except (BadRequestError, ValueError) as error:
            return {**told, "error": msgspec.to_builtins(describe_error(error))}
        taken = self._taken(name, item)
        if taken is not None:
            return {**told, "exists": taken}
        self._namespace.bind(name, value)
        files = [value] if isinstance(value, LakeFile) else value
        return {"variable": name, "files": len(files), "here": sum(file.here for file in files)}

    def _checked(self, text: str) -> str:
        name = check_variable(text)
        if hasattr(builtins, name) or name in self._reserved or name in _SHELL:
            raise BadRequestError(
                f"{name!r} belongs to Python or IPython itself, and is not hidden by data.",
                remedy="Attach it under another name, such as images.",
            )
        if name.startswith("_"):
            raise BadRequestError(
                f"{name!r} begins with an underscore, as IPython's own names do.",
                remedy="Attach it under another name, such as images.",
            )
        return name

    def _taken(self, name: str, item: AttachItem) -> str | None:
        """Tell what has the name, unless it is an earlier state of the same."""
        kind = self._namespace.existing(name)
        if item.overwrite or kind is None:
            return None
        value = self._namespace.value(name)
        if isinstance(value, LakeFile | LakeFiles):
            same = (value.lake, value.did) == (item.lake, item.did)
            return None if same else f"{type(value).__name__} {value.did}"
        return kind


def _value(item: AttachItem) -> LakeFile | LakeFiles:
    files = [
        LakeFile(
            lake=item.lake,
            did=file.did,
            state=file.state,
            path=file.path,
            rses=file.rses,
            size=int(file.size) if file.size else None,
            reason=file.reason,
        )
        for file in item.files
    ]
    if item.type == "collection":
        return LakeFiles(lake=item.lake, did=item.did, files=files)
    if len(files) != 1:
        raise BadRequestError(
            f"{item.did} of {item.lake} is not one file, but {len(files)}.",
            remedy="Attach it again from the panel.",
        )
    return files[0]
