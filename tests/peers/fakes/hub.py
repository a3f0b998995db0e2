"""A JupyterHub's REST API with what a real one does seldom: ready at once, lost lines, old forms.

What hubs usually do is tested with a real one (tests/peers/hub).
"""

from typing import Any
from urllib.parse import unquote

from .base import Answer, Asked, json_answer
from .contents import FakeContents
from .event_streams import EventFake, Events

__all__ = ["ALL", "FakeHub"]

ALL = [
    *("access:servers!user=ada", "delete:servers!user=ada", "read:servers!user=ada"),
    *("read:users:name!user=ada", "servers!user=ada", "start:servers!user=ada", "tokens!user=ada"),
]


class FakeHub(EventFake):
    """A hub with the user ``ada``.

    Attributes
    ----------
    scopes
        Of her token; None for a hub that does not tell.
    at_once
        Whether a server is ready when it has been asked for (status 201).
    progress
        What each request to follow the start is answered with, one after the other; the last
        stands for all further ones.
    state
        How the server is, as the hub lists it; None for none.
    refusal
        What a request for a server is refused with, once.
    contents
        The files of the server.
    tokens
        Those of servers that were given, by id.
    """

    def __init__(self) -> None:
        super().__init__()
        self.url = f"{self.root}/jupyter"
        self.token = "ada-t0ken"
        self.scopes: list[str] | None = list(ALL)
        self.at_once = True
        self.progress: list[Any] = []
        self.state: dict[str, Any] | None = None
        self.refusal: list[Answer] = []
        self.contents = FakeContents()
        self.tokens: dict[str, str] = {}
        self.puller: Events | None = None
        self.name = ""

    def answer(self, asked: Asked) -> Answer:
        path = unquote(asked.path).removeprefix("/jupyter")
        if path.startswith("/user/ada/"):
            return self._served(asked, path)
        if path == "/hub/api/":
            return json_answer({"version": "6.1.1"})
        if asked.headers.get("Authorization") != f"token {self.token}":
            return json_answer({"status": 403, "message": None}, 403)
        return self._api(asked, path.removeprefix("/hub/api/").split("/"))

    def _api(self, asked: Asked, parts: list[str]) -> Answer:
        if parts == ["user"]:
            told = {} if self.scopes is None else {"scopes": self.scopes}
            return json_answer({"kind": "user", "name": "ada", **told})
        if parts == ["users", "ada"]:
            return json_answer({"name": "ada", "servers": self._servers()})
        if parts[-1] == "progress":
            answer = self.progress.pop(0) if len(self.progress) > 1 else self.progress[0]
            return answer() if callable(answer) else answer
        if parts[2:3] == ["tokens"]:
            return self._tokens(asked, parts)
        return self._spawn(asked, parts)

    def ready(self) -> dict[str, Any]:
        """Have the server ready, and return the event that says so."""
        url = f"/jupyter/user/ada/{self.name}/" if self.name else "/jupyter/user/ada/"
        self.state = {"name": self.name, "ready": True, "pending": None, "url": url}
        return {"progress": 100, "ready": True, "message": "Server ready", "url": url}

    def starting(self) -> None:
        """Have the server starting."""
        self.state = {"name": self.name, "ready": False, "pending": "spawn", "url": "/nowhere/"}

    def _servers(self) -> dict[str, Any]:
        return {} if self.state is None else {self.name: self.state}

    def _spawn(self, asked: Asked, parts: list[str]) -> Answer:
        if asked.method == "DELETE":
            self.state = None
            return json_answer(None, 204)
        if self.refusal:
            return self.refusal.pop(0)
        self.name = parts[3] if parts[2] == "servers" else ""
        if self.state is not None and self.state["ready"]:
            return json_answer({"message": f"ada:{self.name} is already running"}, 400)
        if self.at_once:
            self.ready()
            return Answer(b"", status=201, media="text/plain")
        self.starting()
        return Answer(b"", status=202, media="text/plain")

    def _tokens(self, asked: Asked, parts: list[str]) -> Answer:
        if asked.method == "DELETE":
            del self.tokens[parts[3]]
            return Answer(b"", status=204)
        assert asked.json["expires_in"] <= 600
        key = f"a{len(self.asked)}"
        self.tokens[key] = f"server-{key}"
        return json_answer({"id": key, "token": self.tokens[key], "scopes": asked.json["scopes"]})

    def _served(self, asked: Asked, path: str) -> Answer:
        given = asked.headers.get("Authorization", "").removeprefix("token ")
        if given not in self.tokens.values():
            return json_answer({"message": "Forbidden", "reason": None}, 403)
        below = path.removeprefix("/user/ada/")
        below = below.removeprefix(f"{self.name}/") if self.name else below
        if below.startswith("api/contents"):
            return self.contents.answer(asked, below.removeprefix("api/contents"))
        if below == "git-pull/api" and self.puller is not None:
            return self.puller
        return json_answer({"message": "Not found"}, 404)
