"""Tells the front end that the basket has changed, through Jupyter's own events."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .teller import Teller

__all__ = ["SCHEMA", "SCHEMA_ID", "BasketEvents"]

SCHEMA = Path(__file__).parent / "basket.yaml"
SCHEMA_ID = "https://esap-jupyter.readthedocs.io/events/basket/v1"
INTERVAL = 0.25


class BasketEvents(Teller):
    """Emits the revision after each change, at most four times a second; the last is always told.

    Parameters
    ----------
    emit
        Emits the payload of an event; called on the loop only.
    loop
        The server's event loop.
    """

    def __init__(
        self, *, emit: Callable[[dict[str, Any]], object], loop: asyncio.AbstractEventLoop
    ) -> None:
        super().__init__(emit=emit, loop=loop)
        self._told = 0.0
        self._late: asyncio.TimerHandle | None = None
        self._revision = 0

    def changed(self, revision: int) -> None:
        """Take note of a change, from any thread."""
        self._on_loop(self._changed, revision)

    def _changed(self, revision: int) -> None:
        self._revision = revision
        if self._late is None:
            wait = self._told + INTERVAL - self._loop.time()
            self._late = self._loop.call_later(max(0.0, wait), self._tell)

    def _tell(self) -> None:
        self._late = None
        self._told = self._loop.time()
        self._emit({"revision": self._revision})
