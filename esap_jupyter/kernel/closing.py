"""Comms that are opened with a question, and closed with the one answer to it."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from ..wording import describe_error

__all__ = ["ClosingComm", "close_with"]


class ClosingComm(Protocol):
    """What is used of a comm."""

    def close(self, data: dict[str, object]) -> None: ...  # noqa: D102  said by the comm package


def close_with(comm: ClosingComm, answer: Callable[[], dict[str, object]]) -> None:
    """Close a comm with an answer, or with ``{"error": …}`` where there is none."""
    try:
        told = answer()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  nobody else would tell it
        told = {"error": msgspec.to_builtins(describe_error(error))}
    comm.close(told)
