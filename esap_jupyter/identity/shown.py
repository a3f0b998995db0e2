"""Says who one is at a service, without asking it and without a secret."""

import threading
import time
from collections.abc import Callable, Iterable

import msgspec

from ..errors import EsapError
from ..models.identity import Identity
from .chosen import Chosen
from .credential import Credential
from .oidc.issuers import Issuers
from .service import ServiceLogin
from .sources import Sources

__all__ = ["Shown"]


class Shown:
    """What is known of the person at each service.

    Parameters
    ----------
    chosen
        What the person logged in with.
    issuers
        The logins at issuers.
    sources
        What is found otherwise.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        chosen: Chosen,
        issuers: Issuers,
        sources: Sources,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._chosen = chosen
        self._issuers = issuers
        self._sources = sources
        self._clock = clock
        self._lock = threading.Lock()
        self._verified: dict[str, Identity] = {}

    def remember(self, verified: Identity, service: ServiceLogin) -> None:
        """Take what a service itself said."""
        with self._lock:
            self._verified[service.id] = verified

    def forget(self, service: ServiceLogin) -> None:
        """Forget what it said."""
        with self._lock:
            self._verified.pop(service.id, None)

    def identity(self, service: ServiceLogin) -> Identity:
        """Say who one is, as far as it is known; the Hub may be asked."""
        entry = self._issuers.entry(service)
        blank = Identity(
            service=service.id,
            name=service.name,
            noun=service.noun,
            state="out",
            kinds=list(service.kinds),
            account=service.account,
            issuer=service.issuer,
            device=bool(entry and entry.client_id),
            code=bool(entry and entry.client_id and entry.code),
        )
        try:
            credential, notes = self._known(service)
        except EsapError as error:
            return msgspec.structs.replace(blank, state="unknown", reason=str(error))
        if credential is None:
            return msgspec.structs.replace(blank, reason=" ".join(notes))
        return self._filled(blank, credential, notes)

    def _known(self, service: ServiceLogin) -> tuple[Credential | None, list[str]]:
        """Return what there is, as it is: nothing is renewed for being looked at."""
        login = self._chosen.look(service)
        if login is not None:
            peeked = self._issuers.peek(service, "login") if login.is_issued else None
            own = peeked or login.credential()
            if own is not None:
                return own, []
        found = self._sources.look(service)
        usable = found.credential or self._issuers.peek(service, "store")
        return usable or found.ended, found.notes

    def _filled(self, blank: Identity, credential: Credential, notes: Iterable[str]) -> Identity:
        is_over = credential.has_ended(self._clock) and not credential.renews
        with self._lock:
            verified = self._verified.get(blank.service)
        return msgspec.structs.replace(
            blank,
            state="expired" if is_over else "in",
            kind=credential.kind,
            account=(verified.account if verified else "") or credential.account,
            subject=credential.subject or (verified.subject if verified else ""),
            source=credential.source,
            expires=credential.expires or (verified.expires if verified else None),
            renews=credential.renews,
            reason=" ".join(notes),
        )
