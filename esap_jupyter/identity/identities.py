"""Who one is at each service: the one place that credentials are asked of."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from ..catalogue.identity import IdentityEntry
from ..errors import (
    BadRequestError,
    CancelledError,
    ConflictError,
    EsapError,
    LoginRefusedError,
    NotFoundError,
    NotLoggedInError,
)
from ..models.identity import CodeLogin, DeviceLogin, Identity, LoginRequest, LoginState
from ..net import HttpClient
from ..urls import LOOPBACK, origin
from .chosen import Chosen, values_of
from .credential import Credential
from .hub import Hub
from .making import made
from .oidc.code import CodeLogins
from .oidc.device import DeviceLogins
from .oidc.grant import Grant
from .oidc.issuers import Issuers
from .oidc.renewal import Renewal
from .refused import Refused
from .service import ServiceLogin
from .shown import Shown
from .sources import Sources
from .store import SecretStore

__all__ = ["Identities"]


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
    told
        Told, in any thread, of which service a login has changed, and to what.
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
        told: Callable[[str, LoginState], None] = lambda _service, _state: None,
    ) -> None:
        self._services = services
        self._clock = clock
        self._told = told
        self._refused = Refused(clock)
        store = SecretStore(home=home, kind=settings.store)
        hub = Hub(http=http, environ=environ) if settings.hub else None
        self._hub = hub
        self._sources = Sources(hub=hub, home=home, environ=environ, clock=clock)
        self._chosen = Chosen(store)
        self._issuers = Issuers(
            services=services, settings=settings, http=http, store=store, clock=clock
        )
        self._devices = DeviceLogins(issuers=self._issuers, finish=self._granted, clock=clock)
        self._codes = CodeLogins(issuers=self._issuers, clock=clock)
        self._shown = Shown(
            chosen=self._chosen,
            issuers=self._issuers,
            sources=self._sources,
            refused=self._refused,
            clock=clock,
        )
        self._renewal = Renewal(due=self._issuers.due, renew=self._issuers.renew, clock=clock)

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
        LoginRefusedError
            The service has refused it some minutes ago.
        EsapError
            What the person logged in with cannot be used, or an issuer does not answer.
        """
        service = self._reached(service_id)
        try:
            found = self._found(service, refused)
        except NotLoggedInError as error:
            error.service = service.id
            raise
        reason = self._refused.reason(service.id, found.digest)
        if reason:
            raise LoginRefusedError(reason, remedy="Log in again, or try again in some minutes.")
        return found

    def refuse(self, service_id: str, digest: str, reason: str) -> None:
        """Take note that a service does not take a credential.

        Parameters
        ----------
        service_id
            The service.
        digest
            Of the credential.
        reason
            What the service said.
        """
        self._refused.note(service_id, digest, reason)
        self._told(service_id, "refused")

    def login(self, service_id: str, request: LoginRequest) -> Identity:
        """Log in with what is given; it is kept when the service has taken it, not before.

        Raises
        ------
        BadRequestError
            It is not enough, of a kind that the service does not take, or a file is not usable.
        EsapError
            The service refuses, or does not answer.
        """
        service = self._reached(service_id)
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
        self._chosen.keep(service, request.kind, values, verified.account)
        return self._changed(service)

    def logout(self, service_id: str) -> Identity:
        """Forget what the person logged in with; an OIDC login, for all of its issuer's services.

        Where the issuer cannot be told, ``reason`` says so; it is forgotten here all the same.

        Raises
        ------
        ConflictError
            The login comes from the Hub, a file or the environment, and cannot be ended here.
        """
        service = self._service(service_id)
        login = self._chosen.look(service)
        is_issued = login.is_issued if login else self._issuers.has(service)
        forgotten = self._chosen.forget(service)
        note = ""
        if is_issued:
            note = self._forgotten(service)
        elif not forgotten:
            found = self._sources.look(service).credential
            if found is not None:
                raise ConflictError(
                    f"Your login to {service.name} comes from the {found.source}.",
                    remedy="End it there, or log in with another one.",
                )
        now = self._changed(service)
        return msgspec.structs.replace(now, reason=note) if note else now

    def _forgotten(self, service: ServiceLogin) -> str:
        try:
            self._issuers.forget(service)
        except EsapError as error:
            return f"Logged out here, but not at the issuer: {error.message}"
        return ""

    def start_device(self, service_id: str) -> DeviceLogin:
        """Start a login by device code; see `esap_jupyter.identity.oidc.device`."""
        return self._devices.start(self._reached(service_id))

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
        return self._codes.start(self._reached(service_id), redirect_uri)

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
        """Give up the logins that are under way, and renew no more."""
        self._devices.close()
        self._renewal.close()

    def _granted(
        self, service: ServiceLogin, grant: Grant, cancel: threading.Event | None = None
    ) -> Identity:
        """Keep a grant, when the service has taken its token and nobody has given it up."""
        credential = self._issuers.as_credential(service, grant, "login")
        verified = service.verify(credential)
        if cancel is not None and cancel.is_set():
            raise CancelledError("The login was cancelled.")
        self._issuers.keep(service, grant)
        self._chosen.keep(service, "oidc", {"account": credential.account}, verified.account)
        return self._changed(service)

    def _changed(self, service: ServiceLogin) -> Identity:
        """Say who one is now, also to whoever wants to be told."""
        self._refused.forget(service.id)
        now = self._identity(service)
        self._told(service.id, now.state)
        return now

    def _found(self, service: ServiceLogin, refused: str) -> Credential:
        """Return what there is, whatever the service thinks of it."""
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
        credential = found.credential or self._issuers.credential(service, "store", refused=refused)
        if credential is None:
            raise NotLoggedInError(
                " ".join([f"You are not logged in to {service.name}.", *found.notes]),
                remedy="Log in.",
            )
        return credential

    def _own(self, service: ServiceLogin, refused: str) -> Credential | None:
        login = self._chosen.look(service)
        if login is None or not login.is_issued:
            return login.credential() if login else None
        credential = self._issuers.credential(service, "login", refused=refused)
        if credential is not None:
            credential.account = login.account or credential.account
        return credential

    def _service(self, service_id: str) -> ServiceLogin:
        for service in self._services():
            if service.id == service_id:
                return service
        raise NotFoundError(
            f"There is no service {service_id!r} to log in to.", remedy="List the identities."
        )

    def _reached(self, service_id: str) -> ServiceLogin:
        """Return a service to which a login can be sent without others reading it."""
        service = self._service(service_id)
        named = origin(service.url)
        if named is None or (named[0] != "https" and named[1] not in LOOPBACK):
            raise BadRequestError(
                f"A login to {service.name} is not sent over http, where others can read it.",
                remedy="Give it an https address in the catalogue.",
            )
        return service

    def _identity(self, service: ServiceLogin) -> Identity:
        shown = self._shown.identity(service)
        if shown.renews and shown.kind == "oidc":
            self._renewal.begin()
        return shown
