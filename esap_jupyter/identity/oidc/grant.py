"""What an issuer gives: tokens, or the word by which it refuses."""

import math
from collections.abc import Mapping
from typing import Any, NoReturn

from ...errors import BadAnswerError, LoginRefusedError
from ..tokens import claims, expiry, plain_token

__all__ = ["Grant", "GrantRefusedError"]

_MARGIN = 120.0
_REMEDIES = {
    "access_denied": "Log in again and agree.",
    "expired_token": "Start the login again.",
    "invalid_client": "Correct client_id in [identity.issuers] of the catalogue.",
    "invalid_scope": "Correct scope in [identity.issuers] of the catalogue.",
    "unauthorized_client": "Ask the issuer's operators to allow this way of logging in.",
}


class GrantRefusedError(LoginRefusedError):
    """An issuer refuses; ``error`` is its word (RFC 6749, section 5.2; RFC 8628, section 3.5).

    Parameters
    ----------
    message, remedy
        See `esap_jupyter.errors.EsapError`.
    error
        The word.
    """

    def __init__(self, message: str, *, remedy: str = "", error: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.error = error

    @classmethod
    def made(cls, who: str, error: str) -> "GrantRefusedError":
        """Word a refusal; the issuer's own description may repeat what was sent, so it is not."""
        word = error if error.isascii() and error.replace("_", "").isalnum() else "an error"
        remedy = _REMEDIES.get(word, "Log in again.")
        return cls(f"{who} refuses the login: {word[:60]}.", remedy=remedy, error=word)


class Grant:
    """Tokens of an issuer for one client; it is no struct, and shows none of them.

    Parameters
    ----------
    access_token, refresh_token
        The tokens; there may be none to renew with.
    expires
        When the access token ends, in Unix seconds.
    lifetime
        How many seconds it lasted in all.
    scope
        What it is good for, where the issuer says so.
    audience
        Whom it was asked for.
    subject
        Whom the issuer says one is.
    identity
        The ID token, which is not kept.
    """

    __slots__ = (
        "access_token",
        "audience",
        "expires",
        "identity",
        "lifetime",
        "refresh_token",
        "scope",
        "subject",
    )

    def __init__(
        self,
        *,
        access_token: str,
        refresh_token: str = "",
        expires: float | None = None,
        lifetime: float | None = None,
        scope: str = "",
        audience: str = "",
        subject: str = "",
        identity: str = "",
    ) -> None:
        self.identity = identity
        self.access_token = access_token
        self.refresh_token = refresh_token
        self.expires = expires
        self.lifetime = lifetime
        self.scope = scope
        self.audience = audience
        self.subject = subject

    def __repr__(self) -> str:
        return f"<Grant of {self.subject or 'somebody'}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("Tokens stay in the process that they are for.")

    @classmethod
    def read(cls, document: Mapping[str, Any], who: str, now: float) -> "Grant":
        """Read the answer of a token endpoint (RFC 6749, section 5.1).

        Raises
        ------
        BadAnswerError
            It holds no bearer token.
        """
        token = document.get("access_token")
        kind = document.get("token_type", "Bearer")
        if (
            not isinstance(token, str)
            or not plain_token(token)
            or str(kind).lower() not in ("bearer", "n_a")
        ):
            raise BadAnswerError(f"{who} gave no bearer token.", remedy="Tell its operators.")
        seconds = document.get("expires_in")
        lifetime = _number(seconds)
        ends = expiry(token) if lifetime is None else now + lifetime
        renewal = document.get("refresh_token")
        said = claims(_text(document.get("id_token"))) or claims(token)
        return cls(
            access_token=plain_token(token),
            refresh_token=plain_token(_text(renewal)),
            expires=ends,
            lifetime=None if ends is None else max(0.0, ends - now),
            scope=_text(document.get("scope")),
            subject=_text(said.get("preferred_username")) or _text(said.get("sub")),
            identity=_text(document.get("id_token")),
        )

    @classmethod
    def kept(cls, values: Mapping[str, str]) -> "Grant":
        """Take up what `to_keep` gave."""
        return cls(
            access_token=values.get("access_token", ""),
            refresh_token=values.get("refresh_token", ""),
            expires=_number(values.get("expires")),
            lifetime=_number(values.get("lifetime")),
            scope=values.get("scope", ""),
            audience=values.get("audience", ""),
            subject=values.get("subject", ""),
        )

    def to_keep(self) -> dict[str, str]:
        """Give it as texts, for a store of secrets."""
        return {
            "access_token": self.access_token,
            "refresh_token": self.refresh_token,
            "expires": "" if self.expires is None else repr(self.expires),
            "lifetime": "" if self.lifetime is None else repr(self.lifetime),
            "scope": self.scope,
            "audience": self.audience,
            "subject": self.subject,
        }

    def is_fresh(self, now: float) -> bool:
        """Tell whether it lasts for two minutes more, or a fifth of a short life."""
        due = self.due
        return due is None or now < due

    @property
    def due(self) -> float | None:
        """When it is to be renewed, in Unix seconds."""
        if self.expires is None:
            return None
        margin = _MARGIN if self.lifetime is None else min(_MARGIN, 0.2 * self.lifetime)
        return self.expires - margin

    def is_over(self, now: float) -> bool:
        """Tell whether it has ended."""
        return self.expires is not None and self.expires <= now


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
