"""Holds what archives could not say themselves until the registry has had its word."""

import threading
from collections.abc import Mapping

import msgspec

from ....models.discovery import Coverage
from .counts import Found

__all__ = ["Waiting"]

_SOURCES = {"registry": "the registry", "mocserver": "MocServer"}


class Waiting:
    """What was counted, passed on at once; what was not, with what is seen or declared.

    Parameters
    ----------
    tell
        Told of each archive once, by one thread at a time.
    seen
        What earlier answers tell of archives.
    """

    def __init__(self, tell: Found, seen: Mapping[str, Coverage] | None = None) -> None:
        self._tell = tell
        self._seen = seen or {}
        self._lock = threading.Lock()
        self._held: list[Coverage] = []
        self._declared: Mapping[str, Coverage] | None = None

    def take(self, counted: Coverage) -> None:
        """Take what an archive said."""
        with self._lock:
            if counted.presence in ("data", "none"):
                self._tell(counted)
            elif counted.archive in self._seen:
                self._tell(_best(counted, self._seen[counted.archive]))
            elif self._declared is None:
                self._held.append(counted)
            else:
                self._tell(_best(counted, self._declared.get(counted.archive)))

    def declare(self, declared: Mapping[str, Coverage]) -> None:
        """Take what is declared; what comes later does not count."""
        with self._lock:
            if self._declared is not None:
                return
            self._declared = declared
            for counted in self._held:
                self._tell(_best(counted, declared.get(counted.archive)))
            self._held = []


def _best(counted: Coverage, declared: Coverage | None) -> Coverage:
    """Let a registry's word stand in for what an archive says not, and beside its silence."""
    if declared is None:
        return counted
    if counted.presence == "undeclared":
        note = " ".join(filter(None, (declared.note, counted.note)))
        return msgspec.structs.replace(declared, note=note)
    what = "data here" if declared.presence == "data" else "none here"
    source = _SOURCES.get(declared.source)
    note = f"It declares {what} to {source}." if source else declared.note
    return msgspec.structs.replace(counted, note=note)
