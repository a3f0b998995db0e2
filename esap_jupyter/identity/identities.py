"""Who one is at each service: the one place that credentials are asked of."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from ..catalogue.identity import IdentityEntry
from ..errors import BadRequestError, ConflictError, EsapError, NotFoundError, NotLoggedInError
from ..models.identity import CodeLogin, DeviceLogin, Identity, LoginRequest
from ..net import HttpClient
from .chosen import Chosen, values_of
from .credential import Credential
from .hub import Hub
from .making import made
from .oidc.code import CodeLogins
from .oidc.device import DeviceLogins
from .oidc.grant import Grant
from .oidc.issuers import Issuers
from .service import ServiceLogin
from .sources import Found, Sources
from .store import SecretStore

__all__ = ["Identities"]

Known = tuple[Credential | None, list[str]]


class Identities:
    """Finds, renews and keeps what proves who one is.

    A credential is, in this order: what the person logged in with, until logged out; what
    `esap_jupyter.identity.sources.Sources` finds; a login at the same issuer for another service.

    Parameters
    ----------
    services
        Gives the services that one can log in to, contacting none.
    settings
        What the catalogue says.
    http
        Gives the client that requests go through.
    home
        Gives ESAP's home.
    environ
        The environment.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        services: Callable[[], Iterable[ServiceLogin]],
        settings: IdentityEntry,
        http: Callable[[], HttpClient],
        home: Callable[[], Path],
        environ: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._services = services
        self._clock = clock
        store = SecretStore(home=home, kind=settings.store)
        hub = Hub(http=http, environ=environ) if settings.hub else None
        self._hub = hub
        self._sources = Sources(hub=hub, home=home, environ=environ, clock=clock)
        self._chosen = Chosen(store)
        self._issuers = Issuers(settings=settings, http=http, store=store, clock=clock)
        self._devices = DeviceLogins(issuers=self._issuers, finish=self._granted, clock=clock)
        self._codes = CodeLogins(issuers=self._issuers, clock=clock)
        self._verified: dict[str, Identity] = {}
        self._lock = threading.Lock()

    def list(self) -> list[Identity]:
        """Say of each service who one is there, as far as it is known without asking it."""
        return [self._identity(service) for service in self._services()]

    def get(self, service_id: str) -> Identity:
        """Say who one is at a service; otherwise like `list`.

        Raises
        ------
        NotFoundError
            There is no such service.
        """
        return self._identity(self._service(service_id))

    def prefixes(self, service_id: str) -> tuple[str, ...]:
        """Return the addresses below which a credential of a service may be sent."""
        service = self._service(service_id)
        return service.prefixes or (service.url,)

    def credential(self, service_id: str, *, refused: str = "") -> Credential:
        """Return what proves who one is, renewed where it is about to end.

        Parameters
        ----------
        service_id
            What it is for.
        refused
            A token that the service does not take any longer; another is got where that can be.

        Raises
        ------
        NotLoggedInError
            There is none, or it has ended.
        EsapError
            What the person logged in with cannot be used, or an issuer does not answer.
        """
        service = self._service(service_id)
        own = self._own(service, refused)
        if own is not None:
            if own.has_ended(self._clock):
                raise NotLoggedInError(
                    f"Your login to {service.name} has ended.", remedy="Log in again."
                )
            return own
        if refused and self._hub is not None:
            self._hub.forget()
        found = self._sources.look(service)
        shared = None if found.credential else self._issuers.credential(service, "store")
        if found.credential is None and shared is None:
            raise NotLoggedInError(
                " ".join([f"You are not logged in to {service.name}.", *found.notes]),
                remedy="Log in.",
            )
        return found.credential or shared  # type: ignore[return-value]  # one of them is there

    def login(self, service_id: str, request: LoginRequest) -> Identity:
        """Log in with what is given; it is kept when the service has taken it, not before.

        Raises
        ------
        BadRequestError
            It is not enough, of a kind that the service does not take, or a file is not usable.
        EsapError
            The service refuses, or does not answer.
        """
        service = self._service(service_id)
        if request.kind not in service.kinds:
            raise BadRequestError(
                f"{service.name} takes no login of the kind {request.kind}.",
                remedy=f"Choose one of: {', '.join(service.kinds)}.",
            )
        values = values_of(request)
        credential = made(service, values, "login", kinds=(request.kind,))
        if credential is None:
            raise BadRequestError(
                f"That is not enough to log in to {service.name}.", remedy="Fill in all of it."
            )
        if credential.has_ended(self._clock):
            raise BadRequestError(
                f"What you log in to {service.name} with has ended.", remedy="Get another one."
            )
        verified = service.verify(credential)
        self._chosen.keep(service, request.kind, values)
        return self._remembered(service, verified)

    def logout(self, service_id: str) -> Identity:
        """Forget what the person logged in with; an OIDC login, for all of its issuer's services.

        Raises
        ------
        ConflictError
            The login comes from the Hub, a file or the environment, and cannot be ended here.
        """
        service = self._service(service_id)
        was_oidc = self._chosen.kind(service) == "oidc" or self._issuers.has(service)
        forgotten = self._chosen.forget(service)
        with self._lock:
            self._verified.pop(service.id, None)
        if was_oidc:
            self._issuers.forget(service)
        elif not forgotten:
            found = self._sources.look(service).credential
            if found is not None:
                raise ConflictError(
                    f"Your login to {service.name} comes from the {found.source}.",
                    remedy="End it there, or log in with another one.",
                )
        return self._identity(service)

    def start_device(self, service_id: str) -> DeviceLogin:
        """Start a login by device code; see `esap_jupyter.identity.oidc.device`."""
        return self._devices.start(self._service(service_id))

    def device(self, service_id: str) -> DeviceLogin:
        """Say how the login by device code is.

        Raises
        ------
        NotFoundError
            None was started.
        """
        return self._devices.get(self._service(service_id))

    def cancel_device(self, service_id: str) -> None:
        """Give up the login by device code, if there is one."""
        self._devices.cancel(self._service(service_id))

    def start_code(self, service_id: str, redirect_uri: str) -> CodeLogin:
        """Start a login by code and PKCE; see `esap_jupyter.identity.oidc.code`."""
        return self._codes.start(self._service(service_id), redirect_uri)

    def finish_code(self, state: str, code: str, *, issuer: str = "", error: str = "") -> Identity:
        """End a login by code with what the issuer sent the browser back with.

        Raises
        ------
        BadRequestError
            Nobody started it, or it has ended.
        EsapError
            The issuer or the service refuses.
        """
        service, grant = self._codes.finish(state, code, issuer=issuer, error=error)
        return self._granted(service, grant)

    def close(self) -> None:
        """Give up the logins that are under way."""
        self._devices.close()

    def _granted(self, service: ServiceLogin, grant: Grant) -> Identity:
        """Keep a grant, when the service has taken its token."""
        credential = self._issuers.as_credential(service, grant, "login")
        verified = service.verify(credential)
        self._issuers.keep(service, grant)
        self._chosen.keep(service, "oidc", {"account": credential.account})
        return self._remembered(service, verified)

    def _own(self, service: ServiceLogin, refused: str) -> Credential | None:
        if self._chosen.kind(service) != "oidc":
            return self._chosen.credential(service)
        given = self._chosen.credential(service)
        if given is not None:
            return given
        made_of_grant = self._issuers.credential(service, "login", refused=refused)
        if made_of_grant is None:
            raise NotLoggedInError(
                f"Your login to {service.name} has ended.", remedy="Log in again."
            )
        made_of_grant.account = self._chosen.account(service) or made_of_grant.account
        return made_of_grant

    def _service(self, service_id: str) -> ServiceLogin:
        for service in self._services():
            if service.id == service_id:
                return service
        raise NotFoundError(
            f"There is no service {service_id!r} to log in to.", remedy="List the identities."
        )

    def _remembered(self, service: ServiceLogin, verified: Identity) -> Identity:
        with self._lock:
            self._verified[service.id] = verified
        return self._identity(service)

    def _identity(self, service: ServiceLogin) -> Identity:
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

    def _known(self, service: ServiceLogin) -> Known:
        """Return what there is, as it is: nothing is renewed for being looked at."""
        if self._chosen.kind(service) == "oidc":
            own = self._chosen.credential(service) or self._issuers.peek(service, "login")
        else:
            own = self._chosen.credential(service)
        if own is not None:
            return own, []
        found: Found = self._sources.look(service)
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
