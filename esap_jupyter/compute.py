"""Where computing happens: here, or in a worker process that the server provides."""

from collections.abc import Callable
from threading import Event
from typing import Any, Literal, Protocol, TypeVar

from .errors import CancelledError

__all__ = ["Compute", "InlineCompute", "Lane"]

Lane = Literal["decode", "view"]
Answer = TypeVar("Answer")


class Compute(Protocol):
    """Runs functions that compute: parsing, decoding, sorting, whatever imports astropy."""

    def run(
        self,
        function: Callable[..., Answer],
        /,
        *args: Any,
        cancel: Event | None = None,
        progress: Callable[[int], None] | None = None,
        lane: Lane = "view",
        **kwargs: Any,
    ) -> Answer:
        """Call a module-level function and wait for what it returns.

        Parameters
        ----------
        function
            A function that can be pickled, as can its arguments and its answer.
        cancel
            When set, the function is given up and `CancelledError` is raised.
        progress
            Called from time to time; the function then takes a keyword ``progress``.
        lane
            Which worker: ``decode`` for work that lasts, ``view`` for what somebody looks at.
        """


class InlineCompute:
    """Computes in the calling thread: right for a script and for a kernel."""

    def run(
        self,
        function: Callable[..., Answer],
        /,
        *args: Any,
        cancel: Event | None = None,
        progress: Callable[[int], None] | None = None,
        lane: Lane = "view",  # noqa: ARG002  (there is one lane here)
        **kwargs: Any,
    ) -> Answer:
        """Call the function; it stops at its next report of progress when cancelled."""
        _stop_if(cancel)
        if progress is not None:
            kwargs["progress"] = _guarded(progress, cancel)
        return function(*args, **kwargs)


def _guarded(progress: Callable[[int], None], cancel: Event | None) -> Callable[[int], None]:
    def report(done: int) -> None:
        _stop_if(cancel)
        progress(done)

    return report


def _stop_if(cancel: Event | None) -> None:
    if cancel is not None and cancel.is_set():
        raise CancelledError("It was cancelled.")
