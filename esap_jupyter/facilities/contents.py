"""Files of a Jupyter server elsewhere, through its contents API."""

import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import quote

import msgspec

from ..errors import (
    AccessDeniedError,
    BadAnswerError,
    BadRequestError,
    ConflictError,
    EsapError,
    ServerError,
)
from ..net import HttpClient, Response, Streamed

__all__ = ["Contents", "login_page"]

_SECONDS = 60.0
_READ = 32 << 20
_OK, _CREATED, _REDIRECT = 200, 201, 300
_REFUSED = (401, 403)
_NOT_FOUND, _BROKEN = 404, 500


class Contents:
    """What lies in the folder that a Jupyter server serves.

    Parameters
    ----------
    http
        The client.
    base
        The server's address, with a slash at the end.
    token
        What opens it; sent as a header only.
    who
        What to call it.
    cancel
        Ends requests when set.
    """

    def __init__(
        self, *, http: HttpClient, base: str, token: str, who: str, cancel: threading.Event
    ) -> None:
        self.base = base
        self.who = who
        self._http = http
        self._headers = {"Authorization": f"token {token}"} if token else {}
        self._cancel = cancel

    def names(self, folder: str) -> frozenset[str] | None:
        """Return the names of what is in a folder; None where there is no such folder.

        Raises
        ------
        ConflictError
            It is a file.
        EsapError
            It cannot be asked.
        """
        found = self._get(folder, "content=1")
        if found is None:
            return None
        if found.get("type") != "directory":
            raise ConflictError(
                f"{self.who} has a file where the folder {folder} should be.",
                remedy="Choose another folder.",
            )
        inside = found.get("content")
        models = inside if isinstance(inside, list) else []
        return frozenset(str(model.get("name")) for model in models if isinstance(model, dict))

    def content(self, path: str) -> Any:
        """Return what is in a file: text, or the document of a notebook; None for nothing.

        Raises
        ------
        EsapError
            It cannot be had.
        """
        found = self._get(path, "content=1")
        return None if found is None else found.get("content")

    def make_folder(self, path: str) -> None:
        """Make a folder and those above it; one that is there stays as it is.

        Raises
        ------
        EsapError
            It cannot be made.
        """
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            self._put("/".join(parts[:depth]), {"type": "directory"})

    def put(self, path: str, content: bytes) -> None:
        """Write a file: a notebook where its name says so, else text.

        Raises
        ------
        EsapError
            It cannot be written.
        """
        if path.endswith(".ipynb"):
            # It is JSON already, and goes as it is.
            self._put(path, {"type": "notebook", "format": "json", "content": msgspec.Raw(content)})
        else:
            text = content.decode("utf-8")
            self._put(path, {"type": "file", "format": "text", "content": text})

    def stream(
        self, path: str, params: Mapping[str, str], *, seconds: float
    ) -> AbstractContextManager[Streamed]:
        """Ask another part of the server for events; see `HttpClient.stream`."""
        return self._http.stream(
            "GET",
            f"{self.base}{path}",
            params=params,
            headers={**self._headers, "Accept": "text/event-stream"},
            total_timeout=seconds,
            retries=0,
            follow=False,
            cancel=self._cancel,
            who=self.who,
        )

    def page(self, path: str) -> str:
        """Return the address at which JupyterLab opens a path; no secret is in it."""
        return f"{self.base}lab/tree/{_quoted(path)}"

    def _get(self, path: str, query: str) -> dict[str, Any] | None:
        answer = self._http.send(
            "GET",
            f"{self.base}api/contents/{_quoted(path)}?{query}",
            headers=self._headers,
            max_bytes=_READ,
            total_timeout=_SECONDS,
            follow=False,
            cancel=self._cancel,
            who=self.who,
        )
        if answer.status == _NOT_FOUND:
            return None
        return self._read(answer)

    def _put(self, path: str, model: dict[str, Any]) -> None:
        answer = self._http.send(
            "PUT",
            f"{self.base}api/contents/{_quoted(path)}",
            msgspec.json.encode(model),
            {**self._headers, "Content-Type": "application/json"},
            total_timeout=_SECONDS,
            follow=False,
            cancel=self._cancel,
            who=self.who,
        )
        self._read(answer)

    def _read(self, answer: Response) -> dict[str, Any]:
        page = login_page(answer.status, answer.content_type, self.who)
        if page is not None:
            raise page
        try:
            document = msgspec.json.decode(answer.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            document = None
        if answer.status in (_OK, _CREATED) and isinstance(document, dict):
            return document
        raise self._refusal(answer.status, document)

    def _refusal(self, status: int, document: Any) -> EsapError:
        said = document.get("message") if isinstance(document, dict) else None
        words = f": {said.strip().removesuffix('.')[:300]}" if isinstance(said, str) else ""
        if status in _REFUSED:
            return AccessDeniedError(
                f"{self.who} does not let ESAP write files there{words}.",
                remedy="Log in again with a token that may use your servers.",
            )
        make = ServerError if status >= _BROKEN else BadAnswerError
        return make(
            f"{self.who} did not take the files ({status}){words}.",
            remedy="Look at the server there, and launch again.",
        )


def _quoted(path: str) -> str:
    """Quote a path, and refuse one that would climb: records of others name files as they like."""
    if any(part in (".", "..") for part in path.split("/")):
        raise BadRequestError(
            f"{path[:200]!r} leads out of the server's folder.", remedy="Choose another notebook."
        )
    return quote(path)


def login_page(status: int, content_type: str, who: str) -> EsapError | None:
    """Make the error of an answer that is a page, or leads to one, where JSON was asked for."""
    is_page = content_type == "text/html" and status < _BROKEN
    if not is_page and not _REDIRECT <= status < 400:  # noqa: PLR2004  (redirects)
        return None
    return BadAnswerError(
        f"{who} answered with a page instead of data: something in front of it wants a login in "
        "the browser.",
        remedy="Check its address in the catalogue. If it is right, its operators have to let "
        "tokens through to its API.",
    )
