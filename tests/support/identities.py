"""Identities that contact nobody, and services that say who one is without being there."""

from collections.abc import Callable
from pathlib import Path

from esap_jupyter.catalogue.identity import IdentityEntry
from esap_jupyter.errors import LoginRefusedError
from esap_jupyter.identity import Credential, Identities, ServiceLogin
from esap_jupyter.models.identity import Identity
from esap_jupyter.net import AddressGuard, HttpClient

__all__ = ["PASSWORD", "Service", "identities", "service_login"]

PASSWORD = "swordfish-7d1c"


class Service:
    """Takes one password, and any token and certificate; remembers what it was asked with."""

    def __init__(self) -> None:
        self.asked: list[Credential] = []

    def verify(self, credential: Credential) -> Identity:
        """Say who one is."""
        self.asked.append(credential)
        if credential.kind == "userpass" and credential.password != PASSWORD:
            raise LoginRefusedError("Escape does not take the password.", remedy="Correct it.")
        return Identity(service="escape", name="Escape", account=credential.account or "alice")


def service_login(service: Service | None = None, **changes) -> ServiceLogin:
    """Describe a service that takes everything."""
    given = {
        "id": "escape",
        "name": "Escape",
        "url": "https://rucio.example/base",
        "kinds": ("userpass", "oidc", "x509", "x509_proxy", "token"),
        "verify": (service or Service()).verify,
    }
    return ServiceLogin(**{**given, **changes})


def identities(
    home: Path,
    *services: ServiceLogin,
    settings: IdentityEntry | None = None,
    environ: dict[str, str] | None = None,
    allow: tuple[str, ...] = (),
    clock: Callable[[], float] | None = None,
    told: Callable[[str, str], None] = lambda _service, _state: None,
) -> Identities:
    """Make identities of some services, in a home and an environment of their own."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    http = HttpClient(guard=AddressGuard(allow), user_agent="test/1", retries=0)
    more = {} if clock is None else {"clock": clock}
    return Identities(
        services=lambda: services or (service_login(),),
        settings=settings or IdentityEntry(),
        http=lambda: http,
        home=lambda: home,
        environ=environ or {},
        told=told,
        **more,
    )
