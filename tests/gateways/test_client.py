"""The profile of a person at a gateway: read, written, refused."""

import base64
import json
import logging

import pytest

from esap_jupyter.errors import (
    ArchiveError,
    BadAnswerError,
    BadRequestError,
    LoginRefusedError,
    ServerError,
    TimedOutError,
    TooLargeError,
)
from esap_jupyter.gateways import client as module
from esap_jupyter.gateways.client import authorization
from esap_jupyter.gateways.documents import Cart, document_of
from esap_jupyter.identity import Credential
from tests.peers.fakes.base import Answer
from tests.peers.fakes.gateway import FakeGateway
from tests.support.gateways import apertif, client_of, counts, knox, numbered

JWT = "e30." + base64.urlsafe_b64encode(b'{"sub": "alice"}').decode().rstrip("=") + ".sig"


@pytest.fixture
def fake():
    with FakeGateway() as gateway:
        yield gateway


@pytest.fixture
def client(fake):
    with client_of(fake) as client:
        yield client


def cart(*values):
    return Cart(document_of(value) for value in values)


def userpass(password="alice-pw"):
    return Credential(kind="userpass", source="login", username="alice", password=password)


def bearer(token):
    return Credential(kind="oidc", source="login", token=token, renews=True)


def test_what_is_written_is_read(fake, client):
    strange = {"archive": "apertif", "record": {"u": "é☃ \ud800 </script>", "n": None, "x": 1.5}}
    wanted = cart(apertif(1), strange, apertif(1))
    client.write("alice", wanted)
    profile = client.read()
    assert (profile.user, profile.cart, profile.unreadable) == ("alice", wanted, 0)
    assert [each.value for each in profile.cart.documents] == [apertif(1), strange, apertif(1)]
    assert counts(fake.carts.items()) == counts([apertif(1), strange, apertif(1)])
    (asked,) = [each for each in fake.asked if each.method == "PATCH"]
    assert asked.json.keys() == {"shopping_cart"}


def test_an_empty_basket_is_sent_as_one(fake, client):
    fake.carts.put(apertif(1))
    client.write("alice", Cart())
    assert fake.carts.items() == []
    assert fake.asked[-1].json == {"shopping_cart": []}


@pytest.mark.parametrize(
    ("credential", "header"),
    [
        (userpass(), "Basic YWxpY2U6YWxpY2UtcHc="),
        (knox(), f"Token {'a11ce' * 8}"),
        (bearer("good-token"), "Bearer good-token"),
        (Credential(kind="token", source="file", token=JWT), f"Bearer {JWT}"),
    ],
)
def test_each_login_has_its_header(credential, header):
    assert authorization(credential) == header


def test_a_certificate_is_none():
    with pytest.raises(BadRequestError, match="no certificates"):
        authorization(Credential(kind="x509_proxy", source="file"))


@pytest.mark.parametrize("credential", [userpass(), knox(), bearer("good-token")])
def test_each_login_reads_the_basket(fake, credential):
    fake.carts.put(apertif(1))
    with client_of(fake, credential) as client:
        assert len(client.read().cart) == 1


@pytest.mark.parametrize("credential", [userpass("wrong"), bearer("stale")])
def test_a_login_that_is_refused_is_noted(fake, credential):
    noted = []
    with (
        client_of(fake, credential, refuse=lambda *what: noted.append(what)) as client,
        pytest.raises(LoginRefusedError, match="GATE does not take your login") as caught,
    ):
        client.read()
    assert noted == [(credential.digest, caught.value.message)]
    assert "stale" not in str(caught.value)


def test_a_token_that_has_ended_is_renewed(fake):
    given = []
    with client_of(fake) as client:

        def credential(refused):
            given.append(refused)
            return bearer("good-token" if refused else "stale")

        client._credential = credential
        client.write("alice", cart(apertif(1)))
    assert given == ["", "stale"]
    assert fake.carts.items() == [apertif(1)]


def test_a_gateway_that_falls_over_a_token_says_to_log_in(fake):
    fake.bare_401 = True
    with client_of(fake, bearer("stale")) as client, pytest.raises(ServerError) as caught:
        client.read()
    assert "Log in again" in caught.value.remedy


def test_without_a_profile(fake, client):
    fake.carts.no_profile.add("alice")
    with pytest.raises(LoginRefusedError, match="no basket for it"):
        client.read()


@pytest.mark.parametrize("mood", ["html", "empty", "not json"])
def test_something_else_than_a_profile(fake, client, mood):
    fake.mood = mood
    with pytest.raises(BadAnswerError, match="GATE answered with something else"):
        client.read()


def test_a_write_is_not_repeated_by_itself(fake, client):
    fake.carts.dies_after = 1
    with pytest.raises(ServerError):
        client.write("alice", cart(*numbered(0, 3)))
    assert fake.carts.items() == [apertif(0)]
    assert [each.method for each in fake.asked] == ["PATCH"]


def test_a_busy_gateway_is_not_asked_to_write_again(fake, client):
    fake.answer = lambda _: Answer(b"", status=503, headers={"Retry-After": "0"})
    with pytest.raises(ServerError, match="HTTP 503"):
        client.write("alice", cart(apertif(1)))
    assert len(fake.asked) == 1


def test_a_large_basket_is_given_time(fake, client, monkeypatch):
    given = []
    send = client._http.send

    def spy(*args, **fields):
        given.append((fields["read_timeout"], fields["total_timeout"]))
        return send(*args, **fields)

    monkeypatch.setattr(client._http, "send", spy)
    client.write("alice", cart(apertif(1)))
    client.write("alice", cart(*numbered(0, 2000)))
    assert given == [(60.05, 60.05), (160.0, 160.0)]


def test_what_nobody_knows_the_end_of_is_unreachable(fake, client, monkeypatch):
    monkeypatch.setattr(module, "_SECONDS", 0.2)
    fake.mood, fake.moody = "slow", "user-profiles/alice"
    with pytest.raises(TimedOutError):
        client.write("alice", cart(apertif(1)))
    fake.release.set()


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (413, b"", "of this size"),
        (404, b'{"detail": "Not found."}', "Not found"),
        (400, b'{"detail": "\\u001b[31mbad\\n"}', r"\(HTTP 400\): \[31mbad\."),
        (400, b'{"shopping_cart": [{"secret": 1}]}', "it says nothing more"),
    ],
)
def test_a_refusal_in_words(fake, client, status, body, words):
    fake.answer = lambda _: Answer(body, status=status)
    with pytest.raises((ArchiveError, TooLargeError), match=words):
        client.write("alice", cart(apertif(1)))


def test_a_name_of_a_person_is_one_part_of_an_address(fake, client):
    with pytest.raises(ArchiveError):
        client.write("../../query/archives?x=", cart(apertif(1)))
    assert fake.asked[-1].path.startswith("/esap-api/accounts/user-profiles/..%2F..%2Fquery")


def test_nothing_secret_is_told(fake, caplog, capsys):
    fake.carts.put(apertif(1))
    with caplog.at_level(logging.DEBUG), client_of(fake) as client:
        profile = client.read()
        client.write("alice", profile.cart)
        fake.carts.tokens.clear()
        with pytest.raises(LoginRefusedError) as caught:
            client.read()
    told = caplog.text + "".join(capsys.readouterr()) + repr(profile) + repr(client)
    for secret in ("a11ce", "secret-access-token", "secret-id-token"):
        assert secret not in told + str(caught.value) + json.dumps(profile.user)
        assert not any(secret in each.target for each in fake.asked)
