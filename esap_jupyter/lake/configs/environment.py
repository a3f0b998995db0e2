"""Reads a lake of ``RUCIO_*`` variables, as containers with Rucio are given them."""

import os
from collections.abc import Mapping
from typing import Any

from ...catalogue import LakeEntry
from .instances import instance_lake

__all__ = ["LOGIN_VARIABLES", "environment_lake"]

LOGIN_VARIABLES = {
    "account": "RUCIO_ACCOUNT",
    "username": "RUCIO_USERNAME",
    "password": "RUCIO_PASSWORD",
    "token": "RUCIO_ACCESS_TOKEN",
}
"""What one logs in with to the lake of the environment, and to none but it."""

_VARIABLES = {
    "name": ("RUCIO_NAME",),
    "display_name": ("RUCIO_DISPLAY_NAME",),
    "rucio_base_url": (
        "RUCIO_BASE_URL",
        "RUCIO_CFG_CLIENT_RUCIO_HOST",
        "RUCIO_CFG_RUCIO_HOST",
        "RUCIO_HOST",
    ),
    "rucio_auth_url": (
        "RUCIO_AUTH_URL",
        "RUCIO_CFG_CLIENT_AUTH_HOST",
        "RUCIO_CFG_AUTH_HOST",
        "RUCIO_AUTH_HOST",
    ),
    "rucio_webui_url": ("RUCIO_WEBUI_URL",),
    "rucio_ca_cert": ("RUCIO_CA_CERT", "RUCIO_CFG_CLIENT_CA_CERT"),
    "site_name": ("RUCIO_SITE_NAME",),
    "vo": ("RUCIO_VO", "RUCIO_CFG_CLIENT_VO"),
    "mode": ("RUCIO_MODE",),
    "destination_rse": ("RUCIO_DESTINATION_RSE",),
    "rse_mount_path": ("RUCIO_RSE_MOUNT_PATH",),
    "account": ("RUCIO_ACCOUNT", "RUCIO_CFG_CLIENT_ACCOUNT"),
    "oidc_auth": ("RUCIO_OIDC_AUTH",),
    "oidc_env_name": ("RUCIO_OIDC_ENV_NAME",),
    "oidc_file_name": ("RUCIO_OIDC_FILE_NAME",),
}
_NUMBERS = {
    "path_begins_at": "RUCIO_PATH_BEGINS_AT",
    "replication_rule_lifetime_days": "RUCIO_REPLICATION_RULE_LIFETIME_DAYS",
}
_AUTH = ("RUCIO_DEFAULT_AUTH_TYPE", "RUCIO_AUTH_TYPE", "RUCIO_CFG_CLIENT_AUTH_TYPE")


def environment_lake(environ: Mapping[str, str] | None = None) -> LakeEntry | None:
    """Make the lake of the environment, or None where no variable has its address."""
    given = os.environ if environ is None else environ
    instance: dict[str, Any] = {}
    for key, names in _VARIABLES.items():
        value = next((given[name].strip() for name in names if given.get(name, "").strip()), "")
        if value:
            instance[key] = value
    if "rucio_base_url" not in instance:
        return None
    for key, name in _NUMBERS.items():
        value = given.get(name, "").strip()
        if value:
            instance[key] = int(value) if value.isascii() and value.isdigit() else value
    auth = next((given[name] for name in _AUTH if given.get(name)), None)
    instance.setdefault("name", "rucio")
    instance.setdefault("display_name", "Rucio")
    return instance_lake(instance, auth, origin="environment")
