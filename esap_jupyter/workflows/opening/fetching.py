"""Brings the files of a record, checked against what the record says of them."""

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from ...errors import BadAnswerError, CancelledError, NotAvailableError
from ...models.workflows import Workflow, WorkflowFile
from ...net import Progress
from ...staging.names import safe_name
from ...staging.wanted import Fetched, Wanted
from ..content import Content

__all__ = ["Brings", "Fetching", "file_name"]

_CHUNK = 4 << 20
_EMPTY = hashlib.md5(usedforsecurity=False).hexdigest()


class Brings(Protocol):
    """What brings bytes; see `esap_jupyter.staging.engine.Engine`."""

    def fetch(
        self,
        wanted: Wanted,
        folder: Path,
        *,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> Fetched:
        """Fetch a file, and wait until it is there."""


class Fetching:
    """Brings files of workflows, from the web and from this machine.

    Parameters
    ----------
    engine
        Brings what has an address.
    content
        Reads what lies on this machine.
    name_of
        What to call a repository, by its id.
    """

    def __init__(
        self,
        *,
        engine: Callable[[], Brings],
        content: Callable[[Workflow, WorkflowFile], Content],
        name_of: Callable[[str], str] = str,
    ) -> None:
        self._engine = engine
        self._content = content
        self._name_of = name_of

    def file(
        self,
        workflow: Workflow,
        file: WorkflowFile,
        folder: Path,
        *,
        progress: Progress | None = None,
        cancel: threading.Event,
    ) -> Path:
        """Bring a file of a record, whole, with the checksum and size that the record tells.

        Raises
        ------
        BadAnswerError
            It is not what the record says.
        EsapError
            It could not be had.
        """
        kind, _, digest = file.checksum.partition(":")
        checksums = {kind.lower(): digest.lower()} if digest else {}
        if checksums.get("md5") == _EMPTY:
            folder.mkdir(parents=True, exist_ok=True)
            target = folder / file_name(file.name)
            target.touch()
            return target
        if not file.url:
            return self._local(workflow, file, folder, checksums, cancel)
        wanted = Wanted(
            url=file.url,
            who=self._name_of(workflow.repository),
            name=file_name(file.name),
            size=_count(file.size),
            checksums=checksums,
        )
        return self._engine().fetch(wanted, folder, progress=progress, cancel=cancel).path

    def data(
        self, url: str, folder: Path, *, progress: Progress | None, cancel: threading.Event
    ) -> Path:
        """Bring data that lie elsewhere, of which nobody has told a checksum; see `file`."""
        return self._engine().fetch(Wanted(url=url), folder, progress=progress, cancel=cancel).path

    def _local(
        self,
        workflow: Workflow,
        file: WorkflowFile,
        folder: Path,
        checksums: dict[str, str],
        cancel: threading.Event,
    ) -> Path:
        content = self._content(workflow, file)
        target = folder / file_name(file.name)
        counted = hashlib.md5(usedforsecurity=False)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("xb") as kept:
                at = 0
                while chunk := content.part(at, _CHUNK, cancel=cancel):
                    if cancel.is_set():
                        raise CancelledError("It was cancelled.")
                    counted.update(chunk)
                    kept.write(chunk)
                    at += len(chunk)
        except OSError as error:
            raise NotAvailableError(
                f"{file.name} cannot be copied: {error.strerror or error}.",
                remedy="See that it is there, and that the workspace can be written.",
            ) from error
        if checksums.get("md5", counted.hexdigest()) != counted.hexdigest():
            raise BadAnswerError(
                f"{file.name} has the MD5 {counted.hexdigest()}, and its record says "
                f"{checksums['md5']}.",
                remedy="It was changed; look at the record again.",
            )
        return target


def file_name(name: str) -> str:
    """Return the plain name of a file of a record, whose key may hold folders."""
    return safe_name(name.replace("\\", "/").rstrip("/").rpartition("/")[2])


def _count(size: str) -> int | None:
    return int(size) if size.isascii() and size.isdigit() and int(size) > 0 else None
