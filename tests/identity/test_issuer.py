"""Issuers that lie about themselves, or answer nonsense."""

import pytest

from esap_jupyter.catalogue.identity import IssuerEntry
from esap_jupyter.errors import BadAnswerError, BadRequestError, EsapError, TooLargeError
from esap_jupyter.identity.oidc.grant import Grant
from esap_jupyter.identity.oidc.metadata import is_safe, read_metadata
from esap_jupyter.identity.oidc.provider import Provider
from esap_jupyter.net import AddressGuard, HttpClient
from tests.peers.fakes.base import Answer
from tests.peers.fakes.issuer import FakeIssuer
from tests.support.servers import Reply, endless, serve

GOOD = {"issuer": "https://iam.example", "token_endpoint": "https://iam.example/token"}


def provider(root, **entry):
    http = HttpClient(guard=AddressGuard([root]), user_agent="test/1", retries=0)
    return Provider(entry=IssuerEntry(url=root, client_id="esap", **entry), http=http)


@pytest.mark.parametrize("issuer", ["https://iam.example", "https://iam.example/"])
def test_metadata_are_read(issuer):
    assert read_metadata({**GOOD, "more": 1}, issuer).token_endpoint == "https://iam.example/token"


@pytest.mark.parametrize(
    "document",
    [
        {**GOOD, "issuer": "https://evil.example"},
        {**GOOD, "issuer": "https://iam.example.evil.example"},
        {**GOOD, "token_endpoint": "http://iam.example/token"},
        {**GOOD, "token_endpoint": "http://127.0.0.1/token"},
        {**GOOD, "token_endpoint": "file:///etc/passwd"},
        {**GOOD, "token_endpoint": ""},
        {**GOOD, "authorization_endpoint": "javascript:alert(1)"},
        {**GOOD, "revocation_endpoint": "https://user@evil.example/"},
        {**GOOD, "token_endpoint": 5},
        {"issuer": "https://iam.example"},
        [],
        None,
    ],
)
def test_an_issuer_that_lies_is_not_trusted(document):
    with pytest.raises(BadAnswerError, match="not to be trusted"):
        read_metadata(document, "https://iam.example")


def test_http_is_for_this_machine_only():
    assert is_safe("http://127.0.0.1:5/token", "http://127.0.0.1:5")
    assert not is_safe("http://iam.example/token", "http://127.0.0.1:5")
    assert not is_safe("http://127.0.0.1:5/token", "https://iam.example")


def test_a_lie_of_a_running_issuer_is_told():
    with FakeIssuer() as issuer:
        issuer.metadata = {"issuer": "https://iam.example"}
        with pytest.raises(BadAnswerError, match=r"it calls itself 'https://iam\.example'"):
            provider(issuer.root).grant({"grant_type": "refresh_token"})
        assert [each.path for each in issuer.asked] == ["/.well-known/openid-configuration"]


def test_metadata_are_asked_for_once():
    with FakeIssuer() as issuer:
        asked = provider(issuer.root)
        for _ in range(3):
            asked.metadata()
        assert len(issuer.asked) == 1


def test_a_huge_answer_is_cut_short():
    with (
        serve(lambda _: Reply(endless(b" " * 65536))) as server,
        pytest.raises(TooLargeError),
    ):
        provider(server.url).metadata()


@pytest.mark.parametrize("mood", ["html", "500", "empty", "not json"])
def test_nonsense_is_told(mood):
    with FakeIssuer() as issuer:
        issuer.mood = mood
        with pytest.raises(BadAnswerError, match="not as an OIDC issuer does"):
            provider(issuer.root).metadata()


def test_a_form_with_secrets_follows_no_redirect():
    with serve(b"{}") as thief, FakeIssuer() as issuer:
        asked = provider(issuer.root)
        asked.metadata()
        issuer.answer = lambda _: Answer(b"", status=307, headers={"Location": thief.url})
        with pytest.raises(BadAnswerError):
            asked.grant({"grant_type": "refresh_token", "refresh_token": "s"})
    assert thief.asked == []


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"access_token": ""},
        {"access_token": 5},
        {"access_token": "a b"},
        {"access_token": "a\r\nX: y"},
        {"access_token": "a", "token_type": "mac"},
    ],
)
def test_what_is_no_bearer_token_is_none(document):
    with pytest.raises(BadAnswerError, match="no bearer token"):
        Grant.read(document, "The issuer", 0.0)


@pytest.mark.parametrize("seconds", [None, "x", True, -5, "nan", 1e400, [1]])
def test_a_lifetime_that_is_none_is_none(seconds):
    grant = Grant.read({"access_token": "opaque", "expires_in": seconds}, "The issuer", 0.0)
    assert grant.expires is None
    assert grant.is_fresh(1e12)


def test_a_confidential_client_shows_its_secret_in_a_header(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("s ecret:\n")
    secret.chmod(0o600)
    with FakeIssuer() as issuer:
        asked = provider(issuer.root, client_secret_file=str(secret))
        asked.grant({"grant_type": "client_credentials"})
        sent = issuer.asked[-1]
    assert sent.headers["Authorization"] == "Basic ZXNhcDpzK2VjcmV0JTNB"
    assert "client_id" not in sent.form


def test_a_secret_that_others_can_read_is_refused(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("swordfish")
    secret.chmod(0o644)
    with FakeIssuer() as issuer:
        for path, words in ((secret, "read by others"), (tmp_path / "none", "cannot be read")):
            asked = provider(issuer.root, client_secret_file=str(path))
            with pytest.raises(BadRequestError, match=words) as caught:
                asked.grant({"grant_type": "client_credentials"})
            assert "swordfish" not in str(caught.value)


def test_the_issuers_own_words_are_not_repeated():
    """They may quote what was sent."""
    with FakeIssuer() as issuer:
        issuer.refusals = ["invalid_request"]
        with pytest.raises(EsapError) as caught:
            provider(issuer.root).grant({"grant_type": "x", "refresh_token": "swordfish"})
    assert "invalid_request" in str(caught.value)
    assert "swordfish" not in str(caught.value)


def test_a_private_issuer_needs_somebody_to_vouch_for_it(people, issuer, home):
    from tests.support.identities import identities, service_login

    stranger = service_login(issuer=issuer.root, client_id="esap", vouched=False)
    with pytest.raises(EsapError, match="not a public address"):
        identities(home, stranger).start_device("escape")
    assert issuer.asked == []
