"""Where opening is asked for: plans, activities, and code for cells."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from ...activities import Activities, Handle
from ...errors import CancelledError, EsapError
from ...models import Activity
from ...models.openings import CodeRequest, OpenPlan, OpenRequest
from ...staging.queue import WorkQueue
from .opening import Opened, Opener
from .plans import Planning
from .snippets import code_of

__all__ = ["OpeningDesk"]

_MOST = 2


class OpeningDesk:
    """Opens workflows in activities.

    Parameters
    ----------
    planning
        Chooses what is to be opened.
    opener
        Does it.
    activities
        Gives the log of what takes time.
    """

    def __init__(
        self, *, planning: Planning, opener: Opener, activities: Callable[[], Activities]
    ) -> None:
        self._planning = planning
        self._opener = opener
        self._activities = activities
        self._queue = WorkQueue(most=_MOST)

    def plan(self, workflow_id: str, request: OpenRequest, root: Path) -> OpenPlan:
        """Say what opening would do; see `Planning.choose` for what it raises."""
        return self._planning.plan(workflow_id, request, root)

    def start(self, workflow_id: str, request: OpenRequest, root: Path) -> Activity:
        """Begin to open a workflow; the activity's ``path`` is the notebook in the end.

        Raises
        ------
        EsapError
            It is known already that it cannot be opened; see `Planning.choose`.
        """
        to_open = self._planning.choose(workflow_id, request, root)
        handle = self._handle(to_open.workflow.title)

        def work() -> None:
            self._run(handle, root, lambda: self._opener.open(to_open, request, root, handle))

        try:
            self._queue.add(handle, work)
        except CancelledError as error:
            handle.fail(error)
            raise
        return handle.activity

    def open(
        self, workflow_id: str, request: OpenRequest, root: Path, *, paths: Sequence[Path] = ()
    ) -> Opened:
        """Open a workflow and wait; ``paths`` are data that are here, for its parameters.

        Raises
        ------
        EsapError
            It cannot be opened, or not all of its data can be had.
        """
        to_open = self._planning.choose(workflow_id, request, root)
        handle = self._handle(to_open.workflow.title)
        done = self._run(
            handle, root, lambda: self._opener.open(to_open, request, root, handle, paths=paths)
        )
        if isinstance(done, BaseException):
            raise done
        if done.failure is not None:
            raise done.failure
        return done

    def code(self, workflow_id: str, request: CodeRequest) -> str:
        """Write Python for a cell; see `code_of`."""
        return code_of(self._planning.get(workflow_id), request)

    def close(self) -> None:
        """Cancel what is being opened."""
        self._queue.close()

    def _handle(self, title: str) -> Handle:
        return self._activities().start("opening", f"Open {title}", actions=["cancel"])

    @staticmethod
    def _run(handle: Handle, root: Path, work: Callable[[], Opened]) -> Opened | BaseException:
        try:
            done = work()
        except EsapError as error:
            handle.fail(error)
            return error
        except BaseException as error:
            cancelled = not isinstance(error, Exception)
            handle.fail(CancelledError("It was interrupted.") if cancelled else error)
            if cancelled or threading.current_thread() is threading.main_thread():
                raise
            return error
        path = _relative(done.path, root)
        if done.failure is not None:
            handle.fail(done.failure, path=path, message=" ".join(done.notes))
        else:
            handle.finish(path=path, message=" ".join(done.notes))
        return done


def _relative(path: Path, root: Path) -> str | None:
    base = root.absolute()
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else None
