"""What a catalogue says of logging in: where secrets are kept, and who issues tokens."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from ..errors import BadRequestError
from ..urls import LOOPBACK, origin
from .problems import Problem, Source

__all__ = ["IdentityEntry", "IssuerEntry", "identity_of", "read_identity"]


class IssuerEntry(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """An OIDC issuer, and what this deployment is to it.

    Attributes
    ----------
    url
        The issuer, as it names itself.
    client_id
        Of the public client that is registered for ESAP.
    client_secret_file
        Where the client is a confidential one; a file that only the person can read.
    scope
        What is asked for; ``offline_access`` lets a login be renewed.
    audience
        Whom tokens are to be for, where the issuer wants to be told.
    code
        Whether ``<server>/esap/identity/callback`` is registered, so that the browser can log in
        by code and PKCE; otherwise it is done by device code.
    exchange
        Whether tokens are exchanged for those of other services; by default where the issuer's
        metadata name that grant.
    """

    url: str = ""
    client_id: str = ""
    client_secret_file: str | None = None
    scope: str = "openid profile offline_access"
    audience: str = ""
    code: bool = False
    exchange: bool | None = None


class IdentityEntry(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[identity]``: ``store`` is ``file`` or ``keyring``, ``hub`` whether the Hub is asked."""

    store: Literal["file", "keyring"] = "file"
    hub: bool = True
    issuers: dict[str, IssuerEntry] = {}

    def issuer(self, url: str) -> IssuerEntry | None:
        """Return what is known of an issuer, with or without a slash at the end."""
        bare = url.rstrip("/")
        found = (each for each in self.issuers.values() if each.url.rstrip("/") == bare)
        return next(found, None)


def read_identity(source: Source, data: Mapping[str, Any]) -> dict[str, Any]:
    """Read ``[identity]`` of one file, and check it.

    Raises
    ------
    BadRequestError
        A key or a value is wrong; the message names the line.
    """
    table = data.get("identity", {})
    try:
        identity_of([table])
    except (msgspec.ValidationError, TypeError, ValueError) as error:
        key = re.search(r"`?\$\.(?:issuers\.\.\.\.)?(\w+)|unknown field `(\w+)`", str(error))
        what = f"has a wrong value in [identity]: {error}"
        named = (key[1] or key[2]) if key else None
        raise source.problem(Problem(what, key=named or "identity")) from error
    return dict(table)


def identity_of(tables: Sequence[Mapping[str, Any]], *, whole: bool = False) -> IdentityEntry:
    """Put the tables of several files together, the later overriding the earlier key by key.

    Parameters
    ----------
    tables
        ``[identity]`` of each file.
    whole
        Whether that is all, so that each issuer has to have an address.

    Raises
    ------
    BadRequestError
        An issuer has no address in any file.
    ValueError
        An issuer is not reached by https.
    msgspec.ValidationError
        A value is wrong.
    """
    general: dict[str, Any] = {}
    issuers: dict[str, dict[str, Any]] = {}
    for table in tables:
        if not isinstance(table, Mapping) or not isinstance(table.get("issuers", {}), Mapping):
            raise TypeError("it is not a table, with tables [identity.issuers.<id>]")
        general |= {key: value for key, value in table.items() if key != "issuers"}
        for name, issuer in table.get("issuers", {}).items():
            if not isinstance(issuer, Mapping):
                raise TypeError(f"issuers.{name} is not a table")
            issuers.setdefault(name, {}).update(issuer)
    entry = msgspec.convert({**general, "issuers": issuers}, IdentityEntry)
    for name, each in entry.issuers.items():
        if not each.url and whole:
            raise BadRequestError(
                f"[identity.issuers.{name}] has no url in any catalogue.",
                remedy='Add url = "https://…" to it.',
            )
        named = origin(each.url or "https://later.example")
        if named is None or (named[0] != "https" and named[1] not in LOOPBACK):
            raise ValueError(f"url of issuers.{name} is no https address")
    return entry
