"""Reads ``RucioConfig.instances``, as rucio-jupyterlab has them."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_path

from ...catalogue import LakeEntry, lake_of
from ...catalogue.lakes import shown_address
from ...rucio_config import VARIABLE

__all__ = ["configured_instances", "instance_lake", "lake_id"]

_FILES = ("jupyter_config", "jupyter_notebook_config", "jupyter_server_config")
_FIELDS = {
    "rucio_base_url": "url",
    "rucio_auth_url": "auth_url",
    "rucio_webui_url": "webui",
    "rucio_ca_cert": "ca",
    "site_name": "site",
    "vo": "vo",
    "app_id": "app_id",
    "mode": "mode",
    "destination_rse": "rse",
    "rse_mount_path": "mount",
    "path_begins_at": "path_begins_at",
    "account": "account",
}
_AUTH = frozenset({"userpass", "x509", "x509_proxy", "oidc"})
_STRANGE = re.compile(r"[^a-z0-9_.-]+")


def configured_instances() -> Iterator[tuple[dict[str, Any], str | None]]:
    """Yield each instance, and the usual way of logging in, the usual instance first.

    What the server has exported comes first; elsewhere Jupyter's configuration files in JSON
    are read. Those in Python are not run here: they are the server's.
    """
    exported = os.environ.get(VARIABLE)
    if exported:
        yield from _instances(_json(exported))
        return
    for folder in jupyter_config_path():
        for name in _FILES:
            path = Path(folder) / f"{name}.json"
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                continue
            yield from _instances(_json(text).get("RucioConfig"))


def instance_lake(instance: Mapping[str, Any], auth: str | None = None, **more: Any) -> LakeEntry:
    """Make a lake's entry of an instance; one that makes no sense has a reason.

    Parameters
    ----------
    instance
        By the keys of rucio-jupyterlab; unknown ones are passed over, as there.
    auth
        The usual way of logging in.
    more
        Other keys of the entry.
    """
    name = str(instance.get("name") or "")
    shown = str(instance.get("display_name") or name or "Rucio")
    fields: dict[str, Any] = {"id": lake_id(name), "name": shown, "origin": "RucioConfig", **more}
    for key, field in _FIELDS.items():
        if instance.get(key) not in (None, ""):
            fields[field] = instance[key]
    days = instance.get("replication_rule_lifetime_days")
    if days:
        fields["lifetime_days"] = days
    fields |= _token(instance)
    if auth in _AUTH:
        fields["auth"] = auth
    elif "token_file" in fields or "token_env" in fields:
        fields["auth"] = "oidc"
    try:
        return lake_of({"url": "", **fields})
    except ValueError as error:
        reason = "it has no rucio_base_url" if not fields.get("url") else str(error)
        kept = {key: fields[key] for key in ("id", "name", "origin")}
        return LakeEntry(url=shown_address(str(fields.get("url") or "")), reason=reason, **kept)


def lake_id(name: str) -> str:
    """Make an id of a name."""
    return _STRANGE.sub("-", name.lower()).strip("-.")[:64] or "rucio"


def _token(instance: Mapping[str, Any]) -> dict[str, str]:
    where = {"file": "oidc_file_name", "env": "oidc_env_name"}
    kind = instance.get("oidc_auth")
    named = instance.get(where.get(str(kind), ""))
    if not isinstance(named, str) or not named:
        return {}
    return {"token_file" if kind == "file" else "token_env": named}


def _instances(config: Any) -> Iterator[tuple[dict[str, Any], str | None]]:
    if not isinstance(config, dict):
        return
    auth = config.get("default_auth_type")
    instances = config.get("instances")
    given = instances if isinstance(instances, list) else []
    found = [each for each in given if isinstance(each, dict)]
    usual = config.get("default_instance")
    for each in sorted(found, key=lambda one: usual is None or one.get("name") != usual):
        yield each, auth if isinstance(auth, str) else None


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
