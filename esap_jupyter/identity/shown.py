"""Says who one is at a service, without asking it and without a secret."""

import time
from collections.abc import Callable

import msgspec

from ..errors import EsapError
from ..models.identity import Identity, LoginState
from .chosen import Chosen, Login
from .credential import Credential
from .oidc.issuers import Issuers
from .refused import Refused
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
    refused
        What services do not take.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        chosen: Chosen,
        issuers: Issuers,
        sources: Sources,
        refused: Refused,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._chosen = chosen
        self._issuers = issuers
        self._sources = sources
        self._refused = refused
        self._clock = clock

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
            login = self._chosen.look(service)
            credential, notes = self._known(service, login)
        except EsapError as error:
            return msgspec.structs.replace(blank, state="unknown", reason=str(error))
        if credential is None:
            return msgspec.structs.replace(blank, reason=" ".join(notes))
        refusal = self._refused.reason(service.id, credential.digest)
        is_own = login is not None and credential.source == "login"
        return msgspec.structs.replace(
            blank,
            state="refused" if refusal else self._state(credential),
            kind=credential.kind,
            account=(login.known_as if login and is_own else "") or credential.account,
            subject=credential.subject,
            source=credential.source,
            expires=credential.expires,
            renews=credential.renews,
            reason=refusal or " ".join(notes),
        )

    def _state(self, credential: Credential) -> LoginState:
        is_over = credential.has_ended(self._clock) and not credential.renews
        return "expired" if is_over else "in"

    def _known(
        self, service: ServiceLogin, login: Login | None
    ) -> tuple[Credential | None, list[str]]:
        """Return what there is, as it is: nothing is renewed for being looked at."""
        if login is not None:
            peeked = self._issuers.peek(service, "login") if login.is_issued else None
            if peeked is not None:
                peeked.account = login.account or peeked.account
            own = peeked or login.credential()
            if own is not None:
                return own, []
        found = self._sources.look(service)
        usable = found.credential or self._issuers.peek(service, "store")
        return usable or found.ended, found.notes
