"""What the person or the operator has written down for one service: own file and environment."""

import os
import re
import stat
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..errors import BadRequestError
from ..home import default_home

__all__ = ["environment_values", "file_values"]

_FILE = "credentials.toml"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def environment_values(
    service_id: str, keys: Mapping[str, str], environ: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return what the environment has for a service, by key.

    Parameters
    ----------
    service_id
        Its id in the catalogue.
    keys
        The keys that are wanted, and by which other variable each may be given (empty for none)
        besides ``ESAP_<ID>_<KEY>``.
    environ
        The environment.
    """
    variables = os.environ if environ is None else environ
    prefix = re.sub(r"\W", "_", f"ESAP_{service_id}_").upper()
    found = {}
    for key, other in keys.items():
        value = variables.get(prefix + key.upper()) or variables.get(other or prefix)
        if value:
            found[key] = value
    return found


def file_values(
    service_id: str, keys: Mapping[str, str], home: Callable[[], Path] = default_home
) -> dict[str, str]:
    """Return what the table ``[<id>]`` of the person's ``credentials.toml`` has, by key.

    Raises
    ------
    BadRequestError
        The file can be read by others or makes no sense.
    """
    path = home() / _FILE
    if not path.is_file():
        return {}
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise BadRequestError(
            f"{path} can be read by others, so nothing in it is used.",
            remedy=f"Make it yours alone: chmod 600 {path}",
        )
    table = _parsed(path).get(service_id, {})
    if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
        raise BadRequestError(
            f"[{service_id}] in {path} is not a table of texts.",
            remedy=f"Write its keys as text: {', '.join(keys)}.",
        )
    return {key: value for key, value in table.items() if key in keys and value}


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        # The parser's own words may quote the line, and with it a secret.
        raise BadRequestError(
            f"{path} cannot be read, or is not valid TOML.", remedy="Correct it."
        ) from None
