"""How one logs in to a Zooniverse, told to those who keep the logins."""

from collections.abc import Callable
from urllib.parse import urljoin

import msgspec

from ....catalogue import ArchiveEntry, Catalogue
from ....identity import Credential, ServiceLogin
from ....models.identity import Identity, LoginKind
from ....net import HttpClient
from ....urls import origin
from ...credentials import Credentials
from .login import PanoptesLogin, client_variables

__all__ = ["KIND", "panoptes_login", "zooniverse_logins"]

KIND = "zooniverse"


def zooniverse_logins(catalogue: Catalogue, http: Callable[[], HttpClient]) -> list[ServiceLogin]:
    """Say how one logs in to each Zooniverse of a catalogue, contacting none.

    With a password only where the operator has named an application by its ``client_id``, as
    Panoptes gives no token otherwise.
    """
    entries = catalogue.archives.values()
    return [_login(each, http) for each in entries if each.kind == KIND and each.url]


def panoptes_login(
    *,
    entry: ArchiveEntry,
    url: str,
    http: HttpClient,
    credentials: Callable[[], Credentials],
    refuse: Callable[[str], None] = lambda _reason: None,
) -> PanoptesLogin:
    """Make what gets tokens of a Zooniverse.

    Parameters
    ----------
    entry
        The archive.
    url
        Its API, which ends in ``/api``.
    http
        The client that requests go through.
    credentials
        Reads what the person has configured or logged in with.
    refuse
        Told that this is not taken, and in what words.
    """
    return PanoptesLogin(
        root=urljoin(f"{url.rstrip('/')}/", "/").rstrip("/"),
        http=http,
        credentials=credentials,
        refuse=refuse,
        who=entry.name,
        remedy=(
            f'Log in to it: in the panel under Logins, or by esap.login("{entry.id}"). Or write '
            f"client_id and client_secret, and the url that they are for, under [{entry.id}] "
            "into credentials.toml in ESAP_HOME, a file for you alone."
        ),
    )


def _login(entry: ArchiveEntry, http: Callable[[], HttpClient]) -> ServiceLogin:
    url = entry.url or ""
    usual: tuple[LoginKind, ...] = ("userpass",) if _application(entry) else ()
    client = client_variables()
    return ServiceLogin(
        id=entry.id,
        name=entry.name,
        noun="archive",
        url=url,
        kinds=(*usual, "client_credentials"),
        environment=client.names if origin(client.url) == origin(url) else {},
        verify=lambda credential: _verified(entry, credential, http()),
    )


def _verified(entry: ArchiveEntry, credential: Credential, http: HttpClient) -> Identity:
    """Get a token with it; Panoptes gives none for what it does not take."""
    is_person = credential.kind == "userpass"
    values = (
        {
            "client_id": _application(entry),
            "username": credential.username,
            "password": credential.password,
        }
        if is_person
        else {"client_id": credential.username, "client_secret": credential.password}
    )
    login = panoptes_login(
        entry=entry, url=entry.url or "", http=http, credentials=lambda: Credentials(values)
    )
    login.token()
    identity = Identity(service=entry.id, name=entry.name, noun="archive", state="in")
    return msgspec.structs.replace(
        identity,
        kind=credential.kind,
        account=credential.username if is_person else "",
        source=credential.source,
        renews=True,
    )


def _application(entry: ArchiveEntry) -> str:
    # Options that make no sense are told where the archive is asked.
    named = entry.options.get("client_id", "")
    return named if isinstance(named, str) else ""
