"""What is kept of a job and of each of its files."""

from typing import Literal

import msgspec

from ...activities.owner import Owner
from ...models import ErrorInfo, TransferFileState, TransferState
from ..pieces import Piece

__all__ = ["ENDED", "Ask", "FileRecord", "JobRecord", "KeptJob", "Sums"]

Ask = Literal["", "pause", "cancel"]
ENDED: tuple[TransferState, ...] = ("done", "failed", "cancelled")


class JobRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A job.

    Attributes
    ----------
    root
        The workspace, or the folder in which Python asked; nothing is written outside of it.
    folder
        Where the files go below that, for people.
    activity
        The activity that tells of it.
    kind
        The kind of that activity.
    attended
        Somebody waits for it in Python: it ends with that process, and goes on only when asked.
    copy, unpack
        As in `esap_jupyter.models.staging.StageRequest`.
    """

    id: str
    title: str
    root: str
    started: float
    folder: str = ""
    activity: str = ""
    kind: str = "transfer"
    attended: bool = False
    copy: bool = True
    unpack: bool = False
    ended: float | None = None
    message: str = ""
    idle: bool = False
    path: str | None = None
    error: ErrorInfo | None = None


class FileRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a job; ``position`` is its place in the order in which files were asked for.

    ``path`` is absolute. ``request`` is that of the tape which the file waits for, ``login`` the
    service to which one has to log in before it can be had.
    """

    number: int
    position: float
    piece: Piece
    state: TransferFileState = "queued"
    size: int | None = None
    done: int = 0
    path: str = ""
    unpacked: str = ""
    kind: str = ""
    url: str = ""
    checksums: dict[str, str] = {}
    verified: list[str] = []
    request: str = ""
    login: str = ""
    since: float | None = None
    message: str = ""
    error: ErrorInfo | None = None


class KeptJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job with how it is: who does it, when that was last heard of, and what was asked of it."""

    record: JobRecord
    state: TransferState
    owner: Owner | None
    updated: float
    ask: Ask = ""


class Sums(msgspec.Struct, kw_only=True):
    """Files and bytes of a job, by the states of its files."""

    files: int = 0
    by_state: dict[TransferFileState, int] = {}
    size: int = 0
    done: int = 0
    unknown: int = 0
