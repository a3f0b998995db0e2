"""How one logs in to a hub: with a token that the hub gives to its users."""

from collections.abc import Callable
from pathlib import Path

from ...catalogue.facilities import FacilityEntry
from ...identity import Credential, ServiceLogin
from ...models.identity import Identity
from ...net import HttpClient
from .client import HubClient
from .scopes import NEEDED

__all__ = ["hub_login"]


def hub_login(entry: FacilityEntry, http: Callable[[], HttpClient]) -> ServiceLogin:
    """Describe the login; nobody is contacted.

    A token is taken when the hub knows it and it may do what a launch needs.
    """
    return ServiceLogin(
        id=entry.id,
        name=entry.name,
        noun="facility",
        url=entry.base,
        prefixes=(entry.base,),
        kinds=("token",),
        token_file=Path(entry.token_file).expanduser() if entry.token_file else None,
        environment={"token": entry.token_env} if entry.token_env else {},
        verify=lambda credential: _verified(entry, credential, http()),
    )


def _verified(entry: FacilityEntry, credential: Credential, http: HttpClient) -> Identity:
    client = HubClient(entry=entry, http=http, token=lambda: credential.token)
    user = client.user(needed=NEEDED)
    return Identity(
        service=entry.id,
        name=entry.name,
        noun="facility",
        state="in",
        kinds=["token"],
        kind=credential.kind,
        account=user.name,
        source=credential.source,
        expires=credential.expires,
    )
