"""Logins at issuers, each good for the services of the issuer that its tokens are for."""

import threading
import time
from collections.abc import Callable, Iterable

import msgspec

from ...catalogue.identity import IdentityEntry, IssuerEntry
from ...errors import EsapError, NotAvailableError, NotLoggedInError
from ...models.identity import CredentialSource
from ...net import HttpClient
from ..credential import Credential
from ..service import ServiceLogin
from ..store import SecretStore
from .fitting import credential_of, is_for
from .grant import Grant
from .kept import KeptGrants, Slot
from .provider import Provider

__all__ = ["Issuers"]


class Issuers:
    """Holds the grants of issuers: one for each issuer, client and audience.

    A service whose audience has none is given a token in exchange for another, where the issuer
    does that; a token that was asked for one audience goes to no other.

    Parameters
    ----------
    services
        Gives all services.
    settings
        What the catalogue says of issuers.
    http
        Gives the client that requests go through.
    store
        Where grants are kept.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        services: Callable[[], Iterable[ServiceLogin]],
        settings: IdentityEntry,
        http: Callable[[], HttpClient],
        store: SecretStore,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._services = services
        self._settings = settings
        self._http = http
        self._clock = clock
        self._lock = threading.Lock()
        self._providers: dict[tuple[str, str], Provider] = {}
        self._exchanged: dict[tuple[Slot, str, str], tuple[str, Grant]] = {}
        self.kept = KeptGrants(store=store, clock=clock)

    def entry(self, service: ServiceLogin) -> IssuerEntry | None:
        """Return what is known of the issuer of a service, or None where it has none."""
        if not service.issuer or "oidc" not in service.kinds:
            return None
        known = self._settings.issuer(service.issuer) or IssuerEntry(url=service.issuer)
        if not service.client_id:
            return known
        return msgspec.structs.replace(known, client_id=service.client_id)

    def provider(self, service: ServiceLogin) -> Provider:
        """Return the issuer of a service.

        Raises
        ------
        NotAvailableError
            It has none, or there is no client registered for ESAP.
        """
        entry = self.entry(service)
        if entry is None or not entry.client_id:
            raise NotAvailableError(
                f"{service.name} offers no login by OIDC from here.",
                remedy="An operator can add its issuer and a client_id to [identity.issuers].",
            )
        key = entry.url, entry.client_id
        with self._lock:
            if key not in self._providers:
                self._providers[key] = Provider(
                    entry=entry, http=self._client(entry, service), clock=self._clock
                )
            return self._providers[key]

    def asked(self, service: ServiceLogin) -> dict[str, str]:
        """Give what a login for a service asks for: scope and, if any, audience."""
        entry = self.provider(service).entry
        usual = "" if service.scope_alone else entry.scope
        scopes = dict.fromkeys([*usual.split(), *service.scope.split()])
        audience = service.audience or entry.audience
        form = {"scope": " ".join(scopes), "audience": audience}
        # RFC 8707 knows the same as addresses only.
        form["resource"] = audience if audience.startswith("https://") else ""
        return {key: value for key, value in form.items() if value}

    def slot(self, service: ServiceLogin) -> Slot | None:
        """Return where the grant of a service is kept, or None where it has no issuer."""
        entry = self.entry(service)
        if entry is None or not entry.client_id:
            return None
        whom = service.audience or entry.audience or "all"
        if not service.vouched:
            # What only a stranger's document describes shares with nobody.
            whom += f" at {service.origin}"
        if service.scope_alone:
            # Scopes that say as whom one acts there make each a login of its own.
            whom += f" as {service.scope}"
        return f"issuer {entry.client_id} for {whom}", entry.url.rstrip("/")

    def keep(self, service: ServiceLogin, grant: Grant) -> None:
        """Keep a grant for all services that its tokens are for."""
        slot = self.slot(service)
        assert slot is not None
        self.kept.put(slot, grant)

    def forget(self, service: ServiceLogin) -> None:
        """Log out at the issuer of a service, for all of its services.

        Raises
        ------
        EsapError
            It is forgotten here, but the issuer could not be told.
        """
        provider = self.provider(service)
        grants = [self.kept.delete(slot) for slot in self._slots(service)]
        with self._lock:
            self._exchanged.clear()
        errors: list[EsapError] = []
        for grant in filter(None, grants):
            try:
                provider.revoke(grant.refresh_token)
            except EsapError as error:
                errors.append(error)
        if errors:
            raise errors[0]

    def has(self, service: ServiceLogin) -> bool:
        """Tell whether there is a login at the issuer of a service."""
        return self._found(service) is not None

    def credential(
        self, service: ServiceLogin, source: CredentialSource, *, refused: str = ""
    ) -> Credential | None:
        """Give a fresh token for a service, renewed and exchanged where need be.

        Parameters
        ----------
        service
            What it is for.
        source
            Where to say that it comes from.
        refused
            A token that the service takes no longer; another one is got.

        Raises
        ------
        NotLoggedInError
            The login has ended, or is not good for this service.
        EsapError
            The issuer does not answer.
        """
        slot = self._found(service)
        if slot is None:
            return None
        grant = self.kept.fresh(slot, self.provider(service), refused)
        return self.as_credential(service, grant, source, refused=refused)

    def peek(self, service: ServiceLogin, source: CredentialSource) -> Credential | None:
        """Give the token that is kept, as it is, contacting nobody."""
        slot = self._found(service)
        grant = self.kept.get(slot) if slot else None
        if grant is None:
            return None
        provider = self.provider(service)
        is_good = is_for(service, grant, provider.entry) or provider.exchanges is not False
        return credential_of(service, grant, source) if is_good else None

    def due(self) -> float | None:
        """Return when the next of the kept grants is to be renewed, in Unix seconds."""
        return self.kept.due(dict.fromkeys(filter(None, map(self.slot, self._services()))))

    def renew(self) -> None:
        """Renew the kept grants that are about to end.

        Raises
        ------
        EsapError
            An issuer does not answer.
        """
        for service in self._services():
            slot = self.slot(service)
            grant = self.kept.get(slot) if slot else None
            if slot is not None and grant is not None and grant.refresh_token:
                self.kept.fresh(slot, self.provider(service))

    def as_credential(
        self, service: ServiceLogin, grant: Grant, source: CredentialSource, *, refused: str = ""
    ) -> Credential:
        """Make a credential of a grant, exchanging it where it is not for the service.

        Raises
        ------
        NotLoggedInError
            It is not good for this service, and the issuer does not exchange it.
        """
        provider = self.provider(service)
        if is_for(service, grant, provider.entry):
            return credential_of(service, grant, source)
        audience = service.audience or provider.entry.audience
        slot = self.slot(service)
        if slot is None or not audience or not provider.may_exchange():
            raise NotLoggedInError(
                f"Your login at {provider.name} is not for {service.name}.",
                remedy=f"Log in to {service.name} too.",
            )
        key = slot, audience, service.scope
        with self.kept.lock(slot):
            origin_token, fresh = self._exchanged.get(key, ("", None))
            if (
                fresh is None
                or origin_token != grant.access_token
                or not fresh.is_fresh(self._clock())
                or fresh.access_token == refused
            ):
                fresh = provider.exchanged(grant, audience=audience, scope=service.scope)
                self._exchanged[key] = grant.access_token, fresh
        made = credential_of(service, fresh, source)
        made.renews = True
        return made

    def _found(self, service: ServiceLogin) -> Slot | None:
        """Return the slot of the grant to use: the service's own, or one that may be exchanged."""
        own = self.slot(service)
        shares = service.vouched and not service.scope_alone
        slots = self._slots(service) if shares else [own]
        return next((slot for slot in slots if slot and self.kept.get(slot)), None)

    def _slots(self, service: ServiceLogin) -> list[Slot]:
        """Return all slots of the issuer and client of a service, its own first."""
        mine, entry = self.slot(service), self.entry(service)
        if mine is None or entry is None:
            return []
        others = (
            self.slot(each)
            for each in self._services()
            if (known := self.entry(each)) is not None
            and (known.url, known.client_id) == (entry.url, entry.client_id)
        )
        return list(dict.fromkeys([mine, *(each for each in others if each)]))

    def _client(self, entry: IssuerEntry, service: ServiceLogin) -> HttpClient:
        http = self._http()
        guard = http.guard.derived()
        if service.vouched or self._settings.issuer(entry.url) is not None:
            guard.allow(entry.url)
        return http.derived(guard=guard)
