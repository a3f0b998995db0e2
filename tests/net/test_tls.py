"""Whom a client trusts, and whom it shows its certificate."""

import os
import shutil

import pytest

from esap_jupyter.errors import BadRequestError, UnreachableError
from esap_jupyter.net import AddressGuard, HttpClient, Tls
from tests.support.servers import Reply
from tests.support.tls import PEMS, serve_tls

MINE = Tls(ca=PEMS / "ca.pem", certificate=PEMS / "client.pem", key=PEMS / "client.key")


def client(*allow: str, tls: Tls | None = None) -> HttpClient:
    return HttpClient(guard=AddressGuard(allow), user_agent="test/1", retries=0, tls=tls)


def test_a_stranger_is_not_trusted():
    with (
        serve_tls(b"secret") as server,
        pytest.raises(UnreachableError, match="has no valid certificate"),
    ):
        client(server.url).get(server.url)
    assert server.asked == []


def test_an_authority_can_be_named():
    with serve_tls(b"hello") as server:
        tls = Tls(ca=PEMS / "ca.pem")
        assert client(server.url, tls=tls).get(server.url).body == b"hello"
    assert server.peers == [None]


def test_a_wrong_name_is_not_trusted(monkeypatch):
    with serve_tls(b"secret") as server:
        port = int(server.hostport.partition(":")[2])
        there = [(2, 1, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr("socket.getaddrinfo", lambda *_: there)
        url = f"https://lake.example:{port}/"
        with pytest.raises(UnreachableError, match="no valid certificate"):
            client(url, tls=Tls(ca=PEMS / "ca.pem")).get(url)


def test_a_certificate_says_who_one_is():
    with serve_tls(b"hello", wants_certificate=True) as server:
        assert client(server.url, tls=MINE).get(server.url).body == b"hello"
    assert server.peers == ["Alice Example"]


def test_without_the_certificate_that_is_wanted_it_is_said():
    with serve_tls(b"hello", wants_certificate=True) as server, pytest.raises(UnreachableError):
        client(server.url, tls=Tls(ca=PEMS / "ca.pem")).get(server.url)
    assert server.asked == []


def test_the_certificate_is_not_shown_where_a_redirect_leads():
    with (
        serve_tls(b"there") as other,
        serve_tls(lambda _: Reply(status=302, headers={"Location": other.url})) as server,
    ):
        client(server.url, other.url, tls=MINE).get(server.url)
    assert (server.peers, other.peers) == (["Alice Example"], [None])


def test_a_renewed_certificate_is_read_again(tmp_path):
    proxy = tmp_path / "proxy.pem"
    proxy.write_bytes((PEMS / "client.pem").read_bytes() + (PEMS / "client.key").read_bytes())
    with serve_tls(b"hello") as server:
        http = client(server.url, tls=Tls(ca=PEMS / "ca.pem", certificate=proxy))
        http.get(server.url)
        http.get(server.url)
        assert server.peers == ["Alice Example"]
        os.utime(proxy, (1, 1))
        http.get(server.url)
    assert server.peers == ["Alice Example", "Alice Example"]


@pytest.mark.parametrize(
    "tls",
    [
        Tls(ca=PEMS / "nowhere.pem"),
        Tls(ca=PEMS / "README.md"),
        Tls(certificate=PEMS / "nowhere.pem"),
        Tls(certificate=PEMS / "client.pem", key=PEMS / "server.key"),
    ],
)
def test_files_that_make_no_sense_are_named(tls):
    with pytest.raises(BadRequestError, match=r"pems/"):
        client(tls=tls).get("https://127.0.0.1:1/")


def test_a_key_with_a_password_does_not_ask_for_it(tmp_path):
    shutil.copy(PEMS / "client.pem", tmp_path / "client.pem")
    (tmp_path / "client.key").write_bytes((PEMS / "encrypted.key").read_bytes())
    tls = Tls(certificate=tmp_path / "client.pem", key=tmp_path / "client.key")
    with pytest.raises(BadRequestError, match="has a password"):
        tls.context()
