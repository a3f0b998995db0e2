"""Makes a gateway's basket what it is to be, though others write it at the same time.

A write is no single step (measured: 150 and 150 items became 192, and readers saw none in
between). So a basket counts as read when it is the same twice, a pause apart; it is written only
right after that; and a write counts as done when that has been looked at in the same way. What is
missing by then is written again, with whatever else has come in.
"""

import random
import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple

from ...errors import CancelledError, ConflictError, EsapError, UnreachableError, sentence
from ...gateways.client import ProfileClient
from ...gateways.documents import Cart, Profile
from .merging import Wanted

__all__ = ["Settled", "Settling"]

_PAUSE = 1.0
_ALIKE, _ALIKE_WHERE_LESS = 2, 3
_READS = 12
_LONGER = 1.3
_WRITES = 6


class Settled(NamedTuple):
    """The basket as it is at last, what was wanted, and how often it was written for that."""

    cart: Cart
    wanted: Wanted
    writes: int


class Settling:
    """Reads until a basket is at rest, and writes until it is right.

    Parameters
    ----------
    client
        The person's profile.
    keep
        Called with each basket before it is written over, so that it can be had back.
    kept
        Where that is, for errors.
    who
        What to call the gateway.
    cancel
        Ends it when set, but not between a write and the look at what came of it.
    pause
        Seconds between two looks.
    writes
        The most writes.
    chance
        Gives numbers from 0 to 1, so that two who write at the same time do not do so again.
    """

    def __init__(
        self,
        *,
        client: ProfileClient,
        keep: Callable[[Profile], None],
        kept: str,
        who: str,
        cancel: threading.Event,
        pause: float = _PAUSE,
        writes: int = _WRITES,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._client = client
        self._keep = keep
        self._kept = kept
        self._who = who
        self._cancel = cancel
        self._pause = pause
        self._writes = writes
        self._chance = chance
        self._wrote = False

    def at_rest(self, least: Mapping[str, int]) -> Profile:
        """Read until the basket is the same twice; three times where something has gone from it.

        Parameters
        ----------
        least
            How often each item was there when it was looked at last.

        Raises
        ------
        ConflictError
            It changes all the time.
        CancelledError
            It was cancelled.
        """
        profile, alike, pause = self._client.read(), 1, self._pause
        for _ in range(_READS):
            has_less = any(profile.cart.counts[key] < count for key, count in least.items())
            if alike >= (_ALIKE_WHERE_LESS if has_less else _ALIKE):
                return profile
            self._rest(pause)
            # A large basket takes others minutes to write.
            pause *= _LONGER
            now = self._client.read()
            same = now.cart == profile.cart and now.user == profile.user
            profile, alike = now, alike + 1 if same else 1
        raise ConflictError(
            f"Others change the basket at {self._who} all the time.",
            remedy="Try again when nobody else works with it.",
        )

    def settle(self, profile: Profile, wanted: Wanted) -> Settled:
        """Write until what is wanted is there, whatever else has come in.

        Parameters
        ----------
        profile
            The basket as it was just read, at rest.
        wanted
            What is to be.

        Raises
        ------
        ConflictError
            It holds what cannot be written back, or others write over it each time.
        EsapError
            The gateway refuses, or does not answer any longer.
        """
        for writes in range(self._writes + 1):
            wanted = wanted.seen(profile.cart)
            if wanted.cart() == profile.cart:
                return Settled(profile.cart, wanted, writes)
            if writes < self._writes:
                profile = self._written(profile, wanted, writes)
        missing = wanted.lacking(profile.cart)
        if not missing:
            # What others keep putting back stays, and is looked at again the next time.
            return Settled(profile.cart, wanted, self._writes)
        raise ConflictError(
            f"Others write over the basket at {self._who} each time: {missing} items are missing "
            f"there. They are in your basket here; what was there before is kept in {self._kept}.",
            remedy="Sync again when nobody else works with it.",
        )

    def _written(self, profile: Profile, wanted: Wanted, writes: int) -> Profile:
        if profile.unreadable:
            raise ConflictError(
                f"The basket at {self._who} holds {profile.unreadable} items that it does not take "
                "back, so that they would be lost if it was written.",
                remedy="Take them out in the gateway's own pages, or sync with mode='read'.",
            )
        if not self._wrote:
            self._stop_if_cancelled()
        self._keep(profile)
        self._wrote = True
        try:
            try:
                self._client.write(profile.user, wanted.cart())
            except UnreachableError:
                # Whether it was written, and how far, is seen in what is there.
                self._rest(self._pause)
            self._rest(self._pause * (1 + writes * self._chance()))
            return self._same_person(self.at_rest(wanted.counts), profile)
        except EsapError as error:
            raise self._explained(error) from error

    def _same_person(self, now: Profile, before: Profile) -> Profile:
        if now.user == before.user:
            return now
        raise ConflictError(
            f"{self._who} knows you as another person than a moment ago.", remedy="Log in again."
        )

    def _explained(self, error: EsapError) -> EsapError:
        words = f"{sentence(error.message)} What was in it before is kept in {self._kept}."
        return type(error)(words, remedy=error.remedy)

    def _rest(self, seconds: float) -> None:
        if self._wrote:
            threading.Event().wait(seconds)
        elif self._cancel.wait(seconds):
            self._stop_if_cancelled()

    def _stop_if_cancelled(self) -> None:
        if self._cancel.is_set():
            raise CancelledError("It was cancelled; nothing was written.")
