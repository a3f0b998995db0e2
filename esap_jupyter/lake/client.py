"""Speaks Rucio's REST interface: logged in, streamed, its refusals in words."""

import contextlib
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec

from ..catalogue import LakeEntry
from ..errors import BadAnswerError, EsapError, TooLargeError
from ..net import HttpClient, Streamed, current_cancel
from .dids import quoted
from .refusals import ExpiredError, lake_refusal
from .session import Session

__all__ = ["RucioClient"]

_OK = 300
_BYTES = 64 << 20
_REFUSAL = 64 << 10
_LONGEST = 1800.0
_STREAM = "application/x-json-stream"
_JSON = "application/json"


Params = Mapping[str, str] | Sequence[tuple[str, str]]
"""Arguments of an address."""


class _Asked(msgspec.Struct, frozen=True):
    method: str
    path: tuple[str, ...]
    params: Params | None
    body: Any
    accept: str


class RucioClient:
    """Asks one Rucio server.

    Parameters
    ----------
    entry
        The lake; its address may have a path, below which everything is asked.
    http
        The client that requests go through.
    session
        Who one is there.
    """

    def __init__(self, *, entry: LakeEntry, http: HttpClient, session: Session) -> None:
        self.entry = entry
        self.session = session
        self._http = http

    def ping(self) -> str:
        """Return the version of the server; needs no login."""
        answer = self._http.get(
            f"{self.entry.base}/ping",
            headers={"Accept": _JSON},
            total_timeout=self.entry.timeout,
            who=self.entry.name,
        )
        problem = lake_refusal(answer.status, answer.headers, answer.body, who=self.entry.name)
        if problem is not None:
            raise problem
        found = self._decoded(answer.body)
        if not isinstance(found, dict) or not isinstance(found.get("version"), str):
            raise self._no_rucio()
        return str(found["version"])

    def json(
        self,
        method: str,
        *path: str,
        params: Params | None = None,
        body: Any = None,
    ) -> Any:
        """Ask, and return the document of the answer; None where it has none.

        Parameters
        ----------
        method
            Of HTTP.
        path
            The parts of the path, each encoded here; an empty one at the end leaves a slash.
        params
            Arguments of the address; one that has several values is given as pairs.
        body
            Sent as JSON.

        Raises
        ------
        EsapError
            The lake refuses, or does not answer.
        BadAnswerError
            The answer is no JSON.
        """
        content = self.text(method, *path, params=params, body=body)
        return self._decoded(content) if content.strip() else None

    def text(
        self,
        method: str,
        *path: str,
        params: Params | None = None,
        body: Any = None,
    ) -> bytes:
        """Ask, and return the answer as it is, of whatever type; otherwise like `json`."""
        asked = _Asked(method, path, params, body, f"{_JSON}, */*;q=0.5")
        kept = bytearray()
        with self._open(asked) as answer:
            for chunk in answer.iter_bytes():
                kept += chunk
                if len(kept) > _BYTES:
                    raise TooLargeError(
                        f"{self.entry.name} sends more than {_BYTES >> 20} MB.",
                        remedy="Ask for less.",
                    )
        return bytes(kept)

    def lines(
        self,
        method: str,
        *path: str,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        cancel: threading.Event | None = None,
        kind: Any = dict[str, Any],
    ) -> Generator[Any]:
        """Ask, and yield each line of the answer as it comes; otherwise like `json`.

        What nobody can cancel ends after half an hour.

        ``kind`` is what a line is made of by msgspec.

        Nothing is asked before the first is wanted. Who stops early closes it, in the same
        thread.
        """
        asked = _Asked(method, path, params, body, _STREAM)
        with self._open(asked, cancel) as answer:
            decode = msgspec.json.Decoder(kind).decode
            for line in answer.iter_lines():
                try:
                    yield decode(line)
                except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
                    if line.strip():
                        raise self._no_rucio() from error

    @contextlib.contextmanager
    def _open(self, asked: _Asked, cancel: threading.Event | None = None) -> Iterator[Streamed]:
        """Ask; where the token is refused, log in anew and ask once more."""
        headers = self.session.headers()
        with self._sent(asked, headers, cancel) as answer:
            problem = self._problem(answer, headers)
            if problem is None:
                yield answer
                return
            if not isinstance(problem, ExpiredError):
                raise problem
        headers = self.session.headers(refused=headers["X-Rucio-Auth-Token"])
        with self._sent(asked, headers, cancel) as answer:
            problem = self._problem(answer, headers)
            if isinstance(problem, ExpiredError):
                self.session.refuse(headers["X-Rucio-Auth-Token"], problem.message)
            if problem is not None:
                raise problem
            yield answer

    def _sent(
        self, asked: _Asked, headers: Mapping[str, str], cancel: threading.Event | None
    ) -> contextlib.AbstractContextManager[Streamed]:
        has_body = asked.body is not None
        return self._http.stream(
            asked.method,
            "/".join([self.entry.base, *map(_part, asked.path)]) + _query(asked.params),
            data=msgspec.json.encode(asked.body) if has_body else None,
            headers={
                **headers,
                "Accept": asked.accept,
                **({"Content-Type": _JSON} if has_body else {}),
            },
            read_timeout=self.entry.timeout,
            total_timeout=_LONGEST if cancel is None and current_cancel() is None else None,
            cancel=cancel,
            who=self.entry.name,
        )

    def _problem(self, answer: Streamed, sent: Mapping[str, str]) -> EsapError | None:
        if answer.status < _OK:
            return None
        body = b"".join(_beginning(answer.iter_bytes()))
        secrets = [sent["X-Rucio-Auth-Token"]]
        return lake_refusal(
            answer.status, answer.headers, body, who=self.entry.name, secrets=secrets
        )

    def _decoded(self, content: bytes) -> Any:
        try:
            return msgspec.json.decode(content)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise self._no_rucio() from error

    def _no_rucio(self) -> BadAnswerError:
        return BadAnswerError(
            f"{self.entry.name} does not answer as Rucio does.",
            remedy="Correct the lake's address in the catalogue, or ask its operators.",
        )


def _part(part: str) -> str:
    # Rucio's collections of things end with a slash, written as an empty part.
    return quoted(part) if part else ""


def _query(params: Params | None) -> str:
    return f"?{urlencode(params)}" if params else ""


def _beginning(chunks: Iterator[bytes]) -> Iterator[bytes]:
    done = 0
    for chunk in chunks:
        yield chunk
        done += len(chunk)
        if done > _REFUSAL:
            return
