"""What is asked, and what a redirect makes of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.parse import urlencode, urlsplit

import msgspec

from ..errors import BadAnswerError, BadRequestError
from ..urls import PORTS, is_below, is_upgrade, joined, origin
from .response import Progress

__all__ = ["REDIRECTS", "Request", "is_secret"]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEP_METHOD = frozenset({307, 308})
_SEE_OTHER = 303
_SECRET = frozenset(
    {
        "authorization",
        "cookie",
        "private-token",
        "proxy-authorization",
        "x-api-key",
        "x-auth-token",
        "x-csrf-token",
    }
)
# Rucio has a header for each part of a login, and a name is part of one.
_RUCIO = "x-rucio-"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request to one URL; a body may be a file, which is sent as it lies there.

    What is secret in its headers goes to its own origin only, and where ``prefixes`` are given,
    to addresses below these only. ``sent`` is told how much of a file has gone.
    """

    method: str
    url: str
    headers: Mapping[str, str] = {}
    body: bytes | Path | None = None
    prefixes: tuple[str, ...] = ()
    sent: Progress | None = None

    @classmethod
    def make(
        cls,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | bytes | Path | None = None,
        headers: Mapping[str, str] | None = None,
        prefixes: tuple[str, ...] = (),
        sent: Progress | None = None,
    ) -> Self:
        """Encode parameters and form; bytes, or those of a file, are sent as they are.

        Raises
        ------
        BadRequestError
            The URL is not an http or https URL, a header cannot be sent, or what is secret would
            go beside the prefixes.
        """
        if origin(url) is None:
            raise BadRequestError(
                f"{url!r} is not an http or https address.", remedy="Correct the address."
            )
        head = dict(headers or {})
        for name, value in head.items():
            _check_header(name, value)
        if params:
            url += ("&" if urlsplit(url).query else "?") + urlencode(params)
        if data is not None and not isinstance(data, bytes | Path):
            head |= _FORM
            data = urlencode(data).encode("ascii")
        made = cls(method=method, url=url, headers=head, body=data, prefixes=prefixes, sent=sent)
        if made.is_beside and any(map(is_secret, head)):
            raise BadRequestError(
                f"A login is not sent to {made.host}, which is not the service that it is for.",
                remedy="Correct the address of the service.",
            )
        return made

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
    def is_beside(self) -> bool:
        """Whether its address is outside of the prefixes that its secrets are for."""
        return bool(self.prefixes) and not any(is_below(self.url, each) for each in self.prefixes)

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
        moved = msgspec.structs.replace(self, url=url)
        keeps = status in _KEEP_METHOD or self.is_upgraded(status, location)
        leaves = target != here and not is_upgrade(here, target)
        if keeps and not self.is_safe and (leaves or moved.is_beside):
            raise BadAnswerError(
                f"{who} wants what was sent to it to go to {target[1]}:{target[2]}, another host.",
                remedy="Correct its address in the catalogue, or tell its operators.",
            )
        headers = dict(self.headers)
        if target != here or moved.is_beside:
            headers = {key: value for key, value in headers.items() if not is_secret(key)}
        if keeps or self.is_safe:
            return msgspec.structs.replace(moved, headers=headers)
        headers.pop("Content-Type", None)
        return msgspec.structs.replace(moved, method="GET", headers=headers, body=None)


def _check_header(name: str, value: str) -> None:
    """Refuse what no header can hold (RFC 9110, section 5.5), without repeating it."""
    try:
        fits = not any(byte < ord(" ") and byte != ord("\t") for byte in value.encode("latin-1"))
    except UnicodeEncodeError:
        fits = False
    if not fits:
        raise BadRequestError(
            f"The header {name} would have characters that cannot be sent.",
            remedy="Correct what it is made of; a line break, perhaps, that was pasted too.",
        )


def is_secret(header: str) -> bool:
    """Tell whether a header says who one is, or proves it."""
    name = header.lower()
    return name in _SECRET or name.startswith(_RUCIO)


def _behind_host(url: str) -> str:
    return url.partition("://")[2].partition("/")[2]
