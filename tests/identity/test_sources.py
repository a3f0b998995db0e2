"""Where credentials are looked for, in which order, and what is not taken from there."""

import threading
import time

import pytest

from esap_jupyter.errors import BadRequestError, NotLoggedInError
from esap_jupyter.identity.hub import Hub
from esap_jupyter.identity.sources import Sources
from esap_jupyter.net import AddressGuard, HttpClient
from tests.peers.fakes.issuer import jwt
from tests.support.identities import identities, service_login
from tests.support.servers import Reply, black_hole, serve
from tests.support.tls import PEMS

ISSUER = "https://iam.example/"


def hub_environment(url):
    return {"JUPYTERHUB_API_URL": f"{url}/hub/api", "JUPYTERHUB_API_TOKEN": "hub-secret"}


def hub(url, **more):
    http = HttpClient(guard=AddressGuard(), user_agent="test/1", retries=0)
    return Hub(http=lambda: http, environ=hub_environment(url), **more)


def user(**state):
    import msgspec

    return Reply(msgspec.json.encode({"name": "alice", "auth_state": state}))


@pytest.fixture
def written(tmp_path):
    """Write credentials.toml."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)

    def write(text, mode=0o600):
        (home / "credentials.toml").write_text(text)
        (home / "credentials.toml").chmod(mode)
        return home

    return write


MINE = '[escape]\nurl = "https://rucio.example"\ntoken = "from-file"\n'
SET = {"ESAP_ESCAPE_URL": "https://rucio.example", "ESAP_ESCAPE_TOKEN": "from-environment"}


def look(home, environ=None, of_hub=None, **service):
    sources = Sources(hub=of_hub, home=lambda: home, environ=environ or {})
    return sources.look(service_login(**service))


def test_the_order_is_hub_file_environment(written, tmp_path):
    """The documented order; what is nearer to the deployment goes before."""
    token_file = tmp_path / "token"
    token_file.write_text("from-deployment\n")
    home = written(MINE)
    token = jwt(iss=ISSUER, aud="rucio", exp=time.time() + 60)
    with serve(lambda _: user(access_token=token)) as server:
        own = {"issuer": ISSUER, "token_file": token_file}
        first = look(home, SET, hub(server.url), **own).credential
        assert (first.token, first.source) == (token, "hub")
    second = look(home, SET, None, **own).credential
    assert (second.token, second.source) == ("from-deployment", "file")
    token_file.unlink()
    third = look(home, SET, None, **own).credential
    assert (third.token, third.source) == ("from-file", "file")
    (home / "credentials.toml").unlink()
    fourth = look(home, SET, None, **own).credential
    assert (fourth.token, fourth.source) == ("from-environment", "environment")
    assert look(home).credential is None


def test_a_token_file_is_read_anew_each_time(tmp_path):
    token_file = tmp_path / "token"
    for text in ("one", "two"):
        token_file.write_text(text)
        assert look(tmp_path, token_file=token_file).credential.token == text


def test_what_has_ended_is_passed_over_and_told(written, tmp_path):
    token_file = tmp_path / "token"
    token_file.write_text(jwt(exp=time.time() - 5))
    found = look(written(MINE), token_file=token_file)
    assert found.credential.token == "from-file"
    assert found.notes == ["What the file has for Escape has ended."]
    assert look(tmp_path, token_file=token_file).ended is not None


def test_what_is_wrong_in_one_place_does_not_hide_the_others(written):
    found = look(written(MINE, mode=0o644), SET)
    assert found.credential.token == "from-environment"
    assert "can be read by others" in found.notes[0]


def test_where_nothing_is_found_all_that_was_wrong_is_told(written, tmp_path):
    home = written(MINE, mode=0o644)
    with pytest.raises(NotLoggedInError, match="can be read by others") as caught:
        identities(home).credential("escape")
    assert caught.value.message.startswith("You are not logged in to Escape.")
    assert "from-file" not in str(caught.value)


@pytest.mark.parametrize(
    "line", ["", 'url = "https://other.example"\n', 'url = "http://rucio.example"\n']
)
def test_a_secret_is_sent_to_its_own_address_only(written, line):
    """A catalogue that gives the id to another address learns nothing."""
    found = look(written(f'[escape]\n{line}token = "from-file"\n'))
    assert found.credential is None
    assert "is not sent" in found.notes[0]
    environ = {"ESAP_ESCAPE_TOKEN": "x", "ESAP_ESCAPE_URL": line[7:-2]}
    assert look(written(""), environ).credential is None


def test_a_broken_file_is_not_quoted(written):
    found = look(written('[escape]\npassword = "swordfish'))
    assert found.credential is None
    assert "swordfish" not in "".join(found.notes)


@pytest.mark.parametrize("token", ["a b", "a\u2028b", "x" * 70000])
def test_a_token_that_no_header_can_hold_is_refused(tmp_path, token):
    found = look(tmp_path, {**SET, "ESAP_ESCAPE_TOKEN": token})
    assert found.credential is None
    assert token not in "".join(found.notes)


def test_the_way_that_a_service_prefers_is_taken(tmp_path):
    environ = {**SET, "ESAP_ESCAPE_USERNAME": "alice", "ESAP_ESCAPE_PASSWORD": "s"}
    assert look(tmp_path, environ, kinds=("userpass", "oidc")).credential.kind == "userpass"
    assert look(tmp_path, environ, kinds=("oidc", "userpass")).credential.kind == "oidc"
    assert look(tmp_path, environ, kinds=("x509",)).credential is None


def test_certificates_of_the_deployment_and_of_grid_tools_are_found(tmp_path):
    key = tmp_path / "user.key"
    key.write_bytes((PEMS / "client.key").read_bytes())
    key.chmod(0o600)
    found = look(tmp_path, certificate=PEMS / "client.pem", key=key).credential
    assert (found.kind, found.subject) == ("x509", "/O=Tests/CN=Alice Example")
    names = {"X509_USER_CERT": str(PEMS / "client.pem"), "X509_USER_KEY": str(key)}
    usual = ("x509", "userpass")
    assert look(tmp_path, names, kinds=usual).credential.source == "environment"


def test_what_is_for_grids_is_not_for_everybody(tmp_path, monkeypatch):
    """Neither a lake that wants a password, nor one that a stranger describes, learns who one is."""
    proxy = tmp_path / "x509up"
    proxy.write_bytes((PEMS / "client.pem").read_bytes() + (PEMS / "client.key").read_bytes())
    proxy.chmod(0o600)
    monkeypatch.setattr("esap_jupyter.identity.sources.default_proxy", lambda: proxy)
    names = {"X509_USER_PROXY": str(proxy)}
    usual = ("x509_proxy", "userpass")
    assert look(tmp_path, kinds=usual).credential.kind == "x509_proxy"
    for service in ({"kinds": ("userpass", "x509_proxy")}, {"kinds": usual, "vouched": False}):
        assert look(tmp_path, names, **service).credential is None


def test_a_proxy_that_has_ended_is_told(tmp_path):
    proxy = tmp_path / "proxy.pem"
    proxy.write_bytes((PEMS / "proxy.pem").read_bytes())
    proxy.chmod(0o600)
    found = look(tmp_path, {"X509_USER_PROXY": str(proxy)}, kinds=("x509_proxy",))
    assert found.credential is None
    assert found.ended.kind == "x509_proxy"


def test_other_tools_files_count(tmp_path):
    def rucio_cfg():
        return {"username": "alice", "password": "s", "account": "al"}

    found = look(tmp_path, values=rucio_cfg).credential
    assert (found.kind, found.account, found.source) == ("userpass", "al", "file")


def test_a_service_names_variables_of_its_own(tmp_path):
    found = look(tmp_path, {"RUCIO_ACCESS_TOKEN": "t"}, environment={"token": "RUCIO_ACCESS_TOKEN"})
    assert found.credential.token == "t"
    assert look(tmp_path, {"RUCIO_ACCESS_TOKEN": "t"}).credential is None


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example", "aud": "rucio"},
        {"iss": ISSUER, "aud": "jupyterhub"},
        {"iss": ISSUER},
        {"aud": "rucio"},
        {"iss": ISSUER, "aud": "rucio", "exp": 5},
    ],
)
def test_the_hubs_own_token_is_not_for_everybody(claims):
    with serve(lambda _: user(access_token=jwt(**claims))) as server:
        token = hub(server.url).token(service_login(issuer=ISSUER, audience="rucio"))
    assert token == ""


def test_a_token_that_the_hub_exchanged_is_taken():
    good = jwt(iss=ISSUER.rstrip("/"), aud="rucio")
    own = jwt(iss=ISSUER, aud="jupyterhub")
    with serve(
        lambda _: user(access_token=own, exchanged_tokens={"x": 5, "rucio": good})
    ) as server:
        assert hub(server.url).token(service_login(issuer=ISSUER, audience="rucio")) == good
        assert server.asked[0].path == "/hub/api/user"
        assert server.asked[0].headers["Authorization"] == "token hub-secret"


@pytest.mark.parametrize(
    ("place", "paths"),
    [
        ("/users/al%20ice", ["/hub/api/users/al%20ice"]),
        ("/user", ["/hub/api/users/al%20ice", "/hub/api/user"]),
    ],
)
def test_the_hub_is_asked_for_its_user_first(place, paths):
    """JupyterHub has ``auth_state`` there only; hubs such as SWAN's have it at the other place."""
    token = jwt(iss=ISSUER)
    http = HttpClient(guard=AddressGuard(), user_agent="test/1", retries=0)
    with serve(
        lambda asked: user(access_token=token) if asked.path.endswith(place) else user()
    ) as server:
        environ = {**hub_environment(server.url), "JUPYTERHUB_USER": "al ice"}
        asked = Hub(http=lambda: http, environ=environ)
        assert asked.token(service_login(issuer=ISSUER)) == token
    assert [each.path for each in server.asked] == paths


def test_the_hub_is_asked_once_in_a_minute():
    now = [0.0]
    with serve(lambda _: user()) as server:
        asked = hub(server.url, clock=lambda: now[0])
        for moment, times in ((0.0, 1), (59.0, 1), (61.0, 2)):
            now[0] = moment
            assert asked.token(service_login(issuer=ISSUER)) == ""
            assert len(server.asked) == times


def test_a_hub_that_does_not_answer_holds_up_once_and_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("esap_jupyter.identity.hub._SECONDS", 0.3)
    asleep = threading.Event()

    def never():
        asleep.wait(30)
        yield b""

    with serve(lambda _: Reply(never())) as server:
        environ = {**hub_environment(server.url), **SET}
        who = identities(tmp_path / "home", service_login(issuer=ISSUER), environ=environ)
        for _ in range(3):
            assert who.credential("escape").source == "environment"
        assert "JupyterHub" in who.get("escape").reason
        assert len(server.asked) == 1
        asleep.set()


def test_a_hub_that_never_says_a_word_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("esap_jupyter.identity.hub._SECONDS", 0.3)
    with black_hole() as url:
        who = identities(
            tmp_path / "home", service_login(issuer=ISSUER), environ=hub_environment(url)
        )
        with pytest.raises(NotLoggedInError, match="JupyterHub did not"):
            who.credential("escape")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html>", media="text/html"),
        Reply(b"[]"),
        Reply(b'{"auth_state": 5}'),
        Reply(b"", status=500),
        Reply(b"", status=403),
    ],
)
def test_a_hub_that_answers_nonsense_has_no_tokens(reply, tmp_path):
    with serve(
        lambda _: Reply(next(iter([b"".join(reply.chunks)])), status=reply.status)
    ) as server:
        who = identities(
            tmp_path / "home", service_login(issuer=ISSUER), environ=hub_environment(server.url)
        )
        with pytest.raises(NotLoggedInError) as caught:
            who.credential("escape")
    assert "hub-secret" not in str(caught.value)


def test_the_hubs_token_does_not_go_where_it_redirects():
    with (
        serve(b"{}") as thief,
        serve(lambda _: Reply(status=302, headers={"Location": thief.url})) as server,
        pytest.raises(Exception, match="answered 302"),
    ):
        hub(server.url).token(service_login(issuer=ISSUER))
    assert thief.asked == []


def test_an_unreadable_token_file_is_told(tmp_path):
    (tmp_path / "token").mkdir()
    found = look(tmp_path, token_file=tmp_path / "token")
    assert "cannot be read" in found.notes[0]


def test_nothing_is_sent_over_http(tmp_path):
    who = identities(tmp_path / "home", service_login(url="http://rucio.example"), environ=SET)
    with pytest.raises(BadRequestError, match="over http"):
        who.credential("escape")
