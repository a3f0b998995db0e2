"""Logging in from Python."""

from types import SimpleNamespace

import pytest

from esap_jupyter import api
from esap_jupyter.catalogue.identity import IdentityEntry, IssuerEntry
from esap_jupyter.errors import BadRequestError, LoginRefusedError
from esap_jupyter.models import Identity
from esap_jupyter.python import identity as logins
from esap_jupyter.python.identity_list import time_left
from tests.peers.fakes.issuer import FakeIssuer
from tests.support.identities import PASSWORD, identities, service_login
from tests.support.tls import PEMS


class Stage:
    """Stands for the platform."""

    def __init__(self, who):
        self.identities = who


@pytest.fixture
def use(monkeypatch, tmp_path):
    def use(*services, settings=None):
        who = identities(tmp_path / "home", *services, settings=settings)
        monkeypatch.setattr(api, "platform", lambda: Stage(who))
        return who

    return use


def test_the_names_are_there():
    import esap_jupyter as esap

    assert {"login", "logout", "identity"} <= set(dir(esap))
    assert esap.login is logins.login
    assert callable(esap.identity)


def test_one_logs_in_and_out(use):
    use()
    made = logins.login("escape", username="alice", password=PASSWORD, account="al")
    assert (made.state, made.kind, made.account) == ("in", "userpass", "al")
    assert [each.state for each in logins.identity()] == ["in"]
    assert logins.logout("escape").state == "out"


def test_the_list_shows_itself(use):
    hostile = "<img src=x>"
    use(service_login(name=hostile, account="al"))
    shown = logins.identity()
    assert hostile in repr(shown)
    assert hostile not in shown._repr_html_()
    assert "not logged in" in repr(shown)
    assert repr(type(shown)([])) == "No service of this deployment wants a login."
    assert "No service" in type(shown)([])._repr_html_()


@pytest.mark.parametrize(
    ("left", "renews", "words"),
    [
        (-5, False, "ended"),
        (-5, True, "ended, renewed"),
        (59, False, "59 s"),
        (61, False, "1 min"),
        (7300, True, "2 h, renewed"),
        (90000, False, "1 d"),
    ],
)
def test_the_time_left_is_told(left, renews, words):
    made = Identity(service="a", name="A", state="in", expires=1000.0 + left, renews=renews)
    assert time_left(made, 1000.0) == words
    assert time_left(Identity(service="a", name="A", state="in"), 1000.0) == ""


def test_a_password_is_asked_for_unseen(use, monkeypatch):
    use()
    prompts = []
    monkeypatch.setattr("getpass.getpass", lambda words: prompts.append(words) or PASSWORD)
    assert logins.login("escape", username="alice").state == "in"
    assert prompts == ["Password of alice: "]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"token": "t"}, "token"),
        ({"certificate": PEMS / "client.pem", "key": "KEY"}, "x509"),
        ({"proxy": "BOTH"}, "x509_proxy"),
    ],
)
def test_what_is_given_tells_the_way(use, tmp_path, given, kind):
    use()
    key, both = tmp_path / "user.key", tmp_path / "proxy.pem"
    key.write_bytes((PEMS / "client.key").read_bytes())
    both.write_bytes((PEMS / "client.pem").read_bytes() + key.read_bytes())
    for path in (key, both):
        path.chmod(0o600)
    places = {"KEY": key, "BOTH": both}
    given = {name: places.get(str(value), value) for name, value in given.items()}
    assert logins.login("escape", **given).kind == kind


@pytest.mark.parametrize("given", [{"pasword": PASSWORD}, {"kind": "magic", "password": PASSWORD}])
def test_what_makes_no_sense_is_told_without_the_secret(use, given):
    use()
    with pytest.raises(BadRequestError) as caught:
        logins.login("escape", **given)
    assert PASSWORD not in str(caught.value)
    assert caught.value.__cause__ is None


def test_without_credentials_the_ways_are_told(use):
    use(service_login(kinds=("userpass", "x509")))
    with pytest.raises(BadRequestError, match="It takes: userpass, x509"):
        logins.login("escape")


@pytest.fixture
def issuer():
    with FakeIssuer() as fake:
        yield fake


def test_a_device_code_is_shown_and_waited_for(use, issuer, capsys, monkeypatch):
    monkeypatch.setattr(logins, "_PAUSE", 0.01)
    settings = IdentityEntry(issuers={"a": IssuerEntry(url=issuer.root, client_id="esap")})
    use(service_login(issuer=issuer.root), settings=settings)
    issuer.refusals = ["authorization_pending"]
    assert logins.login("escape").state == "in"
    assert "type WDJB-MJHT" in capsys.readouterr().out
    issuer.refusals = ["access_denied"]
    with pytest.raises(LoginRefusedError, match="access_denied"):
        logins.login("escape")


def test_interrupting_gives_the_login_up(use, issuer, monkeypatch):
    settings = IdentityEntry(issuers={"a": IssuerEntry(url=issuer.root, client_id="esap")})
    who = use(service_login(issuer=issuer.root), settings=settings)
    issuer.refusals = ["authorization_pending"] * 10000

    def interrupt(_seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(logins, "time", SimpleNamespace(sleep=interrupt))
    with pytest.raises(KeyboardInterrupt):
        logins.login("escape")
    assert who.device("escape").state == "cancelled"
