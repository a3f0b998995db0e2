"""Tells the front end that a login has changed, through Jupyter's own events."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..models.identity import LoginState

__all__ = ["SCHEMA", "SCHEMA_ID", "IdentityEvents"]

SCHEMA = Path(__file__).parent / "identity.yaml"
SCHEMA_ID = "https://esap-jupyter.readthedocs.io/events/identity/v1"


class IdentityEvents:
    """Emits one event for each login, logout and refusal.

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

    def changed(self, service: str, state: LoginState) -> None:
        """Take note of a change, from any thread."""
        # The loop may close at any moment; then nobody listens any more.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._emit, {"service": service, "state": state})
