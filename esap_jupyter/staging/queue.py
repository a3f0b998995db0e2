"""Does the work of activities a few at a time; the others wait their turn."""

import threading
from collections import deque
from collections.abc import Callable

from ..activities import Handle
from ..errors import CancelledError

__all__ = ["WorkQueue"]

_TICK = 0.25
_PATIENCE = 2.0

Work = Callable[[], None]


class WorkQueue:
    """Runs work in threads, in the order in which it came.

    An activity whose turn has not come stays in the state ``queued``, and can be cancelled there.

    Parameters
    ----------
    most
        How many run at once.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._changed = threading.Condition()
        self._waiting: deque[tuple[Handle, Work]] = deque()
        self._running: dict[threading.Thread, Handle] = {}
        self._tended = False
        self._closed = False

    def add(self, handle: Handle, work: Work) -> None:
        """Have work done that tells its activity how it goes, its end included.

        Raises
        ------
        CancelledError
            The queue is closed.
        """
        with self._changed:
            if self._closed:
                raise CancelledError("ESAP is closing.")
            self._waiting.append((handle, work))
            self._start()
            if self._waiting and not self._tended:
                self._tended = True
                threading.Thread(target=self._tend, name="esap-queue", daemon=True).start()

    def close(self) -> None:
        """Cancel all, and wait a moment for what runs."""
        with self._changed:
            self._closed = True
            waiting, self._waiting = self._waiting, deque()
            running = dict(self._running)
            self._changed.notify_all()
        for handle, _ in waiting:
            handle.fail(CancelledError("ESAP is closing."))
        for handle in running.values():
            handle.cancel.set()
        for thread in running:
            thread.join(_PATIENCE)

    def _start(self) -> None:
        while self._waiting and len(self._running) < self._most:
            handle, work = self._waiting.popleft()
            thread = threading.Thread(target=self._run, args=(work,), name="esap-work", daemon=True)
            self._running[thread] = handle
            thread.start()

    def _run(self, work: Work) -> None:
        try:
            work()
        finally:
            with self._changed:
                del self._running[threading.current_thread()]
                if not self._closed:
                    self._start()
                self._changed.notify_all()

    def _tend(self) -> None:
        """Take out what is cancelled while it waits."""
        waits = True
        while waits:
            with self._changed:
                self._changed.wait(_TICK)
                cancelled = [handle for handle, _ in self._waiting if handle.cancelled]
                self._waiting = deque(one for one in self._waiting if not one[0].cancelled)
                waits = self._tended = bool(self._waiting)
            for handle in cancelled:
                handle.fail(CancelledError("It was cancelled."))
