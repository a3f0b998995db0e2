"""Runs notebooks on this machine, each in a process of its own, as activities."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ...activities import Activities, Handle
from ...errors import BadRequestError, EsapError, NotAvailableError, NotFoundError
from ...models import Activity
from ...models.headless import NotebookRequest
from .process import Told, run_process

__all__ = ["NotebookRuns"]

_LONGEST_END = 15.0


class NotebookRuns:
    """The notebooks that run here.

    Parameters
    ----------
    activities
        Where it stands how they are.
    """

    def __init__(self, *, activities: Callable[[], Activities]) -> None:
        self._activities = activities
        self._lock = threading.Lock()
        self._running: dict[str, threading.Thread] = {}

    def start(self, request: NotebookRequest, root: Path) -> Activity:
        """Begin to run a notebook, and return at once.

        Parameters
        ----------
        request
            What to run; its paths are relative to ``root`` and stay in it.
        root
            The workspace.

        Raises
        ------
        NotFoundError
            There is no such notebook.
        BadRequestError
            A path leads out of the workspace, or there is nothing to do.
        """
        work = _work(request, root)
        name = Path(work["source"]).name
        title = f"Run {name}" if request.run else f"Export {name}"
        handle = self._activities().start("notebook", title, message="starting")
        thread = threading.Thread(
            target=self._follow, args=(handle, work, root), name="esap-notebook", daemon=True
        )
        with self._lock:
            self._running[handle.id] = thread
        thread.start()
        return handle.activity

    def wait(self, activity_id: str) -> Activity:
        """Wait until a notebook of this process has ended, and say how.

        Raises
        ------
        NotFoundError
            There is no such activity.
        """
        with self._lock:
            thread = self._running.get(activity_id)
        if thread is not None:
            thread.join()
        return self._activities().get(activity_id)

    def run(self, request: NotebookRequest, root: Path) -> Activity:
        """Run a notebook to its end, cancelling it where the wait is interrupted."""
        activity = self.start(request, root)
        try:
            return self.wait(activity.id)
        except BaseException:
            self._activities().cancel(activity.id)
            raise

    def close(self) -> None:
        """End all, and wait for that."""
        with self._lock:
            running = dict(self._running)
        for key in running:
            self._activities().cancel(key)
        for thread in running.values():
            thread.join(_LONGEST_END)

    def _follow(self, handle: Handle, work: Mapping[str, Any], root: Path) -> None:
        done = Told()
        try:
            run_process(handle, work, done)
            if done.error:
                raise done.error
        except EsapError as error:
            handle.fail(error, path=_relative(done.output, root))
        except OSError as error:
            cause = f"No process can be started: {error.strerror or error}."
            handle.fail(NotAvailableError(cause, remedy="Free memory, then try again."))
        else:
            place = _relative(done.output or done.exported, root)
            total = handle.activity.total
            handle.finish(path=place, message=" ".join(done.notes), done=total)
        finally:
            with self._lock:
                self._running.pop(handle.id, None)


def _work(request: NotebookRequest, root: Path) -> dict[str, Any]:
    """Check the paths, and say what the process is to do."""
    source = _inside(root, request.path)
    if not source.is_file():
        raise NotFoundError(
            f"There is no notebook {request.path[:200]!r}.", remedy="Choose one of the workspace."
        )
    if not request.run and not request.export:
        raise BadRequestError("There is nothing to do.", remedy="Run it, or choose an export.")
    named = request.output or str(Path(request.path).with_name(f"{source.stem}-run.ipynb"))
    output = _inside(root, named)
    if output.suffix != ".ipynb" or not output.parent.is_dir():
        raise BadRequestError(
            f"{named[:200]!r} is no place for a notebook.",
            remedy="Name a file that ends in .ipynb, in a folder that is there.",
        )
    return {
        "source": str(source),
        "output": str(output),
        "overwrite": request.overwrite,
        "run": request.run,
        "export": list(dict.fromkeys(request.export)),
        "parameters": request.parameters,
        "kernel": request.kernel,
    }


def _inside(root: Path, path: str) -> Path:
    found = (root / path).resolve()
    if not found.is_relative_to(root.resolve()):
        raise BadRequestError(
            f"{path[:200]!r} leads out of the workspace.", remedy="Choose a file of the workspace."
        )
    return found


def _relative(path: str, root: Path) -> str | None:
    if not path:
        return None
    found = Path(path)
    base = root.resolve()
    return found.relative_to(base).as_posix() if found.is_relative_to(base) else None
