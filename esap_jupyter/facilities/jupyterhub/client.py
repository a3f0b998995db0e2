"""Speaks to the REST API of a JupyterHub with a token of the person."""

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from ...catalogue.facilities import FacilityEntry
from ...errors import (
    AccessDeniedError,
    BadAnswerError,
    EsapError,
    LoginRefusedError,
    NotFoundError,
    ServerError,
)
from ...net import HttpClient
from ..contents import login_page
from .scopes import missing

__all__ = ["HubAnswer", "HubClient", "HubUser"]

_SECONDS = 60.0
_BYTES = 4 << 20
_FORBIDDEN, _NOT_FOUND, _BROKEN = 403, 404, 500
_NEEDS = re.compile(r"requires any of \[([^\]]+)\]")


class HubAnswer(msgspec.Struct, frozen=True):
    """What a hub answered, and the document in it, if any."""

    status: int
    document: Any = None

    @property
    def message(self) -> str:
        """What the hub says is wrong."""
        said = self.document.get("message") if isinstance(self.document, dict) else None
        return said.strip().removesuffix(".")[:500] if isinstance(said, str) else ""


class HubUser(msgspec.Struct, frozen=True):
    """Whose token it is, and what it may do; None where the hub does not tell."""

    name: str
    scopes: tuple[str, ...] | None = None


class HubClient:
    """Asks a hub as one person.

    Parameters
    ----------
    entry
        The hub's entry in the catalogue.
    http
        The client, which sends a login to addresses of the hub only.
    token
        Gives the token.
    refused
        Told that the hub does not know the token, and its words.
    cancel
        Ends requests when set.
    """

    def __init__(
        self,
        *,
        entry: FacilityEntry,
        http: HttpClient,
        token: Callable[[], str],
        refused: Callable[[str], None] = lambda _reason: None,
        cancel: threading.Event | None = None,
    ) -> None:
        self.entry = entry
        self.http = http
        self.cancel = cancel or threading.Event()
        self._token = token
        self._refused = refused

    @property
    def headers(self) -> dict[str, str]:
        """What says who one is."""
        return {"Authorization": f"token {self._token()}"}

    def url(self, *parts: str) -> str:
        """Return an address below the hub's API."""
        return "/".join((api(self.entry), *(quote(part, safe="") for part in parts)))

    def user(self, *, needed: Sequence[str] = (), server: str | None = None) -> HubUser:
        """Ask whose token it is, and check that it may do what is needed.

        Parameters
        ----------
        needed
            Scopes (JupyterHub, "Scopes in JupyterHub").
        server
            The name of the server that they are for.

        Raises
        ------
        LoginRefusedError
            The hub does not know the token.
        AccessDeniedError
            A scope is missing; the message names it.
        EsapError
            The hub cannot be asked.
        """
        answer = self.ask("GET", "user")
        document = answer.document
        if answer.status == _FORBIDDEN:
            reason = f"{self.entry.name} does not know your token, or it has ended."
            self._refused(reason)
            raise LoginRefusedError(reason, remedy=self._new_token)
        if answer.status >= 300 or not isinstance(document, dict):  # noqa: PLR2004
            raise self.failure(answer)
        name, scopes = document.get("name"), document.get("scopes")
        if not isinstance(name, str) or not name:
            raise AccessDeniedError(
                f"The token for {self.entry.name} is no person's: it does not tell a user's name.",
                remedy=self._new_token,
            )
        told = tuple(map(str, scopes)) if isinstance(scopes, list) else None
        user = HubUser(name, told)
        lacks = [] if told is None else missing(told, needed, user=name, server=server)
        if lacks:
            raise self._lacking(lacks)
        return user

    def open(self, *parts: str) -> HubAnswer:
        """Ask what everybody may, without saying who one is; otherwise like `ask`."""
        return self._asked("GET", self.url(*parts), {}, None)

    def ask(self, method: str, *parts: str, body: Any = None) -> HubAnswer:
        """Ask, and return an answer of whatever status that is none of the server's errors.

        Raises
        ------
        EsapError
            The hub cannot be reached, breaks, or something in front of it answers.
        """
        headers = self.headers
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = msgspec.json.encode(body)
        return self._asked(method, self.url(*parts), headers, data)

    def _asked(
        self, method: str, url: str, headers: Mapping[str, str], data: bytes | None
    ) -> HubAnswer:
        who = self.entry.name
        answer = self.http.send(
            method,
            url,
            data,
            headers,
            max_bytes=_BYTES,
            total_timeout=_SECONDS,
            follow=False,
            cancel=self.cancel,
            who=who,
        )
        page = login_page(answer.status, answer.content_type, who)
        if page is not None:
            raise page
        try:
            document = msgspec.json.decode(answer.body) if answer.body.strip() else None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            document = None
        found = HubAnswer(answer.status, document)
        if answer.status >= _BROKEN:
            raise self.failure(found)
        return found

    def failure(self, answer: HubAnswer, what: str = "") -> EsapError:
        """Make the error of an answer that is none of success.

        Parameters
        ----------
        answer
            The answer.
        what
            What was asked, as in "does not start the server".
        """
        who, said = self.entry.name, answer.message
        words = f": {said}" if said else ""
        needs = _NEEDS.search(said)
        if needs:
            return self._lacking(needs[1].split(", "))
        if answer.status == _FORBIDDEN:
            return AccessDeniedError(
                f"{who} {what or 'does not allow that'}{words}.", remedy=self._new_token
            )
        if answer.status == _NOT_FOUND:
            return NotFoundError(
                f"{who} {what or 'does not have that'}{words or ' (404)'}.",
                remedy="Check the address of the facility in the catalogue.",
            )
        make = ServerError if answer.status >= _BROKEN else BadAnswerError
        return make(
            f"{who} {what or 'cannot do that'}{words or f' ({answer.status})'}.",
            remedy=f"Look at {self.entry.base}/hub/home, or ask those who run it.",
        )

    def _lacking(self, scopes: Sequence[str]) -> AccessDeniedError:
        listed = " and ".join(scopes)
        plural = "s" if len(scopes) > 1 else ""
        return AccessDeniedError(
            f"The token for {self.entry.name} lacks the scope{plural} {listed}.",
            remedy=self._new_token,
        )

    @property
    def _new_token(self) -> str:
        return (
            f"Request a token at {self.entry.base}/hub/token, with all of your own permissions or "
            "with servers, tokens and access:servers, and log in with it."
        )


def api(entry: FacilityEntry) -> str:
    """Return the address of a hub's API; the catalogue may name the hub or its ``/hub``."""
    return f"{hub_base(entry)}/hub/api"


def hub_base(entry: FacilityEntry) -> str:
    """Return the address of a hub without a slash at the end."""
    return entry.base.removesuffix("/hub/api").removesuffix("/hub")
