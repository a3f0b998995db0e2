"""How the storage elements of a lake are spoken to: with which login, and which may be asked."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ...catalogue import LakeEntry
from ...errors import BadRequestError, EsapError
from ...identity import Credential
from ...net import AddressGuard, HttpClient
from ...urls import is_below
from ..clients import LakeClients
from .places import local_path

__all__ = ["StorageAccess"]


class StorageAccess:
    """Speaks to storage as the person.

    A certificate is shown to every storage element that the lake names, which gives nothing
    away that could be used again. A token is sent only below the addresses that whoever
    described the lake has listed as ``storage``.

    Parameters
    ----------
    entry
        The lake.
    clients
        Its HTTP clients.
    credential
        Gives what one has logged in with.
    """

    def __init__(
        self,
        *,
        entry: LakeEntry,
        clients: LakeClients,
        credential: Callable[[], Credential],
    ) -> None:
        self.entry = entry
        self._clients = clients
        self._source = credential
        self._vouched: set[str] = set()

    @property
    def credential(self) -> Credential | None:
        """What one has logged in with; None where that is not known, as storage may be open."""
        with suppress(EsapError):
            return self._source()
        return None

    @property
    def http(self) -> HttpClient:
        """The client that storage is asked by."""
        known = self.credential
        if known is None or known.certificate is None:
            return self._clients.storage()
        return self._clients.storage(known.certificate, known.key)

    @property
    def strangers(self) -> HttpClient:
        """The client for where storage sends one on to, which is not told who one is."""
        return self._clients.storage()

    @property
    def guard(self) -> AddressGuard:
        """What decides where bytes may come from."""
        return self._clients.storage_guard

    def local(self, url: str) -> Path | None:
        """Return the path of an address on a mounted disk; see `local_path`."""
        return local_path(url, self.entry.all_mounts)

    def vouch(self, url: str) -> None:
        """Let the host of a replica be reached, as the lake has named it."""
        host = url.partition("://")[2].partition("/")[0]
        scheme = url.partition("://")[0]
        if host in self._vouched:
            return
        named = f"{_SCHEMES.get(scheme, scheme)}://{host}"
        if scheme not in _SCHEMES and ":" not in host:
            named = f"{host}:{_XROOTD}"
        with suppress(BadRequestError):
            self._clients.vouch(named)
        self._vouched.add(host)

    def headers(self, url: str) -> dict[str, str]:
        """Return the headers that say who one is at an address of storage."""
        token = self.token(url)
        return {"Authorization": f"Bearer {token}"} if token else {}

    def token(self, url: str) -> str:
        """Return the token for an address, or nothing where it is not meant to have it."""
        scheme, _, rest = url.partition("://")
        # Without TLS it goes only where whoever described the lake has written http.
        web = f"{_SCHEMES.get(scheme, 'https')}://{rest}"
        if not any(is_below(web, prefix) for prefix in self.entry.storage):
            return ""
        known = self.credential
        return known.token if known is not None else ""


_SCHEMES = {"https": "https", "davs": "https", "http": "http", "dav": "http"}
_XROOTD = 1094
