"""Hands ``RucioConfig`` of the server's configuration on to its kernels and terminals."""

import json
from collections.abc import Mapping
from typing import Any

__all__ = ["VARIABLE", "exported"]

VARIABLE = "ESAP_RUCIO_CONFIG"
"""Where they find it, as JSON."""

_KEYS = ("instances", "default_instance", "default_auth_type")


def exported(config: Mapping[str, Any]) -> str | None:
    """Write what the configuration says of Rucio's instances, or None where it says nothing.

    No secret stands there: instances name files and variables of tokens, not tokens.
    """
    rucio = config.get("RucioConfig")
    if not isinstance(rucio, Mapping):
        return None
    told = {key: rucio[key] for key in _KEYS if rucio.get(key) is not None}
    if not isinstance(told.get("instances"), list) or not told["instances"]:
        return None
    return json.dumps(told, default=str)
