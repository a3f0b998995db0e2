"""Where the files of a record are: on their own, or packed in others."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence

from ..errors import CancelledError, EsapError, NotAvailableError, UnreachableError
from ..models.workflows import Workflow, WorkflowFile
from .content import Content, NoRangesError
from .zipdir import Member, ZipDirectory

__all__ = ["Place", "Places"]

_ZIP = ".zip"
_PACKED = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".7z", ".rar")
_MOST_ZIPS = 5
_PASSING = (UnreachableError, NotAvailableError)
_NOBODYS = ("__MACOSX/", "/.git/")


class Place(ABC):
    """One file.

    Attributes
    ----------
    path
        Within the record, or within what it is packed in.
    archive
        The packed file that it is in; empty for one on its own.
    size
        Bytes, unpacked.
    """

    path: str
    archive: str
    size: int

    @abstractmethod
    def read(self, most: int, cancel: threading.Event | None) -> bytes:
        """Read it, unless it has more than ``most`` bytes."""


class Places:
    """All files of a record.

    Parameters
    ----------
    workflow
        The record.
    open_file
        Gives what reads one of its files.
    cancel
        Ends it when set.

    Attributes
    ----------
    problems
        What could not be looked into, and why, for people.
    missed
        Why something did not come that may come another time; None where all is as it is.
    """

    def __init__(
        self,
        workflow: Workflow,
        open_file: Callable[[WorkflowFile], Content],
        *,
        cancel: threading.Event | None = None,
    ) -> None:
        self._workflow = workflow
        self._open = open_file
        self._cancel = cancel
        self.problems: list[str] = []
        self.missed: EsapError | None = None

    def note(self, error: EsapError) -> None:
        """Take in why something could not be read.

        Raises
        ------
        CancelledError
            That is why.
        """
        if isinstance(error, CancelledError):
            raise error
        is_lasting = isinstance(error, NoRangesError) or not isinstance(error, _PASSING)
        if not is_lasting:
            self.missed = error

    def all(self) -> Iterator[Place]:
        """Give all files, those in zip files too."""
        zips = 0
        for file in self._workflow.files:
            name = file.name.lower()
            if name.endswith(_ZIP):
                zips += 1
                yield from self._members(file) if zips <= _MOST_ZIPS else ()
            elif name.endswith(_PACKED):
                self.problems.append(f"{file.name} can be looked into only once it is opened.")
            else:
                yield _Alone(file, self._open)
        if zips > _MOST_ZIPS:
            self.problems.append(f"Only {_MOST_ZIPS} of {zips} zip files were looked into.")

    def gather(self, places: Sequence[Place]) -> None:
        """Fetch what will be read and is packed close together with few requests."""
        by_zip: dict[int, tuple[ZipDirectory, list[Member]]] = {}
        for place in places:
            if isinstance(place, _Packed) and place.is_small:
                _, members = by_zip.setdefault(id(place.directory), (place.directory, []))
                members.append(place.member)
        for directory, members in by_zip.values():
            try:
                directory.gather(members)
            except EsapError as error:
                self.note(error)
                self.problems.append(error.message)

    def _members(self, file: WorkflowFile) -> Iterator[Place]:
        try:
            directory = ZipDirectory(self._open(file), name=file.name, cancel=self._cancel)
        except EsapError as error:
            self.note(error)
            self.problems.append(error.message)
            return
        for member in directory.members:
            if not any(part in member.filename for part in _NOBODYS):
                yield _Packed(file.name, directory, member)


class _Alone(Place):
    def __init__(self, file: WorkflowFile, open_file: Callable[[WorkflowFile], Content]) -> None:
        self.path = file.name
        self.archive = ""
        self.size = int(file.size)
        self._file = file
        self._open = open_file

    def read(self, most: int, cancel: threading.Event | None) -> bytes:
        return self._open(self._file).whole(most, cancel=cancel)


class _Packed(Place):
    _LARGE = 2 << 20

    def __init__(self, archive: str, directory: ZipDirectory, member: Member) -> None:
        self.path = member.filename
        self.archive = archive
        self.size = member.file_size
        self.directory = directory
        self.member = member

    @property
    def is_small(self) -> bool:
        return self.member.compress_size <= self._LARGE

    def read(self, most: int, cancel: threading.Event | None) -> bytes:  # noqa: ARG002
        return self.directory.read(self.member, most)
