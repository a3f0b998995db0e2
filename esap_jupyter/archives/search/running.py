"""A search that was started: its activities, and the threads that do it."""

import threading
from collections.abc import Callable, Sequence

import msgspec

from ...activities import Activities, Handle
from ...models import Activity, Search

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
    """

    def __init__(self, *, search: Search, handles: Sequence[Handle]) -> None:
        self._search = search
        self._handles = handles
        self._threads: list[threading.Thread] = []

    def start(self, work: Sequence[Callable[[], object]]) -> None:
        """Do each piece of work in a thread of its own."""
        for piece in work:
            thread = threading.Thread(target=piece, name="esap-search", daemon=True)
            self._threads.append(thread)
            thread.start()

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
        return msgspec.structs.replace(self._search, activities=activities)

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
