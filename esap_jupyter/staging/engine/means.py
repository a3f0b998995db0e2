"""What all who read files share."""

import threading
from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from ...net import HttpClient
from ..promises import Refusal
from ..wanted import Wanted
from .limits import Limits
from .part import Part
from .rate import Rate
from .turns import Turns

__all__ = ["Logins", "Means", "Reader"]

Logins = Callable[[str], Mapping[str, str]]
"""Gives the headers that say who one is at an address."""


class Means(msgspec.Struct, frozen=True, kw_only=True):
    """What one engine has.

    Attributes
    ----------
    http
        The client.
    turns
        Says who may connect.
    rate
        Says how fast all may be together.
    limits
        How patient it is.
    refusal, logins
        See `esap_jupyter.staging.engine.Engine`.
    """

    http: HttpClient
    turns: Turns
    rate: Rate
    limits: Limits
    refusal: Refusal
    logins: Logins


class Reader(Protocol):
    """Reads files of some schemes."""

    def read(
        self,
        url: str,
        wanted: Wanted,
        part: Part,
        *,
        tell: Callable[[], None],
        cancel: threading.Event,
    ) -> None:
        """Read until the part is whole; what has come stays when that fails.

        Parameters
        ----------
        url
            The address.
        wanted
            What was promised.
        part
            Where it goes.
        tell
            Called when bytes have come.
        cancel
            Ends it when set.

        Raises
        ------
        EsapError
            It could not be had; the message names the cause.
        CancelledError
            It was cancelled.
        """
