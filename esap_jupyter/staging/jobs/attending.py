"""Waits for a job in the thread of whoever asked for it, who may interrupt it."""

import threading
from collections.abc import Callable, Sequence

from ...errors import CancelledError
from ...models import Activity
from .ending import error_of
from .records import FileRecord
from .runner import Runner

__all__ = ["PATIENCE", "followed"]

PATIENCE = 5.0
"""Seconds that what was told to stop has for that."""

_LOOK = 0.1
_ENDED = ("done", "here", "failed")


def followed(
    runner: Runner, thread: threading.Thread, follow: Callable[[Activity], None]
) -> Sequence[FileRecord]:
    """Wait for a job to end, and return its files in the order in which they were asked for.

    Parameters
    ----------
    runner
        Does it; an interrupt cancels it.
    thread
        The one in which it does that.
    follow
        Told several times a second how it goes.

    Raises
    ------
    CancelledError
        It was cancelled.
    EsapError
        The job itself went wrong, as where its list cannot be written, before all files had ended.
    """
    try:
        while thread.is_alive():
            thread.join(_LOOK)
            follow(runner.handle.activity)
    except BaseException:
        runner.stop("cancel")
        thread.join(PATIENCE)
        raise
    activity = runner.handle.activity
    if activity.state == "cancelled":
        raise CancelledError("The transfer was cancelled.")
    files = runner.files.all()
    if activity.error is not None and any(file.state not in _ENDED for file in files):
        raise error_of(activity.error)
    return files
