"""What redirects make of a request."""

import pytest

from esap_jupyter.errors import BadAnswerError
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
