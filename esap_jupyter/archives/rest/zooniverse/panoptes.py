"""Asks Panoptes, the Zooniverse's API, which is close to JSON:API but not it.

Documents have a plural key with an array, and ``meta`` with pages; ids are text. Without the
right ``Accept`` nothing is routed (404).
"""

import threading
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from ....errors import ArchiveError, BadAnswerError, BadRequestError, EsapError
from ....net import HttpClient, Response
from ..answers import read_object
from .login import PanoptesLogin

__all__ = ["Page", "Panoptes"]

_ACCEPT = {"Accept": "application/vnd.api+json; version=1"}
_JSON = {**_ACCEPT, "Content-Type": "application/json"}
_PAGE = 100
_BYTES = 32 << 20
_SECONDS = 60.0
_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = 401, 403, 404
_BROKEN = 500
_LONGEST = 300


class Page(msgspec.Struct, frozen=True):
    """The resources of a page, how many there are in all, and which page follows."""

    resources: list[dict[str, Any]]
    count: int | None
    following: int | None


class Panoptes:
    """Panoptes at one address.

    Parameters
    ----------
    url
        Its API, which ends in ``/api``.
    http
        The client that requests go through.
    login
        Gets tokens.
    who
        What to call it in errors.
    """

    def __init__(self, *, url: str, http: HttpClient, login: PanoptesLogin, who: str) -> None:
        self._url = url
        self._http = http
        self._login = login
        self._who = who

    def page(
        self,
        kind: str,
        params: Mapping[str, str],
        *,
        size: int = _PAGE,
        cancel: threading.Event | None = None,
    ) -> Page:
        """Read one page of resources; no login is needed.

        Parameters
        ----------
        kind
            ``projects`` or ``workflows``, or one of them by its id (``projects/1``).
        params
            Filters, and ``page``.
        size
            How many are wanted.
        """
        asked = {"page_size": str(size), **params} if "/" not in kind else {}
        response = self._http.get(
            f"{self._url}/{kind}",
            asked,
            _ACCEPT,
            max_bytes=_BYTES,
            total_timeout=_SECONDS,
            cancel=cancel,
            who=self._who,
        )
        key = kind.partition("/")[0]
        document = self._document(response)
        resources = document.get(key)
        if not isinstance(resources, list) or not all(isinstance(r, dict) for r in resources):
            raise BadAnswerError(
                f"{self._who} answered without {key}.",
                remedy="Correct its address in the catalogue, or try again later.",
            )
        meta = _dict(_dict(document.get("meta")).get(key))
        count, following = meta.get("count"), meta.get("next_page")
        return Page(
            resources,
            count if isinstance(count, int) else None,
            following if isinstance(following, int) else None,
        )

    def pages(
        self, kind: str, params: Mapping[str, str], most: int, cancel: threading.Event
    ) -> Iterator[Page]:
        """Read pages until there is none, or there are more than ``most`` resources."""
        number, had = 1, 0
        size = min(_PAGE, most + 1)
        while True:
            page = self.page(kind, {**params, "page": str(number)}, size=size, cancel=cancel)
            yield page
            had += len(page.resources)
            ended = page.following is None or page.following <= number
            if ended or not page.resources or had > most:
                return
            number = page.following or 0

    def export(
        self, path: str, *, make: bool, cancel: threading.Event | None = None
    ) -> dict[str, Any] | None:
        """Describe an export; None where there is none, or it is not for whom asks.

        Parameters
        ----------
        path
            Such as ``projects/1/classifications_export``.
        make
            Ask for a new one.

        Raises
        ------
        BadRequestError
            There is no login, or it is refused.
        ArchiveError
            Whose login it is may not have it.
        """
        response = self._with_token(path, make=make, cancel=cancel)
        if response.status == _UNAUTHORIZED:
            self._login.forget()
            response = self._with_token(path, make=make, cancel=cancel)
        if response.status == _NOT_FOUND:
            return None
        media = self._document(response).get("media")
        if not isinstance(media, list) or not media or not isinstance(media[0], dict):
            raise BadAnswerError(
                f"{self._who} does not describe the export.", remedy="Try again later."
            )
        return media[0]

    def _with_token(self, path: str, *, make: bool, cancel: threading.Event | None) -> Response:
        token = self._login.token(cancel=cancel)
        url = f"{self._url}/{path}"
        bearer = {"Authorization": f"Bearer {token}"}
        if not make:
            return self._http.get(
                url, None, {**_ACCEPT, **bearer}, max_bytes=_BYTES, cancel=cancel, who=self._who
            )
        body = msgspec.json.encode({"media": {"content_type": "text/csv"}})
        return self._http.post(
            url, body, {**_JSON, **bearer}, max_bytes=_BYTES, cancel=cancel, who=self._who
        )

    def _document(self, response: Response) -> dict[str, Any]:
        error = self._refusal(response)
        if error is not None:
            raise error
        return read_object(response, who=self._who)

    def _refusal(self, response: Response) -> EsapError | None:
        words = _words(response)
        if response.status >= _BROKEN or not words:
            return None
        if response.status == _UNAUTHORIZED:
            return BadRequestError(
                f"{self._who} refuses the login: {words}.",
                remedy="Correct client_id, client_secret or password, and that it has not ended.",
            )
        if response.status == _FORBIDDEN:
            return ArchiveError(
                f"{self._who} refused: {words}.",
                remedy="Only owners and collaborators of a project may have its exports.",
            )
        return ArchiveError(f"{self._who} refused: {words}.", remedy="Correct what was asked.")


def _words(response: Response) -> str:
    """Return what ``errors`` say (JSON:API 1.0, section 11, with ``message`` for ``detail``)."""
    try:
        errors = msgspec.json.decode(response.body)["errors"]
        said = [each if isinstance(each, str) else str(each["message"]) for each in errors]
    except (msgspec.DecodeError, LookupError, TypeError):
        return ""
    return " ".join("; ".join(said).split())[:_LONGEST].rstrip(".")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
