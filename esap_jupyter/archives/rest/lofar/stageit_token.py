"""The person's token for StageIT, from the file that LOFAR's own stager client reads."""

import configparser
import re
import stat
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from ....errors import NotAvailableError

__all__ = ["DEFAULT_HOST", "StagingToken"]

DEFAULT_HOST = "sdc.astron.nl"
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_TOKEN = re.compile(r"[!-~]+")
_GET_ONE = f"Get a token at https://{DEFAULT_HOST}/stageit/ and write api_token=… into {{path}}."


class StagingToken:
    """A token and the one host that it is for; neither ``repr`` nor ``str`` shows it.

    Parameters
    ----------
    secret
        The token.
    host
        The host, with its port where that is not the usual one.
    """

    __slots__ = ("_secret", "host", "readable_by_others")

    def __init__(self, secret: str, *, host: str = DEFAULT_HOST) -> None:
        self._secret = secret
        self.host = host
        self.readable_by_others = False

    def __repr__(self) -> str:
        return f"StagingToken(host={self.host!r})"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("A token stays in its process.")

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Read ``api_token=`` and ``hostname=`` of a file without sections; None without a file.

        Raises
        ------
        NotAvailableError
            The file cannot be used; the message says why, and nothing of what is in it.
        """
        remedy = _GET_ONE.format(path=path)
        try:
            text = path.read_text(encoding="utf-8")
            mode = path.stat().st_mode
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            cause = error.strerror if isinstance(error, OSError) else "it is not text"
            raise NotAvailableError(f"{path} cannot be read: {cause}.", remedy=remedy) from error
        given = _options(text, path, remedy)
        secret, host = given.get("api_token", "").strip(), given.get("hostname", "").strip()
        if not secret and ("user" in given or "password" in given):
            words = f"{path} holds a user and password of the stager of old, which is no more."
            raise NotAvailableError(words, remedy=remedy)
        if not _TOKEN.fullmatch(secret) or not _HOST.fullmatch(host or DEFAULT_HOST):
            what = "api_token" if not _TOKEN.fullmatch(secret) else "hostname"
            raise NotAvailableError(f"{path} has no usable {what}.", remedy=remedy)
        token = cls(secret, host=host or DEFAULT_HOST)
        token.readable_by_others = bool(mode & (stat.S_IRGRP | stat.S_IROTH))
        return token

    def headers(self, url: str) -> dict[str, str]:
        """Return the header for a request.

        Raises
        ------
        NotAvailableError
            The token is not for that host.
        """
        if urlsplit(url).netloc.lower() != self.host.lower():
            raise NotAvailableError(
                f"The token for StageIT is for {self.host}, not for {urlsplit(url).netloc}.",
                remedy="Write hostname=… beside api_token=… if it is for that host.",
            )
        return {"Authorization": f"Token {self._secret}"}

    def without(self, text: str) -> str:
        """Return a text with the token taken out."""
        return text.replace(self._secret, "…")


def _options(text: str, path: Path, remedy: str) -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(f"[staging]\n{text}")
    except configparser.Error:
        # The parser's own words would quote the line, and so the token; its cause too.
        raise NotAvailableError(f"{path} is not of the form api_token=….", remedy=remedy) from None
    return dict(parser["staging"])
