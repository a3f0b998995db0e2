"""What the person logged in with, kept for each service."""

from collections.abc import Mapping

from ..models.identity import LoginKind, LoginRequest
from .credential import Credential
from .making import made
from .service import ServiceLogin
from .store import SecretStore

__all__ = ["Chosen", "values_of"]

_KINDS: dict[str, LoginKind] = {
    "userpass": "userpass",
    "x509": "x509",
    "x509_proxy": "x509_proxy",
    "oidc": "oidc",
    "token": "token",
}


def values_of(request: LoginRequest) -> dict[str, str]:
    """Return what a request holds, by the keys of `esap_jupyter.identity.service.KEYS`."""
    found = {
        "account": request.account,
        "username": request.username,
        "password": request.password,
        "token": request.token,
        "certificate": request.certificate,
        "key": request.key,
        "proxy": request.proxy,
    }
    return {key: value for key, value in found.items() if value}


class Chosen:
    """Remembers how the person logged in to each service, until logged out.

    Parameters
    ----------
    store
        Where it is kept; an entry is for one id at one address.
    """

    def __init__(self, store: SecretStore) -> None:
        self._store = store

    def kind(self, service: ServiceLogin) -> LoginKind | None:
        """Return the way that the person logged in, if at all."""
        kept = self._store.get(service.id, service.origin)
        return _KINDS.get(kept.get("kind", "")) if kept else None

    def account(self, service: ServiceLogin) -> str:
        """Return the account that was meant, if one was."""
        kept = self._store.get(service.id, service.origin)
        return kept.get("account", "") if kept else ""

    def credential(self, service: ServiceLogin) -> Credential | None:
        """Return what was logged in with, where it is kept here.

        Raises
        ------
        BadRequestError
            A file of it cannot be used any more.
        """
        kept = self._store.get(service.id, service.origin)
        kind = _KINDS.get(kept.get("kind", "")) if kept else None
        return made(service, kept, "login", kinds=(kind,)) if kept and kind else None

    def keep(self, service: ServiceLogin, kind: LoginKind, values: Mapping[str, str]) -> None:
        """Keep what was logged in with, in place of what was there."""
        self._store.put(service.id, service.origin, {**values, "kind": kind})

    def forget(self, service: ServiceLogin) -> bool:
        """Forget it, and tell whether there was something."""
        return self._store.delete(service.id, service.origin)
