"""Rows 40 and 41 of the features that ESAP is to have: logins."""

import json
import time

import pytest

from esap_jupyter.catalogue.identity import IdentityEntry, IssuerEntry
from esap_jupyter.errors import BadRequestError
from esap_jupyter.models import LoginRequest
from esap_jupyter.net import AddressGuard, HttpClient
from tests.peers.fakes.issuer import FakeIssuer, jwt
from tests.support.identities import PASSWORD, identities, service_login
from tests.support.servers import Reply, serve


@pytest.fixture
def issuer():
    with FakeIssuer() as fake:
        yield fake


def test_row_40_tokens_come_from_a_chain_show_their_end_and_are_renewed(issuer, tmp_path):
    """A token of the Hub is there without a login; one's own login goes before, and is renewed."""
    of_hub = jwt(iss=issuer.root, aud="rucio", exp=time.time() + 900, sub="alice")
    state = json.dumps({"auth_state": {"access_token": of_hub}}).encode()
    entry = IssuerEntry(url=issuer.root, client_id="esap")
    now = [time.time()]
    with serve(state) as hub:
        who = identities(
            tmp_path / "home",
            service_login(issuer=issuer.root, audience="rucio"),
            settings=IdentityEntry(issuers={"iam": entry}),
            environ={"JUPYTERHUB_API_URL": hub.url, "JUPYTERHUB_API_TOKEN": "hub"},
            clock=lambda: now[0],
        )
        found = who.get("escape")
        assert (found.state, found.source) == ("in", "hub")
        assert 850 < found.expires - time.time() <= 900
        assert who.credential("escape").token == of_hub
        who.start_device("escape")
        while who.device("escape").state == "waiting":
            time.sleep(0.01)
        own = who.get("escape")
        assert (own.source, own.renews) == ("login", True)
        first = who.credential("escape").token
        now[0] += 3590
        assert who.credential("escape").token != first
    who.close()


def test_row_41_a_token_goes_to_known_hosts_only(tmp_path):
    """Neither to another address, nor where a redirect leads, nor into what the browser sees."""
    who = identities(tmp_path / "home")
    who.login("escape", LoginRequest(kind="userpass", username="alice", password=PASSWORD))
    assert PASSWORD not in repr(who.list())
    (prefix,) = who.prefixes("escape")
    secret = {"X-Rucio-Auth-Token": "s"}
    with (
        serve(b"there") as thief,
        serve(lambda _: Reply(status=302, headers={"Location": thief.url})) as lake,
    ):
        guard = AddressGuard([lake.url, thief.url])
        own = HttpClient(guard=guard, user_agent="test/1", prefixes=(lake.url,))
        assert own.get(lake.url, headers=secret).body == b"there"
        assert lake.asked[0].headers["X-Rucio-Auth-Token"] == "s"
        assert "X-Rucio-Auth-Token" not in thief.asked[0].headers
        with pytest.raises(BadRequestError, match="not the service that it is for"):
            own.get(thief.url, headers=secret)
        with pytest.raises(BadRequestError, match="not the service that it is for"):
            own.derived(prefixes=(prefix,)).get(lake.url, headers=secret)
    assert len(thief.asked) == 1
