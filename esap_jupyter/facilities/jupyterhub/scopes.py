"""What a token of a JupyterHub may do."""

from collections.abc import Sequence

__all__ = ["NEEDED", "missing"]

NEEDED = ("start:servers", "read:servers", "tokens", "access:servers")
"""What a launch needs: start a server and see how it does, and a token for that server alone."""

_WIDER = {
    "start:servers": ("servers", "admin:servers"),
    "delete:servers": ("servers", "admin:servers"),
    "read:servers": ("servers", "admin:servers", "read:users", "admin:users", "users"),
    "tokens": ("admin:users",),
}
"""Scopes that hold others; hubs tell all of them, but nothing says that they have to."""


def missing(
    held: Sequence[str], needed: Sequence[str], *, user: str, server: str | None = None
) -> list[str]:
    """Return what is needed and not held.

    Parameters
    ----------
    held
        Scopes, each perhaps for some users or servers only: ``servers!user=ada``.
    needed
        Scopes without such filters.
    user, server
        Whom and what they are needed for.
    """
    fitting = {scope.partition("!")[0] for scope in held if _is_for(scope, user, server)}
    return [scope for scope in needed if not fitting.intersection((scope, *_WIDER.get(scope, ())))]


def _is_for(scope: str, user: str, server: str | None) -> bool:
    kind, _, value = scope.partition("!")[2].partition("=")
    if kind == "user":
        return value in ("", user)
    if kind == "server":
        return server is None or value in ("", f"{user}/{server}")
    # Without a filter it is for all; whether the person is in a group, only the hub knows.
    return True
