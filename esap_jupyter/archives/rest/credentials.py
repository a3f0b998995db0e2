"""Names and secrets of one archive, from the person's own file or the environment.

They go into headers and bodies of requests to that archive, and nowhere else: not into a URL, a
log, an error or a browser.
"""

import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ...errors import BadRequestError
from ...home import default_home
from ...urls import origin

__all__ = ["Credentials", "read_credentials"]

_FILE = "credentials.toml"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Credentials(Mapping[str, str]):
    """Names and secrets by their key; shown without them.

    Parameters
    ----------
    values
        What there is.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    def __getitem__(self, key: str) -> str:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Credentials({', '.join(sorted(self._values))})"


def read_credentials(archive_id: str, url: str, keys: Mapping[str, str]) -> Credentials:
    """Return what is known for an archive.

    The table ``[<id>]`` of ``credentials.toml`` in `default_home` counts, a file that is its
    owner's alone; then the environment, for keys that it lacks.

    Parameters
    ----------
    archive_id
        The archive's id in the catalogue.
    url
        Where they would be sent.
    keys
        The keys that are wanted, and by which other name of the environment each may be given
        (empty for none) besides ``ESAP_<ID>_<KEY>``.

    Raises
    ------
    BadRequestError
        The file can be read by others or makes no sense, or the archive is not reached by https.
    """
    found = {**_from_environment(archive_id, keys), **_from_file(archive_id, keys)}
    if found and not _is_private(url):
        raise BadRequestError(
            f"The login of {archive_id} is not sent over http, where others can read it.",
            remedy=f"Give an https address as url in [archives.{archive_id}].",
        )
    return Credentials(found)


def _from_environment(archive_id: str, keys: Mapping[str, str]) -> dict[str, str]:
    prefix = re.sub(r"\W", "_", f"ESAP_{archive_id}_").upper()
    found = {}
    for key, other in keys.items():
        value = os.environ.get(prefix + key.upper()) or os.environ.get(other or prefix)
        if value:
            found[key] = value
    return found


def _from_file(archive_id: str, keys: Mapping[str, str]) -> dict[str, str]:
    path = default_home() / _FILE
    if not path.is_file():
        return {}
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise BadRequestError(
            f"{path} can be read by others, so nothing in it is used.",
            remedy=f"Make it yours alone: chmod 600 {path}",
        )
    table = _parsed(path).get(archive_id, {})
    if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
        raise BadRequestError(
            f"[{archive_id}] in {path} is not a table of texts.",
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


def _is_private(url: str) -> bool:
    named = origin(url)
    return named is not None and (named[0] == "https" or named[1] in _LOOPBACK)
