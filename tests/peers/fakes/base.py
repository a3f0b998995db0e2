"""What the fake services share: a server on the loopback address, and ways of going wrong."""

import json
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

__all__ = ["HTML", "Answer", "Asked", "Fake", "json_answer"]

HTML = b"<!DOCTYPE html><html><head><title>Server Error (500)</title></head><body/></html>"
_MOODS = frozenset({"well", "500", "html", "slow", "cut", "empty", "not json"})


class Asked:
    """A request as the fake saw it; ``params`` holds the last value of each parameter."""

    def __init__(self, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> None:
        parts = urlsplit(target)
        self.method = method
        self.target = target
        self.path = parts.path
        self.lists = parse_qs(parts.query, keep_blank_values=True)
        self.params = {key: values[-1] for key, values in self.lists.items()}
        self.body = body
        self.headers = headers

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        """The body as a form."""
        pairs = parse_qs(self.body.decode(), keep_blank_values=True)
        return {key: values[-1] for key, values in pairs.items()}


class Answer:
    """What is sent back."""

    def __init__(
        self,
        body: bytes = b"",
        *,
        status: int = 200,
        media: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.body = body
        self.status = status
        self.headers = {"Content-Type": media, **(headers or {})}


def json_answer(value: Any, status: int = 200, **headers: str) -> Answer:
    """Answer with JSON; NaN is written as Python does, which some services do too."""
    return Answer(json.dumps(value).encode(), status=status, headers=headers)


class Fake:
    """A service on a free port of the loopback address, for a ``with`` block.

    A subclass answers in `answer`. What went wrong in the field is chosen by ``mood``, for the
    requests whose path contains ``moody``: ``500`` and ``html`` answer with a web page (status
    500 and 200), ``empty`` with nothing, ``not json`` with half a document, ``cut`` breaks off
    in mid-stream, ``slow`` sends half and waits until ``release`` is set or the fake ends.

    Attributes
    ----------
    asked
        The requests so far.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.moody = ""
        self.release = threading.Event()
        self.waiting = threading.Event()
        self._mood = "well"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.hostport = f"127.0.0.1:{self._server.server_address[1]}"
        self.root = f"http://{self.hostport}"

    def answer(self, asked: Asked) -> Answer:
        """Answer a request; to be overridden."""
        raise NotImplementedError

    @property
    def mood(self) -> str:
        """How it is."""
        return self._mood

    @mood.setter
    def mood(self, mood: str) -> None:
        assert mood in _MOODS
        self._mood = mood

    def __enter__(self) -> Self:
        run = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        run.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()

    def in_mood(self, asked: Asked) -> Answer:
        """Answer as it is to be told, spoiled as the mood wants it."""
        if self.moody not in asked.target or self._mood in ("well", "cut", "slow"):
            return self.answer(asked)
        if self._mood == "empty":
            return Answer(b"")
        if self._mood == "not json":
            whole = self.answer(asked)
            return Answer(whole.body[: len(whole.body) // 2], headers=whole.headers)
        return Answer(HTML, status=500 if self._mood == "500" else 200, media="text/html")

    def stops(self, asked: Asked) -> str:
        """Return ``cut`` or ``slow`` where an answer is to stop half-way."""
        wanted = self.moody in asked.target and self._mood in ("cut", "slow")
        return self._mood if wanted else ""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                asked = Asked(self.command, self.path, body, self.headers)
                fake.asked.append(asked)
                try:
                    self.reply(asked, fake.in_mood(asked))
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = handle_one  # noqa: N815

            def reply(self, asked: Asked, answer: Answer) -> None:
                self.send_response(answer.status)
                for key, value in answer.headers.items():
                    self.send_header(key, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if self.command == "HEAD":
                    return
                half = len(answer.body) // 2 if fake.stops(asked) else len(answer.body)
                self.wfile.write(answer.body[:half])
                self.wfile.flush()
                if fake.stops(asked) == "slow":
                    fake.waiting.set()
                    fake.release.wait(30)
                    self.wfile.write(answer.body[half:])
                elif fake.stops(asked) == "cut":
                    self.close_connection = True

            def log_message(self, *args: object) -> None:
                pass

        return Handler
