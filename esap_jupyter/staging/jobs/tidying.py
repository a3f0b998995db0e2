"""Keeps the list of jobs short and true, and names jobs."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec

from ...activities import Activities, Handle
from ...errors import ConflictError, EsapError, NotFoundError
from ...models import Transfer
from ..pieces import Piece
from .records import ENDED, FileRecord
from .store import JobStore
from .views import name_of

__all__ = [
    "archive_of",
    "check_action",
    "each_alone",
    "end_orphans",
    "ended_by",
    "forget",
    "once_more",
    "prune",
    "title_of",
]

Thing = TypeVar("Thing")

_KEPT = 200
_NEWEST = 1000
_DONE = {"pause": "paused", "resume": "resumed", "retry": "tried again", "cancel": "cancelled"}


def check_action(transfer: Transfer, action: str) -> None:
    """See that something can be done with a job.

    Raises
    ------
    ConflictError
        It cannot, as the job is now.
    """
    if action not in transfer.actions:
        raise ConflictError(
            f"A transfer that is {transfer.state} cannot be {_DONE.get(action, action)}.",
            remedy="Look at it again.",
        )


def each_alone(work: Callable[[Thing], bool], things: Iterable[Thing]) -> int:
    """Do something with each, and count where it says so; the first failure is raised in the end.

    What fails with one thing keeps no other from being done.
    """
    count, failures = 0, list[Exception]()
    for thing in things:
        try:
            count += work(thing)
        except Exception as error:  # noqa: BLE001  (the first is raised)
            failures.append(error)
    if failures:
        raise failures[0]
    return count


@contextlib.contextmanager
def ended_by(handle: Handle, **fields: Any) -> Iterator[None]:
    """End an activity with what keeps its job from being begun, which is raised all the same."""
    try:
        yield
    except BaseException as error:
        handle.fail(error, **fields)
        raise


def end_orphans(store: JobStore, activities: Activities, error: EsapError) -> None:
    """End activities whose process died before it had kept their jobs."""
    known = {kept.record.id for kept in store.jobs()}
    for activity in activities.list(_NEWEST):
        lost = activity.transfer is not None and activity.transfer not in known
        if lost and activity.ended is None and activity.idle:
            activities.take_over(activity.id, "transfer", activity.title).fail(error)


def forget(activities: Activities, key: str) -> None:
    """Take the activity of a job that was cleared away off the list, unless it goes on."""
    with contextlib.suppress(NotFoundError, ConflictError):
        activities.forget(key)


def prune(store: JobStore) -> None:
    """Forget the oldest of very many jobs that have ended."""
    ended = [kept.record.id for kept in store.jobs() if kept.state in ENDED]
    for job in ended[_KEPT:]:
        store.remove(job)


def once_more(files: Sequence[FileRecord]) -> list[FileRecord]:
    """Return files that have failed as they are when they are to come again."""
    return [msgspec.structs.replace(file, state="queued", error=None, message="") for file in files]


def title_of(pieces: Sequence[Piece]) -> str:
    """Name a job after its one file, or where its files come from."""
    if len(pieces) == 1:
        return name_of(pieces[0])
    sources = {piece.wanted.who for piece in pieces}
    source = sources.pop() if len(sources) == 1 else f"{len(sources)} sources"
    return f"{len(pieces)} files from {source or 'one source'}"


def archive_of(pieces: Sequence[Piece]) -> str | None:
    """Return the archive that all files are of, if they are of one."""
    archives = {piece.wanted.archive for piece in pieces}
    return (archives.pop() or None) if len(archives) == 1 else None
