"""Notices that another process has changed the basket."""

import contextlib
import threading
from collections.abc import Callable

from ..disk.stamps import Stamp, file_stamp
from ..errors import EsapError
from .store import Basket

__all__ = ["BasketWatch"]


class BasketWatch:
    """Looks at the basket's file from time to time, and tells its revision where that is new.

    Only where the file has changed is it opened; where it is not there yet, nothing is made.

    Parameters
    ----------
    basket
        The basket; what this process changes in it is told at once.
    tell
        Called, in some thread, with each revision that was not told before.
    seconds
        How often to look.
    """

    def __init__(
        self, basket: Basket, *, tell: Callable[[int], None], seconds: float = 1.0
    ) -> None:
        self._basket = basket
        self._tell = tell
        self._seconds = seconds
        self._told = -1
        self._stamp: Stamp | None = None
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="esap-basket", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._stamp = self._look()
        with contextlib.suppress(EsapError):
            self._told = 0 if self._stamp is None else self._basket.revision
        self._basket.subscribe(self._changed)
        self._thread.start()

    def look(self) -> None:
        """Look once."""
        stamp = self._look()
        if stamp is None or stamp == self._stamp:
            return
        try:
            revision = self._basket.revision
        except EsapError:
            # It is busy just now; whoever asks for it is told, and the next look comes soon.
            return
        self._stamp = stamp
        self._changed(revision)

    def close(self) -> None:
        """Look no more."""
        self._end.set()

    def _watch(self) -> None:
        while not self._end.wait(self._seconds):
            self.look()

    def _look(self) -> Stamp | None:
        try:
            return file_stamp(self._basket.path)
        except OSError:
            return None

    def _changed(self, revision: int) -> None:
        with self._lock:
            if revision == self._told:
                return
            self._told = revision
        self._tell(revision)
