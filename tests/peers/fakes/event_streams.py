"""Answers that are streams of events, and stay open after the last one until the client goes."""

import json
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler
from typing import Any

from .base import Answer, Asked, Fake

__all__ = ["EventFake", "Events"]


class Events(Answer):
    """A stream: each event is a document, or bytes that are sent as they are.

    Parameters
    ----------
    events
        What is sent at once.
    stays
        Whether the line stays open then.
    status
        The HTTP status.
    """

    def __init__(self, events: Sequence[Any], *, stays: bool = False, status: int = 200) -> None:
        super().__init__(status=status, media="text/event-stream")
        self.events = events
        self.stays = stays


class EventFake(Fake):
    """A fake some of whose answers are `Events`.

    Attributes
    ----------
    left
        Set when a client has closed a stream that stayed open.
    """

    def __init__(self) -> None:
        self.left = threading.Event()
        super().__init__()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self
        plain: Any = super()._handler()

        class Handler(plain):  # type: ignore[misc]  # of a class that is made at run time
            def reply(self, asked: Asked, answer: Answer) -> None:
                if isinstance(answer, Events):
                    self.close_connection = True
                    self.send_events(answer)
                else:
                    super().reply(asked, answer)

            def send_events(self, answer: Events) -> None:
                self.send_response(answer.status)
                for key, value in answer.headers.items():
                    self.send_header(key, value)
                self.end_headers()
                for event in answer.events:
                    text = event if isinstance(event, bytes) else _written(event)
                    self.wfile.write(text)
                    self.wfile.flush()
                if answer.stays:
                    self.connection.settimeout(30)
                    try:
                        gone = self.connection.recv(1) == b""
                    except (TimeoutError, ConnectionError):
                        gone = True
                    if gone:
                        fake.left.set()

        return Handler


def _written(event: Any) -> bytes:
    return f"data: {json.dumps(event)}\n\n".encode()
