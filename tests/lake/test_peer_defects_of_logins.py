"""What rucio-jupyterlab gets wrong about logins, by the numbers of its list of defects."""

import logging
import os
import stat
import tempfile
import time
from pathlib import Path

import pytest

from esap_jupyter.errors import (
    BadRequestError,
    LoginRefusedError,
    NotLoggedInError,
    UnreachableError,
)
from esap_jupyter.models import LoginRequest
from esap_jupyter.net import AddressGuard, HttpClient, Tls
from tests.peers.fakes.issuer import jwt
from tests.support.identities import PASSWORD, identities, service_login
from tests.support.servers import serve
from tests.support.tls import PEMS, serve_tls

GOOD = LoginRequest(kind="userpass", account="alice", username="alice", password=PASSWORD)


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def test_b10_a_token_file_that_cannot_be_read_is_told_in_words(home, tmp_path):
    """There, any OSError became an AttributeError."""
    (tmp_path / "token").mkdir()
    who = identities(home, service_login(token_file=tmp_path / "token"))
    with pytest.raises(NotLoggedInError, match=r"token cannot be read: Is a directory"):
        who.credential("escape")


def test_s01_passwords_are_their_owners_alone_tested_first_and_never_read_back(home):
    who = identities(home)
    with pytest.raises(LoginRefusedError):
        who.login("escape", LoginRequest(kind="userpass", username="alice", password="wrong-one"))
    assert list(home.iterdir()) == []
    shown = who.login("escape", GOOD)
    for path in home.rglob("*"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077
    assert PASSWORD not in repr([shown, *who.list()])
    assert not {"password", "token", "key"} & set(shown.__struct_fields__)


def test_s02_nothing_lies_in_a_folder_that_users_share(home, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/alice/")
    shared = Path(tempfile.gettempdir())
    before = set(shared.iterdir())
    who = identities(home)
    who.login("escape", GOOD)
    mine = {path for path in set(shared.iterdir()) - before if _has(path, PASSWORD)}
    assert mine == set()
    assert (home / "credentials.json").stat().st_uid == os.geteuid()


def _has(path: Path, text: str) -> bool:
    try:
        return path.is_file() and text in path.read_text(errors="replace")
    except OSError:
        return False


def test_s05_a_login_writes_neither_the_operators_token_nor_the_environment(home, tmp_path):
    """There, a file that the browser named was copied over the operator's."""
    token_file = tmp_path / "token"
    token_file.write_text("operators")
    environment = dict(os.environ)
    who = identities(home, service_login(token_file=token_file))
    who.login("escape", LoginRequest(kind="token", token="my-own"))
    assert who.credential("escape").token == "my-own"
    who.logout("escape")
    assert token_file.read_text() == "operators"
    assert dict(os.environ) == environment
    assert "token_path" not in LoginRequest.__struct_fields__


def test_s06_no_log_has_a_secret_header(caplog):
    caplog.set_level(logging.DEBUG)
    headers = {"X-Rucio-Password": PASSWORD, "X-Rucio-Auth-Token": f"token-{PASSWORD}"}
    with serve(b"hello") as server:
        guard = AddressGuard([server.url])
        HttpClient(guard=guard, user_agent="test/1").get(server.url, headers=headers)
        assert server.asked[0].headers["X-Rucio-Password"] == PASSWORD
    assert "GET" in caplog.text
    assert PASSWORD not in caplog.text


def test_s07_servers_are_verified_always():
    assert set(Tls.__struct_fields__) == {"ca", "certificate", "key"}
    with serve_tls(b"secret") as server:
        guard = AddressGuard([server.url])
        for tls in (None, Tls(), Tls(certificate=PEMS / "client.pem", key=PEMS / "client.key")):
            http = HttpClient(guard=guard, user_agent="test/1", retries=0, tls=tls)
            with pytest.raises(UnreachableError, match="no valid certificate"):
                http.get(server.url, headers={"X-Rucio-Password": PASSWORD})
    assert server.asked == []


def test_s09_what_is_typed_cannot_become_configuration_nor_a_key_be_copied(home, tmp_path):
    key = tmp_path / "user.key"
    key.write_bytes((PEMS / "client.key").read_bytes())
    key.chmod(0o600)
    who = identities(home)
    odd = LoginRequest(
        kind="x509",
        account="alice\nrucio_host = https://evil.example",
        certificate=str(PEMS / "client.pem"),
        key=str(key),
    )
    who.login("escape", odd)
    assert who.credential("escape").account == odd.account
    assert [path.name for path in home.iterdir()] == ["credentials.json"]
    assert "PRIVATE" not in (home / "credentials.json").read_text()
    assert "\nrucio_host" not in (home / "credentials.json").read_text()


def test_s11_what_a_token_says_of_itself_is_shown_and_proves_nothing(home):
    forged = jwt(sub="root", exp=time.time() + 900, iss="https://iam.example")

    def refuse(_credential):
        raise LoginRefusedError("Escape does not take the token.", remedy="Log in again.")

    who = identities(home, service_login(verify=refuse))
    with pytest.raises(LoginRefusedError):
        who.login("escape", LoginRequest(kind="token", token=forged))
    assert who.get("escape").state == "out"
    with pytest.raises(BadRequestError, match="has ended"):
        who.login("escape", LoginRequest(kind="token", token=jwt(exp=5)))
