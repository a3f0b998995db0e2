"""Zenodo's deposit interface, as far as a draft; nothing here can publish."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from ...catalogue import RepositoryEntry
from ...errors import (
    BadAnswerError,
    EsapError,
    LoginRefusedError,
    NotAvailableError,
    ServerError,
)
from ...net import HttpClient, Response
from ...urls import is_below

__all__ = ["SCOPE", "DepositClient"]

SCOPE = "deposit:write"
"""What a token has to be made with; publishing would take ``deposit:actions``, too."""

_DENIED = (401, 403)
_GOOD, _BAD, _BROKEN = 200, 400, 500


class DepositClient:
    """Makes drafts.

    Parameters
    ----------
    entry
        The repository; its token goes below its address only.
    http
        What asks.
    token
        Gives the person's token.
    """

    def __init__(
        self, *, entry: RepositoryEntry, http: HttpClient, token: Callable[[], str]
    ) -> None:
        self._entry = entry
        self._http = http
        self._token = token
        self._root = f"{entry.url.rstrip('/')}/"

    def check(self) -> None:
        """Ask whether the token may make drafts.

        Raises
        ------
        LoginRefusedError
            It may not.
        """
        self._asked("GET", f"{self._root}deposit/depositions", params={"size": "1"})

    def draft(self, files: Mapping[str, bytes], metadata: dict[str, Any]) -> dict[str, Any]:
        """Make a draft with these files; one that cannot be completed is deleted again.

        Returns
        -------
        dict
            The deposition as the repository describes it.

        Raises
        ------
        EsapError
            What it was refused with.
        """
        made = self._json("POST", f"{self._root}deposit/depositions", {})
        told = made.get("links")
        links = told if isinstance(told, dict) else {}
        own = self._link(links, "self")
        try:
            bucket = self._link(links, "bucket")
            for name, content in files.items():
                self._put(f"{bucket.rstrip('/')}/{quote(name)}", name, content)
            return self._json("PUT", own, {"metadata": metadata})
        except EsapError as error:
            self._delete(own, error)
            raise

    def _put(self, url: str, name: str, content: bytes) -> None:
        headers = {"Content-Type": "application/octet-stream"}
        told = self._decoded(self._asked("PUT", url, content, headers)).get("checksum")
        mine = hashlib.md5(content, usedforsecurity=False).hexdigest()
        if isinstance(told, str) and told.removeprefix("md5:") != mine:
            raise BadAnswerError(
                f"{self._entry.name} has another {name} than was sent.", remedy="Try again."
            )

    def _delete(self, url: str, error: EsapError) -> None:
        try:
            self._asked("DELETE", url)
        except EsapError:
            error.remedy = f"{error.remedy} An incomplete draft is left in your uploads.".strip()

    def _link(self, links: Mapping[str, Any], name: str) -> str:
        """Return an address that the repository tells, where the token may go there."""
        link = links.get(name)
        if not isinstance(link, str) or not is_below(link, self._root):
            raise BadAnswerError(
                f"{self._entry.name} tells no address of its own for {name} of the draft.",
                remedy="Check the url of the repository in the catalogue.",
            )
        return link

    def _json(self, method: str, url: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        return self._decoded(self._asked(method, url, json.dumps(body).encode(), headers))

    def _decoded(self, response: Response) -> dict[str, Any]:
        try:
            document = json.loads(response.body)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise BadAnswerError(
                f"{self._entry.name} answered with something else than a draft.",
                remedy="Try again later.",
            )
        return document

    def _asked(
        self,
        method: str,
        url: str,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Response:
        response = self._http.send(
            method,
            url,
            data,
            {"Authorization": f"Bearer {self._token()}", **(headers or {})},
            params=params,
            follow=False,
            total_timeout=600,
            who=self._entry.name,
        )
        if not _GOOD <= response.status < 300:  # noqa: PLR2004  (a redirect would take the token)
            raise self._refused(response)
        return response

    def _refused(self, response: Response) -> EsapError:
        name, status = self._entry.name, response.status
        if status in _DENIED:
            return LoginRefusedError(
                f"{name} does not let this token make drafts.",
                remedy=f"Make a token with the scope {SCOPE} there, and log in with it.",
            )
        if status >= _BROKEN:
            return ServerError(f"{name} answered {status}.", remedy="Try again later.")
        return NotAvailableError(f"{name} refused the draft ({status}){_told(response.body)}.")


def _told(body: bytes) -> str:
    """Say what is wrong in the repository's own words, on one line."""
    try:
        document = json.loads(body)
        errors = [
            f"{each.get('field', '')}: {each.get('message', '')}".strip(": ")
            for each in document.get("errors", [])
        ]
        words = "; ".join(errors) or str(document.get("message", ""))
    except (ValueError, AttributeError, TypeError, RecursionError):
        return ""
    return f": {' '.join(words.split())[:300].rstrip('.')}" if words else ""
