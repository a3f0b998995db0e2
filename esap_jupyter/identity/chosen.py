"""What the person logged in with, kept for each service."""

from collections.abc import Mapping

from ..models.identity import LoginKind, LoginRequest
from .credential import Credential
from .making import made
from .service import ServiceLogin
from .store import SecretStore

__all__ = ["Chosen", "Login", "values_of"]

_KINDS: dict[str, LoginKind] = {
    "userpass": "userpass",
    "x509": "x509",
    "x509_proxy": "x509_proxy",
    "oidc": "oidc",
    "token": "token",
    "client_credentials": "client_credentials",
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
        "client_id": request.client_id,
        "client_secret": request.client_secret,
    }
    return {key: value for key, value in found.items() if value}


class Login:
    """How the person logged in to a service.

    Parameters
    ----------
    service
        The service.
    values
        What is kept of it, ``kind`` included.
    """

    def __init__(self, service: ServiceLogin, values: Mapping[str, str]) -> None:
        self._service = service
        self._values = values

    @property
    def kind(self) -> LoginKind | None:
        """The way."""
        return _KINDS.get(self._values.get("kind", ""))

    @property
    def is_issued(self) -> bool:
        """Whether the issuer's tokens prove it, and nothing that is kept here."""
        return self.kind == "oidc" and not self._values.get("token")

    @property
    def account(self) -> str:
        """The account that was meant, if one was."""
        return self._values.get("account", "")

    @property
    def known_as(self) -> str:
        """The account that the service said one is."""
        return self._values.get("known_as", "")

    def credential(self) -> Credential | None:
        """Return what was logged in with, where it is kept here.

        Raises
        ------
        BadRequestError
            A file of it cannot be used any more.
        """
        kinds = (self.kind,) if self.kind else ()
        return made(self._service, self._values, "login", kinds=kinds) if kinds else None


class Chosen:
    """Remembers how the person logged in to each service, until logged out.

    Parameters
    ----------
    store
        Where it is kept; an entry is for one id at one address.
    """

    def __init__(self, store: SecretStore) -> None:
        self._store = store

    def look(self, service: ServiceLogin) -> Login | None:
        """Return how the person logged in, if at all.

        Raises
        ------
        BadRequestError
            What is kept is not safe or makes no sense.
        """
        kept = self._store.get(service.id, service.origin)
        return Login(service, kept) if kept else None

    def keep(
        self, service: ServiceLogin, kind: LoginKind, values: Mapping[str, str], known_as: str
    ) -> None:
        """Keep what was logged in with, and as whom, in place of what was there."""
        self._store.put(service.id, service.origin, {**values, "kind": kind, "known_as": known_as})

    def forget(self, service: ServiceLogin) -> bool:
        """Forget it, and tell whether there was something."""
        return self._store.delete(service.id, service.origin)
