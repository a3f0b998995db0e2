"""Logging in to archives in the room of identities, and what their connectors do with it."""

import base64
import json

import pytest

from esap_jupyter.errors import BadRequestError, LoginRefusedError
from esap_jupyter.models.identity import LoginRequest
from esap_jupyter.platform import Platform
from tests.peers.fakes.gateway import FakeGateway
from tests.peers.fakes.gateway_carts import FakeCarts
from tests.peers.fakes.panoptes import FakePanoptes
from tests.support.connectors import answer_of, place
from tests.support.zooniverse import CLASSIFIED, classifications


@pytest.fixture
def zoo():
    with FakePanoptes() as fake:
        fake.states[CLASSIFIED] = "ready"
        yield fake


@pytest.fixture
def gateway():
    with FakeGateway() as fake:
        # Of an issuer; what is no JWT would be a token of the gateway's own.
        claims = base64.urlsafe_b64encode(b'{"sub":"a"}').decode().rstrip("=")
        fake.token = f"x.{claims}.y"
        fake.carts = FakeCarts(fake.token)
        yield fake


@pytest.fixture
def platform(tmp_path, zoo, gateway):
    path = tmp_path / "catalogue.toml"
    path.write_text(
        f"""
[archives.zoo]
name = "Zoo"
kind = "zooniverse"
url = "{zoo.url}"
options = {{ client_id = "{zoo.client_id}", wait = 0 }}

[archives.plain]
name = "Plain zoo"
kind = "zooniverse"
url = "{zoo.url}"

[sources.gate]
name = "Gate"
kind = "esap_gateway"
url = "{gateway.url}"

[archives.astron]
name = "ASTRON at the gate"
kind = "esap_gateway"
url = "{gateway.url}"
options = {{ archive = "astron_vo" }}
"""
    )
    made = Platform(home=tmp_path / "home", catalogue_paths=[path])
    yield made
    made.close()


APPLICATION = LoginRequest(
    kind="client_credentials",
    client_id=FakePanoptes.client_id,
    client_secret=FakePanoptes.client_secret,
)
KEEPER = LoginRequest(kind="userpass", username=FakePanoptes.login, password=FakePanoptes.password)


def exported(platform, folder):
    return answer_of(platform._archives.board().connector("zoo"), classifications(), folder)


def rows_of(platform, folder):
    return answer_of(
        platform._archives.board().connector("astron"), place(320.0, 40.0, 1.5), folder
    )


def test_archives_that_take_logins_are_listed_and_nobody_is_asked(platform, zoo, gateway):
    known = {each.service: each for each in platform.identities.list()}
    assert {key: known[key].noun for key in ("zoo", "plain", "gate")} == {
        "zoo": "archive",
        "plain": "archive",
        "gate": "archive",
    }
    assert known["zoo"].kinds == ["userpass", "client_credentials"]
    assert known["plain"].kinds == ["client_credentials"]
    assert known["gate"].kinds == ["token", "userpass"]
    assert "astron" not in known
    assert {each.state for each in known.values()} == {"out"}
    assert zoo.asked == gateway.asked == []


@pytest.mark.parametrize("request_", [APPLICATION, KEEPER], ids=["application", "person"])
def test_an_export_is_to_be_had_until_one_logs_out(platform, zoo, tmp_path, request_):
    with pytest.raises(BadRequestError, match="only who are logged in") as caught:
        exported(platform, tmp_path)
    assert 'esap.login("zoo")' in caught.value.remedy
    now = platform.identities.login("zoo", request_)
    assert (now.state, now.source) == ("in", "login")
    assert now.account == (zoo.login if request_ is KEEPER else "")
    assert len(exported(platform, tmp_path)) == 2
    assert platform.identities.logout("zoo").state == "out"
    with pytest.raises(BadRequestError, match="only who are logged in"):
        exported(platform, tmp_path)


def test_what_the_zooniverse_refuses_is_not_kept(platform, zoo, tmp_path):
    wrong = LoginRequest(kind="client_credentials", client_id=zoo.client_id, client_secret="WRONG")
    with pytest.raises(BadRequestError, match="refuses the login") as caught:
        platform.identities.login("zoo", wrong)
    assert "WRONG" not in str(caught.value)
    assert platform.identities.get("zoo").state == "out"


def test_a_password_that_was_changed_is_told_and_not_sent_again(platform, zoo, tmp_path):
    platform.identities.login("zoo", KEEPER)
    zoo.password = "another"
    with pytest.raises(BadRequestError, match="refuses the login"):
        exported(platform, tmp_path)
    assert platform.identities.get("zoo").state == "refused"
    before = len(zoo.asked)
    with pytest.raises(LoginRefusedError, match="refuses the login"):
        exported(platform, tmp_path)
    assert len(zoo.asked) == before


def test_a_token_for_a_gateway_goes_with_questions_to_its_archives(platform, gateway, tmp_path):
    assert platform.identities.login("gate", LoginRequest(kind="token", token=gateway.token))
    before = len(gateway.asked)
    assert len(rows_of(platform, tmp_path)) == 9
    sent = [each for each in gateway.asked[before:] if "Authorization" in each.headers]
    assert [each.headers["Authorization"] for each in sent] == [f"Bearer {gateway.token}"]
    platform.identities.logout("gate")
    before = len(gateway.asked)
    assert len(rows_of(platform, tmp_path)) == 9
    assert not any("Authorization" in each.headers for each in gateway.asked[before:])


def test_what_is_written_down_for_an_archive_is_shown(platform, zoo):
    path = platform.home / "credentials.toml"
    values = {"url": zoo.url, "client_id": zoo.client_id, "client_secret": zoo.client_secret}
    path.write_text("\n".join(["[zoo]", *(f"{k} = {json.dumps(v)}" for k, v in values.items())]))
    path.chmod(0o600)
    now = platform.identities.get("zoo")
    assert (now.state, now.source, now.kind) == ("in", "file", "client_credentials")
    assert zoo.client_secret not in repr(now)


def test_the_variables_of_their_own_client_are_shown(platform, zoo, monkeypatch):
    monkeypatch.setenv("PANOPTES_ENDPOINT", zoo.root)
    monkeypatch.setenv("PANOPTES_CLIENT_ID", zoo.client_id)
    monkeypatch.setenv("PANOPTES_CLIENT_SECRET", zoo.client_secret)
    assert platform.identities.get("zoo").source == "environment"
    monkeypatch.setenv("PANOPTES_ENDPOINT", "https://www.zooniverse.org")
    assert platform.identities.get("zoo").state == "out"
