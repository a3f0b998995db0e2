"""Logins are renewed before they end: once, whoever asks, and honestly where it does not work."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from esap_jupyter.errors import BadAnswerError, NotLoggedInError
from esap_jupyter.identity.oidc.provider import Provider
from esap_jupyter.identity.oidc.renewal import Renewal
from tests.identity.test_device import ended
from tests.support.identities import service_login

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def now():
    return [time.time()]


@pytest.fixture
def who(people, issuer, now):
    """Somebody who is logged in, with a clock that can be put on."""
    made = people(clock=lambda: now[0])
    made._renewal.begin = lambda: None
    made.start_device("escape")
    ended(made)
    return made


def test_it_is_renewed_before_it_ends(who, issuer, now):
    token = who.credential("escape").token
    now[0] += 3600 - 125
    assert who.credential("escape").token == token
    now[0] += 10
    fresh = who.credential("escape").token
    assert fresh != token
    assert (issuer.refreshed, who.credential("escape").token) == (1, fresh)


def test_ten_threads_renew_it_once(who, issuer, now):
    now[0] += 3600
    issuer.slow = 0.2
    tokens, together = [], threading.Barrier(10)

    def ask():
        together.wait()
        tokens.append(who.credential("escape").token)

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (issuer.refreshed, len(tokens), len(set(tokens))) == (1, 10, 1)


CODE = """
import sys, time
from pathlib import Path
from esap_jupyter.catalogue.identity import IdentityEntry, IssuerEntry
from tests.support.identities import identities, service_login
root, home = sys.argv[1], Path(sys.argv[2])
who = identities(
    home,
    service_login(issuer=root, audience="rucio"),
    settings=IdentityEntry(issuers={"fake": IssuerEntry(url=root, client_id="esap")}),
    clock=lambda: time.time() + 3600,
)
print("ready", flush=True)
sys.stdin.readline()
print(who.credential("escape").token)
"""


def test_two_processes_renew_it_once(who, issuer, home):
    """A refresh token that is used twice ends the login, where they rotate."""
    issuer.lifetime = 2 * 3600
    issuer.slow = 0.3
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", CODE, issuer.root, str(home)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for run in runs:
        assert run.stdout.readline() == "ready\n"
    for run in runs:
        run.stdin.write("go\n")
        run.stdin.flush()
    tokens = {run.communicate(timeout=60)[0] for run in runs}
    assert [run.returncode for run in runs] == [0, 0]
    assert (issuer.refreshed, len(tokens)) == (1, 1)


def test_a_token_that_the_service_refused_is_renewed(who, issuer):
    token = who.credential("escape").token
    fresh = who.credential("escape", refused=token).token
    assert (fresh != token, issuer.refreshed) == (True, 1)
    assert who.credential("escape", refused=token).token == fresh
    assert issuer.refreshed == 1


def test_a_login_that_cannot_be_renewed_lasts_as_long_as_it_lasts(who, issuer, now):
    token = who.credential("escape").token
    issuer.refusals = ["invalid_grant"]
    now[0] += 3600 - 60
    assert who.credential("escape").token == token
    assert who.get("escape").renews is False
    asked = len(issuer.asked)
    assert who.credential("escape").token == token
    assert len(issuer.asked) == asked
    now[0] += 61
    with pytest.raises(NotLoggedInError, match="has ended"):
        who.credential("escape")
    assert who.get("escape").state == "expired"


def test_an_issuer_that_is_down_is_not_asked_for_each_request(who, issuer, now):
    token = who.credential("escape").token
    issuer.moody, issuer.mood = "/token", "500"
    now[0] += 3600 - 60
    asked = len(issuer.asked)
    for _ in range(5):
        assert who.credential("escape").token == token
    assert len(issuer.asked) == asked + 1
    now[0] += 61
    with pytest.raises(BadAnswerError):
        who.credential("escape")
    issuer.mood = "well"
    assert who.credential("escape").token != token


def test_a_login_that_ends_elsewhere_ends_here(who, people, now):
    people().logout("escape")
    with pytest.raises(NotLoggedInError):
        who.credential("escape")
    assert who.get("escape").state == "out"


def test_while_nobody_asks_it_is_renewed_too():
    """An issuer may let a login lapse that is idle for long."""
    renewed = threading.Event()
    moments = iter([0.0, time.time() + 1000])
    renewal = Renewal(due=lambda: next(moments, None), renew=renewed.set)
    renewal.begin()
    assert renewed.wait(5)
    renewal.close()


def test_what_is_due_is_what_ends_first(who, issuer):
    due = who._issuers.due()
    assert abs(due - (time.time() + 3600 - 120)) < 60
    issuer.lifetime = 100
    who._issuers.renew()
    assert issuer.refreshed == 0


def test_there_is_no_thread_where_there_is_no_login(people):
    made = people()
    made.list()
    assert made._renewal._thread is None


def test_the_thread_begins_with_the_first_look_at_a_login(people, issuer):
    made = people()
    made.start_device("escape")
    ended(made)
    made.list()
    assert made._renewal._thread.is_alive()
    made.close()
    made._renewal._thread.join(5)
    assert not made._renewal._thread.is_alive()


def test_a_logout_while_it_is_renewed_counts(who, now, monkeypatch):
    renewed = Provider.renewed

    def late(provider, grant):
        fresh = renewed(provider, grant)
        who.logout("escape")
        return fresh

    monkeypatch.setattr(Provider, "renewed", late)
    now[0] += 3600 - 60
    with pytest.raises(NotLoggedInError):
        who.credential("escape")
    assert who.get("escape").state == "out"


def test_a_token_of_a_login_for_another_service_is_renewed_when_it_is_refused(people, issuer):
    second = service_login(
        id="two", url="https://two.example", issuer=issuer.root, audience="rucio"
    )
    who = people(second)
    who._renewal.begin = lambda: None
    who.start_device("escape")
    ended(who)
    shared = who.credential("two")
    assert shared.source == "store"
    fresh = who.credential("two", refused=shared.token).token
    assert (fresh != shared.token, issuer.refreshed) == (True, 1)
