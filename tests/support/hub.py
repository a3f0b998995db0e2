"""The real JupyterHub that tests/peers/hub starts, its people, and what is on their servers."""

import asyncio
import json
import shutil
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

__all__ = ["HubPeer", "Person"]

_opener = build_opener(ProxyHandler({}))


class HubPeer:
    """The hub, with the token of a service that may do all.

    Parameters
    ----------
    told
        The file that up.sh has written.
    """

    def __init__(self, told: Path) -> None:
        peer = json.loads(told.read_text())
        self.url: str = peer["url"]
        self.admin_token: str = peer["admin_token"]
        self.homes = Path(peer["home"])

    def ask(self, method: str, path: str, body: Any = None, *, token: str = "") -> Any:
        """Ask below the hub's address; gives status and document."""
        data = None if body is None else json.dumps(body).encode()
        headers = {
            "Authorization": f"token {token or self.admin_token}",
            "Content-Type": "application/json",
        }
        request = Request(f"{self.url}{path}", data=data, headers=headers, method=method)
        try:
            with _opener.open(request, timeout=60) as answer:
                status, content = answer.status, answer.read()
        except HTTPError as error:
            status, content = error.code, error.read()
        return status, json.loads(content) if content[:1] in (b"{", b"[") else content

    def person(self) -> "Person":
        """Make somebody whom the hub does not know yet."""
        name = f"ada{uuid.uuid4().hex[:8]}"
        assert self.ask("POST", f"/hub/api/users/{name}")[0] == 201
        return Person(self, name)


class Person:
    """Somebody with servers of their own."""

    def __init__(self, hub: HubPeer, name: str) -> None:
        self.hub = hub
        self.name = name
        self.home = hub.homes / name

    def token(self, scopes: list[str] | None = None) -> str:
        """Return a token as the hub's page gives it, with all permissions unless told."""
        body = {} if scopes is None else {"scopes": scopes}
        status, document = self.hub.ask("POST", f"/hub/api/users/{self.name}/tokens", body)
        assert status == 201, document
        return str(document["token"])

    def servers(self) -> dict[str, Any]:
        """Return the person's servers by name."""
        return dict(self.hub.ask("GET", f"/hub/api/users/{self.name}")[1]["servers"])

    def tokens(self) -> list[dict[str, Any]]:
        """Return the person's tokens, without themselves."""
        found = self.hub.ask("GET", f"/hub/api/users/{self.name}/tokens")[1]["api_tokens"]
        return list(found)

    def configure(self, catalogue: str) -> None:
        """Have a catalogue on the person's servers, before the first is started."""
        folder = self.home / ".jupyter" / "esap"
        folder.mkdir(parents=True)
        (folder / "test.toml").write_text(catalogue)

    def run(self, server: str, folder: str, code: str) -> str:
        """Run code in a kernel of a server, in a folder there, and return what it prints."""
        base = f"/user/{self.name}/{server}"
        body = {"name": "python3", "path": f"{folder}/x.ipynb"}
        status, kernel = self.hub.ask("POST", f"{base}/api/kernels", body)
        assert status == 201, kernel
        try:
            line = self._run(f"{base}/api/kernels/{kernel['id']}/channels", code)
            # A thread of a browser's test has a loop that runs already.
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(asyncio.run, line).result()
        finally:
            self.hub.ask("DELETE", f"{base}/api/kernels/{kernel['id']}")

    def leave(self) -> None:
        """Stop all servers, and have the hub forget the person."""
        for name in self.servers():
            path = f"/hub/api/users/{self.name}/servers/{name}"
            self.hub.ask("DELETE", path, {"remove": True})
        self.hub.ask("DELETE", f"/hub/api/users/{self.name}")
        shutil.rmtree(self.home, ignore_errors=True)

    async def _run(self, path: str, code: str) -> str:
        address = f"{self.hub.url}{path}".replace("http://", "ws://", 1)
        headers = {"Authorization": f"token {self.hub.admin_token}"}
        line = await websocket_connect(HTTPRequest(address, headers=headers))
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
        header = {"msg_id": "run", "msg_type": "execute_request", "session": "s", "username": "x"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await line.write_message(json.dumps({**message, "channel": "shell", "buffers": []}))
        printed = ""
        while True:
            text = await asyncio.wait_for(line.read_message(), 60)
            assert isinstance(text, str)
            told = json.loads(text)
            if told["parent_header"].get("msg_id") != "run":
                continue
            if told["msg_type"] == "stream":
                printed += told["content"]["text"]
            elif told["msg_type"] == "error":
                printed += "\n".join(told["content"]["traceback"])
            elif told["msg_type"] == "status" and told["content"]["execution_state"] == "idle":
                line.close()
                return printed
