"""StageIT, which brings files of LOFAR's archive from tape onto disk (REST and GraphQL)."""

import json
import re
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from ....errors import BadAnswerError, BadRequestError, EsapError, NotAvailableError, NotFoundError
from ....net import HttpClient, Response
from ..answers import read_json
from .stageit_macaroons import Macaroon
from .stageit_token import DEFAULT_HOST, StagingToken

__all__ = ["DEFAULT_URL", "StageIt", "StagingRequest"]

DEFAULT_URL = f"https://{DEFAULT_HOST}/stageit/api/staging/"
_CODE = re.compile(r"[A-Z]{1,3}")
_FIELDS = "id currentStatus currentStatusCode when response surls { surl }"
_REFUSED = (401, 403)
_MOST = 10_000


class StagingRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request as StageIT tells it: what is on disk, what is on its way, what failed and why."""

    id: int
    status: str = ""
    code: str = ""
    when: str = ""
    surls: tuple[str, ...] = ()
    online: tuple[str, ...] = ()
    progressing: tuple[str, ...] = ()
    errors: Mapping[str, str] = {}


class StageIt:
    """A client of StageIT for one person.

    All methods raise `EsapError` where StageIT cannot be reached, refuses the token, or answers
    something else; no message holds the token.

    Parameters
    ----------
    http
        The client that requests go through.
    token
        The person's token.
    url
        Where StageIT's interface is, with a slash at the end.
    """

    who = "StageIT"

    def __init__(self, *, http: HttpClient, token: StagingToken, url: str = DEFAULT_URL) -> None:
        self._http = http
        self._token = token
        self.url = url.rstrip("/") + "/"

    def request(
        self,
        surls: Sequence[str],
        *,
        notify: bool = True,
        cancel: threading.Event | None = None,
    ) -> int:
        """Ask for files to be brought onto disk, and return the request's id.

        Parameters
        ----------
        surls
            The files, ``srm://…``.
        notify
            Whether StageIT writes an e-mail at the end.
        cancel
            Ends the wait when set.
        """
        if not 0 < len(surls) <= _MOST or not all(surl.startswith("srm://") for surl in surls):
            raise BadRequestError(
                "Only SURLs can be staged.", remedy=f"Give 1 to {_MOST} that begin with srm://."
            )
        body = {"surls": list(surls), "notify": notify, "request_type": "stage"}
        made = self._rest("POST", "requests/", body, cancel)
        number = made.get("id") if isinstance(made, dict) else None
        if not isinstance(number, int):
            raise self._broken("did not say which number the request has")
        return number

    def state(self, number: int, *, cancel: threading.Event | None = None) -> StagingRequest:
        """Tell how far a request is.

        Raises
        ------
        NotFoundError
            The person has no such request.
        """
        data = self._ask(f"{{ request(id: {int(number)}) {{ {_FIELDS} }} }}", cancel)
        return self._read(self._found(data, number))

    def requests(
        self,
        since: datetime,
        *,
        code: str | None = None,
        cancel: threading.Event | None = None,
    ) -> list[StagingRequest]:
        """List the person's requests, as StageIT gives them.

        Parameters
        ----------
        since
            The earliest that are told.
        code
            Only those in this state, by StageIT's letter.
        cancel
            Ends the wait when set.
        """
        if code is not None and not _CODE.fullmatch(code):
            raise BadRequestError(f"{code!r} is no state of StageIT.", remedy="Give its letter.")
        moment = since.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        only = f', currentStatusCode: "{code}"' if code else ""
        query = f'{{ requests(when_Gte: "{moment}"{only}) {{ edges {{ node {{ {_FIELDS} }} }} }} }}'
        found = self._ask(query, cancel).get("requests")
        edges = found.get("edges") if isinstance(found, dict) else None
        if not isinstance(edges, list):
            raise self._broken("sent no list of requests")
        return [self._read(each.get("node") if isinstance(each, dict) else None) for each in edges]

    def abort(self, number: int, *, cancel: threading.Event | None = None) -> None:
        """Stop a request."""
        self._rest("PUT", f"requests/{int(number)}/abort/", {}, cancel)

    def reschedule(self, number: int, *, cancel: threading.Event | None = None) -> None:
        """Have a request done again; its macaroons are new then."""
        self._rest("PATCH", f"requests/{int(number)}/", {"current_status_code": "S"}, cancel)

    def webdav_urls(self, number: int, *, cancel: threading.Event | None = None) -> list[str]:
        """List where the files of a request can be downloaded, each with a macaroon."""
        return self._urls(f"requests/{int(number)}/convert2webdav/", cancel)

    def gridftp_urls(self, number: int, *, cancel: threading.Event | None = None) -> list[str]:
        """List where the files of a request are by GridFTP."""
        return self._urls(f"requests/{int(number)}/convert2gridftp/", cancel)

    def macaroons(self, number: int, *, cancel: threading.Event | None = None) -> list[Macaroon]:
        """List the macaroons of a request; see `stageit_macaroons.ranked`."""
        fields = "macaroons { content validUntil ltaSite { name } }"
        query = f"{{ request(id: {int(number)}) {{ {fields} }} }}"
        given = self._found(self._ask(query, cancel), number).get("macaroons") or []
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            raise self._broken("sent no list of macaroons")
        return [
            Macaroon.make(
                site=str((each.get("ltaSite") or {}).get("name", "")),
                content=str(each.get("content") or ""),
                valid_until=each.get("validUntil"),
            )
            for each in given
        ]

    def _urls(self, path: str, cancel: threading.Event | None) -> list[str]:
        urls = self._rest("GET", path, None, cancel)
        if not isinstance(urls, list) or not all(isinstance(each, str) for each in urls):
            raise self._broken("sent no list of addresses")
        return urls

    def _ask(self, query: str, cancel: threading.Event | None) -> dict[str, Any]:
        """Ask in GraphQL; what is refused there comes with the status 200."""
        answer = self._rest("POST", "graphql/", {"query": query}, cancel)
        if not isinstance(answer, dict):
            raise self._broken("sent no answer")
        errors = answer.get("errors")
        if errors:
            first = errors[0] if isinstance(errors, list) else errors
            words = first.get("message") if isinstance(first, dict) else first
            said = self._token.without(str(words)[:300])
            if "does not exist" in said:
                raise NotFoundError(f"{self.who} knows no such request: {said}")
            raise BadAnswerError(f"{self.who} refused: {said}", remedy="Try again later.")
        data = answer.get("data")
        if not isinstance(data, dict):
            raise self._broken("sent no data")
        return data

    def _found(self, data: Mapping[str, Any], number: int) -> Mapping[str, Any]:
        found = data.get("request")
        if not isinstance(found, dict):
            raise NotFoundError(
                f"{self.who} knows no request {number} of yours.", remedy="List your requests."
            )
        return found

    def _rest(self, method: str, path: str, body: Any, cancel: threading.Event | None) -> Any:
        url = self.url + path
        headers = {**self._token.headers(url), "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        try:
            response = self._http.send(method, url, data, headers, cancel=cancel, who=self.who)
            return self._body(response)
        except EsapError as error:
            # A server may send back what it was sent.
            words = self._token.without(error.message)
            if words == error.message:
                raise
            raise type(error)(words, remedy=error.remedy) from None

    def _body(self, response: Response) -> Any:
        if response.status in _REFUSED:
            raise NotAvailableError(
                f"{self.who} refused the token for {self._token.host} ({response.status}).",
                remedy=f"Get a new one at https://{self._token.host}/stageit/ and write it into "
                "~/.stagingrc.",
            )
        # What has been accepted is answered without a body.
        if response.status < 300 and not response.body.strip():  # noqa: PLR2004  (a success)
            return None
        return read_json(response, who=self.who)

    def _read(self, node: Any) -> StagingRequest:
        try:
            number = int(node["id"])
        except (KeyError, TypeError, ValueError):
            raise self._broken("sent a request without a number") from None
        lists = self._lists(node.get("response"))
        errors = lists.get("errors") or {}
        if not isinstance(errors, dict):
            raise self._broken("told failures in a form that is not known")
        return StagingRequest(
            id=number,
            status=str(node.get("currentStatus") or ""),
            code=str(node.get("currentStatusCode") or ""),
            when=str(node.get("when") or ""),
            surls=tuple(str(each.get("surl")) for each in node.get("surls") or ()),
            online=tuple(map(str, lists.get("online") or ())),
            progressing=tuple(map(str, lists.get("progressing") or ())),
            errors={str(key): str(words) for key, words in errors.items()},
        )

    def _lists(self, response: Any) -> dict[str, Any]:
        """Read ``response``, which is a text that holds JSON, and nothing before work begins."""
        if not response:
            return {}
        try:
            lists = json.loads(response) if isinstance(response, str) else response
        except (ValueError, RecursionError):
            lists = None
        if not isinstance(lists, dict):
            raise self._broken("told the state of files in a form that is not known")
        return lists

    def _broken(self, what: str) -> BadAnswerError:
        return BadAnswerError(
            f"{self.who} {what}.", remedy="Try again later; if it stays, tell ASTRON's helpdesk."
        )
