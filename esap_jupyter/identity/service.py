"""How one logs in to a service."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from ..models.identity import Identity, LoginKind
from ..urls import origin
from .credential import Credential

__all__ = ["KEYS", "ServiceLogin"]

KEYS = (
    "account",
    "username",
    "password",
    "token",
    "certificate",
    "key",
    "proxy",
    "client_id",
    "client_secret",
)
"""What a login may consist of, by the name that it has in files and in the environment."""


def _no_values() -> Mapping[str, str]:
    return {}


class ServiceLogin(msgspec.Struct, kw_only=True, frozen=True, eq=False):
    """What a service tells of itself, so that one can log in to it; nothing in it is secret.

    Attributes
    ----------
    id
        Of the lake, archive, facility or repository.
    name
        What people read.
    noun
        What it is.
    url
        Its address; what is stored for it is for this address only.
    prefixes
        The addresses below which a credential may be sent; its own by default.
    kinds
        The ways of logging in that it takes, the usual first.
    account
        The usual account.
    issuer
        Whose OIDC tokens it takes.
    client_id, audience, scope
        What a token is asked with, where it is not as the issuer's entry says.
    scope_alone
        Whether ``scope`` is all that is asked for; else it is added to that of the issuer's entry.
    token_file
        Where a deployment puts a token; read again each time.
    certificate, key, proxy
        Files of X.509 that a deployment or another tool put there.
    environment
        Variables besides ``ESAP_<ID>_<KEY>``, by the key of `KEYS` that they hold.
    values
        Reads more from a file of another tool, such as a ``rucio.cfg``, by the keys of `KEYS`.
    vouched
        Whether the host of the issuer may be private.
    verify
        Asks the service who one is. It raises what it refuses with; nothing is stored then.
    """

    id: str
    name: str
    url: str
    noun: Literal["lake", "archive", "facility", "repository"] = "lake"
    prefixes: tuple[str, ...] = ()
    kinds: tuple[LoginKind, ...] = ("userpass",)
    account: str = ""
    issuer: str | None = None
    client_id: str = ""
    audience: str = ""
    scope: str = ""
    scope_alone: bool = False
    token_file: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    proxy: Path | None = None
    environment: Mapping[str, str] = {}
    values: Callable[[], Mapping[str, str]] = _no_values
    vouched: bool = True
    verify: Callable[[Credential], Identity]

    @property
    def origin(self) -> str:
        """Scheme, host and port of its address."""
        named = origin(self.url)
        return "{}://{}:{}".format(*named) if named else ""
