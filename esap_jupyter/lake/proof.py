"""What is sent to log in, and what comes back."""

from collections.abc import Mapping

from ..errors import BadRequestError
from .records import moment

__all__ = ["sendable", "token_end"]


def token_end(headers: Mapping[str, str]) -> float | None:
    """Read when a token ends, in Unix seconds."""
    return moment(headers.get("x-rucio-auth-token-expires"))


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
