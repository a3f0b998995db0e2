"""A login in the browser: the page that it comes back to, and what is logged of it."""

import json
import logging
from urllib.parse import parse_qsl, urlsplit

import pytest
from tornado.httpclient import HTTPClientError

from esap_jupyter.catalogue.identity import IdentityEntry, IssuerEntry
from tests.peers.fakes.issuer import FakeIssuer
from tests.support.identities import identities, service_login

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def issuer():
    with FakeIssuer() as fake:
        yield fake


@pytest.fixture(autouse=True)
def known(platform, tmp_path, issuer):
    entry = IssuerEntry(url=issuer.root, client_id="esap", code=True)
    service = service_login(name=HOSTILE, issuer=issuer.root, audience="rucio")
    platform.identities = identities(
        tmp_path / "home", service, settings=IdentityEntry(issuers={"fake": entry})
    )


async def start(jp_fetch, issuer, **headers):
    """Start a login; gives what the browser is sent with."""
    response = await jp_fetch(
        "esap", "identity", "escape", "code", method="POST", body="", headers=headers
    )
    assert response.code == 201
    query = dict(parse_qsl(urlsplit(json.loads(response.body)["url"]).query))
    issuer.challenge_of(query)
    return query


async def test_one_comes_back_logged_in(app, jp_fetch, issuer, caplog, ask):
    caplog.set_level(logging.DEBUG)
    app.serverapp.log.addHandler(caplog.handler)
    query = await start(jp_fetch, issuer)
    assert query["redirect_uri"].endswith("/user/alice/esap/identity/callback")
    back = {"state": query["state"], "code": "the-code", "iss": issuer.root}
    response = await jp_fetch("esap", "identity", "callback", params=back)
    page = response.body.decode()
    assert response.code == 200
    assert "You are logged in to &lt;img" in page
    assert HOSTILE not in page
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert (await ask("GET", "identity", "escape"))[1]["state"] == "in"
    for secret in (query["state"], "the-code", "refresh-secret"):
        assert secret not in caplog.text
        assert secret not in page


async def test_behind_a_proxy_the_browser_knows_the_scheme(app, jp_fetch, issuer):
    host = urlsplit((await start(jp_fetch, issuer))["redirect_uri"]).netloc
    secure = await start(jp_fetch, issuer, Origin=f"https://{host}")
    assert secure["redirect_uri"].startswith(f"https://{host}/user/alice/esap/identity/callback")


@pytest.mark.parametrize("told", ["https://evil.example", "javascript://x", "null"])
async def test_another_host_is_not_believed(app, jp_fetch, issuer, told):
    plain = await start(jp_fetch, issuer)
    query = await start(jp_fetch, issuer, Origin=told)
    assert query["redirect_uri"] == plain["redirect_uri"]


async def test_a_refusal_is_a_page(app, jp_fetch, issuer):
    query = await start(jp_fetch, issuer)
    back = {"state": query["state"], "error": "access_denied"}
    with pytest.raises(HTTPClientError, match="403") as caught:
        await jp_fetch("esap", "identity", "callback", params=back)
    page = caught.value.response.body.decode()
    assert "access_denied. Log in again and agree." in page
