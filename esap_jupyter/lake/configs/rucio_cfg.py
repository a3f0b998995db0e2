"""Reads a lake of the ``rucio.cfg`` that Rucio's own clients read."""

import configparser
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ...catalogue import LakeEntry, lake_of
from ...catalogue.lakes import shown_address

__all__ = ["cfg_lake", "cfg_login", "cfg_path"]

_FIELDS = {
    "rucio_host": "url",
    "auth_host": "auth_url",
    "account": "account",
    "username": "username",
    "ca_cert": "ca",
    "vo": "vo",
    "client_cert": "certificate",
    "client_key": "key",
    "client_x509_proxy": "proxy",
    "oidc_issuer": "issuer",
    "oidc_audience": "audience",
    "oidc_scope": "scope",
    "auth_oidc_token_file_path": "token_file",
}
_LOGIN = {
    "account": "account",
    "username": "username",
    "password": "password",
    "client_cert": "certificate",
    "client_key": "key",
    "client_x509_proxy": "proxy",
}
_AUTH = frozenset({"userpass", "x509", "x509_proxy", "oidc"})


def cfg_path(environ: Mapping[str, str] | None = None) -> Path | None:
    """Return the file that Rucio's clients would read, or None where there is none."""
    given = os.environ if environ is None else environ
    return next((path for path in _candidates(given) if path.is_file()), None)


def cfg_lake(path: Path) -> LakeEntry | None:
    """Make the lake of a file, or None where it is no client's file."""
    client = _client(path)
    if not client.get("rucio_host"):
        return None
    fields: dict[str, Any] = {"id": "rucio", "name": "Rucio", "origin": "rucio.cfg"}
    for option, field in _FIELDS.items():
        value = os.path.expandvars(client.get(option, "")).strip()
        if value:
            fields[field] = value
    if fields.get("issuer", "http").split("://")[0] not in ("http", "https"):
        # Rucio calls an issuer by a nickname that only its server knows.
        del fields["issuer"]
    if client.get("auth_type") in _AUTH:
        fields["auth"] = client["auth_type"]
    try:
        return lake_of(fields)
    except ValueError as error:
        reason = f"{path}: {error}"
        url = shown_address(fields["url"])
        return LakeEntry(id="rucio", name="Rucio", url=url, origin="rucio.cfg", reason=reason)


def cfg_login(path: Path | None = None) -> dict[str, str]:
    """Return what the file has to log in with to its own lake."""
    found = path or cfg_path()
    client = _client(found) if found else {}
    told = {key: client.get(option, "").strip() for option, key in _LOGIN.items()}
    return {key: os.path.expandvars(value) for key, value in told.items() if value}


def _candidates(given: Mapping[str, str]) -> Iterator[Path]:
    if given.get("RUCIO_CONFIG"):
        yield Path(given["RUCIO_CONFIG"]).expanduser()
        return
    if given.get("RUCIO_HOME"):
        yield Path(given["RUCIO_HOME"]).expanduser() / "etc" / "rucio.cfg"
    yield Path("/opt/rucio/etc/rucio.cfg")
    if given.get("VIRTUAL_ENV"):
        yield Path(given["VIRTUAL_ENV"]) / "etc" / "rucio.cfg"


def _client(path: Path) -> dict[str, str]:
    # Passwords may hold a percent sign, which would be taken for the name of another option.
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(path.read_text(encoding="utf-8"), source=str(path))
    except (OSError, UnicodeDecodeError, configparser.Error):
        return {}
    return dict(parser["client"]) if parser.has_section("client") else {}
