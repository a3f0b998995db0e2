"""Files of a data lake as variables of a notebook: paths that know whether they are there."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import overload

from ..errors import EsapError
from ..models import LakeFileState

__all__ = ["DataNotHereError", "LakeFile", "LakeFiles"]

_STATES: dict[LakeFileState, str] = {
    "here": "here",
    "available": "on the lake's storage, not here",
    "fetching": "being fetched",
    "replicating": "being copied to the lake's storage",
    "stuck": "stuck on its way",
    "failed": "failed on its way",
    "elsewhere": "on other storage of the lake",
    "no_replica": "without a replica",
}


class DataNotHereError(EsapError, FileNotFoundError):
    """A file of a lake cannot be opened, as it is not here."""

    code = "data_not_here"


class LakeFile(os.PathLike[str]):
    """A file of a lake, as it was when it was attached.

    It is a path wherever Python takes one, where the file is here; else it raises
    `DataNotHereError` when it is used as one. Its text is never a path that does not exist.

    Parameters
    ----------
    lake
        The lake's id.
    did
        The file's data identifier, ``scope:name``.
    state
        How the file is seen from here.
    path
        Where it can be opened.
    rses
        The storage elements that have a replica.
    size
        In bytes, where it is known.
    reason
        Why it is not here, in words, where that is known.
    """

    __slots__ = ("_path", "did", "lake", "reason", "rses", "size", "state")

    def __init__(
        self,
        *,
        lake: str,
        did: str,
        state: LakeFileState,
        path: str | None = None,
        rses: Sequence[str] = (),
        size: int | None = None,
        reason: str = "",
    ) -> None:
        self.lake = lake
        self.did = did
        self.state = state
        self.rses = tuple(rses)
        self.size = size
        self.reason = reason
        self._path = path or None

    @property
    def here(self) -> bool:
        """Whether it can be opened now."""
        return self._path is not None and Path(self._path).is_file()

    @property
    def path(self) -> Path:
        """Where it is.

        Raises
        ------
        DataNotHereError
            It is not here.
        """
        return Path(os.fspath(self))

    @property
    def url(self) -> str:
        """Its address, as `esap.stage` takes it: ``rucio://lake/scope:name``."""
        return f"rucio://{self.lake}/{self.did}"

    def __fspath__(self) -> str:
        """Return its path.

        Raises
        ------
        DataNotHereError
            It is not here.
        """
        if self._path is None:
            raise DataNotHereError(
                f"{self.did} of {self.lake} is {_told(self.state, self.reason)}.",
                remedy=_remedy(self.state),
            )
        if not self.here:
            raise DataNotHereError(
                f"{self.did} of {self.lake} was at {self._path} and is not there any more.",
                remedy="Make it available in the panel, then attach it again.",
            )
        return self._path

    def __str__(self) -> str:
        return self._path if self._path is not None and self.here else self.url

    def __repr__(self) -> str:
        where = self._path if self.here else _told(self._now(), self.reason)
        return f"<LakeFile {self.did} of {self.lake}: {where}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LakeFile):
            return NotImplemented
        return (self.lake, self.did) == (other.lake, other.did)

    def __hash__(self) -> int:
        return hash((self.lake, self.did))

    def _now(self) -> LakeFileState:
        """Return the state; what was here and is gone is somewhere else."""
        return "elsewhere" if self.state == "here" else self.state


class LakeFiles(Sequence[LakeFile]):
    """The files of a collection of a lake, usable as a list of paths.

    It can be counted, gone through and shown whether or not the files are here; only a file that
    is used as a path has to be.

    Parameters
    ----------
    lake
        The lake's id.
    did
        The collection's data identifier.
    files
        In the lake's order.
    """

    __slots__ = ("_files", "did", "lake")

    def __init__(self, *, lake: str, did: str, files: Iterable[LakeFile]) -> None:
        self.lake = lake
        self.did = did
        self._files = tuple(files)

    @property
    def here(self) -> "LakeFiles":
        """Those that can be opened now."""
        return self._some(file for file in self._files if file.here)

    @property
    def missing(self) -> "LakeFiles":
        """Those that cannot."""
        return self._some(file for file in self._files if not file.here)

    @property
    def url(self) -> str:
        """Its address, as `esap.stage` takes it."""
        return f"rucio://{self.lake}/{self.did}"

    @overload
    def __getitem__(self, index: int) -> LakeFile: ...
    @overload
    def __getitem__(self, index: slice) -> "LakeFiles": ...

    def __getitem__(self, index: int | slice) -> "LakeFile | LakeFiles":
        found = self._files[index]
        return self._some(found) if isinstance(found, tuple) else found

    def __len__(self) -> int:
        return len(self._files)

    def __repr__(self) -> str:
        here = sum(file.here for file in self._files)
        return f"<LakeFiles {self.did} of {self.lake}: {here} of {len(self)} files here>"

    def _some(self, files: Iterable[LakeFile]) -> "LakeFiles":
        return LakeFiles(lake=self.lake, did=self.did, files=files)


def _told(state: LakeFileState, reason: str) -> str:
    words = _STATES.get(state, state)
    return f"{words} ({reason.rstrip('.')})" if reason else words


def _remedy(state: LakeFileState) -> str:
    if state in {"fetching", "replicating"}:
        return "Wait for it; the variable follows when it is here."
    if state == "no_replica":
        return "Ask those who run the lake: no storage has it."
    return "Make it available in the notebook's bar or the panel, or fetch it with esap.stage()."
