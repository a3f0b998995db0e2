"""Logins at an issuer with the ways of DiracX 0.7, as a real one was found to answer."""

import time

import pytest

from esap_jupyter.catalogue.identity import IdentityEntry
from tests.peers.fakes.base import Answer, Asked, json_answer
from tests.peers.fakes.issuer import FakeIssuer
from tests.support.identities import Service, identities, service_login


class DiracIssuer(FakeIssuer):
    """Reads the parameters of a device login from the address, knows scopes of its own only."""

    def answer(self, asked: Asked) -> Answer:
        """Answer a request."""
        if asked.path == "/device":
            if "client_id" not in asked.params:
                return json_answer({"detail": [{"loc": ["query", "client_id"]}]}, 422)
            if not asked.params["scope"].startswith("vo:") or " " in asked.params["scope"]:
                return json_answer({"detail": "Unrecognised scopes"}, 400)
        if asked.path == "/revoke":
            self.revoked.append(asked.form["token"])
            return json_answer("Refresh token revoked")
        return super().answer(asked)


@pytest.fixture
def issuer():
    with DiracIssuer() as fake:
        yield fake


@pytest.fixture
def who(issuer, tmp_path):
    services = (
        service_login(
            Service(),
            id=vo,
            name=vo.upper(),
            url=issuer.root,
            noun="facility",
            issuer=issuer.root,
            client_id="myDIRACClientID",
            scope=f"vo:{vo}",
            scope_alone=True,
        )
        for vo in ("one", "two")
    )
    made = identities(tmp_path / "home", *services, settings=IdentityEntry(), allow=(issuer.root,))
    yield made
    made.close()


def logged_in(who, vo):
    who.start_device(vo)
    end = time.monotonic() + 60
    while (now := who.device(vo)).state == "waiting":
        assert time.monotonic() < end
        time.sleep(0.01)
    return now.state


def test_parameters_are_given_in_the_address_where_the_form_is_not_read(who, issuer):
    assert logged_in(who, "one") == "done"
    first, second = (each for each in issuer.asked if each.path == "/device")
    assert (first.params, first.form["scope"]) == ({}, "vo:one")
    assert second.params == {"client_id": "myDIRACClientID", "scope": "vo:one"}


def test_a_login_as_one_organisation_is_not_one_as_another(who):
    assert logged_in(who, "one") == "done"
    assert [each.state for each in who.list()] == ["in", "out"]
    assert logged_in(who, "two") == "done"
    assert who.credential("one").token != who.credential("two").token


def test_the_word_that_answers_a_revocation_is_no_failure(who, issuer):
    logged_in(who, "one")
    assert (who.logout("one").state, who.get("one").reason) == ("out", "")
    assert len(issuer.revoked) == 1
