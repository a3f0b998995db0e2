"""What is asked, and what a redirect makes of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.parse import urlencode, urlsplit

import msgspec

from ..errors import BadAnswerError, BadRequestError
from ..urls import PORTS, is_upgrade, joined, origin

__all__ = ["REDIRECTS", "Request"]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEP_METHOD = frozenset({307, 308})
_SEE_OTHER = 303
_SECRET = frozenset({"authorization", "cookie", "proxy-authorization"})
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request to one URL; a body may be a file, which is sent as it lies there."""

    method: str
    url: str
    headers: Mapping[str, str] = {}
    body: bytes | Path | None = None

    @classmethod
    def make(
        cls,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | bytes | Path | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Encode parameters and form; bytes, or those of a file, are sent as they are.

        Raises
        ------
        BadRequestError
            The URL is not an http or https URL.
        """
        if origin(url) is None:
            raise BadRequestError(
                f"{url!r} is not an http or https address.", remedy="Correct the address."
            )
        if params:
            url += ("&" if urlsplit(url).query else "?") + urlencode(params)
        if data is None:
            return cls(method=method, url=url, headers=headers or {})
        if isinstance(data, bytes | Path):
            return cls(method=method, url=url, headers=headers or {}, body=data)
        body = urlencode(data).encode("ascii")
        return cls(method=method, url=url, headers={**(headers or {}), **_FORM}, body=body)

    @property
    def host(self) -> str:
        """The name of the host."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """The port of the host."""
        parts = urlsplit(self.url)
        return parts.port or PORTS[parts.scheme]

    @property
    def is_safe(self) -> bool:
        """Whether asking twice does no harm."""
        return self.method in ("GET", "HEAD")

    def is_upgraded(self, status: int, location: str) -> bool:
        """Tell whether a redirect leads to the same address by https, and nowhere else.

        Then the request is asked again as it is, also after 301 and 302, where a client may do
        so (RFC 9110, section 15.4); 303 always leads to what came of it.
        """
        url = joined(self.url, location)
        same = _behind_host(self.url) == _behind_host(url)
        return same and status != _SEE_OTHER and is_upgrade(origin(self.url), origin(url))

    def redirected(self, status: int, location: str, who: str) -> Self:
        """Return the request that a redirect asks for.

        Raises
        ------
        BadAnswerError
            It leads from https to http, to no web address, or takes what was sent to another
            host: a password or a table is meant for the one that it was sent to.
        """
        url = joined(self.url, location)
        target, here = origin(url), origin(self.url)
        if target is None or (here is not None and here[0] == "https" != target[0]):
            raise BadAnswerError(
                f"{who} redirects to {url.partition('?')[0][:200]!r}, which is not a safe address.",
                remedy="Ask the archive's operators, or correct its address in the catalogue.",
            )
        keeps = status in _KEEP_METHOD or self.is_upgraded(status, location)
        if keeps and not self.is_safe and target != here and not is_upgrade(here, target):
            raise BadAnswerError(
                f"{who} wants what was sent to it to go to {target[1]}:{target[2]}, another host.",
                remedy="Correct its address in the catalogue, or tell its operators.",
            )
        headers = dict(self.headers)
        if target != here:
            headers = {key: value for key, value in headers.items() if key.lower() not in _SECRET}
        if keeps or self.is_safe:
            return msgspec.structs.replace(self, url=url, headers=headers)
        headers.pop("Content-Type", None)
        return msgspec.structs.replace(self, method="GET", url=url, headers=headers, body=None)


def _behind_host(url: str) -> str:
    return url.partition("://")[2].partition("/")[2]
