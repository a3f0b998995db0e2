"""Logging in from Python."""

import getpass
import time
from typing import Any

import msgspec

from ..errors import BadRequestError
from ..models.identity import DeviceLogin, Identity, LoginRequest
from .identity_list import IdentityList

__all__ = ["identity", "login", "logout"]

_PAUSE = 1.0


def login(id: str, **credentials: Any) -> Identity:  # noqa: A002  (what it is called everywhere)
    """Log in to a lake, an archive or a facility.

    Without credentials, a login by device code is started where the service takes OIDC: open the
    page that is shown, and type the code. What the service has taken is kept for later sessions.

    Parameters
    ----------
    id
        Of the service; `identity` lists them.
    credentials
        ``username`` and ``password`` (asked for, unseen, where only the name is given);
        ``certificate`` and ``key``, or ``proxy``, as paths; ``token``; or ``client_id`` and
        ``client_secret`` of an application, which is asked for too. Besides, ``account``, and
        ``kind`` where what is given does not tell.

    Raises
    ------
    BadRequestError
        It is not enough, or the service takes no such login.
    LoginRefusedError, AccessDeniedError
        The service does not take it.
    """
    from .. import api

    identities = api.platform().identities
    if not credentials:
        known = identities.get(id)
        if known.device:
            return _by_device(id)
        raise BadRequestError(
            f"{known.name} wants credentials.",
            remedy=f"It takes: {', '.join(known.kinds)}.",
        )
    if "username" in credentials and "password" not in credentials:
        credentials["password"] = getpass.getpass(f"Password of {credentials['username']}: ")
    if "client_id" in credentials and "client_secret" not in credentials:
        credentials["client_secret"] = getpass.getpass("Secret of the application: ")
    fields = {name: str(value) for name, value in credentials.items() if value is not None}
    fields.setdefault("kind", _kind(fields, identities.get(id)))
    try:
        request = msgspec.convert(fields, LoginRequest)
    except msgspec.ValidationError as error:
        raise BadRequestError(
            f"The login makes no sense: {error}.",
            remedy="Give username and password, certificate and key, proxy, or token.",
        ) from None
    return identities.login(id, request)


def logout(id: str) -> Identity:  # noqa: A002  (what it is called everywhere)
    """Forget a login; an OIDC login, for all services of its issuer.

    Raises
    ------
    ConflictError
        It comes from the Hub, a file or the environment.
    """
    from .. import api

    return api.platform().identities.logout(id)


def identity() -> IdentityList:
    """List who you are at each service, as far as it is known without asking it."""
    from .. import api

    return IdentityList(api.platform().identities.list())


def _by_device(service: str) -> Identity:
    from .. import api

    identities = api.platform().identities
    started = identities.start_device(service)
    page = started.uri_complete or started.uri
    print(f"Open {page} and type {started.code}", flush=True)  # noqa: T201  (for the person)
    try:
        while (now := identities.device(service)).state == "waiting":
            time.sleep(_PAUSE)
    except BaseException:
        identities.cancel_device(service)
        raise
    _raise_failure(now)
    return identities.get(service)


def _raise_failure(login: DeviceLogin) -> None:
    from ..errors import LoginRefusedError

    if login.error is not None:
        raise LoginRefusedError(login.error.message, remedy=login.error.remedy)
    if login.state != "done":
        raise LoginRefusedError("The login was cancelled.", remedy="Log in again.")


def _kind(fields: dict[str, str], known: Identity) -> str:
    """Return the kind of login that the fields are for."""
    if "client_secret" in fields:
        return "client_credentials"
    if "password" in fields:
        return "userpass"
    if "proxy" in fields:
        return "x509_proxy"
    if "certificate" in fields:
        return "x509"
    return "token" if "token" in known.kinds else "oidc"
