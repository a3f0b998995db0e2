"""Logins in the browser by code with PKCE: what only the right one can end, and once."""

import base64
import hashlib
from urllib.parse import parse_qsl, urlsplit

import pytest

from esap_jupyter.catalogue.identity import IssuerEntry
from esap_jupyter.errors import (
    BadAnswerError,
    BadRequestError,
    LoginRefusedError,
    NotAvailableError,
)

HERE = "https://hub.example/user/alice/esap/identity/callback"


def started(who, issuer):
    """Start a login; gives what the browser is sent with."""
    login = who.start_code("escape", HERE)
    query = dict(parse_qsl(urlsplit(login.url).query))
    issuer.challenge_of(query)
    return query


def test_the_browser_is_sent_with_a_challenge(people, issuer):
    query = started(people(), issuer)
    assert query["response_type"] == "code"
    assert query["client_id"] == "esap"
    assert query["redirect_uri"] == HERE
    assert query["code_challenge_method"] == "S256"
    assert len(query["code_challenge"]) == 43
    assert len(query["state"]) > 40
    assert query["audience"] == "rucio"
    assert "verifier" not in str(query)


def test_the_code_is_changed_for_tokens(people, issuer):
    who = people()
    query = started(who, issuer)
    identity = who.finish_code(query["state"], "the-code", issuer=issuer.root)
    assert (identity.state, identity.kind, identity.subject) == ("in", "oidc", "alice")
    form = issuer.asked[-1].form
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == query["code_challenge"]
    assert form["redirect_uri"] == HERE


def test_each_login_has_secrets_of_its_own(people, issuer):
    who = people()
    first, second = started(who, issuer), started(who, issuer)
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


def test_a_state_counts_once(people, issuer):
    who = people()
    query = started(who, issuer)
    who.finish_code(query["state"], "the-code")
    with pytest.raises(BadRequestError, match="not started here"):
        who.finish_code(query["state"], "the-code")


@pytest.mark.parametrize("state", ["", "x", "x" * 10000, "\0"])
def test_a_state_of_somebody_else_is_refused(people, issuer, state):
    """Login CSRF: an attacker's code would log one in as the attacker."""
    who = people()
    started(who, issuer)
    asked = len(issuer.asked)
    with pytest.raises(BadRequestError, match="not started here"):
        who.finish_code(state, "the-code")
    assert len(issuer.asked) == asked


def test_a_state_has_an_end(people, issuer):
    now = [1000.0]
    who = people(clock=lambda: now[0])
    query = started(who, issuer)
    now[0] += 601
    with pytest.raises(BadRequestError, match="took too long"):
        who.finish_code(query["state"], "the-code")


def test_states_do_not_pile_up(people, issuer):
    who = people()
    first = started(who, issuer)
    for _ in range(40):
        last = started(who, issuer)
    with pytest.raises(BadRequestError):
        who.finish_code(first["state"], "the-code")
    assert who.finish_code(last["state"], "the-code").state == "in"


def test_another_issuers_answer_is_refused(people, issuer):
    """RFC 9207: the mix-up of two issuers."""
    who = people()
    query = started(who, issuer)
    asked = len(issuer.asked)
    with pytest.raises(BadAnswerError, match="of another issuer"):
        who.finish_code(query["state"], "the-code", issuer="https://evil.example")
    assert not any(each.path == "/token" for each in issuer.asked[asked:])


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"iss": "https://evil.example"},
    ],
)
def test_an_identity_for_another_login_is_refused(people, issuer, home, claims):
    issuer.identity = claims
    who = people()
    query = started(who, issuer)
    with pytest.raises(BadAnswerError, match="for another login"):
        who.finish_code(query["state"], "the-code")
    assert not (home / "credentials.json").exists()


def test_a_refusal_is_told(people, issuer):
    who = people()
    query = started(who, issuer)
    with pytest.raises(LoginRefusedError, match="access_denied"):
        who.finish_code(query["state"], "", error="access_denied")


def test_a_wrong_code_is_told(people, issuer):
    who = people()
    query = started(who, issuer)
    with pytest.raises(LoginRefusedError, match="invalid_grant") as caught:
        who.finish_code(query["state"], "another-code")
    assert "another-code" not in str(caught.value)


def test_where_no_address_is_registered_there_is_none(people, issuer):
    who = people(entry=IssuerEntry(url=issuer.root, client_id="esap"))
    assert (who.get("escape").device, who.get("escape").code) == (True, False)
    with pytest.raises(NotAvailableError, match="Log in by device code"):
        who.start_code("escape", HERE)


@pytest.mark.parametrize("uri", ["javascript:alert(1)", "", "https://a.example/#b"])
def test_a_place_to_come_back_to_is_a_web_address(people, uri):
    with pytest.raises(BadRequestError, match="not a web address"):
        people().start_code("escape", uri)
