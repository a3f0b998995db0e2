"""Renews logins before they end, also while nobody uses them."""

import threading
import time
from collections.abc import Callable

from ...errors import EsapError

__all__ = ["Renewal"]

_LONGEST = 300.0
_SHORTEST = 5.0
_AFTER_FAILURE = 60.0


class Renewal:
    """One thread that looks after the logins of a process; there is none before it is needed.

    An issuer that lets a login lapse when it is not renewed for half an hour would otherwise have
    one log in again after each break.

    Parameters
    ----------
    due
        Gives the Unix time at which the next login is to be renewed, or None where there is none.
    renew
        Renews what is due.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        due: Callable[[], float | None],
        renew: Callable[[], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._due = due
        self._renew = renew
        self._clock = clock
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Look after the logins from now on."""
        with self._lock:
            if self._over.is_set() or (self._thread is not None and self._thread.is_alive()):
                return
            self._thread = threading.Thread(target=self._run, name="esap-renewal", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._over.set()

    def _run(self) -> None:
        pause = 0.0
        while not self._over.wait(pause):
            try:
                due = self._due()
                if due is None:
                    return
                if due <= self._clock():
                    self._renew()
                    due = self._due() or self._clock() + _LONGEST
                wait = due - self._clock()
                pause = min(_LONGEST, max(_SHORTEST, wait)) if wait > 0 else _AFTER_FAILURE
            except EsapError:
                # Whoever uses the login is told; here it is only tried again.
                pause = _AFTER_FAILURE
