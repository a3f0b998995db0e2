"""How one logs in to a lake, told to those who keep the logins."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ..catalogue import LakeEntry
from ..identity import Credential, ServiceLogin
from ..models.identity import Identity, LoginKind
from ..net import HttpClient
from .accounts import Accounts
from .client import RucioClient
from .clients import LakeClients
from .configs import LOGIN_VARIABLES, cfg_lake, cfg_login, cfg_path, environment_lake
from .session import Session

__all__ = ["lake_logins", "verified"]

_KINDS: tuple[LoginKind, ...] = ("userpass", "oidc", "x509", "x509_proxy")


def lake_logins(entries: Iterable[LakeEntry], http: Callable[[], HttpClient]) -> list[ServiceLogin]:
    """Say how one logs in to each lake; none is contacted.

    The variables of the environment and the ``rucio.cfg`` are for the lake that they name by its
    address, and for no other.
    """
    around, path = environment_lake(), cfg_path()
    written = cfg_lake(path) if path else None
    return [
        _login(
            entry,
            http,
            variables=LOGIN_VARIABLES if around and around.base == entry.base else {},
            values=cfg_login if written and written.base == entry.base else _nothing,
        )
        for entry in entries
    ]


def verified(entry: LakeEntry, credential: Credential, http: HttpClient) -> Identity:
    """Log in to a lake, and return who one is there.

    Raises
    ------
    EsapError
        The lake does not take the credential, or does not answer.
    """
    clients = LakeClients(entry=entry, http=http)
    try:
        session = Session(
            entry=entry, credential=lambda _refused: credential, client=clients.known_by
        )
        client = RucioClient(entry=entry, http=clients.api, session=session)
        account = Accounts(client).name()
    finally:
        clients.close()
    return Identity(
        service=entry.id,
        name=entry.name,
        state="in",
        kinds=list(_kinds(entry)),
        kind=credential.kind,
        account=account,
        subject=credential.subject,
        issuer=entry.issuer,
        source=credential.source,
        expires=credential.expires or session.expires,
        renews=credential.renews,
    )


def _login(
    entry: LakeEntry,
    http: Callable[[], HttpClient],
    *,
    variables: Mapping[str, str],
    values: Callable[[], Mapping[str, str]],
) -> ServiceLogin:
    environment = dict(variables)
    if entry.token_env:
        environment["token"] = entry.token_env
    return ServiceLogin(
        id=entry.id,
        name=entry.name,
        noun="lake",
        url=entry.base,
        prefixes=tuple(dict.fromkeys((entry.base, entry.auth_base))),
        kinds=_kinds(entry),
        account=entry.account,
        issuer=entry.issuer,
        client_id=entry.client_id or "",
        audience=entry.audience,
        scope=entry.scope,
        token_file=_path(entry.token_file),
        certificate=_path(entry.certificate),
        key=_path(entry.key),
        proxy=_path(entry.proxy),
        environment=environment,
        values=values,
        vouched=entry.vouched,
        verify=lambda credential: verified(entry, credential, http()),
    )


def _kinds(entry: LakeEntry) -> tuple[LoginKind, ...]:
    """Return the ways of logging in, the usual one first."""
    usual: LoginKind = entry.auth or ("oidc" if entry.issuer else "userpass")
    return usual, *(kind for kind in _KINDS if kind != usual)


def _path(text: str | None) -> Path | None:
    return Path(text).expanduser() if text else None


def _nothing() -> Mapping[str, str]:
    return {}
