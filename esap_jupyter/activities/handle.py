"""One activity, as seen by the code that does the work."""

import threading
import time
from collections.abc import Callable
from typing import Any

import msgspec

from ..errors import CancelledError
from ..models import Activity
from ..wording import describe_error
from .pace import Pace

__all__ = ["Handle"]

_INTERVAL = 0.25


class Handle:
    """Reports on one activity and learns whether it was cancelled.

    Parameters
    ----------
    activity
        Its first state.
    emit
        Called with each state worth telling; with a change of ``done`` alone at most four times
        a second. Returns whether somebody elsewhere asked to cancel.
    clock
        Unix time in seconds.

    Attributes
    ----------
    cancel
        Set when the person wants it to stop.
    """

    def __init__(
        self,
        *,
        activity: Activity,
        emit: Callable[[Activity], bool],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.cancel = threading.Event()
        self._activity = activity
        self._emit = emit
        self._clock = clock
        self._lock = threading.Lock()
        self._told = 0.0
        self._pace = Pace()

    @property
    def activity(self) -> Activity:
        """The latest state, told or not."""
        return self._activity

    @property
    def id(self) -> str:
        """The activity's id."""
        return self._activity.id

    @property
    def cancelled(self) -> bool:
        """Whether the person asked to stop."""
        return self.cancel.is_set()

    def update(
        self,
        *,
        done: int | None = None,
        total: int | None = None,
        message: str | None = None,
        unit: str | None = None,
    ) -> None:
        """Say how far it is; what is not given stays as it was.

        A new message starts a new stage: ``done`` and ``total`` are forgotten unless given.
        """
        changes: dict[str, Any] = {"state": "running"}
        if message is not None and message != self._activity.message:
            self._pace.restart()
            changes |= {"message": message, "done": done, "total": total, "unit": unit or ""}
            self._change({**changes, "rate": None, "left": None}, at_once=True)
            return
        given = {"done": done, "total": total, "unit": unit}
        changes |= {key: value for key, value in given.items() if value is not None}
        changes |= self._speed(done, total)
        self._change(changes, at_once=self._activity.state == "queued")

    def tell(self, **fields: Any) -> None:
        """Change any of its fields, and tell that at once; the rate is measured anew."""
        self._pace.restart()
        self._change({"rate": None, "left": None, **fields}, at_once=True)

    def share(self, *, result: str, rows: int) -> None:
        """Say that there is something to look at already, and how many rows it has."""
        self._change({"state": "running", "result": result, "rows": rows}, at_once=False)

    def finish(self, **fields: Any) -> None:
        """Say that it is done; what came of it (``result``, ``rows``, ...) may be given."""
        self._end("done", {"message": "", **fields})

    def fail(self, error: BaseException, **fields: Any) -> None:
        """Say that it failed, or that it was cancelled; what was kept of it may be given."""
        cancelled = isinstance(error, CancelledError)
        state = "cancelled" if cancelled else "failed"
        kept = {"result": None, "rows": None, **fields}
        self._end(state, {"message": "", "error": describe_error(error), **kept})

    def _end(self, state: str, fields: dict[str, Any]) -> None:
        ended = {"state": state, "ended": self._clock(), "rate": None, "left": None, "idle": False}
        self._change({**ended, "actions": ["clear"], **fields}, at_once=True)

    def _speed(self, done: int | None, total: int | None) -> dict[str, float | None]:
        """Return rate and time left; a new number of what is done is needed for that."""
        if done is None:
            return {}
        whole = self._activity.total if total is None else total
        rate = self._pace.add(done)
        return {"rate": rate, "left": Pace.left(done, whole, rate)}

    def _change(self, changes: dict[str, Any], *, at_once: bool) -> None:
        with self._lock:
            if self._activity.ended is not None:
                return
            revision = self._activity.revision + 1
            self._activity = msgspec.structs.replace(self._activity, revision=revision, **changes)
            now = time.monotonic()
            if not at_once and now - self._told < _INTERVAL:
                return
            self._told = now
            wanted = self._emit(self._activity)
        if wanted:
            self.cancel.set()
