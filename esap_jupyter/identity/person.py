"""What the person or the operator has written down for one service: own file and environment."""

import os
import re
import stat
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..disk.home import default_home
from ..errors import BadRequestError
from ..urls import origin

__all__ = ["environment_values", "file_values", "meant_for", "variable_of"]

_FILE = "credentials.toml"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def variable_of(service_id: str, key: str) -> str:
    """Return the name of the variable ``ESAP_<ID>_<KEY>``."""
    return re.sub(r"\W", "_", f"ESAP_{service_id}_{key}").upper()


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
    found = {}
    for key, other in keys.items():
        value = variables.get(variable_of(service_id, key)) or (other and variables.get(other))
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


def meant_for(service_id: str, url: str, given: Mapping[str, str], where: str) -> dict[str, str]:
    """Return what is given without its ``url``, which has to be of the service's host.

    So a catalogue that gives the id of a service to another address does not learn its login.

    Parameters
    ----------
    service_id
        The service's id in the catalogue.
    url
        Where it would be sent.
    given
        What the person has written down, and ``url``, for which address it is.
    where
        Where that stands.

    Raises
    ------
    BadRequestError
        It is for another address, or for none that is named.
    """
    found = {key: value for key, value in given.items() if key != "url"}
    if found:
        _check_place(service_id, url, given.get("url", ""), where)
    return found


def _check_place(service_id: str, url: str, meant: str, where: str) -> None:
    """See that what is sent to an address is meant for its host."""
    there = origin(url)
    if there is not None and origin(meant) == there:
        return
    address = _root(url)
    raise BadRequestError(
        f"The login of {service_id} is for {_root(meant)}, and is not sent to {address}."
        if origin(meant)
        else f"The login of {service_id} does not say for which address it is; it is not sent.",
        remedy=f'Write "{address}" as {where}, if that is who may have it.',
    )


def _root(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].rpartition('@')[2]}"


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        # The parser's own words may quote the line, and with it a secret.
        raise BadRequestError(
            f"{path} cannot be read, or is not valid TOML.", remedy="Correct it."
        ) from None
