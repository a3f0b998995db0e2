"""Names and secrets of one archive, from the person's own file or the environment.

They go into headers and bodies of requests to the address that they are for, and nowhere else:
not to another that a catalogue gives the archive, not into a URL, a log, an error or a browser.
"""

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ..errors import BadRequestError
from ..identity import Credential
from ..identity.person import environment_values, file_values, meant_for, variable_of
from ..urls import LOOPBACK, origin

__all__ = ["ClientVariables", "CredentialReader", "Credentials", "Held"]

Held = Callable[[str], Credential | None]
"""Gives what a person has logged in to an archive with, by the archive's id."""


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


class ClientVariables(NamedTuple):
    """Where another client of the same service looks: variables by key, and their address."""

    names: Mapping[str, str]
    url: str


class CredentialReader:
    """Reads what a person has configured, anew each time.

    What the person has logged in with goes before all. Then the table ``[<id>]`` of
    ``credentials.toml`` counts, a file that is its owner's alone; then the variables
    ``ESAP_<ID>_<KEY>``; then those of another client. Table and variables name the address that
    they are for as ``url`` (``ESAP_<ID>_URL``), so that a catalogue that gives the id to another
    address does not learn them.

    Parameters
    ----------
    folder
        Returns where the file is; without, there is only the environment.
    held
        Gives what the person has logged in with.
    refuse
        Told that an archive does not take that, and in what words.
    """

    def __init__(
        self,
        folder: Callable[[], Path] | None = None,
        *,
        held: Held = lambda _archive_id: None,
        refuse: Callable[[str, str], None] = lambda _archive_id, _reason: None,
    ) -> None:
        self._folder = folder
        self._held = held
        self.refuse = refuse

    def read(
        self,
        archive_id: str,
        url: str,
        keys: Collection[str],
        *,
        client: ClientVariables | None = None,
    ) -> Credentials:
        """Return what is known for an archive.

        Parameters
        ----------
        archive_id
            The archive's id in the catalogue.
        url
            Where they would be sent.
        keys
            The keys that are wanted.
        client
            Another client's variables, which count where it asks the same address.

        Raises
        ------
        BadRequestError
            The file can be read by others or makes no sense; what there is is for another
            address, or for none that is named; or the archive is not reached by https.
        LoginRefusedError
            The archive has refused what the person logged in with some minutes ago.
        """
        held = self._held(archive_id)
        values = _values(held) if held is not None else {}
        if values and values.keys() <= set(keys):
            return Credentials(values)
        wanted = dict.fromkeys(("url", *keys), "")
        found = _from_client(client, url, keys)
        given = environment_values(archive_id, wanted)
        found |= meant_for(archive_id, url, given, variable_of(archive_id, "url"))
        if self._folder is not None:
            written = file_values(archive_id, wanted, self._folder)
            where = f"url under [{archive_id}] in credentials.toml"
            found |= meant_for(archive_id, url, written, where)
        if found and not _is_private(url):
            raise BadRequestError(
                f"The login of {archive_id} is not sent over http, where others can read it.",
                remedy=f"Give an https address as url in [archives.{archive_id}].",
            )
        return Credentials(found)


def _values(credential: Credential) -> dict[str, str]:
    match credential.kind:
        case "userpass":
            return {"username": credential.username, "password": credential.password}
        case "client_credentials":
            return {"client_id": credential.username, "client_secret": credential.password}
        case "oidc" | "token":
            return {"token": credential.token}
    return {}


def _from_client(client: ClientVariables | None, url: str, keys: Collection[str]) -> dict[str, str]:
    if client is None or origin(client.url) != origin(url):
        return {}
    found = {key: os.environ.get(client.names.get(key, ""), "") for key in keys}
    return {key: value for key, value in found.items() if value}


def _is_private(url: str) -> bool:
    named = origin(url)
    return named is not None and (named[0] == "https" or named[1] in LOOPBACK)
