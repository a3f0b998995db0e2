"""Shows in a notebook who one is at each service."""

import time
from collections.abc import Iterable
from html import escape

from ..models.identity import Identity

__all__ = ["IdentityList", "time_left"]

_NONE = "No service of this deployment wants a login."
_HEADS = ("id", "Service", "State", "Account", "Way", "From", "Left", "")
_STATES = {
    "in": "logged in",
    "out": "not logged in",
    "expired": "has ended",
    "refused": "refused",
    "unknown": "not known",
}
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class IdentityList(list[Identity]):
    """Identities; shows itself as a table."""

    def __init__(self, identities: Iterable[Identity]) -> None:
        super().__init__(identities)

    def __repr__(self) -> str:
        if not self:
            return _NONE
        rows = [_HEADS, *map(_cells, self)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )

    def _repr_html_(self) -> str:
        if not self:
            return f"<p>{_NONE}</p>"
        head = "".join(f'<th scope="col">{text}</th>' for text in _HEADS)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(each)) + "</tr>"
            for each in self
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def time_left(identity: Identity, now: float) -> str:
    """Say how long a login lasts, and whether it is renewed then.

    Parameters
    ----------
    identity
        Who one is.
    now
        Unix time in seconds.
    """
    if identity.expires is None or identity.state not in ("in", "expired"):
        return ""
    left = identity.expires - now
    words = "ended"
    for unit, name in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min"), (1, "s")):
        if left >= unit:
            words = f"{left // unit:.0f} {name}"
            break
    return f"{words}, renewed" if identity.renews else words


def _cells(identity: Identity) -> tuple[str, ...]:
    return (
        identity.service,
        identity.name,
        _STATES[identity.state],
        identity.account or identity.subject,
        identity.kind or ", ".join(identity.kinds),
        identity.source or "",
        time_left(identity, time.time()),
        identity.reason,
    )
