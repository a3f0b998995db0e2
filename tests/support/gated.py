"""A streaming TAP service that sends half of its rows and the rest when a test says so."""

import threading
from collections.abc import Iterator

from tests.support.servers import Reply
from tests.support.tap import tap, votable

__all__ = ["GatedTap"]

_LONGEST = 600
"""Seconds after which it goes on by itself, should the test have failed."""
_PULSE = 10


class GatedTap:
    """Answers queries with so many rows; ``serve(gated.answer)`` runs it.

    Attributes
    ----------
    gate
        Set it, and the second half of each answer is sent.
    """

    def __init__(self, *, rows: int = 9000) -> None:
        self.gate = threading.Event()
        self.rows = rows
        self._whole = votable(rows)
        self.answer = tap(lambda _: Reply(self._halves()))

    def close_gate(self) -> None:
        """Hold back the second half of what is asked from now on."""
        self.gate = threading.Event()

    def _halves(self) -> Iterator[bytes]:
        gate, half = self.gate, self._whole.index(b"<TR>", len(self._whole) // 2)
        yield self._whole[:half]
        # A server that is silent for long is given up; one that says nothing new is not.
        for _ in range(0, _LONGEST, _PULSE):
            if gate.wait(_PULSE):
                break
            yield b"\n"
        yield self._whole[half:]
