"""Follows the event stream of a build, whose end and failures the events tell, not the status."""

import re
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from ...catalogue.facilities import FacilityEntry
from ...errors import (
    AccessDeniedError,
    BadAnswerError,
    CancelledError,
    EsapError,
    NotAvailableError,
    TimedOutError,
    UnreachableError,
)
from ...net import HttpClient, Streamed
from ..base import Tell
from ..contents import login_page
from ..events import iter_events
from .specs import Spec, page

__all__ = ["Build", "Opened"]

_LOSSES = 4
_PAUSE = 2.0
_OK, _BAD_REQUEST, _BROKEN = 200, 400, 500
_REFUSED = (401, 403)
_WORDS = {
    "waiting": "waiting for a turn",
    "fetching": "fetching the repository",
    "building": "building the environment",
    "pushing": "storing the environment",
    "built": "the environment is there",
    "launching": "starting the server",
}
_SHARES = {"waiting": 0.0, "fetching": 0.1, "building": 0.2, "pushing": 0.7, "built": 0.8}
_SHARES["launching"] = 0.85
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


class Opened(msgspec.Struct, frozen=True):
    """A server that is ready, and what opens it; it shows nothing of that."""

    url: str
    token: str

    def __repr__(self) -> str:
        return f"<Opened {self.url}>"


class Build:
    """One build and start of a server.

    Parameters
    ----------
    entry
        The BinderHub.
    http
        The client.
    spec
        What is built.
    tell
        Told how it goes.
    cancel
        Ends it when set.
    seconds
        How long it may take.
    pause
        Seconds before the stream is opened again, where it was lost.
    """

    def __init__(
        self,
        *,
        entry: FacilityEntry,
        http: HttpClient,
        spec: Spec,
        tell: Tell,
        cancel: threading.Event,
        seconds: float = 1800.0,
        pause: float = _PAUSE,
    ) -> None:
        self._entry = entry
        self._http = http
        self._spec = spec
        self._tell = tell
        self._cancel = cancel
        self._deadline = time.monotonic() + seconds
        self._seconds = seconds
        self._pause = pause
        self._phase = ""

    def run(self) -> Opened:
        """Follow until the server is ready; a line that is lost is opened again.

        BinderHub joins who asks again to the build that is under way.

        Raises
        ------
        NotAvailableError
            It could not be built or started; the message has the hub's words.
        TimedOutError
            It takes too long.
        EsapError
            The hub cannot be asked, or refuses.
        """
        self._tell(f"asking {self._entry.name} to build", progress=0.0)
        losses = 0
        while True:
            try:
                for event in self._events():
                    before = self._phase
                    opened = self._seen(event)
                    # Who joins again is told the same once more, which is no news.
                    losses = losses if self._phase in ("", before) else 0
                    if opened is not None:
                        # The hub leaves the stream open, so that going is up to us.
                        return opened
            except UnreachableError as error:
                if losses >= _LOSSES:
                    raise
                self._tell(log=f"The line was lost: {error.message}")
            losses += 1
            if losses > _LOSSES:
                raise BadAnswerError(
                    f"{self._entry.name} ends its answer again and again without saying what "
                    "became of the build.",
                    remedy=self._by_hand,
                )
            self._wait()

    def _events(self) -> Iterator[Mapping[str, Any]]:
        left = max(0.1, self._deadline - time.monotonic())
        with self._http.stream(
            "GET",
            f"{self._entry.base}/build/{self._spec.path}",
            headers={"Accept": "text/event-stream"},
            total_timeout=left,
            retries=0,
            cancel=self._cancel,
            who=self._entry.name,
        ) as stream:
            refusal = self._refusal(stream)
            if refusal is not None:
                raise refusal
            yield from iter_events(stream.iter_lines(), self._entry.name)

    def _refusal(self, stream: Streamed) -> EsapError | None:
        who = self._entry.name
        if stream.content_type == "text/event-stream":
            # Also refusals come as events, of whatever status.
            return None
        if stream.status in _REFUSED:
            return AccessDeniedError(
                f"{who} lets only its own page build ({stream.status}).", remedy=self._by_hand
            )
        if stream.status >= _BROKEN:
            return UnreachableError(f"{who} answered {stream.status}.", remedy="Try again later.")
        return login_page(stream.status, stream.content_type, who) or BadAnswerError(
            f"{who} is no BinderHub, or something else answers in its place ({stream.status}).",
            remedy="Check the address of the facility in the catalogue.",
        )

    def _seen(self, event: Mapping[str, Any]) -> Opened | None:
        phase = event.get("phase")
        said = event.get("message")
        lines = _plain(said) if isinstance(said, str) else ""
        if phase == "failed":
            raise self._failed(lines)
        if phase == "ready":
            url, token = event.get("url"), event.get("token")
            if isinstance(url, str) and url and isinstance(token, str):
                return Opened(url if url.endswith("/") else f"{url}/", token)
            raise BadAnswerError(
                f"{self._entry.name} says that it is ready, but not where.", remedy=self._by_hand
            )
        if isinstance(phase, str) and _rank(phase) > _rank(self._phase):
            self._phase = phase
        self._tell(
            _WORDS.get(self._phase, "building"), progress=_SHARES.get(self._phase), log=lines
        )
        return None

    def _failed(self, words: str) -> EsapError:
        done = "start the server" if self._phase in ("built", "launching") else "build it"
        said = words.strip().rpartition("\n")[2].removesuffix(".")
        return NotAvailableError(
            f"{self._entry.name} could not {done}{f': {said[:500]}' if said else ''}.",
            remedy="The log of the launch has all that the hub said.",
        )

    def _wait(self) -> None:
        if self._cancel.wait(self._pause):
            raise CancelledError("It was cancelled.")
        if time.monotonic() > self._deadline:
            raise TimedOutError(
                f"{self._entry.name} was not ready within {self._seconds:g} s.",
                remedy="Launch it again, which joins the build if it goes on.",
            )

    @property
    def _by_hand(self) -> str:
        return f"Open {page(self._entry.base, self._spec, '')} in a browser instead."


def _rank(phase: str) -> int:
    """Return how far a phase is; 0 for one that is not known."""
    return [*_WORDS].index(phase) + 1 if phase in _WORDS else 0


def _plain(text: str) -> str:
    """Return words of a build without the colours of a terminal."""
    return _ANSI.sub("", text).replace("\r", "\n")
