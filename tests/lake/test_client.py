"""Logging in and asking: tokens, refusals, breaks, servers that are no Rucio."""

import pytest

from esap_jupyter.errors import (
    BadAnswerError,
    BadRequestError,
    EsapError,
    ForbiddenAddressError,
    LoginRefusedError,
    NotFoundError,
    NotLoggedInError,
    TimedOutError,
    UnreachableError,
)
from esap_jupyter.identity import Credential
from esap_jupyter.lake.connection import LakeConnection
from esap_jupyter.lake.dids import DidName
from esap_jupyter.net import AddressGuard, HttpClient
from tests.peers.fakes.base import Answer
from tests.peers.fakes.rucio import FakeRucio, refused
from tests.support.lakes import connected, listed, password, to_fake
from tests.support.servers import Reply, black_hole, closed_port, serve


def paths(fake):
    return [asked.path for asked in fake.asked]


def test_nothing_is_asked_before_it_is_needed(fake, lake):
    assert fake.asked == []
    assert lake.client.ping() == "41.5.1"
    assert paths(fake) == ["/ping"]
    assert "X-Rucio-Auth-Token" not in fake.asked[0].headers


def test_one_login_serves_many_requests(fake, lake):
    fake.add("a.dat")
    for _ in range(3):
        assert len(listed(lake)) == 1
    assert paths(fake).count("/auth/userpass") == 1


def test_a_token_that_ends_is_renewed_without_asking_anybody(fake, lake):
    fake.add("a.dat")
    listed(lake)
    fake.expire()
    assert len(listed(lake)) == 1
    assert paths(fake).count("/auth/userpass") == 2


def test_a_token_about_to_end_is_not_used(fake, lake):
    fake.token_seconds = 30
    lake.accounts.scopes()
    assert paths(fake).count("/auth/userpass") > 1


def test_a_server_that_never_takes_its_own_tokens_is_asked_twice_only(fake, lake):
    words = "Cannot authenticate with given credentials"
    fake.refusals["GET", "/scopes/"] = refused(401, "CannotAuthenticate", words)
    with pytest.raises(NotLoggedInError, match="Cannot authenticate"):
        lake.client.json("GET", "scopes", "")
    assert paths(fake).count("/scopes/") == 2


def test_a_wrong_password_is_told_with_what_to_check(fake):
    with (
        connected(fake.url, password(secret="wrong")) as lake,
        pytest.raises(LoginRefusedError, match="Cannot authenticate to account alice") as told,
    ):
        lake.accounts.name()
    assert "password" in told.value.remedy
    assert "wrong" not in str(told.value)


def test_access_denied_is_no_reason_to_log_in_again(fake, lake):
    fake.add("a.dat")
    key = fake.add_rule("a.dat", "DAV2")
    with pytest.raises(Exception, match="can not remove"):
        lake.rules.remove(key)
    assert paths(fake).count("/auth/userpass") == 1


@pytest.mark.parametrize("secret", ["pass\r\nX-Rucio-Account: root", "星", "tab\tbed"])
def test_a_password_that_no_header_can_carry_is_not_sent(fake, secret):
    with (
        connected(fake.url, password(secret=secret)) as lake,
        pytest.raises(BadRequestError, match="password has characters") as told,
    ):
        lake.accounts.name()
    assert fake.asked == []
    assert secret not in str(told.value)


def test_an_oidc_token_goes_as_it_is(fake):
    fake.tokens.add("jwt")
    credential = Credential(kind="oidc", source="file", token="jwt")
    with connected(fake.url, credential) as lake:
        assert lake.accounts.name() == "alice"
    assert "/auth/userpass" not in paths(fake)


def test_an_oidc_token_that_is_refused_is_not_sent_for_ever(fake):
    credential = Credential(kind="oidc", source="file", token="old")
    with connected(fake.url, credential) as lake, pytest.raises(LoginRefusedError):
        lake.accounts.name()
    assert len(fake.asked) == 1


def test_whoever_logs_in_anew_is_somebody_else_at_once(fake):
    who = [password()]
    with connected(fake.url) as lake:
        lake.session._credential = lambda _refused: who[0]
        lake.accounts.scopes()
        who[0] = password(secret="other")
        with pytest.raises(LoginRefusedError):
            lake.accounts.scopes()


def test_a_path_before_the_lake_is_kept():
    with FakeRucio(prefix="/rucio") as fake, to_fake(fake) as lake:
        fake.add("a/b:c d.dat")
        assert lake.client.ping() == "41.5.1"
        assert lake.collections.did(DidName("test", "a/b:c d.dat")).size == "1000"
        assert lake.accounts.name() == "alice"
    assert all(path.startswith("/rucio/") for path in paths(fake))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(b"<html>Sign in</html>", media="text/html"), BadAnswerError),
        (Answer(b"not json\n", media="application/x-json-stream"), BadAnswerError),
        (Answer(b'{"scope": 5}\n', media="application/x-json-stream"), BadAnswerError),
        (Answer(b"<html>Bad gateway</html>", status=502, media="text/html"), UnreachableError),
        (Answer(b"<html>Not here</html>", status=404, media="text/html"), BadAnswerError),
    ],
)
def test_a_server_that_answers_otherwise_is_told(fake, lake, answer, kind):
    fake.refusals["GET", "/search"] = answer
    with pytest.raises(kind, match="ake"):
        listed(lake)


def test_a_lake_that_is_down_is_told():
    with (
        connected(closed_port()) as lake,
        pytest.raises(UnreachableError, match="Lake cannot be reached"),
    ):
        lake.client.ping()


def test_a_lake_that_never_answers_is_given_up():
    with black_hole() as server, connected(server, timeout=0.3) as lake:
        with pytest.raises(TimedOutError, match="Lake"):
            lake.client.ping()
        with pytest.raises(TimedOutError, match="Lake"):
            listed(lake)


def test_a_redirect_to_another_host_gets_no_token(fake):
    with serve(lambda _asked: Reply(b"[]", media="application/json")) as other:
        fake.refusals["GET", "/scopes/"] = Answer(
            b"", status=302, headers={"Location": f"{other.url}/scopes/"}
        )
        with connected(fake.url) as lake:
            lake.clients.api.guard.allow(other.hostport)
            lake.client.json("GET", "scopes", "")
        assert len(other.asked) == 1
        assert not any(key.lower().startswith("x-rucio") for key in other.asked[0].headers)


def test_a_lake_that_only_a_remote_document_names_stays_in_public(fake):
    with connected(fake.url, vouched=False) as lake, pytest.raises(ForbiddenAddressError):
        lake.client.ping()


def test_an_unknown_did_is_told_by_the_lakes_words(lake):
    with pytest.raises(NotFoundError, match="'test:nope' not found"):
        lake.collections.did(DidName("test", "nope"))


def test_a_refused_password_is_told_once_with_the_lakes_words(fake):
    told = []
    with to_fake(fake) as good:
        credential = good.credential("")
        lake = LakeConnection(
            entry=good.entry,
            http=HttpClient(guard=AddressGuard(), user_agent="test/1", retries=0),
            credential=lambda _refused: credential,
            here=lambda _lake, _did: None,
            refuse=lambda *what: told.append(what),
        )
        fake.password = "another"
        with pytest.raises(LoginRefusedError):
            lake.accounts.scopes()
        lake.close()
    assert told == [(credential.digest, told[0][1])]
    assert "refused" in told[0][1]
    assert credential.password not in told[0][1]


def test_a_token_of_the_lakes_own_that_it_does_not_take_blames_no_password(fake):
    told = []
    refusal = refused(401, "CannotAuthenticate", "Cannot authenticate")
    fake.refusals["GET", "/scopes/"] = refusal
    with to_fake(fake) as lake:
        lake.session._refuse = lambda *what: told.append(what)
        with pytest.raises(NotLoggedInError):
            lake.client.json("GET", "scopes", "")
    assert told == []


def test_a_lake_that_repeats_password_and_token_is_not_quoted(fake, lake):
    fake.refusals["GET", "/auth/userpass"] = refused(500, "Oops", f"no {fake.password} here")
    with pytest.raises(EsapError) as caught:
        lake.accounts.name()
    assert fake.password not in str(caught.value)
    fake.refusals.clear()
    token = lake.session.headers()["X-Rucio-Auth-Token"]
    fake.refusals["GET", "/accounts/whoami"] = refused(500, "Oops", f"no {token} here")
    with pytest.raises(EsapError) as caught:
        lake.accounts.name()
    assert token not in str(caught.value)


def test_somebody_with_several_accounts_is_asked_to_name_one(fake, lake):
    # Rucio 41 answers 206 with their names and without a token.
    several = {"X-Rucio-Auth-Accounts": "alice,operator"}
    fake.refusals["GET", "/auth/userpass"] = Answer(b"", status=206, headers=several)
    with pytest.raises(BadRequestError, match="several accounts: alice, operator") as caught:
        lake.accounts.name()
    assert caught.value.remedy == "Name one of them as the account."
