"""Logins at issuers: kept, renewed once for all, and good for each service of the issuer."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator

import msgspec

from ...catalogue.identity import IdentityEntry, IssuerEntry
from ...errors import EsapError, NotAvailableError, NotLoggedInError
from ...models.identity import CredentialSource
from ...net import HttpClient
from ..credential import Credential
from ..service import ServiceLogin
from ..store import SecretStore
from ..tokens import audience_of, claims
from .grant import Grant, GrantRefusedError
from .provider import Provider

__all__ = ["Issuers"]

_AGAIN = 30.0


class Issuers:
    """Holds the grants of issuers, one for each issuer and client.

    Parameters
    ----------
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
        settings: IdentityEntry,
        http: Callable[[], HttpClient],
        store: SecretStore,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._http = http
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._providers: dict[tuple[str, str], Provider] = {}
        self._renewing: dict[tuple[str, str], threading.RLock] = {}
        self._tried: dict[tuple[str, str], float] = {}
        self._exchanged: dict[tuple[str, str, str, str], tuple[str, Grant]] = {}

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
                self._renewing[key] = threading.RLock()
            return self._providers[key]

    def asked(self, service: ServiceLogin) -> dict[str, str]:
        """Give what a login for a service asks for: scope and, if any, audience."""
        entry = self.provider(service).entry
        scopes = dict.fromkeys([*entry.scope.split(), *service.scope.split()])
        audience = service.audience or entry.audience
        form = {"scope": " ".join(scopes), "audience": audience}
        # RFC 8707 knows the same as addresses only.
        form["resource"] = audience if audience.startswith("https://") else ""
        return {key: value for key, value in form.items() if value}

    def keep(self, service: ServiceLogin, grant: Grant) -> None:
        """Keep a grant for all services of its issuer."""
        entry = self.provider(service).entry
        self._store.put(*_slot(entry), grant.to_keep())

    def forget(self, service: ServiceLogin) -> None:
        """Log out at the issuer of a service, for all of its services."""
        provider = self.provider(service)
        kept = self._store.get(*_slot(provider.entry))
        self._store.delete(*_slot(provider.entry))
        with self._lock:
            self._exchanged.clear()
        if kept:
            provider.revoke(kept.get("refresh_token", ""))

    def has(self, service: ServiceLogin) -> bool:
        """Tell whether there is a login at the issuer of a service."""
        entry = self.entry(service)
        return bool(entry and entry.client_id and self._store.get(*_slot(entry)))

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
        if not self.has(service):
            return None
        grant = self._fresh(service, refused)
        return self.as_credential(service, grant, source, refused=refused)

    def peek(self, service: ServiceLogin, source: CredentialSource) -> Credential | None:
        """Give the token that is kept, as it is, contacting nobody."""
        entry = self.entry(service)
        kept = self._store.get(*_slot(entry)) if entry and entry.client_id else None
        if not kept:
            return None
        grant = Grant.kept(kept)
        is_good = _is_for(service, grant) or self.provider(service).exchanges is not False
        return _credential(service, grant, source) if is_good else None

    def due(self, services: Iterable[ServiceLogin]) -> float | None:
        """Return when the next of the kept grants is to be renewed, in Unix seconds."""
        grants = (Grant.kept(kept) for _, kept in self._all(services))
        moments = [each.due for each in grants if each.refresh_token and each.due is not None]
        return min(moments, default=None)

    def renew(self, services: Iterable[ServiceLogin]) -> None:
        """Renew the kept grants that are about to end.

        Raises
        ------
        EsapError
            An issuer does not answer.
        """
        for service, kept in self._all(services):
            if Grant.kept(kept).refresh_token:
                self._fresh(service, "")

    def _all(
        self, services: Iterable[ServiceLogin]
    ) -> Iterator[tuple[ServiceLogin, dict[str, str]]]:
        seen = set()
        for service in services:
            entry = self.entry(service)
            if entry is not None and entry.client_id and _slot(entry) not in seen:
                seen.add(_slot(entry))
                kept = self._store.get(*_slot(entry))
                if kept:
                    yield service, kept

    def as_credential(
        self, service: ServiceLogin, grant: Grant, source: CredentialSource, *, refused: str = ""
    ) -> Credential:
        """Make a credential of a grant, exchanging it where it is not for the service.

        Raises
        ------
        NotLoggedInError
            It is not good for this service, and the issuer does not exchange it.
        """
        if _is_for(service, grant):
            return _credential(service, grant, source)
        provider = self.provider(service)
        if not provider.may_exchange():
            raise NotLoggedInError(
                f"Your login at {provider.name} is not for {service.name}.",
                remedy=f"Log in to {service.name} too.",
            )
        key = (provider.entry.url, provider.entry.client_id, service.audience, service.scope)
        with self._renewing[key[:2]]:
            origin_token, fresh = self._exchanged.get(key, ("", None))
            if (
                fresh is None
                or origin_token != grant.access_token
                or not fresh.is_fresh(self._clock())
                or fresh.access_token == refused
            ):
                fresh = provider.exchanged(grant, audience=service.audience, scope=service.scope)
                self._exchanged[key] = grant.access_token, fresh
        made = _credential(service, fresh, source)
        made.renews = True
        return made

    def _fresh(self, service: ServiceLogin, refused: str) -> Grant:
        """Return a grant that lasts, renewed by one thread of one process only."""
        provider = self.provider(service)
        slot = _slot(provider.entry)
        with self._renewing[provider.entry.url, provider.entry.client_id]:
            grant = self._kept(service, slot)
            if grant.is_fresh(self._clock()) and grant.access_token != refused:
                return grant
            if not grant.refresh_token or self._has_just_failed(slot, grant):
                return self._as_long_as_it_lasts(service, grant, None)
            with self._store.renewing(*slot):
                # Another process may have renewed it meanwhile.
                grant = self._kept(service, slot)
                if grant.is_fresh(self._clock()) and grant.access_token != refused:
                    return grant
                try:
                    fresh = provider.renewed(grant)
                except EsapError as error:
                    self._remember_failure(slot, grant, error)
                    return self._as_long_as_it_lasts(service, grant, error)
                self._store.put(*slot, fresh.to_keep())
                return fresh

    def _kept(self, service: ServiceLogin, slot: tuple[str, str]) -> Grant:
        kept = self._store.get(*slot)
        if not kept:
            raise self._ended(service)
        return Grant.kept(kept)

    def _has_just_failed(self, slot: tuple[str, str], grant: Grant) -> bool:
        """Tell whether renewing was tried a moment ago, and the grant can still be used."""
        recently = self._tried.get(slot, 0.0) + _AGAIN > self._clock()
        return recently and not grant.is_over(self._clock())

    def _remember_failure(self, slot: tuple[str, str], grant: Grant, error: EsapError) -> None:
        self._tried[slot] = self._clock()
        if isinstance(error, GrantRefusedError) and _is_final(error):
            # What was refused for good is not asked again, neither here nor by other processes.
            grant.refresh_token = ""
            self._store.put(*slot, grant.to_keep())

    def _as_long_as_it_lasts(
        self, service: ServiceLogin, grant: Grant, error: EsapError | None
    ) -> Grant:
        if not grant.is_over(self._clock()):
            return grant
        if error is None or (isinstance(error, GrantRefusedError) and _is_final(error)):
            raise self._ended(service) from error
        raise error

    def _ended(self, service: ServiceLogin) -> NotLoggedInError:
        return NotLoggedInError(
            f"Your login at {self.provider(service).name} has ended.",
            remedy=f"Log in to {service.name} again.",
        )

    def _client(self, entry: IssuerEntry, service: ServiceLogin) -> HttpClient:
        http = self._http()
        guard = http.guard.derived()
        if service.vouched or self._settings.issuer(entry.url) is not None:
            guard.allow(entry.url)
        return http.derived(guard=guard)


def _slot(entry: IssuerEntry) -> tuple[str, str]:
    return f"issuer {entry.client_id}", entry.url.rstrip("/")


def _is_final(error: GrantRefusedError) -> bool:
    return error.error in ("invalid_grant", "invalid_client", "unauthorized_client")


def _is_for(service: ServiceLogin, grant: Grant) -> bool:
    """Tell whether a token is good for a service, as far as it says what it is good for."""
    said = claims(grant.access_token)
    audience = audience_of(said) or (grant.audience,)
    if service.audience and service.audience not in audience:
        return False
    scope = said.get("scope")
    scopes = (scope if isinstance(scope, str) else grant.scope).split()
    # What an issuer does not tell of a token cannot be held against it.
    wanted = set(service.scope.split()) - {"openid", "profile", "email", "offline_access"}
    return not scopes or wanted <= set(scopes)


def _credential(service: ServiceLogin, grant: Grant, source: CredentialSource) -> Credential:
    return Credential(
        kind="oidc",
        source=source,
        account=service.account,
        token=grant.access_token,
        expires=grant.expires,
        renews=bool(grant.refresh_token),
        issuer=service.issuer,
        subject=grant.subject,
    )
