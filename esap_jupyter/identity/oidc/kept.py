"""The grants that are kept: renewed once for all threads and processes of a person."""

import threading
import time
from collections.abc import Callable, Iterable

from ...errors import EsapError, NotLoggedInError
from ..store import SecretStore
from .grant import Grant, GrantRefusedError
from .provider import Provider

__all__ = ["KeptGrants", "Slot"]

Slot = tuple[str, str]
"""Where a grant is kept: a name, and the address of the issuer."""

_AGAIN = 30.0
_FINAL = ("invalid_grant", "invalid_client", "unauthorized_client")


class KeptGrants:
    """Grants in the store of secrets.

    Parameters
    ----------
    store
        The store.
    clock
        Unix time in seconds.
    """

    def __init__(self, *, store: SecretStore, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._renewing: dict[Slot, threading.RLock] = {}
        self._tried: dict[Slot, float] = {}

    def get(self, slot: Slot) -> Grant | None:
        """Return a grant as it is kept."""
        kept = self._store.get(*slot)
        return Grant.kept(kept) if kept else None

    def put(self, slot: Slot, grant: Grant) -> None:
        """Keep a grant in place of what was there."""
        with self._writing:
            self._store.put(*slot, grant.to_keep())

    def delete(self, slot: Slot) -> Grant | None:
        """Forget a grant, and return what was there."""
        with self._writing:
            grant = self.get(slot)
            self._store.delete(*slot)
            return grant

    def due(self, slots: Iterable[Slot]) -> float | None:
        """Return when the next of these grants is to be renewed, in Unix seconds."""
        grants = filter(None, map(self.get, slots))
        moments = [each.due for each in grants if each.refresh_token and each.due is not None]
        return min(moments, default=None)

    def fresh(self, slot: Slot, provider: Provider, refused: str = "") -> Grant:
        """Return a grant that lasts, renewed by one thread of one process only.

        Parameters
        ----------
        slot
            Where it is kept.
        provider
            Whose it is.
        refused
            An access token that a service takes no longer; another one is got.

        Raises
        ------
        NotLoggedInError
            There is none, or it has ended and cannot be renewed.
        EsapError
            It has ended, and the issuer does not answer.
        """
        with self.lock(slot):
            grant = self._lasting(slot, provider, refused)
            if grant is not None:
                return grant
            with self._store.renewing(*slot):
                # Another process may have renewed it meanwhile.
                grant = self._lasting(slot, provider, refused)
                return grant or self._renewed(slot, provider)

    def lock(self, slot: Slot) -> threading.RLock:
        """Return the lock of a grant, for what is to be asked of its issuer once."""
        with self._lock:
            return self._renewing.setdefault(slot, threading.RLock())

    def _lasting(self, slot: Slot, provider: Provider, refused: str) -> Grant | None:
        """Return the grant where there is no need to renew it, or no way."""
        grant = self._there(slot, provider)
        now = self._clock()
        if grant.is_fresh(now) and grant.access_token != refused:
            return grant
        if grant.refresh_token and not self._has_just_failed(slot, grant):
            return None
        if grant.is_over(now):
            raise _ended(provider)
        return grant

    def _renewed(self, slot: Slot, provider: Provider) -> Grant:
        grant = self._there(slot, provider)
        used = grant.refresh_token
        try:
            fresh = provider.renewed(grant)
        except EsapError as error:
            self._tried[slot] = self._clock()
            is_final = isinstance(error, GrantRefusedError) and error.error in _FINAL
            if is_final:
                # What was refused for good is not asked again, by other processes neither.
                grant.refresh_token = ""
                self._replace(slot, used, grant)
            if not grant.is_over(self._clock()):
                return grant
            if is_final:
                raise _ended(provider) from error
            raise
        if not self._replace(slot, used, fresh):
            # The person has logged out meanwhile, or in anew; that counts.
            return self._there(slot, provider)
        return fresh

    def _replace(self, slot: Slot, used: str, grant: Grant) -> bool:
        """Keep a grant in place of the one with a refresh token, and of no other."""
        with self._writing:
            there = self.get(slot)
            if there is None or there.refresh_token != used:
                return False
            self._store.put(*slot, grant.to_keep())
            return True

    def _there(self, slot: Slot, provider: Provider) -> Grant:
        grant = self.get(slot)
        if grant is None:
            raise _ended(provider)
        return grant

    def _has_just_failed(self, slot: Slot, grant: Grant) -> bool:
        """Tell whether renewing was tried a moment ago, and the grant can still be used."""
        recently = self._tried.get(slot, 0.0) + _AGAIN > self._clock()
        return recently and not grant.is_over(self._clock())


def _ended(provider: Provider) -> NotLoggedInError:
    return NotLoggedInError(f"Your login at {provider.name} has ended.", remedy="Log in again.")
