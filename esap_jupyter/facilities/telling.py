"""Turns what a facility tells into the state of a launch, and of its activity."""

import threading
from collections.abc import Callable
from typing import Any

import msgspec

from ..activities import Handle
from ..models.facilities import Launch

__all__ = ["Teller"]

_LINES = 200
_WIDTH = 500
_HUNDRED = 100


class Teller:
    """Keeps how one launch is, as seen by whoever asks meanwhile.

    Parameters
    ----------
    launch
        Its first state.
    handle
        Its activity.
    changed
        Told each state, in the thread that makes it.
    """

    def __init__(
        self, *, launch: Launch, handle: Handle, changed: Callable[[Launch], None]
    ) -> None:
        self.handle = handle
        self._launch = launch
        self._changed = changed
        self._lock = threading.Lock()

    @property
    def launch(self) -> Launch:
        """How it is now."""
        return self._launch

    def __call__(
        self,
        message: str = "",
        *,
        progress: float | None = None,
        log: str = "",
        note: str = "",
    ) -> None:
        """Take what a facility tells; see `esap_jupyter.facilities.base.Tell`."""
        changes: dict[str, Any] = {"state": "starting"}
        if message:
            changes |= {"message": message, "progress": progress}
        if progress is not None:
            changes["progress"] = progress
        if log:
            lines = [line[:_WIDTH] for line in log.splitlines() if line.strip()]
            changes["log"] = [*self._launch.log, *lines][-_LINES:]
        if note and note not in self._launch.notes:
            changes["notes"] = [*self._launch.notes, note]
        self.change(**changes)
        if message or progress is not None:
            self._show()

    def change(self, **changes: Any) -> Launch:
        """Change the launch, and tell that."""
        with self._lock:
            self._launch = msgspec.structs.replace(self._launch, **changes)
            launch = self._launch
        self._changed(launch)
        return launch

    def _show(self) -> None:
        launch = self._launch
        if launch.progress is None:
            self.handle.update(message=launch.message)
        else:
            share = round(launch.progress * _HUNDRED)
            self.handle.update(message=launch.message, done=share, total=_HUNDRED, unit="%")
