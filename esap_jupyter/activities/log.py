"""All activities of one home: a log on disk that several processes share."""

import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..errors import CancelledError, ConflictError, NotAvailableError, NotFoundError
from ..models import Activity, ErrorInfo
from .database import ActivityTable, Row
from .handle import Handle
from .owner import Owner

__all__ = ["Activities"]

_logger = logging.getLogger(__name__)
_KEPT = 500
_SILENT_FOR = 24 * 3600.0
_ENDED = ("done", "failed", "cancelled")
_INTERRUPTED = ErrorInfo(
    code="interrupted",
    message="It was interrupted: the process that did it has ended.",
    remedy="Start it again.",
)
_LEFT = msgspec.structs.replace(
    _INTERRUPTED, remedy="Its job goes on all the same: fetch its result from the list of jobs."
)
_AS_JOB = "as job "
_RESTS = "interrupted; it goes on when the server starts again"

Listener = Callable[[Activity], None]


class Activities:
    """The log of what takes time.

    Parameters
    ----------
    path
        The SQLite file; made when missing. Several processes may share it.
    clock
        Unix time in seconds.
    """

    def __init__(self, *, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._owner = Owner.current()
        self._table = ActivityTable(path)
        self._live: dict[str, Handle] = {}
        self._listeners: list[Listener] = []
        self._watching: list[Listener] = []
        self._lock = threading.Lock()
        self._table.open()
        with _unless_busy():
            for row in self._table.unfinished():
                self._as_it_is(row)
            self._table.prune(_KEPT)

    def start(self, kind: str, title: str, **fields: Any) -> Handle:
        """Begin an activity; ``search``, ``archive``, ``message``, ... may be given."""
        activity = Activity(
            id=uuid.uuid4().hex,
            kind=kind,
            title=title,
            state="queued",
            revision=1,
            started=self._clock(),
            **{"actions": ["cancel"], **fields},
        )
        handle = Handle(activity=activity, emit=self._emit, clock=self._clock)
        with self._lock:
            self._live[handle.id] = handle
        self._emit(activity)
        return handle

    def take_over(self, activity_id: str, kind: str, title: str, **fields: Any) -> Handle:
        """Go on with an activity that this process, or one that has died, did before.

        Where it is forgotten, a new one is begun, whose id is another.
        """
        with self._lock:
            live = self._live.get(activity_id)
        if live is not None and live.activity.ended is None:
            return live
        row = self._table.get(activity_id)
        if row is None:
            return self.start(kind, title, **fields)
        with _unless_busy():
            self._table.unask(activity_id)
        again: dict[str, Any] = {"state": "queued", "ended": None, "error": None, "message": ""}
        again |= {"actions": ["cancel"], "revision": row.activity.revision + 1, "title": title}
        activity = msgspec.structs.replace(row.activity, **again, **fields)
        handle = Handle(activity=activity, emit=self._emit, clock=self._clock)
        with self._lock:
            self._live[handle.id] = handle
        self._emit(activity)
        return handle

    def forget(self, activity_id: str) -> None:
        """Remove an activity that has ended from the log; what came of it stays.

        Raises
        ------
        NotFoundError
            There is none of that id (any more).
        ConflictError
            It has not ended.
        """
        self._write_ends()
        activity = self.get(activity_id)
        if activity.ended is None:
            raise ConflictError("It has not ended.", remedy="Cancel it first.")
        self._table.forget(activity_id)
        self._tell(activity, self._watching)

    def clear(self) -> None:
        """Remove all that have ended from the log."""
        ended = next((one for one in self.list(_KEPT) if one.ended is not None), None)
        self._table.prune(0)
        if ended is not None:
            self._tell(ended, self._watching)

    def list(self, limit: int = 100) -> list[Activity]:
        """List the newest activities first.

        Raises
        ------
        NotAvailableError
            The log cannot be read just now.
        """
        self._write_ends()
        return [self._as_it_is(row) for row in self._table.newest(limit)]

    def get(self, activity_id: str) -> Activity:
        """Return one activity as it is now.

        Raises
        ------
        NotFoundError
            There is none of that id (any more).
        NotAvailableError
            The log cannot be read just now.
        """
        with self._lock:
            handle = self._live.get(activity_id)
        if handle is not None:
            return handle.activity
        row = self._table.get(activity_id)
        if row is None:
            raise NotFoundError(
                f"There is no activity {activity_id!r}.",
                remedy="Old ones are forgotten; look at the list of activities.",
            )
        return self._as_it_is(row)

    def cancel(self, activity_id: str) -> Activity:
        """Ask an activity to stop, in whichever process it runs.

        Raises
        ------
        NotFoundError
            There is none of that id (any more).
        NotAvailableError
            The log cannot be written just now.
        """
        activity = self.get(activity_id)
        with self._lock:
            handle = self._live.get(activity_id)
        if handle is not None:
            handle.cancel.set()
        elif activity.state not in _ENDED:
            self._table.ask_to_cancel(activity_id)
        return activity

    def subscribe(self, callback: Listener) -> Callable[[], None]:
        """Have each change told, in the thread that makes it; returns what ends that."""
        with self._lock:
            self._listeners.append(callback)

        def unsubscribe() -> None:
            with self._lock:
                if callback in self._listeners:
                    self._listeners.remove(callback)

        return unsubscribe

    def on_clear(self, callback: Listener) -> None:
        """Have it told that something was removed: which, or the newest of all that have ended."""
        with self._lock:
            self._watching.append(callback)

    def close(self) -> None:
        """Cancel what runs in this process and close the file."""
        with self._lock:
            handles = list(self._live.values())
        for handle in handles:
            if _is_kept_apart(handle.activity) and handle.activity.ended is None:
                # Its job is kept apart, and goes on at the next start.
                continue
            handle.cancel.set()
            handle.fail(CancelledError("It was cancelled: its process is ending."))
        self._write_ends()
        self._table.close()

    def _emit(self, activity: Activity) -> bool:
        wanted = self._write(activity)
        self._tell(activity, self._listeners)
        return wanted

    def _tell(self, activity: Activity, listeners: Sequence[Listener]) -> None:
        with self._lock:
            listeners = tuple(listeners)
        for listener in listeners:
            try:
                listener(activity)
            except Exception:
                # Whoever watches must not stop the work.
                _logger.exception("A listener failed on activity %s", activity.id)

    def _write(self, activity: Activity) -> bool:
        """Write a state; a log that is busy just now must not stop the work.

        An activity stays among the live ones until its end stands in the log.
        """
        wanted = False
        with _unless_busy():
            wanted = self._table.put(self._row(activity))
            if activity.ended is not None:
                with self._lock:
                    self._live.pop(activity.id, None)
        return wanted

    def _write_ends(self) -> None:
        """Write the ends that the log was too busy for."""
        with self._lock:
            activities = [handle.activity for handle in self._live.values()]
        for activity in activities:
            if activity.ended is not None:
                self._write(activity)

    def _row(self, activity: Activity) -> Row:
        return Row(activity=activity, owner=self._owner, updated=self._clock())

    def _as_it_is(self, row: Row) -> Activity:
        """Return the latest state; one whose process has died is ended here."""
        with self._lock:
            handle = self._live.get(row.activity.id)
        if handle is not None:
            return handle.activity
        now = self._clock()
        silent = now - row.updated > _SILENT_FOR
        if row.activity.ended is not None or not (silent or row.owner.is_gone()):
            return row.activity
        if _is_kept_apart(row.activity):
            # Its job is kept apart, and taken up by the next server.
            rest: dict[str, Any] = {"state": "queued", "message": _RESTS, "idle": True}
            return msgspec.structs.replace(row.activity, **rest, rate=None, left=None)
        ended = msgspec.structs.replace(
            row.activity,
            state="failed",
            revision=row.activity.revision + 1,
            ended=row.updated,
            message="",
            result=None,
            rows=None,
            rate=None,
            left=None,
            actions=["clear"],
            error=_LEFT if row.activity.message.startswith(_AS_JOB) else _INTERRUPTED,
        )
        with _unless_busy():
            self._table.put(Row(activity=ended, owner=row.owner, updated=now))
        return ended


def _is_kept_apart(activity: Activity) -> bool:
    """Tell whether its work goes on without a process, and is taken up by the next server."""
    return activity.transfer is not None or activity.batch is not None


def _unless_busy() -> contextlib.suppress:
    return contextlib.suppress(NotAvailableError)
