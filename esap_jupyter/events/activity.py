"""Tells the front end of activities, through Jupyter's own events."""

import asyncio
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..models import Activity
from .teller import Teller

__all__ = ["SCHEMA", "SCHEMA_ID", "ActivityEvents"]

SCHEMA = Path(__file__).parent / "activity.yaml"
SCHEMA_ID = "https://esap-jupyter.readthedocs.io/events/activity/v1"
INTERVAL = 0.25
HEARTBEAT = 30.0
RUNNING = ("queued", "running")


class ActivityEvents(Teller):
    """Emits one event for each change, at most four a second an activity; the end is always told.

    Parameters
    ----------
    emit
        Emits the payload of an event; called on the loop only.
    settings
        The server's settings; while something runs, they say that the server is in use, so that
        a hub does not cull it.
    loop
        The server's event loop.
    """

    def __init__(
        self,
        *,
        emit: Callable[[dict[str, Any]], object],
        settings: MutableMapping[str, Any],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        super().__init__(emit=emit, loop=loop)
        self._settings = settings
        self._told: dict[str, float] = {}
        self._late: dict[str, tuple[Activity, asyncio.TimerHandle]] = {}
        self._heart: asyncio.TimerHandle | None = None
        self._closed = False

    def changed(self, activity: Activity) -> None:
        """Take note of a change, from any thread."""
        self._on_loop(self._changed, activity)

    def cleared(self, activity: Activity) -> None:
        """Tell that it, or more, was cleared away, so that whoever shows them lists them again."""
        revision = activity.revision + 1
        self.tell({"id": activity.id, "revision": revision, "state": "cleared"})

    def close(self) -> None:
        """Tell nothing more."""
        self._closed = True
        for _, timer in self._late.values():
            timer.cancel()
        self._late.clear()
        self._told.clear()
        self._beat()

    def _changed(self, activity: Activity) -> None:
        if self._closed:
            return
        waiting = self._late.pop(activity.id, None)
        if waiting:
            waiting[1].cancel()
            if waiting[0].revision > activity.revision:
                activity = waiting[0]
        wait = self._told.get(activity.id, 0.0) + INTERVAL - self._loop.time()
        if wait <= 0 or activity.state not in RUNNING:
            self._tell(activity)
        else:
            timer = self._loop.call_later(wait, self._overdue, activity.id)
            self._late[activity.id] = (activity, timer)

    def _overdue(self, activity_id: str) -> None:
        activity, _ = self._late.pop(activity_id)
        self._tell(activity)

    def _tell(self, activity: Activity) -> None:
        if activity.state in RUNNING and not activity.idle:
            self._told[activity.id] = self._loop.time()
        else:
            self._told.pop(activity.id, None)
        payload = {"id": activity.id, "revision": activity.revision, "state": activity.state}
        self._emit(payload | ({"search": activity.search} if activity.search else {}))
        self._beat()

    def _beat(self) -> None:
        """Say that the server is in use, now and for as long as something runs."""
        if self._heart:
            self._heart.cancel()
        self._heart = self._loop.call_later(HEARTBEAT, self._beat) if self._told else None
        if self._told:
            self._settings["esap_last_activity"] = datetime.now(UTC)
