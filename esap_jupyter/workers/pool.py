"""The worker processes of a server, as the core knows them."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar, cast

from ..compute import Lane as LaneName
from ..errors import EsapError
from .frames import encode
from .lane import Lane
from .warm import load

__all__ = ["WorkerPool"]

T = TypeVar("T")


class WorkerPool:
    """Runs functions in at most two processes, one a lane, started when first needed.

    A function is named by its module, so that it must be importable; its arguments, its answer
    and its errors cross by pickle.
    """

    def __init__(self) -> None:
        self._lanes = {name: Lane(name) for name in ("decode", "view")}

    @property
    def pids(self) -> dict[str, int]:
        """The numbers of the processes that live now, by lane."""
        return {name: lane.pid for name, lane in self._lanes.items() if lane.pid}

    def run(
        self,
        function: Callable[..., T],
        /,
        *arguments: Any,
        cancel: threading.Event | None = None,
        progress: Callable[[int], None] | None = None,
        lane: LaneName = "view",
        **keywords: Any,
    ) -> T:
        """Run a function in a lane's process and wait for its answer.

        Parameters
        ----------
        function
            A function of a module.
        *arguments
            What it takes.
        cancel
            Once set, the process is killed; jobs that wait behind are not affected.
        progress
            Called with what the function reports; it then gets a keyword ``progress`` itself.
        lane
            ``decode`` for what takes long, ``view`` for what a person waits for.
        **keywords
            What it takes by name.

        Raises
        ------
        CancelledError
            Raised if it was cancelled, or if the server stops.
        EsapError
            Raised if the process ended in the middle; else whatever the function raises.
        """
        payload = encode((function, arguments, keywords, progress is not None))
        return cast("T", self._lanes[lane].run(payload, cancel=cancel, progress=progress))

    def warm(self, modules: Mapping[LaneName, str]) -> None:
        """Start processes and have each import a module, while there is something else to wait for.

        Parameters
        ----------
        modules
            The module's full name, by lane.
        """
        for lane, module in modules.items():
            keywords = {"lane": lane, "module": module}
            threading.Thread(target=self._warm, kwargs=keywords, daemon=True).start()

    def _warm(self, *, lane: LaneName, module: str) -> None:
        # Whatever fails here fails again, and is told, when the module is needed.
        with suppress(EsapError, ImportError, OSError):
            self.run(load, module, lane=lane)

    def close(self) -> None:
        """End the processes."""
        for lane in self._lanes.values():
            lane.close()
