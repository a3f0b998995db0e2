"""What a person types to log in to a real lake is in one file, and nowhere else that one can look."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from tests.peers.test_oidc import approve, browse
from tests.support.jupyter import Jupyter, run_jupyter
from tests.support.rucio import ALICE, RucioPeer

pytestmark = pytest.mark.peers


class Asked:
    """A Jupyter server with its log at the lowest level; remembers all that it answers."""

    def __init__(self, jupyter: Jupyter, log: Path) -> None:
        self.url = jupyter.url + "esap"
        self.token = jupyter.token
        self.log = log
        self.answers: list[str] = []

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = urllib3.request(
            method,
            f"{self.url}/{path}",
            body=None if body is None else json.dumps(body),
            headers={"Authorization": f"token {self.token}", **headers},
        )
        self.answers.append(f"{answer.headers} {answer.data.decode()}")
        if "json" not in answer.headers.get("Content-Type", ""):
            return answer.data.decode()
        return answer.json()


@pytest.fixture
def server(rucio_lake: RucioPeer, tmp_path: Path, monkeypatch) -> Iterator[Asked]:
    catalogue = f"""
[lakes.one]
name = "First lake"
url = "{rucio_lake.url}"
ca = "{rucio_lake.ca}"
issuer = "{rucio_lake.issuer}"
audience = "rucio"
scope = "openid profile"

[identity.issuers.peer]
url = "{rucio_lake.issuer}"
client_id = "esap"
code = true
"""
    home = tmp_path / "home"
    (home / "config").mkdir(parents=True)
    (home / "config/jupyter_server_config.py").write_text("c.Application.log_level = 10\n")
    monkeypatch.setenv("TMPDIR", str(home))
    with run_jupyter(home, catalogue=catalogue, base_url="/") as jupyter:
        yield Asked(jupyter, home / "server.log")


def holding(folder: Path, secret: str) -> list[str]:
    """Files below a folder in which a secret stands."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.name for path in files if secret.encode() in path.read_bytes())


def look_around(asked: Asked) -> None:
    """Use the lake, well and badly."""
    asked("GET", "identity")
    assert asked("GET", "lakes/one/account")["account"] == "alice"
    assert asked("GET", "lakes/one/scopes")
    assert asked("GET", "lakes/one/did?did=test:ds.images")
    asked("GET", "lakes/one/did?did=test:nowhere")
    asked("POST", "lakes/one/rules", {"scope": "test", "name": "x", "rse_expression": "no="})
    asked("GET", "activities")


def check(asked: Asked, home: Path, *secrets: str) -> None:
    """See that secrets are where they belong and nowhere else."""
    for secret in secrets:
        assert not [answer for answer in asked.answers if secret in answer]
        assert secret not in asked.log.read_text()
        assert holding(home, secret) in ([], ["credentials.json"])


def test_a_password_is_nowhere_but_in_the_store(server, tmp_path):
    login = {"kind": "userpass", "account": "alice", "username": ALICE.username}
    wrong = server("PUT", "identity/one", {**login, "password": "swordfish-wrong"})
    assert wrong["code"] == "login_refused"
    password = "not-alices-own"
    server("PUT", "identity/one", {**login, "password": password, "odd": password})
    assert server("PUT", "identity/one", {**login, "password": ALICE.password})["state"] == "in"
    look_around(server)
    check(server, tmp_path / "home", "swordfish-wrong", password)
    assert not [answer for answer in server.answers if ALICE.password in answer]
    assert ALICE.password not in server.log.read_text()
    assert holding(tmp_path / "home", ALICE.password) == ["credentials.json"]
    # Rucio's own token for the session is in memory only.
    assert "alice-alice-" not in server.log.read_text()
    assert holding(tmp_path / "home", "alice-alice-") == []
    server("DELETE", "identity/one")
    assert holding(tmp_path / "home", ALICE.password) == []
    assert server("GET", "lakes/one/account")["code"] == "not_logged_in"


def test_tokens_are_nowhere_but_in_the_store(server, tmp_path, rucio_lake, monkeypatch):
    store = tmp_path / "home/esap/credentials.json"
    started = server("POST", "identity/one/device")
    approve(rucio_lake.issuer, started["code"])
    while (now := server("GET", "identity/one/device"))["state"] == "waiting":
        time.sleep(0.1)
    assert now["state"] == "done"
    assert store.stat().st_mode & 0o777 == 0o600
    look_around(server)
    secrets = tokens(store)
    assert len(secrets) == 2
    check(server, tmp_path / "home", *secrets)
    callback = f"{server.url}/identity/callback"
    monkeypatch.setattr("tests.peers.test_oidc.CALLBACK", callback)
    code = server("POST", "identity/one/code")
    back = browse(code["url"]).partition("/esap/")[2]
    assert "You are logged in to First lake as alice" in server("GET", back)
    look_around(server)
    sent = dict(part.split("=", 1) for part in back.partition("?")[2].split("&"))
    fresh = tokens(store)
    assert not fresh & secrets
    check(server, tmp_path / "home", *fresh, sent["code"])
    assert sent["state"] not in server.log.read_text()
    server("DELETE", "identity/one")
    for secret in fresh:
        assert holding(tmp_path / "home", secret) == []


def tokens(store: Path) -> set[str]:
    """The tokens that are kept."""
    entries = json.loads(store.read_text())["entries"].values()
    names = ("access_token", "refresh_token")
    return {entry[name] for entry in entries for name in names if name in entry}
