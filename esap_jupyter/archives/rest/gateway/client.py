"""Asks an ESAP API gateway, whose errors often come with HTTP 200.

A body, or its ``results``, that is a list of text is an error whatever the text; so are ``error``
in an object and ``detail`` with a status of 400 or more. Slashes at the end are not even, and are
written here as the gateway wants them. Pages are not used: their counts are limits, not totals.
"""

import base64
import binascii
import re
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from ....errors import ArchiveError, BadAnswerError, EsapError, UnreachableError
from ....net import HttpClient, Progress, Response
from ....wording import one_line, query_remedy
from ..answers import read_json

__all__ = ["GatewayClient", "error_in"]

_BYTES = 32 << 20
_SECONDS = 60.0
_MARGIN = 10.0
_LONGEST = 400
# Of a longer text, looking for what is quoted in it would take minutes.
_READ = 2000
_UNAUTHORIZED = 401
_BAD, _BROKEN = 400, 500
_LISTED = "1000"
_QUOTED = re.compile(r"""\[\s*\\?["'](?P<words>(?i:error).*?)\\?["']\s*\]""")
_PREFIX = re.compile(r"\A\s*error\s*:\s*", re.IGNORECASE)
_DOWN = re.compile(r"ConnectionError|ConnectionPool|Connection refused|Timeout|timed out")


class GatewayClient:
    """A gateway at one address.

    Parameters
    ----------
    url
        Its root, which ends in ``esap-api``.
    http
        The client that requests go through.
    who
        What to call it in errors.
    token
        Gives an access token, or nothing.
    now
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        url: str,
        http: HttpClient,
        who: str,
        token: Callable[[], str] = str,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._url = url.rstrip("/").removesuffix("/query")
        self._http = http
        self._who = who
        self._token = token
        self._now = now

    @property
    def query_url(self) -> str:
        """Where rows are asked for."""
        return f"{self._url}/query/query/"

    def archives(self) -> list[dict[str, Any]]:
        """List the archives that are shown to people, in their order."""
        return self._list("query/archives-uri/", {})

    def datasets(self, archive: str = "") -> list[dict[str, Any]]:
        """List the datasets, of one archive where that is named."""
        rows = self._list(
            "query/datasets-uri/", {"dataset_archive__uri": archive} if archive else {}
        )
        # Other versions of the gateway pass over the filter.
        return [row for row in rows if not archive or row.get("archive_uri_derived") == archive]

    def configuration(self, name: str) -> dict[str, Any] | None:
        """Return what the gateway's pages are made from, or None where there is none of that name.

        The gateway says so with HTTP 200, in text or in a key that tells an error.
        """
        document = self._get("query/configuration", {"name": name})
        found = document.get("configuration") if isinstance(document, dict) else None
        if not isinstance(found, dict) or any("error" in key.lower() for key in found):
            return None
        return found

    def rows(
        self,
        params: Mapping[str, str],
        destination: Path,
        *,
        max_bytes: int,
        seconds: float,
        progress: Progress,
        cancel: threading.Event,
    ) -> None:
        """Write the answer of ``query/query/`` to a file, as JSON.

        A token is sent where there is one that has not ended. Where the gateway refuses it, which
        may be a 500 too, the question is asked again without, as most of it is public.

        Raises
        ------
        EsapError
            There is no answer; then there is no file either.
        """
        token = self._fresh_token()
        headers = [{"Authorization": f"Bearer {token}"}, {}] if token else [{}]
        for number, header in enumerate(headers, start=1):
            response = self._http.download(
                "GET",
                self.query_url,
                params=params,
                headers=header,
                destination=destination,
                max_bytes=max_bytes,
                read_timeout=seconds,
                progress=progress,
                cancel=cancel,
                who=self._who,
            )
            refused = response.status == _UNAUTHORIZED or response.status >= _BROKEN
            if not refused or number == len(headers):
                break
        if response.status >= _BAD:
            with destination.open("rb") as file:
                body = file.read(_LONGEST * 100)
            destination.unlink()
            answer = msgspec.structs.replace(response, body=body)
            error = self._refusal(answer)
            if error is not None:
                raise error
            read_json(answer, who=self._who)

    def _list(self, path: str, params: Mapping[str, str]) -> list[dict[str, Any]]:
        document = self._get(path, {**params, "pagination": "false", "page_size": _LISTED})
        rows = document.get("results") if isinstance(document, dict) else document
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise BadAnswerError(
                f"{self._who} answered without a list.",
                remedy="Correct its address in the catalogue; it ends in /esap-api.",
            )
        return rows

    def _get(self, path: str, params: Mapping[str, str]) -> Any:
        response = self._http.get(
            f"{self._url}/{path}", params, max_bytes=_BYTES, total_timeout=_SECONDS, who=self._who
        )
        error = self._refusal(response)
        if error is not None:
            raise error
        document = read_json(response, who=self._who)
        error = error_in(document, who=self._who)
        if error is not None:
            raise error
        return document

    def _refusal(self, response: Response) -> EsapError | None:
        if response.status < _BAD:
            return None
        try:
            detail = msgspec.json.decode(response.body)["detail"]
        except (msgspec.DecodeError, LookupError, TypeError):
            return None
        words = _tidy(str(detail))
        remedy = (
            "Its token has ended, or is not for this gateway: put a new one into credentials.toml."
            if response.status == _UNAUTHORIZED
            else "Correct what was asked."
        )
        return ArchiveError(f"{self._who} refused: {words}.", remedy=remedy)

    def _fresh_token(self) -> str:
        token = self._token()
        ends = _expiry(token)
        return token if ends is None or ends - _MARGIN > self._now() else ""


def error_in(document: Any, *, who: str) -> EsapError | None:
    """Find the error in an answer that came with HTTP 200.

    Parameters
    ----------
    document
        The answer, read as JSON.
    who
        What to call the gateway.
    """
    if isinstance(document, dict) and "error" in document:
        return _error([str(document["error"])], who)
    rows = document.get("results") if isinstance(document, dict) else document
    if isinstance(rows, list) and rows and any(isinstance(row, str) for row in rows):
        return _error([row for row in rows if isinstance(row, str)], who)
    return None


def _error(texts: list[str], who: str) -> EsapError:
    text = " ".join(texts)
    quoted = _QUOTED.search(text[:_READ])
    words = _tidy(_PREFIX.sub("", quoted["words"] if quoted else text))
    if _DOWN.search(text):
        return UnreachableError(
            f"{who} could not reach the service behind it: {words}.",
            remedy="Try again later, or ask that service itself.",
        )
    return ArchiveError(f"{who} refused: {words}.", remedy=query_remedy(words))


def _tidy(text: str) -> str:
    return one_line(text, _LONGEST).rstrip(".")


def _expiry(token: str) -> float | None:
    """Read when a JSON Web Token ends (RFC 7519, section 4.1.4); None where it does not say."""
    _, _, rest = token.partition(".")
    payload = rest.partition(".")[0]
    try:
        claims = msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return float(claims["exp"])
    except (binascii.Error, ValueError, LookupError, TypeError, msgspec.DecodeError):
        return None
