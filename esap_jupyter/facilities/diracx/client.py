"""Asks a DiracX: its REST interface of jobs (0.7), as its OpenAPI document describes it."""

import threading
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from ...errors import BadAnswerError, NotLoggedInError
from ...identity import Credential
from ...net import HttpClient, Response
from .refusals import refusal

__all__ = ["DiracClient", "Submission"]

_BYTES = 64 << 20
_SECONDS = 60.0
_PAGE = 100


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """A job that was taken; ``id`` is DIRAC's."""

    id: int
    status: str
    minor: str


class DiracClient:
    """One DiracX, as one person.

    Parameters
    ----------
    base
        Its address, without a slash at the end.
    who
        What to call it.
    http
        Gives the client that sends logins below its address only.
    credential
        Gives a credential, but not with a token that was refused.
    refuse
        Told which credential (its digest) is not taken, and why.
    """

    def __init__(
        self,
        *,
        base: str,
        who: str,
        http: Callable[[], HttpClient],
        credential: Callable[[str], Credential],
        refuse: Callable[[str, str], None] = lambda _digest, _reason: None,
    ) -> None:
        self._base = base
        self._who = who
        self._http = http
        self._credential = credential
        self._refuse = refuse

    def person(self) -> dict[str, Any]:
        """Ask who one is: ``preferred_username``, ``dirac_group``, ``vo`` and more."""
        return self._object(self._ask("GET", "/api/auth/userinfo"))

    def submit(
        self, jdls: Sequence[str], cancel: threading.Event | None = None
    ) -> list[Submission]:
        """Submit jobs, 20 at most, and return them in the same order.

        Raises
        ------
        BadRequestError
            DIRAC does not take them.
        UnreachableError
            Nobody can tell whether they were taken.
        """
        answer = self._ask("POST", "/api/jobs/jdl", list(jdls), cancel=cancel)
        try:
            return [
                Submission(
                    id=int(each["JobID"]),
                    status=str(each.get("Status", "")),
                    minor=str(each.get("MinorStatus", "")),
                )
                for each in self._list(answer)
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise self._odd() from error

    def search(
        self,
        conditions: Sequence[Mapping[str, Any]],
        columns: Sequence[str],
        cancel: threading.Event | None = None,
    ) -> list[dict[str, Any]]:
        """Return the jobs that fulfil all conditions, page by page.

        Parameters
        ----------
        conditions
            Each with ``parameter``, ``operator`` and ``value`` or ``values``.
        columns
            What is wanted of them; ``LoggingInfo`` gives what was logged.
        cancel
            Ends it when set.
        """
        body = {
            "parameters": list(columns),
            "search": list(conditions),
            "sort": [{"parameter": "JobID", "direction": "asc"}],
        }
        found: list[dict[str, Any]] = []
        page = 1
        while True:
            params = {"page": str(page), "per_page": str(_PAGE)}
            answer = self._ask(
                "POST",
                "/api/jobs/search",
                body,
                params=params,
                also=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                cancel=cancel,
            )
            if answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                return found
            rows = self._list(answer)
            found += [row for row in rows if isinstance(row, dict)]
            if answer.status != HTTPStatus.PARTIAL_CONTENT or len(rows) < _PAGE:
                return found
            page += 1

    def set_status(self, job: int, when: str, **words: str) -> dict[str, Any]:
        """Change the state of a job; returns what has changed of it, which may be nothing."""
        answer = self._ask("PATCH", "/api/jobs/status", {str(job): {when: words}})
        success = self._object(answer).get("success")
        changed = success.get(str(job)) if isinstance(success, dict) else None
        return {key: value for key, value in (changed or {}).items() if value is not None}

    def new_sandbox(self, *, checksum: str, size: int) -> dict[str, Any]:
        """Ask where a sandbox (tar.bz2, with its SHA-256) is to go.

        Returns
        -------
        dict
            ``pfn``; and ``url`` and ``fields`` of the form to send, unless it is there already.
        """
        body = {
            "checksum_algorithm": "sha256",
            "checksum": checksum,
            "size": size,
            "format": "tar.bz2",
        }
        return self._object(self._ask("POST", "/api/jobs/sandbox", body))

    def sandbox_address(self, pfn: str) -> str:
        """Ask for the address, good for some minutes, from which a sandbox can be had."""
        answer = self._object(self._ask("GET", "/api/jobs/sandbox", params={"pfn": pfn}))
        url = answer.get("url")
        if not isinstance(url, str):
            raise self._odd()
        return url

    def output_sandboxes(self, job: int) -> list[str]:
        """Ask for the sandboxes that a job gave."""
        answer = self._list(self._ask("GET", f"/api/jobs/{int(job)}/sandbox/output"))
        return [each for each in answer if isinstance(each, str)]

    def _ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        params: Mapping[str, str] | None = None,
        also: int = 0,
        cancel: threading.Event | None = None,
    ) -> Response:
        """Ask as the person, and once more where the token has ended meanwhile."""
        request: dict[str, Any] = {"body": body, "params": params, "cancel": cancel}
        credential = self._credential("")
        answer = self._send(method, path, credential, **request)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            credential = self._credential(credential.token)
            answer = self._send(method, path, credential, **request)
        error = None if answer.status == also else refusal(answer, self._who)
        if isinstance(error, NotLoggedInError):
            self._refuse(credential.digest, error.message)
        if error is not None:
            raise error
        return answer

    def _send(
        self,
        method: str,
        path: str,
        credential: Credential,
        *,
        body: Any,
        params: Mapping[str, str] | None,
        cancel: threading.Event | None,
    ) -> Response:
        headers = {"Accept": "application/json", "Authorization": f"Bearer {credential.token}"}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = msgspec.json.encode(body)
        return self._http().send(
            method,
            f"{self._base}{path}",
            data,
            headers,
            params=params,
            max_bytes=_BYTES,
            total_timeout=_SECONDS,
            cancel=cancel,
            who=self._who,
        )

    def _object(self, answer: Response) -> dict[str, Any]:
        document = self._decoded(answer)
        if not isinstance(document, dict):
            raise self._odd()
        return document

    def _list(self, answer: Response) -> list[Any]:
        document = self._decoded(answer)
        if not isinstance(document, list):
            raise self._odd()
        return document

    def _decoded(self, answer: Response) -> Any:
        try:
            return msgspec.json.decode(answer.body)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            if answer.body.lstrip()[:1] == b"<":
                raise BadAnswerError(
                    f"{self._who} answered with a web page, perhaps to log in.",
                    remedy="Correct its address in the catalogue: that of DiracX, without /api.",
                ) from error
            raise self._odd() from error

    def _odd(self) -> BadAnswerError:
        return BadAnswerError(
            f"{self._who} answered, but not as DiracX 0.7 does.",
            remedy="Correct its address in the catalogue, or tell its operators.",
        )
