"""The nouns of logging in that cross a boundary; no secret ever stands in them."""

from typing import Any, ClassVar, Literal

from .base import Model
from .core import ErrorInfo

__all__ = [
    "CodeLogin",
    "CredentialSource",
    "DeviceLogin",
    "Identity",
    "LoginKind",
    "LoginRequest",
    "LoginState",
]

LoginKind = Literal["userpass", "x509", "x509_proxy", "oidc", "token", "client_credentials"]
"""How one proves to be somebody: Rucio's words, ``token`` where a service takes one as is, and
``client_credentials`` for an application that acts for its owner (RFC 6749, section 4.4)."""

CredentialSource = Literal["hub", "file", "environment", "store", "login"]
"""Where a credential comes from: what the person logged in with for this service (``login``) goes
before all; the others are tried in this order. ``store`` is a login at the same issuer for another
service."""

LoginState = Literal["out", "in", "expired", "refused", "unknown"]


class Identity(Model, kw_only=True, frozen=True):
    """Who one is at a service; ``expires`` is in Unix seconds, None where nobody says.

    ``service`` is the id of a lake, archive, facility or repository. ``kinds`` are the ways of
    logging in that it offers, ``kind`` the one in use. ``device`` and ``code`` say whether an OIDC
    login can be started from here, by device code or in a browser. ``renews`` says that the login
    is renewed without asking.
    """

    service: str
    name: str
    noun: Literal["lake", "archive", "facility", "repository"] = "lake"
    state: LoginState = "unknown"
    kinds: list[LoginKind] = []
    kind: LoginKind | None = None
    account: str = ""
    subject: str = ""
    issuer: str | None = None
    source: CredentialSource | None = None
    expires: float | None = None
    renews: bool = False
    device: bool = False
    code: bool = False
    reason: str = ""


class LoginRequest(Model, kw_only=True, frozen=True):
    """What is needed to log in; what is empty is not sent. Files are paths in the workspace.

    It goes one way only: nothing answers with any of it, nor is it shown.
    """

    IS_SECRET: ClassVar[bool] = True

    kind: LoginKind
    account: str = ""
    username: str = ""
    password: str = ""
    token: str = ""
    certificate: str = ""
    key: str = ""
    proxy: str = ""
    client_id: str = ""
    client_secret: str = ""

    def __repr__(self) -> str:
        return f"<LoginRequest {self.kind}>"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("kind", self.kind)]


class DeviceLogin(Model, kw_only=True, frozen=True):
    """A login by device code under way (RFC 8628): the person opens ``uri`` and types ``code``.

    ``uri_complete`` holds the code already. ``interval`` is in seconds, ``expires`` in Unix
    seconds.
    """

    id: str
    service: str
    state: Literal["waiting", "done", "failed", "cancelled"]
    uri: str = ""
    uri_complete: str | None = None
    code: str = ""
    interval: float = 5.0
    expires: float | None = None
    error: ErrorInfo | None = None


class CodeLogin(Model, kw_only=True, frozen=True):
    """Where the browser goes to log in by code with PKCE (RFC 7636)."""

    service: str
    url: str
    expires: float | None = None
