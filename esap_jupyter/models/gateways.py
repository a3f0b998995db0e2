"""Models of the baskets that ESAP gateways keep; see `models`."""

from typing import Literal

from .base import Model

__all__ = ["BasketGateway", "SyncLeft", "SyncMode", "SyncReport", "SyncRequest"]

SyncMode = Literal["read", "add", "merge"]
"""``read`` takes over what a gateway has and writes nothing there, ``add`` adds on both sides what
is on one only, ``merge`` takes away, too, what was taken away on the other side."""


class SyncRequest(Model, kw_only=True, frozen=True):
    """How to synchronise with a gateway."""

    mode: SyncMode = "add"


class SyncLeft(Model, kw_only=True, frozen=True):
    """An item that is on one side only, and why."""

    title: str
    reason: str


class SyncReport(Model, kw_only=True, frozen=True):
    """What came of a synchronisation.

    Numbers are of items: ``added_here`` and ``removed_here`` of our basket, ``added_there`` and
    ``removed_there`` of the gateway's, which had ``items`` at last. ``put_back`` had gone from
    there as if somebody had written over them, and are there again. ``writes`` says how often it
    was written: more than once where others wrote at the same time. ``unheld`` counts the items
    of ours that a gateway cannot hold, of which ``left`` has the first twenty. ``user`` is whose
    basket it is; times are Unix seconds.
    """

    gateway: str
    mode: SyncMode
    user: str
    started: float
    ended: float
    items: int
    added_here: int = 0
    added_there: int = 0
    removed_here: int = 0
    removed_there: int = 0
    put_back: int = 0
    writes: int = 0
    unheld: int = 0
    left: list[SyncLeft] = []
    notes: list[str] = []


class BasketGateway(Model, kw_only=True, frozen=True):
    """An ESAP gateway that keeps a basket for whoever logs in.

    ``report`` is of the last synchronisation from here, if there was one. ``kept`` are the names
    of baskets that were read there before they were written over, the newest first.
    """

    id: str
    name: str
    url: str
    report: SyncReport | None = None
    kept: list[str] = []
