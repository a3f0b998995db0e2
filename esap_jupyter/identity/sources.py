"""Where a credential is looked for, and in which order."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ..errors import BadRequestError, EsapError
from ..models.identity import CredentialSource
from .credential import Credential
from .hub import Hub
from .making import made
from .person import environment_values, file_values, meant_for, variable_of
from .service import KEYS, ServiceLogin
from .x509 import default_proxy

__all__ = ["Found", "Sources"]

_LARGEST = 64 << 10
_X509 = {
    "certificate": "X509_USER_CERT",
    "key": "X509_USER_KEY",
    "proxy": "X509_USER_PROXY",
}
Looked = Callable[[ServiceLogin], Credential | None]


class Found:
    """What came of looking: the credential if any, and what was wrong with others."""

    def __init__(self) -> None:
        self.credential: Credential | None = None
        self.ended: Credential | None = None
        self.notes: list[str] = []


class Sources:
    """Looks for a credential that nobody typed in here.

    In this order: the Hub's ``auth_state``; files, which are those of the deployment
    (``token_file`` and certificates of the service), the person's ``credentials.toml``, those of
    other tools, and the usual proxy of grids; the environment. The first that has not ended
    counts. Proxy and variables of grids are for services whose usual way is a certificate. What
    goes wrong at one does not hide the others, and is told where none has any.

    Parameters
    ----------
    hub
        The Hub, or None where it is not to be asked.
    home
        Where ``credentials.toml`` is.
    environ
        The environment.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        hub: Hub | None,
        home: Callable[[], Path],
        environ: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._hub = hub
        self._home = home
        self._environ = os.environ if environ is None else environ
        self._clock = clock

    def look(self, service: ServiceLogin) -> Found:
        """Look everywhere until there is one."""
        found = Found()
        for where, look in self._places():
            try:
                credential = look(service)
            except EsapError as error:
                found.notes.append(error.message)
                continue
            if credential is None:
                continue
            if not credential.has_ended(self._clock):
                found.credential = credential
                return found
            found.ended = found.ended or credential
            found.notes.append(f"What the {where} has for {service.name} has ended.")
        return found

    def _places(self) -> Iterator[tuple[CredentialSource, Looked]]:
        if self._hub is not None:
            yield "hub", self._hub_token
        yield "file", self._deployed
        yield "file", self._written
        yield "file", self._of_tools
        yield "environment", self._set

    def _hub_token(self, service: ServiceLogin) -> Credential | None:
        assert self._hub is not None
        token = self._hub.token(service, now=self._clock)
        credential = made(service, {"token": token}, "hub") if token else None
        if credential is not None:
            credential.renews = True
        return credential

    def _deployed(self, service: ServiceLogin) -> Credential | None:
        paths = {"certificate": service.certificate, "key": service.key, "proxy": service.proxy}
        values = {key: str(path) for key, path in paths.items() if path is not None}
        if service.token_file is not None:
            values["token"] = _token_in(service.token_file)
        return made(service, values, "file")

    def _written(self, service: ServiceLogin) -> Credential | None:
        written = file_values(service.id, dict.fromkeys(("url", *KEYS), ""), self._home)
        where = f"url under [{service.id}] in credentials.toml"
        return made(service, meant_for(service.id, service.url, written, where), "file")

    def _of_tools(self, service: ServiceLogin) -> Credential | None:
        credential = made(service, service.values(), "file")
        if credential is not None or not _is_of_grids(service):
            return credential
        proxy = default_proxy()
        return made(service, {"proxy": str(proxy)}, "file") if proxy else None

    def _set(self, service: ServiceLogin) -> Credential | None:
        own = environment_values(service.id, dict.fromkeys(("url", *KEYS), ""), self._environ)
        where = variable_of(service.id, "url")
        values = self._named(service) | meant_for(service.id, service.url, own, where)
        return made(service, values, "environment")

    def _named(self, service: ServiceLogin) -> dict[str, str]:
        """Return what variables have that the service itself or grid tools name."""
        names = {**(_X509 if _is_of_grids(service) else {}), **service.environment}
        found = {key: self._environ.get(name, "") for key, name in names.items()}
        return {key: value for key, value in found.items() if value}


def _is_of_grids(service: ServiceLogin) -> bool:
    """Tell whether a certificate that is for no service in particular is meant for this one.

    Else each lake that a stranger describes would be shown who one is.
    """
    return service.vouched and service.kinds[:1] in {("x509",), ("x509_proxy",)}


def _token_in(path: Path) -> str:
    """Read a token; a file that is not there (yet) holds none."""
    try:
        with path.expanduser().open(encoding="ascii", errors="replace") as file:
            return file.read(_LARGEST).strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise BadRequestError(
            f"The token in {path} cannot be read: {error.strerror}.",
            remedy="Log in by yourself, or tell who runs this server.",
        ) from None
