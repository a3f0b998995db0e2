"""What a catalogue says of a data lake."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from ..urls import origin
from .problems import Source

__all__ = ["LakeAuth", "LakeEntry", "LakeMount", "lake_of", "read_lake", "shown_address"]

LakeAuth = Literal["userpass", "x509", "x509_proxy", "oidc"]
LakeOrigin = Literal["catalogue", "RucioConfig", "rucio.cfg", "environment"]

_ADDRESSES = ("url", "auth_url", "webui", "issuer")
_TEXTS = (
    *("name", "rse", "account", "vo", "app_id", "site", "username", "client_id", "audience"),
    *("scope", "mount", "token_file", "token_env", "certificate", "key", "proxy", "ca"),
)
_DAY = 86_400
_CENTURY = 36_525
_EXAMPLES = {"name": 'name = "…"', "url": 'url = "https://…"'}


class LakeMount(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Where an RSE can be read as files: below ``path`` stands what follows ``begins_at`` slashes.

    The slashes are those of the path of a replica's address.
    """

    path: str
    begins_at: int = 0


class LakeEntry(msgspec.Struct, kw_only=True, frozen=True):
    """One lake of the catalogue.

    ``mode`` is how data are made available: by a rule to ``rse`` (``replica``), or brought into
    the workspace (``download``). ``mount`` and ``path_begins_at`` are of ``rse``, ``mounts`` of
    others. ``auth`` is the usual way of logging in; ``token_file`` and ``token_env`` are where
    a deployment puts an OIDC token, ``certificate``, ``key`` and ``proxy`` files of X.509.
    ``storage`` are addresses of storage that are sent the token too, with what lies below them.
    ``site`` is told to Rucio, which then sorts replicas for it. ``vouched`` says whether its
    hosts may be private: those that only a remote document names may not.
    """

    id: str
    name: str
    url: str
    kind: Literal["rucio"] = "rucio"
    description: str = ""
    auth_url: str | None = None
    webui: str | None = None
    mode: Literal["replica", "download"] | None = None
    rse: str = ""
    mount: str | None = None
    path_begins_at: int = 0
    mounts: dict[str, LakeMount] = {}
    lifetime_days: float | None = None
    account: str = ""
    auth: LakeAuth | None = None
    vo: str = ""
    app_id: str = ""
    site: str = ""
    username: str = ""
    issuer: str | None = None
    client_id: str | None = None
    audience: str = ""
    scope: str = ""
    token_file: str | None = None
    token_env: str | None = None
    certificate: str | None = None
    key: str | None = None
    proxy: str | None = None
    ca: str | None = None
    storage: tuple[str, ...] = ()
    timeout: float = 60.0
    hidden: bool = False
    vouched: bool = True
    origin: LakeOrigin = "catalogue"
    reason: str = ""

    @property
    def base(self) -> str:
        """Its address without a slash at the end; what stands behind the host is kept."""
        return self.url.rstrip("/")

    @property
    def auth_base(self) -> str:
        """Where one logs in, without a slash at the end."""
        return (self.auth_url or self.url).rstrip("/")

    @property
    def made_available(self) -> Literal["replica", "download"]:
        """How data are made available: by a rule where there is a mounted RSE, unless told."""
        return self.mode or ("replica" if self.rse and self.all_mounts else "download")

    @property
    def all_mounts(self) -> dict[str, LakeMount]:
        """The mounted RSEs."""
        if not (self.rse and self.mount):
            return self.mounts
        return {
            **self.mounts,
            self.rse: LakeMount(path=self.mount, begins_at=self.path_begins_at),
        }

    @property
    def lifetime(self) -> int | None:
        """How long a rule lasts unless told, in seconds; None for ever."""
        return None if self.lifetime_days is None else round(self.lifetime_days * 86400)

    @property
    def ca_path(self) -> Path | None:
        """The file or folder of authorities that it is verified by, besides the system's."""
        return Path(self.ca).expanduser() if self.ca else None


def read_lake(source: Source, lake_id: str, table: Mapping[str, Any]) -> LakeEntry:
    """Make a lake's entry.

    Raises
    ------
    BadRequestError
        It is incomplete, or a value is wrong; the message names the line.
    """
    return source.entry(f"lakes.{lake_id}", {"id": lake_id, **table}, lake_of, needs=_EXAMPLES)


def lake_of(fields: Mapping[str, Any]) -> LakeEntry:
    """Check and make a lake's entry.

    Raises
    ------
    ValueError
        A value is wrong; the message begins with its key.
    """
    entry = msgspec.convert(dict(fields), LakeEntry)
    for key in _ADDRESSES:
        address = getattr(entry, key)
        if address is not None:
            _check_address(key, address)
    for address in entry.storage:
        _check_address("storage", address)
    for key in _TEXTS:
        if not str(getattr(entry, key) or "").isprintable():
            raise ValueError(f"{key} has characters that cannot be printed")
    if not 0 < entry.timeout <= _DAY:
        raise ValueError("timeout is not above 0 and below a day")
    if entry.lifetime_days is not None and not 0 < entry.lifetime_days <= _CENTURY:
        raise ValueError("lifetime_days is not above 0 and below a century")
    if any(mount.begins_at < 0 for mount in entry.all_mounts.values()):
        raise ValueError("path_begins_at is below 0")
    return entry


def shown_address(address: str) -> str:
    """Return an address as it may be shown: nothing of one with a name or password in it."""
    return "" if "@" in address.partition("://")[2].partition("/")[0] else address


def _check_address(key: str, address: str) -> None:
    if origin(address) is None or not address.isprintable() or " " in address:
        raise ValueError(f"{key} is no http or https address")
    if not shown_address(address):
        # It would be shown to everybody who may list lakes, and stand in errors.
        raise ValueError(f"{key} has a name or a password in it; log in instead")
