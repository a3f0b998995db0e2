"""Logging in to the Zooniverse, whose secrets go nowhere else."""

import logging
from functools import partial
from urllib.parse import urlsplit

import pytest

from esap_jupyter.archives.rest.zooniverse.connector import ZooniverseConnector
from esap_jupyter.errors import (
    BadRequestError,
)
from tests.support.connectors import answer_of, connect
from tests.support.zooniverse import CLASSIFIED, classifications, write_login


def test_a_password_signs_in_with_csrf_and_cookies(fake, zoo, home, tmp_path):
    pairs = {"username": fake.login, "password": fake.password}
    write_login(home, url=fake.url, client_id=fake.client_id, **pairs)
    fake.states[CLASSIFIED] = "ready"
    assert len(answer_of(zoo, classifications(), tmp_path)) == 2


def test_the_environment_of_their_own_client(fake, zoo, tmp_path, monkeypatch):
    monkeypatch.setenv("PANOPTES_ENDPOINT", fake.root)
    monkeypatch.setenv("PANOPTES_CLIENT_ID", fake.client_id)
    monkeypatch.setenv("ESAP_MINE_URL", fake.root)
    monkeypatch.setenv("ESAP_MINE_CLIENT_SECRET", fake.client_secret)
    fake.states[CLASSIFIED] = "ready"
    assert len(answer_of(zoo, classifications(), tmp_path)) == 2


ELSEWHERE = "https://www.zooniverse.org/api/"


@pytest.fixture(params=["file", "environment"])
def keep(request, home, monkeypatch):
    """Return what configures a login, in one of the two places."""

    def in_environment(**pairs):
        for key, value in pairs.items():
            monkeypatch.setenv(f"ESAP_MINE_{key.upper()}", value)

    return in_environment if request.param == "environment" else partial(write_login, home)


@pytest.mark.parametrize("meant", [{"url": ELSEWHERE}, {}], ids=["another", "none"])
def test_a_login_is_not_sent_to_an_address_that_it_is_not_for(fake, zoo, keep, meant, tmp_path):
    keep(client_id=fake.client_id, client_secret=fake.client_secret, **meant)
    with pytest.raises(BadRequestError) as caught:
        answer_of(zoo, classifications(), tmp_path)
    said = "is for https://www.zooniverse.org, and is not" if meant else "does not say for which"
    assert said in caught.value.message
    assert f'"{fake.root}"' in caught.value.remedy
    assert fake.client_secret not in str(caught.value)
    assert fake.asked == []


def test_what_their_own_client_uses_is_not_for_others(fake, zoo, tmp_path, monkeypatch):
    monkeypatch.delenv("PANOPTES_ENDPOINT", raising=False)
    monkeypatch.setenv("PANOPTES_CLIENT_ID", fake.client_id)
    monkeypatch.setenv("PANOPTES_CLIENT_SECRET", fake.client_secret)
    with pytest.raises(BadRequestError, match="only who are logged in"):
        answer_of(zoo, classifications(), tmp_path)
    assert fake.asked == []


def test_a_token_is_kept_and_renewed(fake, zoo, login, tmp_path):
    fake.states[CLASSIFIED] = "ready"
    answer_of(zoo, classifications(), tmp_path)
    answer_of(zoo, classifications(), tmp_path)
    assert [each.path for each in fake.asked].count("/oauth/token") == 1
    fake.tokens.clear()
    answer_of(zoo, classifications(), tmp_path)
    assert [each.path for each in fake.asked].count("/oauth/token") == 2
    fake.expires_in = 60
    fake.tokens.clear()
    answer_of(zoo, classifications(), tmp_path)
    answer_of(zoo, classifications(), tmp_path)
    assert [each.path for each in fake.asked].count("/oauth/token") == 4


def test_a_file_that_others_can_read_is_not_used(fake, zoo, home, tmp_path):
    write_login(
        home, 0o644, url=fake.url, client_id=fake.client_id, client_secret=fake.client_secret
    )
    with pytest.raises(BadRequestError, match="can be read by others"):
        answer_of(zoo, classifications(), tmp_path)
    assert fake.asked == []


def test_a_login_is_not_sent_over_http(home, tmp_path):
    url = "http://zoo.example.org/api"
    write_login(home, url=url, client_id="x", client_secret="y")
    zoo = connect(ZooniverseConnector, url, home=home)
    with pytest.raises(BadRequestError, match="not sent over http"):
        answer_of(zoo, classifications(), tmp_path)


@pytest.mark.parametrize("wrong", [{"client_secret": "WRONG/secret"}, {"password": "WRONG/secret"}])
def test_secrets_stay_where_they_belong(fake, home, tmp_path, caplog, wrong):
    zoo = connect(ZooniverseConnector, fake.url, name="MINE", home=home, wait=0)
    caplog.set_level(logging.DEBUG)
    fake.states[CLASSIFIED] = "ready"
    pairs = {"client_id": fake.client_id, "username": fake.login, **wrong}
    write_login(home, url=fake.url, **pairs)
    with pytest.raises(BadRequestError, match="refuses the login") as caught:
        answer_of(zoo, classifications(), tmp_path)
    right = {"username": fake.login, "password": fake.password, "client_id": fake.client_id}
    write_login(home, url=fake.url, **right)
    answer_of(zoo, classifications(), tmp_path)
    (query,) = zoo.queries(classifications())
    said = caplog.text + str(caught.value) + repr(query) + repr(zoo)
    said += repr(vars(zoo)) + repr(caught.value.__cause__)
    for secret in ("WRONG/secret", fake.password, *fake.tokens):
        assert secret not in said
        for asked in fake.asked:
            assert secret not in urlsplit(asked.target).query
    uploads = [each for each in fake.asked if each.path.startswith("/uploads/")]
    assert len(uploads) == 1
    assert "Authorization" not in uploads[0].headers
