"""Logs in by code (RFC 6749, section 4.1) with PKCE (RFC 7636), in the person's own browser."""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from ...errors import BadAnswerError, BadRequestError, NotAvailableError
from ...models.identity import CodeLogin
from ...urls import origin
from ..service import ServiceLogin
from ..tokens import audience_of, claims
from .grant import Grant, GrantRefusedError
from .issuers import Issuers

__all__ = ["CodeLogins"]

_LIFETIME = 600.0
_MOST = 16


class _UnderWay:
    """What only the one who started a login knows."""

    def __init__(self, service: ServiceLogin, redirect_uri: str, expires: float) -> None:
        self.service = service
        self.redirect_uri = redirect_uri
        self.expires = expires
        self.verifier = secrets.token_urlsafe(48)
        self.nonce = secrets.token_urlsafe(24)


class CodeLogins:
    """The logins by code that are under way; each can be ended once.

    Parameters
    ----------
    issuers
        The issuers.
    clock
        Unix time in seconds.
    """

    def __init__(self, *, issuers: Issuers, clock: Callable[[], float] = time.time) -> None:
        self._issuers = issuers
        self._clock = clock
        self._lock = threading.Lock()
        self._logins: dict[str, _UnderWay] = {}

    def start(self, service: ServiceLogin, redirect_uri: str) -> CodeLogin:
        """Give the address that the browser is to open.

        Parameters
        ----------
        service
            What to log in to.
        redirect_uri
            Where the issuer sends the browser back to; it compares it with what is registered.

        Raises
        ------
        NotAvailableError
            The issuer knows no such address of ours.
        BadRequestError
            It is no web address.
        """
        provider = self._issuers.provider(service)
        endpoint = provider.metadata().authorization_endpoint
        if not provider.entry.code or not endpoint:
            raise NotAvailableError(
                f"{provider.name} does not send people back to this server.",
                remedy="Log in by device code.",
            )
        if origin(redirect_uri) is None or urlsplit(redirect_uri).fragment:
            raise BadRequestError(f"{redirect_uri!r} is not a web address.")
        login = _UnderWay(service, redirect_uri, self._clock() + _LIFETIME)
        state = secrets.token_urlsafe(32)
        with self._lock:
            self._tidy()
            self._logins[state] = login
        query = {
            "response_type": "code",
            "client_id": provider.entry.client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "nonce": login.nonce,
            "code_challenge": _challenge(login.verifier),
            "code_challenge_method": "S256",
            "prompt": "consent",
            **self._issuers.asked(service),
        }
        if "offline_access" not in query.get("scope", ""):
            del query["prompt"]
        joint = "&" if urlsplit(endpoint).query else "?"
        return CodeLogin(
            service=service.id,
            url=f"{endpoint}{joint}{urlencode(query)}",
            expires=login.expires,
        )

    def finish(
        self, state: str, code: str, *, issuer: str = "", error: str = ""
    ) -> tuple[ServiceLogin, Grant]:
        """Change the code for tokens.

        Parameters
        ----------
        state
            What `start` made up; it counts once.
        code
            What the issuer gave.
        issuer
            Who it says it is (RFC 9207), if it does.
        error
            Its word, where it refuses.

        Raises
        ------
        BadRequestError
            Nobody here started this login, or it took too long.
        GrantRefusedError
            The issuer refuses.
        BadAnswerError
            Another issuer answered, or its token is not for us or not for this login.
        """
        with self._lock:
            self._tidy()
            login = self._logins.pop(state, None)
        if login is None:
            raise BadRequestError(
                "This login was not started here, or it took too long.", remedy="Start it again."
            )
        provider = self._issuers.provider(login.service)
        if issuer and issuer.rstrip("/") != provider.metadata().issuer.rstrip("/"):
            raise _mixed_up(provider.name)
        if error or not code:
            raise GrantRefusedError.made(provider.name, error or "access_denied")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": login.redirect_uri,
            "code_verifier": login.verifier,
        }
        grant = provider.grant(form)
        _check(grant.identity, provider.name, provider.entry.client_id, login.nonce)
        grant.audience = self._issuers.asked(login.service).get("audience", "")
        return login.service, grant

    def _tidy(self) -> None:
        now = self._clock()
        ended = [state for state, login in self._logins.items() if login.expires < now]
        for state in [*ended, *list(self._logins)[: max(0, len(self._logins) - _MOST)]]:
            self._logins.pop(state, None)


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _check(token: str, issuer: str, client_id: str, nonce: str) -> None:
    """Check an ID token that came from the issuer itself (OpenID Connect Core, 3.1.3.7)."""
    if not token:
        return
    said = claims(token)
    right = (
        str(said.get("iss", "")).rstrip("/") == issuer.rstrip("/"),
        client_id in audience_of(said),
        secrets.compare_digest(str(said.get("nonce", "")), nonce),
    )
    if not all(right):
        raise _mixed_up(issuer)


def _mixed_up(issuer: str) -> BadAnswerError:
    return BadAnswerError(
        f"The answer to the login at {issuer} is of another issuer, or for another login.",
        remedy="Log in again; if it happens again, tell the issuer's operators.",
    )
