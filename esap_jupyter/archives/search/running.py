"""A search that was started: its activities, and the threads that do it."""

import threading
from collections.abc import Callable, Sequence

import msgspec

from ...activities import Activities, Handle
from ...models import Activity, Search
from .part import ArchiveSearch
from .places import Places

__all__ = ["RunningSearch"]

_GLANCE = 0.2


class RunningSearch:
    """One search of this process.

    Parameters
    ----------
    search
        What was asked; its activities are those at the start.
    handles
        The activities, one an archive.
    places
        The targets, which are looked for while it runs.
    parts
        What asks the archives, in the same order.
    keep
        Told how all of it ended.
    """

    def __init__(
        self,
        *,
        search: Search,
        handles: Sequence[Handle],
        places: Places,
        parts: Sequence[ArchiveSearch],
        keep: Callable[[Search], None],
    ) -> None:
        self._search = search
        self._handles = handles
        self._places = places
        self._parts = parts
        self._keep = keep
        self._lock = threading.Lock()
        self._left = len(parts)
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Ask each archive in a thread of its own, once the targets are found."""
        self._places.start(self._handles)
        for part in self._parts:
            thread = threading.Thread(
                target=self._run, args=(part,), name="esap-search", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def _run(self, part: ArchiveSearch) -> None:
        try:
            part.run()
        finally:
            with self._lock:
                self._left -= 1
                last = self._left == 0
            if last:
                self._keep(self.now())

    @property
    def is_over(self) -> bool:
        """Whether nothing of it runs any more."""
        return not any(thread.is_alive() for thread in self._threads)

    @property
    def _has_ended(self) -> bool:
        return all(handle.activity.ended is not None for handle in self._handles)

    def now(self) -> Search:
        """Describe it as it is."""
        activities = [handle.activity for handle in self._handles]
        report = [part.report() for part in self._parts]
        return msgspec.structs.replace(
            self._search,
            targets=self._places.targets,
            unresolved=self._places.unresolved,
            activities=activities,
            report=report,
        )

    def cancel(self) -> None:
        """Ask all of it to stop."""
        for handle in self._handles:
            handle.cancel.set()

    def join(self, seconds: float) -> None:
        """Wait for its threads, each at most so long."""
        for thread in self._threads:
            thread.join(seconds)

    def wait(self, activities: Activities, on_update: Callable[[Search], None] | None) -> Search:
        """Wait for its end; ``on_update`` is called in this thread whenever something changed."""
        changed = threading.Event()
        mine = {handle.id for handle in self._handles}

        def listen(activity: Activity) -> None:
            if activity.id in mine:
                changed.set()

        unsubscribe = activities.subscribe(listen)
        try:
            while not (self._has_ended or self.is_over):
                if not changed.wait(_GLANCE):
                    continue
                changed.clear()
                if on_update is not None:
                    on_update(self.now())
        finally:
            unsubscribe()
        self.join(_GLANCE)
        if on_update is not None:
            on_update(self.now())
        return self.now()
