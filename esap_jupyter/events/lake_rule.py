"""Tells the front end that a rule of a lake has changed its state, through Jupyter's own events."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..models import Rule

__all__ = ["SCHEMA", "SCHEMA_ID", "LakeRuleEvents"]

SCHEMA = Path(__file__).parent / "lake_rule.yaml"
SCHEMA_ID = "https://esap-jupyter.readthedocs.io/events/lake_rule/v1"


class LakeRuleEvents:
    """Emits one event for each change that somebody's look at rules has shown.

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

    def changed(self, lake: str, rule: Rule) -> None:
        """Take note of a change, from any thread."""
        payload = {"lake": lake, "rule": rule.id, "state": rule.state}
        # The loop may close at any moment; then nobody listens any more.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._emit, payload)
