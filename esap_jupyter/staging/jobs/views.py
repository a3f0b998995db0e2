"""Plans, jobs and files in the words that cross boundaries."""

from collections.abc import Sequence
from pathlib import Path

from ...activities.handle import Handle
from ...models import ActivityAction, PlannedFile, PlannedState, StagePlan, Transfer, TransferFile
from ...urls import is_in_lake, without_secrets
from ..names import file_name
from ..pieces import Piece
from .records import FileRecord, KeptJob, Sums

__all__ = ["name_of", "plan_view", "planned_file", "transfer_file", "transfer_view"]

_ACTIONS: dict[str, list[ActivityAction]] = {
    "queued": ["pause", "cancel"],
    "running": ["pause", "cancel"],
    "waiting": ["pause", "cancel"],
    "paused": ["resume", "cancel"],
    "done": ["clear"],
    "failed": ["retry", "clear"],
    "cancelled": ["retry", "clear"],
}
_ALIVE = (
    "Tape takes hours or days. This server need not stay alive for that: what is asked for is "
    "remembered, and goes on at its next start."
)


def name_of(piece: Piece) -> str:
    """Return the name that a file will probably have; its server may propose another."""
    wanted = piece.wanted
    if wanted.name:
        return wanted.name
    if is_in_lake(wanted.url):
        return wanted.url.partition(":")[2].rpartition(":")[2] or wanted.url
    if not wanted.url:
        return f"row {piece.row + 1}" if piece.row is not None else "row"
    return file_name(
        wanted.url, {}, hint=wanted.hint, content_type="", promised=wanted.content_type
    )


def planned_file(number: int, piece: Piece, *, state: PlannedState, path: str) -> PlannedFile:
    """Return a file of a plan."""
    return PlannedFile(
        id=str(number),
        name=name_of(piece),
        folder="/".join(piece.folders),
        state=state,
        way=piece.way,
        why=piece.why,
        size=None if piece.size is None else str(piece.size),
        estimated=piece.is_estimated,
        content_type=piece.wanted.content_type,
        archive=piece.wanted.archive,
        collection=piece.wanted.collection,
        semantics=piece.semantics,
        url=without_secrets(piece.wanted.url),
        path=path or None,
        result=piece.result,
        row=piece.row,
        item=piece.item,
        error=piece.error,
    )


def plan_view(
    plan: str,
    files: Sequence[PlannedFile],
    pieces: Sequence[Piece],
    *,
    free: int | None,
    offset: int,
    limit: int,
) -> StagePlan:
    """Return a plan with a page of its files."""
    fetch = [file for file in files if file.state in ("fetch", "wait")]
    size = sum(int(file.size or 0) for file in fetch)
    states = [file.state for file in files]
    folders = list(dict.fromkeys(file.folder for file in fetch))
    fits = free is None or size <= free
    return StagePlan(
        id=plan,
        files=list(files[offset : offset + limit]),
        total=len(files),
        here=states.count("here"),
        fetch=states.count("fetch"),
        wait=states.count("wait"),
        failed=states.count("failed"),
        size=str(size),
        here_size=str(sum(int(file.size or 0) for file in files if file.state == "here")),
        unknown=sum(file.size is None for file in fetch),
        estimated=sum(file.estimated for file in fetch),
        later=sum(piece.later for piece in pieces),
        free=None if free is None else str(free),
        fits=fits,
        folder=_common(folders),
        message=_words(states, fits=fits),
    )


def transfer_file(file: FileRecord, root: Path) -> TransferFile:
    """Return a file of a job."""
    piece = file.piece
    size = file.size if file.size is not None else piece.size
    return TransferFile(
        number=file.number,
        name=Path(file.path).name if file.path else name_of(piece),
        state=file.state,
        way="tape" if piece.tape else piece.way,
        why=piece.why,
        size=None if size is None else str(size),
        done=str(file.done),
        path=_relative(file.path, root),
        unpacked=_relative(file.unpacked, root),
        url=without_secrets(file.url or piece.tape or piece.wanted.url),
        archive=piece.wanted.archive,
        kind=file.kind,
        row=piece.row,
        item=piece.item,
        checksums=file.checksums,
        verified=file.verified,
        request=file.request,
        login=file.login,
        message=file.message,
        error=file.error,
    )


def transfer_view(
    kept: KeptJob, sums: Sums, handle: Handle | None, *, interrupted: bool, login: str = ""
) -> Transfer:
    """Return a job.

    Parameters
    ----------
    kept
        The job.
    sums
        Of its files.
    handle
        The activity that tells of it, where it is done in this process.
    interrupted
        Nobody does it just now.
    login
        Where one has to log in before all of it goes on.
    """
    job = kept.record
    states = sums.by_state
    activity = handle.activity if handle is not None else None
    actions = list(_ACTIONS[kept.state])
    if job.attended and kept.state in ("queued", "running", "waiting"):
        actions = ["retry", "clear"] if interrupted else ["cancel"]
    elif interrupted:
        actions = ["resume", "cancel"]
    message = job.message
    if interrupted:
        message = (
            "The process that asked for it has ended."
            if job.attended
            else "Interrupted; it goes on by itself when the server starts again."
        )
    return Transfer(
        id=job.id,
        title=job.title,
        state=kept.state,
        activity=job.activity,
        started=job.started,
        ended=job.ended,
        files=sums.files,
        here=states.get("done", 0) + states.get("here", 0),
        failed=states.get("failed", 0),
        waiting=states.get("waiting", 0),
        bytes=str(sums.size),
        done=str(sums.done),
        unknown=sums.unknown,
        rate=activity.rate if activity is not None else None,
        left=activity.left if activity is not None else None,
        folder=job.folder,
        path=job.path,
        message=message,
        needs_server=kept.state in ("queued", "running"),
        login=login,
        actions=actions,
        error=job.error,
    )


def _relative(path: str, root: Path) -> str | None:
    if not path:
        return None
    found = Path(path)
    return found.relative_to(root).as_posix() if found.is_relative_to(root) else path


def _common(folders: Sequence[str]) -> str:
    if not folders:
        return ""
    parts = [folder.split("/") for folder in folders]
    same = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        same.append(level[0])
    return "/".join(same)


def _words(states: Sequence[PlannedState], *, fits: bool) -> str:
    words = []
    if not states:
        words.append("There are no files in what you have chosen.")
    elif set(states) == {"here"}:
        words.append("All of it is here already.")
    if not fits:
        words.append("It does not fit on the disk: leave some out, or remove files.")
    if "wait" in states:
        words.append(_ALIVE)
    return " ".join(words)
