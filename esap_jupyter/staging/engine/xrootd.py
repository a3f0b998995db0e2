"""Reads ``root://`` by the command ``xrdcp``, which can be killed at any moment."""

import threading
from collections.abc import Callable

from ...net import AddressGuard
from ..wanted import Wanted
from ..xrdcp import CERTIFICATES, SCHEMES, TOKENS, environment, run
from .answers import address_of
from .journal import Origin
from .limits import Limits
from .part import Part
from .room import Room

__all__ = ["SCHEMES", "Xrootd"]


class Xrootd:
    """Copies files as a process of its own, without a login.

    The address of the server is checked before; where it then sends one on to is up to it. What
    came of a file that broke off is not gone on with, as nobody could tell that it is of the
    same version.

    Parameters
    ----------
    guard
        Says which hosts may be reached.
    limits
        How patient it is.
    """

    def __init__(self, *, guard: AddressGuard, limits: Limits) -> None:
        self._guard = guard
        self._limits = limits

    def read(
        self,
        url: str,
        wanted: Wanted,
        part: Part,
        *,
        tell: Callable[[], None],
        cancel: threading.Event,
    ) -> None:
        """Read a file whole.

        Raises
        ------
        NotAvailableError
            There is no ``xrdcp`` here.
        NotFoundError
            There is no such file.
        UnreachableError
            The server does not answer, or breaks off.
        ForbiddenAddressError
            The server may not be reached.
        TooLargeError
            It has filled the disk.
        CancelledError
            It was cancelled.
        """
        last = url.rstrip("/").rpartition("/")[2]
        part.begin(
            Origin(address=address_of(url), size=None, last=last, segment=self._limits.segment),
            alone=True,
        )
        room = Room(part.path.parent.parent, wanted.who)
        run(
            ["xrdcp", "--nopbar", "--silent", "--force", url, str(part.path)],
            url,
            who=wanted.who,
            guard=self._guard,
            # What a row names is nobody that a login of the environment is meant for.
            variables=environment(silence=self._limits.silence, without=TOKENS + CERTIFICATES),
            cancel=cancel,
            tick=lambda: room.check(0),
            remedy="Choose another address of the file.",
        )
        part.reread()
        tell()
