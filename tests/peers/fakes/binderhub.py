"""A BinderHub with the quirks of its event stream, and the servers that it starts.

The stream stays open after the last event, failures come with HTTP status 200, and a request
without ``Accept: text/event-stream`` is refused. Recorded from BinderHub (git main, 2026-11).
"""

from typing import Any
from urllib.parse import unquote

from .base import Answer, Asked, json_answer
from .contents import FakeContents
from .event_streams import EventFake, Events

__all__ = ["FakeBinderHub"]

_KEEPALIVE = b":keepalive\n\n"
_PROVIDERS = ("gh", "gl", "git", "zenodo")


class FakeBinderHub(EventFake):
    """Builds whatever it is asked for.

    What a repository is called decides what becomes of it: ``nosuchref`` cannot be resolved,
    ``broken`` cannot be built, ``noserver`` not launched, ``full`` has too many users already.

    Attributes
    ----------
    contents
        The files of the one server.
    token
        What opens it.
    providers
        What it builds from.
    losses
        How often the stream ends in the middle of a build before it goes on.
    """

    def __init__(self) -> None:
        super().__init__()
        self.url = f"{self.root}/binder/"
        self.contents = FakeContents()
        self.token = "k3y-of-the-server"
        self.losses = 0
        self.providers = _PROVIDERS
        self.server = f"{self.root}/user/demo-x1/"

    def answer(self, asked: Asked) -> Answer:
        if asked.path.startswith("/user/demo-x1/"):
            return self._server_answer(asked, asked.path.removeprefix("/user/demo-x1/"))
        assert "Authorization" not in asked.headers
        path = asked.path.removeprefix("/binder/")
        if path == "versions":
            return json_answer({"builder": "repo2docker", "binderhub": "1.0.0"})
        if path.startswith("build/"):
            return self._build(asked, *path.removeprefix("build/").split("/", 1))
        return Answer(b"<html>404</html>", status=404, media="text/html")

    def _build(self, asked: Asked, provider: str, spec: str) -> Answer:
        if "text/event-stream" not in asked.headers.get("Accept", ""):
            return Events([_failed("Accept must be text/event-stream")], status=400)
        name = unquote(spec)
        refusal = self._refusal(provider, name)
        if refusal:
            return Events([_failed(refusal)], stays=True)
        events: list[Any] = [
            _KEEPALIVE,
            {"phase": "waiting", "message": "Waiting for build to start...\n"},
            {"phase": "fetching", "message": f"Picked Git content provider.\nCloning {name}\n"},
            {"phase": "building", "message": "Step 1/50 : FROM \x1b[1mbuildpack\x1b[0m\n"},
        ]
        if self.losses:
            self.losses -= 1
            return Events(events)
        if "broken" in name:
            events += [{"phase": "failed", "message": "pip could not find nosuchpackage\n"}]
            return Events(events, stays=True)
        events += [
            {"phase": "built", "imageName": "demo", "message": "Built image, launching...\n"},
            {"phase": "launching", "message": "Launching server...\n"},
        ]
        if "noserver" in name:
            events += [_failed("Failed to launch image demo")]
            return Events(events, stays=True)
        return Events([*events, self._ready(name)], stays=True)

    def _refusal(self, provider: str, name: str) -> str:
        if provider not in self.providers:
            return f"No provider found for prefix {provider}"
        if "nosuchref" in name:
            return f"Could not resolve ref for {provider}:{name}. Double check your URL."
        return f"Too many users running {name}! Try again soon." if "full" in name else ""

    def _ready(self, name: str) -> dict[str, Any]:
        return {
            "phase": "ready",
            "message": f"server running at {self.server}\n",
            "image": "demo",
            "repo_url": name,
            "url": self.server,
            "token": self.token,
            "binder_launch_host": self.url,
        }

    def _server_answer(self, asked: Asked, path: str) -> Answer:
        if asked.headers.get("Authorization") != f"token {self.token}":
            return json_answer({"message": "Forbidden"}, 403)
        if path.startswith("api/contents"):
            return self.contents.answer(asked, path.removeprefix("api/contents"))
        return json_answer({"message": "Not found"}, 404)


def _failed(words: str) -> dict[str, str]:
    return {"phase": "failed", "message": f"{words}\n"}
