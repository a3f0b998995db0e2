"""Tells the front end something from any thread, through Jupyter's own events."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

__all__ = ["Teller"]


class Teller:
    """Emits events on the server's loop.

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
        self._emit = emit
        self._loop = loop

    def tell(self, payload: Mapping[str, Any]) -> None:
        """Emit an event soon; may be called in any thread."""
        self._on_loop(self._emit, dict(payload))

    def _on_loop(self, work: Callable[..., object], *values: object) -> None:
        """Do something on the loop soon; may be called in any thread."""
        # The loop may close at any moment; then nobody listens any more.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(work, *values)
