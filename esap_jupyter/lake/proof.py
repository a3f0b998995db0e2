"""What is sent to log in, and what comes back."""

import hashlib
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from ..errors import BadRequestError
from ..identity import Credential

__all__ = ["digest", "sendable", "token_end"]


def digest(credential: Credential) -> str:
    """Tell credentials apart without keeping them once more."""
    parts = (
        credential.kind,
        credential.account,
        credential.username,
        credential.password,
        credential.token,
        str(credential.certificate),
        str(credential.key),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def token_end(headers: Mapping[str, str]) -> float | None:
    """Read when a token ends, in Unix seconds."""
    try:
        moment = parsedate_to_datetime(headers.get("x-rucio-auth-token-expires", ""))
    except ValueError:
        return None
    return moment.timestamp()


def sendable(headers: Mapping[str, str]) -> dict[str, str]:
    """Return those that say something, if a header can say it (RFC 9110, section 5.5).

    Raises
    ------
    BadRequestError
        One of them cannot be said.
    """
    for name, value in headers.items():
        text = value.encode("latin-1", errors="replace").decode("latin-1")
        if text != value or not value.isprintable():
            what = name.removeprefix("X-Rucio-").lower()
            raise BadRequestError(
                f"The {what} has characters that cannot be sent to Rucio.",
                remedy="Type it again; if it really has them, ask for another.",
            )
    return {name: value for name, value in headers.items() if value}
