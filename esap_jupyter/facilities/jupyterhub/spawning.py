"""Starts a named server and follows it until it is ready, also when the line is lost meanwhile."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

import msgspec

from ...errors import (
    BadAnswerError,
    CancelledError,
    EsapError,
    NotAvailableError,
    TimedOutError,
    UnreachableError,
)
from ..base import Tell
from ..events import iter_events
from .client import HubAnswer, HubClient

__all__ = ["Server", "Spawning"]

_OK, _CREATED, _ACCEPTED, _BAD_REQUEST, _NOT_FOUND = 200, 201, 202, 400, 404
_LOSSES = 6
_STOPPING_TRIES = 30
_PAUSE = 1.0
_RUNNING = "is already running"
_STOPPING = "pending stop"
_NO_NAMED = "named servers are not enabled"


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """A server that is ready; ``url`` is its path at the hub, or an address."""

    name: str
    url: str
    was_running: bool = False


class Spawning:
    """One start of a server.

    Parameters
    ----------
    client
        The hub.
    user
        Whose server it is.
    tell
        Told how it goes.
    seconds
        How long it may take.
    leaving
        Tells whether a cancel means that this process ends, so that the server is to start.
    pause
        Seconds between two looks.
    """

    def __init__(
        self,
        *,
        client: HubClient,
        user: str,
        tell: Tell,
        seconds: float = 600.0,
        leaving: Callable[[], bool] = lambda: False,
        pause: float = _PAUSE,
    ) -> None:
        self._client = client
        self._user = user
        self._tell = tell
        self._deadline = time.monotonic() + seconds
        self._seconds = seconds
        self._leaving = leaving
        self._pause = pause

    def start(self, name: str, options: Mapping[str, Any]) -> Server:
        """Have a server started, and wait until it is ready.

        A server of that name that runs already is taken as it is.

        Raises
        ------
        NotAvailableError
            The hub could not start it; the message has its words.
        TimedOutError
            It takes too long; it may become ready later.
        CancelledError
            It was cancelled; a server that had begun to start is told to stop.
        EsapError
            The hub refuses, or cannot be asked.
        """
        who = self._client.entry.name
        self._tell(f"asking {who} for a server", progress=0.0)
        answer, name = self._asked(name, options)
        if _is_running(answer):
            return self._running(name, options)
        try:
            url = self._ready(name) if answer.status == _CREATED else self._followed(name)
        except CancelledError:
            if not self._leaving():
                self._stop(name)
            raise
        return Server(name=name, url=url)

    def _asked(self, name: str, options: Mapping[str, Any]) -> tuple[HubAnswer, str]:
        """Ask for the server, again while an earlier one of its name is stopping."""
        for _ in range(_STOPPING_TRIES):
            parts = ("users", self._user, "servers", name) if name else self._default
            answer = self._client.ask("POST", *parts, body=dict(options))
            if answer.status in (_CREATED, _ACCEPTED) or _is_running(answer):
                return answer, name
            said = answer.message.lower()
            if name and _NO_NAMED in said:
                self._tell(note="The hub gives each person one server only, so that one is used.")
                name = ""
            elif _STOPPING in said:
                self._tell("waiting for an earlier server to stop")
                self._wait()
            else:
                raise self._client.failure(answer, "does not start a server")
        raise TimedOutError(
            f"An earlier server at {self._client.entry.name} does not stop.",
            remedy="Stop it at the hub, or choose another name.",
        )

    @property
    def _default(self) -> tuple[str, ...]:
        return "users", self._user, "server"

    def _running(self, name: str, options: Mapping[str, Any]) -> Server:
        if options:
            self._tell(note="The server was running already, with the options it had.")
        return Server(name=name, url=self._ready(name), was_running=True)

    def _ready(self, name: str) -> str:
        """Return where a server is that the hub has said to be ready."""
        state = self._state(name)
        if state is not None and state.get("ready") and isinstance(state.get("url"), str):
            return str(state["url"])
        return self._followed(name)

    def _followed(self, name: str) -> str:
        """Follow the hub's own progress until the server is ready, and return where it is."""
        losses = 0
        while True:
            try:
                for event in self._events(name):
                    losses = 0
                    url = self._seen(event)
                    if url:
                        return url
            except (UnreachableError, BadAnswerError) as error:
                losses += 1
                if losses > _LOSSES:
                    raise
                self._tell(log=f"The line to the hub was lost: {error.message}")
            url = self._by_state(name)
            if url:
                return url
            self._wait()

    def _events(self, name: str) -> Iterator[dict[str, Any]]:
        client = self._client
        where = ("servers", name, "progress") if name else ("server", "progress")
        left = max(0.1, self._deadline - time.monotonic())
        with client.http.stream(
            "GET",
            client.url("users", self._user, *where),
            headers={**client.headers, "Accept": "text/event-stream"},
            total_timeout=left,
            retries=0,
            follow=False,
            cancel=client.cancel,
            who=client.entry.name,
        ) as stream:
            if stream.status != _OK or stream.content_type != "text/event-stream":
                # It is not starting (any more); the hub's list of servers says what it is.
                return
            with closing(iter_events(stream.iter_lines(), client.entry.name)) as events:
                yield from events

    def _seen(self, event: Mapping[str, Any]) -> str:
        """Tell of an event, and return where the server is once it is ready."""
        said = event.get("message")
        words = said if isinstance(said, str) else ""
        if event.get("failed"):
            raise self._failed(words)
        share = event.get("progress")
        known = share / 100 if isinstance(share, int | float) and 0 <= share <= 100 else None  # noqa: PLR2004
        self._tell("the server is starting", progress=known, log=words)
        url = event.get("url")
        return url if event.get("ready") and isinstance(url, str) else ""

    def _by_state(self, name: str) -> str:
        """Ask the hub how the server is, where it does not tell by itself."""
        try:
            state = self._state(name)
        except UnreachableError:
            return ""
        if state is None or not (state.get("ready") or state.get("pending")):
            raise self._failed("")
        url = state.get("url")
        return url if state.get("ready") and isinstance(url, str) else ""

    def _state(self, name: str) -> dict[str, Any] | None:
        answer = self._client.ask("GET", "users", self._user)
        if answer.status != _OK or not isinstance(answer.document, dict):
            raise self._client.failure(answer, "does not tell of your servers")
        servers = answer.document.get("servers")
        found = servers.get(name) if isinstance(servers, dict) else None
        return found if isinstance(found, dict) else None

    def _failed(self, words: str) -> NotAvailableError:
        who = self._client.entry.name
        said = words.strip().removesuffix(".") or "it stopped again, and the hub does not say why"
        return NotAvailableError(
            f"{who} could not start the server: {said}.",
            remedy="Choose other options, or ask those who run the hub.",
        )

    def _wait(self) -> None:
        if self._client.cancel.wait(self._pause):
            raise CancelledError("It was cancelled.")
        if time.monotonic() > self._deadline:
            raise TimedOutError(
                f"{self._client.entry.name} did not start the server within {self._seconds:g} s.",
                remedy="It may be ready later: launch again, which takes it as it is.",
            )

    def _stop(self, name: str) -> None:
        """Have a server stopped that nobody wants any more; hubs may refuse while it starts."""
        parting = HubClient(
            entry=self._client.entry,
            http=self._client.http,
            token=lambda: self._client.headers["Authorization"].removeprefix("token "),
        )
        parts = ("users", self._user, "servers", name) if name else self._default
        try:
            answer = parting.ask("DELETE", *parts)
        except EsapError:
            answer = HubAnswer(_NOT_FOUND)
        if answer.status >= 300:  # noqa: PLR2004
            self._tell(note="The server may still become ready; stop it at the hub.")


def _is_running(answer: HubAnswer) -> bool:
    return answer.status == _BAD_REQUEST and _RUNNING in answer.message
