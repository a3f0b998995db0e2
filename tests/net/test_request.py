"""What redirects make of a request."""

import pytest

from esap_jupyter.errors import BadAnswerError, BadRequestError
from esap_jupyter.net import AddressGuard, HttpClient
from esap_jupyter.net.request import Request
from tests.support.servers import Reply, serve


@pytest.mark.parametrize("status", [307, 308])
def test_what_was_sent_does_not_go_to_another_host(status):
    with (
        serve(b"thanks") as thief,
        serve(lambda _: Reply(status=status, headers={"Location": thief.url})) as server,
    ):
        guard = AddressGuard([server.url, thief.url])
        client = HttpClient(guard=guard, user_agent="test", retries=0)
        with pytest.raises(BadAnswerError, match="another host"):
            client.post(f"{server.url}/oauth/token", {"password": "secret"})
    assert thief.asked == []


@pytest.mark.parametrize(
    "there", ["https://a.example/b", "http://a.example/c", "http://a.example:80/"]
)
def test_what_was_sent_may_go_on_at_its_host(there):
    asked = Request.make("POST", "http://a.example/a", data={"QUERY": "x"})
    redirected = asked.redirected(308, there, "A")
    assert (redirected.method, redirected.body, redirected.url) == ("POST", b"QUERY=x", there)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_form_goes_on_to_the_same_address_by_https(status):
    asked = Request.make("POST", "http://a.example/tap/sync?x=1", data={"QUERY": "x"})
    there = "https://a.example/tap/sync?x=1"
    assert asked.is_upgraded(status, there)
    again = asked.redirected(status, there, "A")
    assert (again.method, again.body, again.url) == ("POST", b"QUERY=x", there)


@pytest.mark.parametrize(
    "there", ["https://a.example/tap/async/1", "https://b.example/tap/sync", "/tap/sync", "//["]
)
def test_other_places_are_no_upgrade(there):
    assert not Request.make("POST", "http://a.example/tap/sync", data={}).is_upgraded(301, there)


@pytest.mark.parametrize(
    "there",
    ["http://a.example:8080/", "https://a.example:8443/", "http://b.example/", "//b.example/"],
)
def test_another_port_or_name_is_another_host(there):
    asked = Request.make("POST", "http://a.example/a", data={"QUERY": "x"})
    with pytest.raises(BadAnswerError, match="another host"):
        asked.redirected(307, there, "A")
    assert asked.redirected(303, there, "A").body is None


@pytest.mark.parametrize(
    "value", ["swordfish\n", "a\r\nX-Evil: swordfish", "swordfish\0", "swordfish \u2028"]
)
def test_a_header_that_cannot_be_sent_is_refused_and_not_repeated(value):
    with pytest.raises(BadRequestError, match="The header X-Rucio-Password") as caught:
        Request.make("GET", "https://a.example/", headers={"X-Rucio-Password": value})
    assert "swordfish" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_header_may_hold_latin_letters():
    Request.make("GET", "https://a.example/", headers={"X-Rucio-Username": "Zo\u00eb\tB"})


SECRET = ["Authorization", "X-Rucio-Auth-Token", "x-rucio-password", "X-Rucio-Account", "Cookie"]


@pytest.mark.parametrize("header", SECRET)
def test_what_is_secret_stays_with_its_host(header):
    asked = Request.make("GET", "https://lake.example/a", headers={header: "s", "Accept": "x"})
    there = asked.redirected(302, "https://storage.example/b", "A")
    assert dict(there.headers) == {"Accept": "x"}
    assert asked.redirected(302, "/b", "A").headers[header] == "s"


@pytest.mark.parametrize(
    "there",
    [
        "/evil/a",
        "/rucio-evil",
        "/rucio/../evil",
        "/rucio/%2e%2e/evil",
        "/rucio/%252e%252e/evil",
        "/rucio/..%5cevil",
        "/rucio/..;/evil",
        "/rucio/..;x=y/evil",
        "/rucio%2f..%2fevil",
        "//lake.example:8443/rucio/a",
    ],
)
def test_what_is_secret_stays_below_its_prefixes(there):
    asked = Request.make(
        "GET",
        "https://lake.example/rucio/a",
        headers={"Authorization": "s"},
        prefixes=("https://lake.example/rucio/",),
    )
    assert asked.redirected(303, "/rucio/accounts/alice", "A").headers == {"Authorization": "s"}
    assert asked.redirected(303, there, "A").headers == {}


def test_what_was_sent_stays_below_its_prefixes():
    asked = Request.make(
        "POST", "https://a.example/rucio/a", data={"x": "y"}, prefixes=("https://a.example/rucio",)
    )
    with pytest.raises(BadAnswerError, match="another host"):
        asked.redirected(307, "/other", "A")


def test_nothing_secret_is_sent_beside_the_prefixes():
    with pytest.raises(BadRequestError, match="not the service that it is for"):
        Request.make(
            "GET",
            "https://b.example/",
            headers={"X-Rucio-Auth-Token": "s"},
            prefixes=("https://a.example/",),
        )
