"""Logins by device code (RFC 8628), with issuers that refuse, dawdle and lie."""

import logging
import threading
import time

import pytest

from esap_jupyter.catalogue.identity import IssuerEntry
from esap_jupyter.errors import (
    BadAnswerError,
    LoginRefusedError,
    NotAvailableError,
    NotFoundError,
    NotLoggedInError,
)
from tests.support.identities import service_login
from tests.support.waiting import wait_for


def ended(who, service="escape"):
    """Wait until the login is over."""
    end = time.monotonic() + 60
    while (now := who.device(service)).state == "waiting":
        assert time.monotonic() < end
        time.sleep(0.01)
    return now


def test_one_types_the_code_and_is_logged_in(people, issuer, service, home):
    issuer.refusals = ["authorization_pending", "authorization_pending"]
    who = people()
    shown = who.start_device("escape")
    assert (shown.state, shown.code, shown.uri) == ("waiting", "WDJB-MJHT", f"{issuer.root}/type")
    assert shown.uri_complete.endswith("?user_code=WDJB-MJHT")
    assert "the-device-code" not in repr(shown)
    assert ended(who).state == "done"
    identity = who.get("escape")
    assert (identity.state, identity.kind, identity.source) == ("in", "oidc", "login")
    assert (identity.subject, identity.renews) == ("alice", True)
    assert who.credential("escape").token == service.asked[0].token
    form = issuer.asked[1].form
    assert form["client_id"] == "esap"
    assert form["audience"] == "rucio"
    assert "offline_access" in form["scope"]


def test_one_login_is_good_for_all_services_of_the_issuer(people, issuer, home):
    second = service_login(
        id="two", name="Two", url="https://two.example", issuer=issuer.root, audience="other"
    )
    who = people(second)
    who.start_device("escape")
    ended(who)
    credential = who.credential("two")
    assert credential.source == "store"
    exchange = issuer.asked[-1].form
    assert exchange["audience"] == "other"
    assert exchange["subject_token"] == who.credential("escape").token
    asked = len(issuer.asked)
    assert who.credential("two").token == credential.token
    assert len(issuer.asked) == asked


def test_without_exchange_a_token_does_not_go_to_another_service(people, issuer):
    issuer.metadata = {"grant_types_supported": []}
    second = service_login(
        id="two", name="Two", url="https://two.example", issuer=issuer.root, audience="other"
    )
    who = people(second)
    who.start_device("escape")
    ended(who)
    with pytest.raises(NotLoggedInError, match="is not for Two"):
        who.credential("two")
    assert (who.get("two").state, who.get("escape").state) == ("out", "in")


def test_a_login_for_one_audience_does_not_end_that_for_another(people, issuer):
    """Where nothing is exchanged, each service has a login of its own."""
    issuer.metadata = {"grant_types_supported": []}
    second = service_login(
        id="two", name="Two", url="https://two.example", issuer=issuer.root, audience="other"
    )
    who = people(second)
    for service in ("escape", "two"):
        issuer.audience = "rucio" if service == "escape" else "other"
        who.start_device(service)
        assert ended(who, service).state == "done"
    assert who.credential("escape").token != who.credential("two").token
    assert who.logout("two").state == "out"
    assert who.get("escape").state == "out"
    assert len(issuer.revoked) == 2


@pytest.mark.parametrize("more", [{}, {"audience": "rucio", "vouched": False}])
def test_a_service_without_an_audience_does_not_get_another_ones_token(people, issuer, more):
    """Whoever describes a lake with the issuer of another would be the person there."""
    thief = service_login(
        id="thief", name="Thief", url="https://evil.example", issuer=issuer.root, **more
    )
    who = people(thief)
    who.start_device("escape")
    ended(who)
    with pytest.raises(NotLoggedInError):
        who.credential("thief")


def test_a_service_that_does_not_know_one_keeps_nothing(people, issuer, service, home):
    def refuse(credential):
        raise LoginRefusedError("Escape does not know you.", remedy="Register.")

    who = people(verify=refuse)
    who.start_device("escape")
    failed = ended(who)
    assert (failed.state, failed.error.message) == ("failed", "Escape does not know you.")
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("access_denied", "Log in again and agree."),
        ("expired_token", "Start the login again."),
        ("<script>", "Log in again."),
    ],
)
def test_a_refusal_ends_it(people, issuer, word, remedy):
    issuer.refusals = [word]
    who = people()
    who.start_device("escape")
    failed = ended(who)
    assert failed.state == "failed"
    assert failed.error.code == "login_refused"
    assert failed.error.remedy == remedy
    assert "<" not in failed.error.message
    assert "the-device-code" not in failed.error.message


def test_a_busy_issuer_is_asked_more_slowly(people, issuer, monkeypatch):
    monkeypatch.setattr("esap_jupyter.identity.oidc.device._SLOWER", 0.3)
    issuer.refusals = ["slow_down"]
    who = people()
    before = time.monotonic()
    who.start_device("escape")
    assert ended(who).state == "done"
    assert time.monotonic() - before > 0.3


def test_an_issuer_that_breaks_off_for_a_moment_does_not_end_it(people, issuer, monkeypatch):
    monkeypatch.setattr("esap_jupyter.identity.oidc.device._LONGEST_PAUSE", 0.05)
    who = people()
    who.get("escape")
    issuer.moody, issuer.mood = "/token", "cut"
    who.start_device("escape")
    while len(issuer.asked) < 3:
        time.sleep(0.01)
    issuer.mood = "well"
    assert ended(who).state == "done"


def test_it_can_be_given_up(people, issuer, home):
    issuer.refusals = ["authorization_pending"] * 10000
    who = people()
    who.start_device("escape")
    who.cancel_device("escape")
    assert who.device("escape").state == "cancelled"
    assert not (home / "credentials.json").exists()
    who.cancel_device("escape")


def test_another_one_takes_the_place_of_the_first(people, issuer):
    issuer.refusals = ["authorization_pending"] * 10000
    who = people()
    first = who.start_device("escape")
    before = who._devices._logins["escape"]
    second = who.start_device("escape")
    assert before.cancel.is_set()
    assert who.device("escape").id == second.id != first.id
    who.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_mistake_in_a_services_code_ends_it_too(people, issuer):
    def fail(credential):
        raise RuntimeError("odd")

    who = people(verify=fail)
    who.start_device("escape")
    failed = ended(who)
    assert (failed.state, "RuntimeError" in failed.error.message) == ("failed", True)


def test_a_code_has_an_end(people, issuer):
    issuer.refusals = ["authorization_pending"] * 10000
    now = [1000.0]
    who = people(clock=lambda: now[0])
    who.start_device("escape")
    now[0] += 700
    assert ended(who).error.remedy == "Start the login again."


@pytest.mark.parametrize(
    "device",
    [
        {"verification_uri": "javascript:alert(1)"},
        {"verification_uri": "http://evil.example/"},
        {"verification_uri": "https://user:pass@evil.example/"},
        {"verification_uri": None},
        {"user_code": 5},
        {"user_code": "a\nb"},
        {"device_code": None},
    ],
)
def test_a_page_that_is_not_safe_is_not_shown(people, issuer, device):
    issuer.device = device
    with pytest.raises(BadAnswerError, match="no code to log in with"):
        people().start_device("escape")


def test_a_page_with_the_code_that_is_not_safe_is_left_out(people, issuer):
    issuer.device = {"verification_uri_complete": "javascript:alert(1)", "interval": "often"}
    shown = people().start_device("escape")
    assert (shown.uri_complete, shown.interval) == (None, 5.0)


def test_an_issuer_without_device_codes_is_told(people, issuer):
    issuer.metadata = {"device_authorization_endpoint": None}
    with pytest.raises(NotAvailableError, match="no login by device code"):
        people().start_device("escape")


def test_without_a_client_there_is_no_login(people, issuer):
    who = people(entry=IssuerEntry(url=issuer.root))
    assert who.get("escape").device is False
    with pytest.raises(NotAvailableError, match="no login by OIDC"):
        who.start_device("escape")


def test_none_that_was_started_is_told(people):
    with pytest.raises(NotFoundError, match="under way"):
        people().device("escape")


def test_logging_out_ends_it_at_the_issuer_too(people, issuer, home):
    who = people()
    who.start_device("escape")
    ended(who)
    assert who.logout("escape").state == "out"
    assert issuer.revoked == ["refresh-secret-1"]
    assert "refresh-secret" not in (home / "credentials.json").read_text()


def test_logging_out_works_here_while_the_issuer_is_silent(people, issuer, home):
    who = people()
    who.start_device("escape")
    ended(who)
    issuer.moody, issuer.mood = "/revoke", "500"
    answer = who.logout("escape")
    assert answer.state == "out"
    assert answer.reason.startswith("Logged out here, but not at the issuer: ")
    assert "refresh-secret" not in (home / "credentials.json").read_text()


def test_tokens_are_in_no_log_and_in_one_file(people, issuer, home, caplog):
    caplog.set_level(logging.DEBUG)
    who = people()
    who.start_device("escape")
    ended(who)
    token = who.credential("escape").token
    for secret in (token, "refresh-secret-1", "the-device-code"):
        assert secret not in caplog.text
        assert secret not in repr(who.list())
    assert [path.name for path in home.rglob("*") if path.is_file()] == ["credentials.json"]
    assert not any(token in asked.target for asked in issuer.asked)


def test_a_login_that_is_given_up_while_the_service_is_asked_is_not_kept(people, service):
    asked = threading.Event()

    def verify(credential):
        who.cancel_device("escape")
        asked.set()
        return service.verify(credential)

    who = people(verify=verify)
    who.start_device("escape")
    assert asked.wait(60)
    wait_for(lambda: not any(each.name == "esap-device" for each in threading.enumerate()))
    assert who.device("escape").state == "cancelled"
    assert who.get("escape").state == "out"
