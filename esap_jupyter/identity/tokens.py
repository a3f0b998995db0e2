"""What can be read in a token, to show it; whom it is for decides, not we."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

import msgspec

__all__ = ["audience_of", "claims", "expiry", "plain_token"]

_LONGEST = 64 << 10
_LATEST = 1e11


def claims(token: str) -> dict[str, Any]:
    """Return what a JWT claims (RFC 7519), its signature unchecked; nothing of other tokens."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > _LONGEST:  # noqa: PLR2004  (header, claims, signature)
        return {}
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        decoded = msgspec.json.decode(base64.urlsafe_b64decode(padded))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return decoded if isinstance(decoded, dict) else {}


def expiry(token: str) -> float | None:
    """Return when a JWT ends, in Unix seconds; None where it does not say."""
    value = claims(token).get("exp")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < _LATEST else None


def audience_of(found: Mapping[str, Any]) -> tuple[str, ...]:
    """Return whom a token is for."""
    value = found.get("aud")
    if isinstance(value, str):
        return tuple(value.split())
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def plain_token(text: str) -> str:
    """Return a token as it may stand in a header, or nothing where it is none (RFC 6750)."""
    token = text.strip().removeprefix("Bearer ").strip()
    fits = token.isascii() and token.isprintable() and " " not in token and len(token) <= _LONGEST
    return token if fits else ""
