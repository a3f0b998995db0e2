"""Logging in and out, and what is kept of it."""

import logging

import pytest

from esap_jupyter.errors import (
    BadRequestError,
    ConflictError,
    LoginRefusedError,
    NotFoundError,
    NotLoggedInError,
)
from esap_jupyter.models import LoginRequest
from tests.support.identities import PASSWORD, Service, identities, service_login
from tests.support.tls import PEMS

GOOD = LoginRequest(kind="userpass", account="al", username="alice", password=PASSWORD)
SET = {"ESAP_ESCAPE_URL": "https://rucio.example", "ESAP_ESCAPE_TOKEN": "from-environment"}


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def test_nothing_is_read_or_made_before_it_is_needed(home, tmp_path):
    identities(home)
    assert list(home.iterdir()) == []


def test_a_login_is_kept_for_later_sessions(home):
    service = Service()
    identities(home, service_login(service)).login("escape", GOOD)
    later = identities(home)
    assert later.get("escape").account == "al"
    credential = later.credential("escape")
    assert (credential.username, credential.password) == ("alice", PASSWORD)
    assert (credential.account, credential.source) == ("al", "login")
    assert [each.password for each in service.asked] == [PASSWORD]


def test_a_login_is_for_its_own_address(home):
    """Two lakes with one id, or an id that moves: neither learns the other's password."""
    identities(home).login("escape", GOOD)
    moved = identities(home, service_login(url="https://rucio.evil.example/base"))
    with pytest.raises(NotLoggedInError):
        moved.credential("escape")


def test_two_services_with_one_account_name_do_not_share_a_login(home):
    two = service_login(id="two", name="Two", url="https://two.example")
    who = identities(home, service_login(), two)
    who.login("escape", GOOD)
    with pytest.raises(NotLoggedInError, match="not logged in to Two"):
        who.credential("two")


def test_what_is_refused_is_not_kept(home):
    """S1: stored before it was tested."""
    who = identities(home)
    with pytest.raises(LoginRefusedError):
        who.login("escape", LoginRequest(kind="userpass", username="alice", password="wrong-one"))
    assert list(home.iterdir()) == []
    assert who.get("escape").state == "out"


def test_a_login_that_fails_leaves_the_one_before(home):
    who = identities(home)
    who.login("escape", GOOD)
    with pytest.raises(LoginRefusedError):
        who.login("escape", LoginRequest(kind="userpass", username="bob", password="wrong-one"))
    assert who.credential("escape").username == "alice"


def test_what_one_logs_in_with_goes_before_what_is_around(home):
    who = identities(home, environ=SET)
    assert who.get("escape").source == "environment"
    who.login("escape", GOOD)
    assert who.credential("escape").source == "login"
    who.logout("escape")
    assert who.credential("escape").source == "environment"


def test_what_comes_from_around_cannot_be_ended_here(home):
    with pytest.raises(ConflictError, match="comes from the environment"):
        identities(home, environ=SET).logout("escape")


def test_logging_out_twice_does_no_harm(home):
    who = identities(home)
    who.login("escape", GOOD)
    assert who.logout("escape").state == "out"
    assert who.logout("escape").state == "out"


@pytest.mark.parametrize(
    "request_",
    [
        LoginRequest(kind="userpass", username="alice"),
        LoginRequest(kind="userpass", password=PASSWORD),
        LoginRequest(kind="x509", certificate="/a.pem"),
        LoginRequest(kind="x509_proxy"),
        LoginRequest(kind="token"),
    ],
)
def test_half_a_login_is_not_enough(home, request_):
    with pytest.raises(BadRequestError, match="not enough"):
        identities(home).login("escape", request_)


def test_a_kind_that_the_service_does_not_take_is_told(home):
    who = identities(home, service_login(kinds=("x509",)))
    with pytest.raises(BadRequestError, match="takes no login of the kind userpass"):
        who.login("escape", GOOD)


def test_a_certificate_that_has_ended_is_refused_before_it_is_sent(home, tmp_path):
    proxy = tmp_path / "proxy.pem"
    proxy.write_bytes((PEMS / "proxy.pem").read_bytes())
    proxy.chmod(0o600)
    service = Service()
    who = identities(home, service_login(service))
    with pytest.raises(BadRequestError, match="has ended"):
        who.login("escape", LoginRequest(kind="x509_proxy", proxy=str(proxy)))
    assert service.asked == []


def test_of_a_certificate_its_place_is_kept_and_not_its_key(home, tmp_path):
    """S9: certificate and key copied to a folder for all."""
    for name in ("client.pem", "client.key"):
        (tmp_path / name).write_bytes((PEMS / name).read_bytes())
        (tmp_path / name).chmod(0o600)
    who = identities(home)
    request = LoginRequest(
        kind="x509", certificate=str(tmp_path / "client.pem"), key=str(tmp_path / "client.key")
    )
    assert who.login("escape", request).subject == "/O=Tests/CN=Alice Example"
    assert "PRIVATE" not in (home / "credentials.json").read_text()
    (tmp_path / "client.key").chmod(0o644)
    with pytest.raises(BadRequestError, match="can be read by others"):
        who.credential("escape")
    shown = who.get("escape")
    assert (shown.state, "can be read by others" in shown.reason) == ("unknown", True)


def test_line_breaks_stay_in_a_password(home):
    """S9: a configuration that is written without quoting."""
    service = Service()
    odd = f"{PASSWORD}\nrucio_host = https://evil.example\0"
    service.verify = lambda credential: service.asked.append(credential) or identity()

    def identity():
        from esap_jupyter.models import Identity

        return Identity(service="escape", name="Escape")

    who = identities(home, service_login(verify=service.verify))
    who.login("escape", LoginRequest(kind="userpass", username="a\nb", password=odd))
    assert identities(home).credential("escape").password == odd


def test_an_unknown_service_is_told(home):
    for use in ("get", "credential", "logout", "prefixes", "start_device", "device"):
        with pytest.raises(NotFoundError, match="no service 'nowhere'"):
            getattr(identities(home), use)("nowhere")


def test_prefixes_are_the_services_own(home):
    who = identities(
        home, service_login(), service_login(id="two", prefixes=("https://a.example",))
    )
    assert who.prefixes("escape") == ("https://rucio.example/base",)
    assert who.prefixes("two") == ("https://a.example",)


def test_no_log_and_no_error_has_the_password(home, caplog):
    caplog.set_level(logging.DEBUG)
    who = identities(home)
    who.login("escape", GOOD)
    wrong = LoginRequest(kind="userpass", username="alice", password=f"{PASSWORD}-wrong")
    with pytest.raises(LoginRefusedError) as caught:
        who.login("escape", wrong)
    assert PASSWORD not in str(caught.value) + repr(caught.value)
    assert PASSWORD not in caplog.text
    assert PASSWORD not in repr(who.list())
