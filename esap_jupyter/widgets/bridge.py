"""Carries a widget's questions to the platform, and its answers and news back.

A question is ``{id, method, params}``. The answers are ``{id, seen: true}`` at once, so that the
front end can tell a slow archive from a kernel that is busy with a cell, and later ``{id, ok}``
or ``{id, error: {code, message, remedy}}``. News of activities are ``{activity: {id, revision,
state, search}}``.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

import msgspec

from ..models import Activity
from ..wording import describe_error
from .operations import Operations

__all__ = ["Bridge"]

_logger = logging.getLogger(__name__)


class Bridge:
    """Answers each question in a thread of its own, so that the kernel stays free.

    Parameters
    ----------
    operations
        What can be asked.
    send
        Sends a message to the front end; called from any thread.
    answered
        Called with each method and its answer once the front end has it, in the thread of the
        question.
    """

    def __init__(
        self,
        *,
        operations: Operations,
        send: Callable[[dict[str, object]], None],
        answered: Callable[[str, object], None],
    ) -> None:
        self._operations = operations
        self._send = send
        self._answered = answered

    def receive(self, message: object) -> None:
        """Take a question; what is none is ignored, as nobody waits for an answer."""
        if not isinstance(message, dict) or not isinstance(message.get("id"), str):
            return
        self._send({"id": message["id"], "seen": True})
        threading.Thread(target=self._answer, args=(message,), daemon=True).start()

    def tell(self, activity: Activity) -> None:
        """Tell of a change of an activity; the front end asks for what it wants to know."""
        change = {
            "id": activity.id,
            "revision": activity.revision,
            "state": activity.state,
            "search": activity.search,
        }
        self._send({"activity": change})

    def _answer(self, message: dict[str, Any]) -> None:
        method = str(message.get("method"))
        try:
            answer = self._operations.run(method, message.get("params", {}))
            outcome = {"ok": msgspec.to_builtins(answer)}
        except Exception as error:  # noqa: BLE001  nobody else would tell the front end
            self._send({"id": message["id"], "error": msgspec.to_builtins(describe_error(error))})
            return
        self._send({"id": message["id"], **outcome})
        try:
            self._answered(method, answer)
        except Exception:
            # What the user's observers do is not the front end's affair.
            _logger.exception("An observer failed on the answer to %s", method)
