"""Remembers what services have refused, so that they are not asked with it again and again."""

import threading
import time
from collections.abc import Callable

__all__ = ["Refused"]

_SECONDS = 300.0


class Refused:
    """The credential that each service has refused last; no secret is kept.

    A refusal counts for five minutes, since whoever runs the service may mend it; and for that
    credential alone. A password that is refused at each request would lock an account.

    Parameters
    ----------
    clock
        Unix time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, tuple[str, str, float]] = {}

    def note(self, service_id: str, digest: str, reason: str) -> None:
        """Remember a refusal: by whom, of what, and in what words."""
        with self._lock:
            self._known[service_id] = digest, reason, self._clock() + _SECONDS

    def reason(self, service_id: str, digest: str) -> str:
        """Return in what words a service has refused this, or nothing where it has not."""
        with self._lock:
            refused, reason, until = self._known.get(service_id, ("", "", 0.0))
            return reason if refused == digest and self._clock() < until else ""

    def forget(self, service_id: str) -> None:
        """Let the service be asked again."""
        with self._lock:
            self._known.pop(service_id, None)
