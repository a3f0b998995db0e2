"""How long a busy server wants to be left alone."""

import time
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

__all__ = ["moment_of", "retry_after"]


def retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds of ``Retry-After`` (RFC 9110, section 10.2.3), 0 where there are none.

    A date is compared with the server's own ``Date`` where it tells one, so that neither a clock
    that is wrong nor one that jumps makes anybody wait for years.

    Parameters
    ----------
    headers
        The answer's, by lower-case names.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    moment = moment_of(text)
    if moment is None:
        return 0.0
    now = moment_of(headers.get("date", ""))
    return max(0.0, moment - (time.time() if now is None else now))


def moment_of(text: str) -> float | None:
    """Read a date of HTTP as seconds since 1970, or return None for anything else."""
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, TypeError):
        return None
