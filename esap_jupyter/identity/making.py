"""Makes a credential of what somebody gave, in the first way that it is enough for."""

from collections.abc import Mapping
from pathlib import Path

from ..errors import BadRequestError
from ..models.identity import CredentialSource, LoginKind
from .credential import Credential
from .service import ServiceLogin
from .tokens import claims, expiry, plain_token
from .x509 import check_key, read_certificate

__all__ = ["made"]


def made(
    service: ServiceLogin,
    values: Mapping[str, str],
    source: CredentialSource,
    *,
    kinds: tuple[LoginKind, ...] = (),
) -> Credential | None:
    """Make a credential, or None where what there is is enough for none.

    Parameters
    ----------
    service
        What it is for.
    values
        What there is, by the keys of `esap_jupyter.identity.service.KEYS`.
    source
        Where it comes from.
    kinds
        The ways to try, instead of all of the service.

    Raises
    ------
    BadRequestError
        A file of it cannot be used, or a token is none.
    """
    for kind in kinds or service.kinds:
        if kind == "userpass" and values.get("username") and values.get("password"):
            return Credential(
                kind=kind,
                source=source,
                account=_account(service, values),
                username=values["username"],
                password=values["password"],
                renews=True,
            )
        if kind == "client_credentials" and values.get("client_id"):
            if not values.get("client_secret"):
                continue
            return Credential(
                kind=kind,
                source=source,
                account=_account(service, values),
                username=values["client_id"],
                password=values["client_secret"],
                renews=True,
            )
        if kind == "x509" and values.get("certificate") and values.get("key"):
            return _certified(service, values, source, kind)
        if kind == "x509_proxy" and values.get("proxy"):
            return _certified(service, values, source, kind)
        if kind in ("oidc", "token") and values.get("token"):
            return _token(service, values, source, kind)
    return None


def _account(service: ServiceLogin, values: Mapping[str, str]) -> str:
    return values.get("account") or service.account


def _certified(
    service: ServiceLogin, values: Mapping[str, str], source: CredentialSource, kind: LoginKind
) -> Credential:
    is_proxy = kind == "x509_proxy"
    path = Path(values["proxy" if is_proxy else "certificate"]).expanduser()
    key = None if is_proxy else Path(values["key"]).expanduser()
    check_key(key or path)
    read = read_certificate(path)
    return Credential(
        kind=kind,
        source=source,
        account=_account(service, values),
        certificate=path,
        key=key,
        expires=read.ends,
        subject=read.subject,
    )


def _token(
    service: ServiceLogin, values: Mapping[str, str], source: CredentialSource, kind: LoginKind
) -> Credential:
    token = plain_token(values["token"])
    if not token:
        raise BadRequestError(
            f"The token for {service.name} (from {source}) is none: it has characters that no "
            "token has.",
            remedy="Give the token alone, without quotes or line breaks.",
        )
    found = claims(token)
    issuer, subject = found.get("iss"), found.get("sub")
    return Credential(
        kind=kind,
        source=source,
        account=_account(service, values),
        token=token,
        expires=expiry(token),
        issuer=issuer if isinstance(issuer, str) else None,
        subject=subject if isinstance(subject, str) else "",
    )
