"""Waits for a transfer in the thread of whoever asked for it, who may interrupt it."""

import threading
from collections.abc import Callable
from typing import TypeVar

from ...activities import Handle
from ...errors import CancelledError, EsapError
from ...models import Activity

__all__ = ["waited_for"]

_LOOK = 0.1
_PATIENCE = 5.0
Outcome = TypeVar("Outcome")


def waited_for(
    handle: Handle,
    work: Callable[[], Outcome],
    follow: Callable[[Activity], None],
    *,
    what: str,
) -> Outcome:
    """Run work in a thread of its own, tell how it goes, and return what comes of it.

    Parameters
    ----------
    handle
        The activity that the work tells; an interrupt cancels it.
    work
        Ends the activity in any case.
    follow
        Told several times a second how it goes.
    what
        What it is called, such as ``download``.

    Raises
    ------
    CancelledError
        It was cancelled.
    EsapError
        It ended by a mistake of ours.
    """
    outcome: list[Outcome] = []
    thread = threading.Thread(
        target=lambda: outcome.append(work()), name=f"esap-{what}", daemon=True
    )
    thread.start()
    try:
        while thread.is_alive():
            thread.join(_LOOK)
            follow(handle.activity)
    except BaseException:
        handle.cancel.set()
        thread.join(_PATIENCE)
        raise
    if handle.activity.state == "cancelled":
        raise CancelledError(f"The {what} was cancelled.")
    if not outcome:
        told = handle.activity.error
        raise EsapError(told.message if told else f"The {what} ended for no known reason.")
    return outcome[0]
