"""What a catalogue says of facilities, where notebooks and jobs can run."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ..urls import origin
from .problems import Source

__all__ = ["FacilityEntry", "read_facility"]

_EXAMPLES = {"name": 'name = "…"', "kind": 'kind = "jupyterhub"', "url": 'url = "https://…"'}


class FacilityEntry(msgspec.Struct, kw_only=True, frozen=True):
    """One facility of the catalogue.

    Attributes
    ----------
    kind
        The name of an entry point of the group ``esap_jupyter.facilities``; ``options`` are that
        kind's own.
    near
        What can be read there without a long way: ids of archives and lakes, and hosts.
    offers
        What is installed there: packages, as they are imported or named in an environment file.
    room
        Bytes that a person may have there; None where nobody says.
    token_file, token_env
        Where a deployment puts a token for it.
    issuer, client_id, audience, scope
        Whose tokens it takes, and what they are asked with, where it takes those of OIDC.
    """

    id: str
    name: str
    kind: str
    url: str
    description: str = ""
    near: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    room: int | None = None
    token_file: str | None = None
    token_env: str | None = None
    issuer: str | None = None
    client_id: str = ""
    audience: str = ""
    scope: str = ""
    hidden: bool = False
    options: dict[str, Any] = {}

    @property
    def base(self) -> str:
        """Its address without a slash at the end."""
        return self.url.rstrip("/")


def read_facility(source: Source, facility_id: str, table: Mapping[str, Any]) -> FacilityEntry:
    """Make a facility's entry.

    Raises
    ------
    BadRequestError
        It is incomplete, or a value is wrong; the message names the line.
    """
    whole = {"id": facility_id, **table}
    return source.entry(f"facilities.{facility_id}", whole, _made, needs=_EXAMPLES)


def _made(table: Mapping[str, Any]) -> FacilityEntry:
    entry = msgspec.convert(table, FacilityEntry)
    _check(entry)
    return entry


def _check(entry: FacilityEntry) -> None:
    for key in ("url", "issuer"):
        address = getattr(entry, key)
        if address is None:
            continue
        if origin(address) is None or not address.isprintable() or " " in address:
            raise ValueError(f"{key} is no http or https address")
        if "@" in address.partition("://")[2].partition("/")[0]:
            raise ValueError(f"{key} has a name or a password in it; log in instead")
    if "?" in entry.url or "#" in entry.url:
        raise ValueError("url ends before ? and #")
    if entry.room is not None and entry.room < 1:
        raise ValueError("room is at least 1 byte")
