"""An instance of ``RucioConfig`` that another document describes (``$url``)."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from ...catalogue import LakeEntry
from ...disk.files import write_whole
from ...errors import BadAnswerError, EsapError, NotAvailableError
from ...net import HttpClient
from ..refusals import lake_refusal
from .instances import instance_lake, lake_id

__all__ = ["RemoteLake"]

_DAY = 86400.0
_BYTES = 256 << 10
_SECONDS = 15.0
_MOUNT = "rse_mount_path"
# What names files of this machine must stand here: a document elsewhere could have any secret sent
# to it, and any folder read and written as if it were the lake's.
_OURS = frozenset({"oidc_auth", "oidc_env_name", "oidc_file_name", "name", _MOUNT})


class _Kept(msgspec.Struct):
    url: str
    read: float
    instance: dict[str, Any]


class RemoteLake:
    """A lake whose description is fetched when it is first used, and remembered for a day.

    What stands in the instance itself has precedence over the document.

    Parameters
    ----------
    instance
        The instance, with ``$url``.
    auth
        The usual way of logging in.
    http
        Fetches the document.
    folder
        Where it is remembered.
    more
        Other keys of the lake's entry, such as another id.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        instance: Mapping[str, Any],
        auth: str | None,
        http: Callable[[], HttpClient],
        folder: Callable[[], Path],
        more: Mapping[str, Any] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._instance = dict(instance)
        self._auth = auth
        self._http = http
        self._folder = folder
        self._clock = clock
        self._kept: _Kept | None = None
        self.id: str = (more or {}).get("id") or lake_id(str(instance.get("name") or ""))
        self._more: dict[str, Any] = {**(more or {}), "id": self.id}

    @property
    def url(self) -> str:
        """The lake's address where it is known, else that of the document."""
        return self.known().url

    def known(self) -> LakeEntry:
        """Return what is known without asking anybody."""
        kept = self._kept or self._remembered()
        if kept is not None:
            return self._entry(kept.instance)
        name = str(self._instance.get("display_name") or self._instance.get("name") or self.id)
        return LakeEntry(name=name, url=self._document, origin="RucioConfig", **self._more)

    def entry(self) -> LakeEntry:
        """Return the lake's entry; the document is fetched anew when a day has passed.

        A document that cannot be had is taken as it was last.

        Raises
        ------
        EsapError
            It was never had.
        """
        kept = self._kept or self._remembered()
        if kept is None or kept.read + _DAY < self._clock():
            try:
                kept = self._fetch()
            except EsapError:
                if kept is None:
                    raise
        self._kept = kept
        return self._entry(kept.instance)

    @property
    def _document(self) -> str:
        return str(self._instance.get("$url") or "")

    @property
    def _path(self) -> Path:
        return self._folder() / f"{self.id}.json"

    def _entry(self, remote: Mapping[str, Any]) -> LakeEntry:
        told = {key: value for key, value in remote.items() if key not in _OURS}
        own = {key: value for key, value in self._instance.items() if key != "$url"}
        more = {**self._more, "vouched": "rucio_base_url" in own}
        if remote.get(_MOUNT) and _MOUNT not in own:
            said = (
                f"Its document says that it is mounted at {str(remote[_MOUNT])[:200]!r}, which "
                f"counts only where {_MOUNT} stands in RucioConfig.instances itself."
            )
            more["description"] = " ".join(filter(None, [more.get("description"), said]))
        return instance_lake({**told, **own}, self._auth, **more)

    def _fetch(self) -> _Kept:
        name = str(self._instance.get("display_name") or self.id)
        if urlsplit(self._document).scheme != "https":
            raise NotAvailableError(
                f"{name} is described at {self._document!r}, which is no https address.",
                remedy="Correct $url in RucioConfig.instances.",
            )
        answer = self._http().get(
            self._document, max_bytes=_BYTES, total_timeout=_SECONDS, who=f"{name} ($url)"
        )
        problem = lake_refusal(answer.status, answer.headers, answer.body, who=f"{name} ($url)")
        if problem is not None:
            raise problem
        try:
            instance = msgspec.json.decode(answer.body, type=dict[str, Any])
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise BadAnswerError(
                f"{name} is not described at {self._document}.",
                remedy="Correct $url in RucioConfig.instances.",
            ) from error
        kept = _Kept(url=self._document, read=self._clock(), instance=instance)
        write_whole(self._path, msgspec.json.encode(kept).decode())
        return kept

    def _remembered(self) -> _Kept | None:
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=_Kept)
        except (OSError, msgspec.MsgspecError, UnicodeError):
            return None
        return kept if kept.url == self._document else None
