"""The HTTP clients of one lake: each with its own guard, authorities and certificates."""

import threading
from pathlib import Path

from ..catalogue import LakeEntry
from ..net import AddressGuard, HttpClient, Tls

__all__ = ["LakeClients"]

_CONNECTIONS = 16


class LakeClients:
    """Makes the clients of one lake when they are needed, and closes them.

    Parameters
    ----------
    entry
        The lake. Where somebody here described it, its hosts may be private.
    http
        The client that they are derived of.
    """

    def __init__(self, *, entry: LakeEntry, http: HttpClient) -> None:
        self._entry = entry
        self._http = http
        self._lock = threading.Lock()
        self._made: dict[tuple[str, Tls], HttpClient] = {}
        self._own = self._guard(entry.url, entry.auth_url)
        self._storage = self._guard()

    @property
    def api(self) -> HttpClient:
        """Asks Rucio; what proves who one is goes there alone."""
        return self.known_by(Tls(ca=self._entry.ca_path))

    def known_by(self, tls: Tls) -> HttpClient:
        """Ask Rucio and show a certificate."""
        prefixes = tuple(dict.fromkeys((self._entry.base, self._entry.auth_base)))
        return self._client("api", tls, guard=self._own, prefixes=prefixes)

    def storage(self, certificate: Path | None = None, key: Path | None = None) -> HttpClient:
        """Ask storage elements, those that were vouched for even where they are private."""
        tls = Tls(ca=self._entry.ca_path, certificate=certificate, key=key)
        return self._client("storage", tls, guard=self._storage, connections=_CONNECTIONS)

    def vouch(self, url_or_hostport: str) -> None:
        """Let a storage element be reached which the lake has named.

        Link-local addresses and those of a cloud's metadata are never. Nothing is vouched for
        where the lake itself is only named by a remote document.
        """
        if self._entry.vouched:
            self._storage.allow(url_or_hostport)

    @property
    def storage_guard(self) -> AddressGuard:
        """What decides where bytes of the lake may come from."""
        return self._storage

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            for client in self._made.values():
                client.close()
            self._made.clear()

    def _guard(self, *urls: str | None) -> AddressGuard:
        guard = self._http.guard.derived()
        for url in filter(None, urls):
            if self._entry.vouched:
                guard.allow(url)
        return guard

    def _client(self, purpose: str, tls: Tls, **own: object) -> HttpClient:
        # A proxy that is renewed in its file is read anew by the client itself.
        key = purpose, tls
        with self._lock:
            if key not in self._made:
                self._made[key] = self._http.derived(tls=tls, **own)
            return self._made[key]
