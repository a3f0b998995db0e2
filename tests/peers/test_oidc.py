"""Logins at a certified OpenID provider, and what a real Rucio says of them."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
import urllib3

from esap_jupyter.catalogue.identity import IdentityEntry, IssuerEntry
from esap_jupyter.errors import LoginRefusedError, NotLoggedInError
from esap_jupyter.identity.oidc import device
from esap_jupyter.identity.tokens import claims
from esap_jupyter.models import LoginRequest
from esap_jupyter.platform import Platform
from tests.support.identities import identities, service_login
from tests.support.rucio import ALICE, RucioPeer

pytestmark = pytest.mark.peers
CALLBACK = "http://127.0.0.1:9/esap/identity/callback"


@pytest.fixture
def issuer(rucio_lake: RucioPeer) -> str:
    return rucio_lake.issuer


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Ask every moment: the provider names no interval, for which RFC 8628 says five seconds."""
    monkeypatch.setattr(device, "_INTERVAL", 0.3)


@pytest.fixture
def people(issuer, tmp_path):
    """Two services of the provider, which take whatever it gives."""

    def make(client="esap", audience="rucio"):
        services = (
            service_login(issuer=issuer, audience=audience),
            service_login(
                id="two", name="Two", url="https://two.example", issuer=issuer, audience="other"
            ),
        )
        entry = IssuerEntry(url=issuer, client_id=client, code=True)
        settings = IdentityEntry(issuers={"peer": entry})
        return identities(tmp_path / "home", *services, settings=settings)

    return make


def approve(issuer: str, code: str, **more: str) -> None:
    """Type a code, as the person does."""
    body = urlencode({"user_code": code, **more}).encode()
    answer = urllib3.request("POST", f"{issuer}/test/device", body=body)
    assert answer.status == 204


def device_login(who, issuer, **more):
    """Log in by device code; gives how it ended."""
    approve(issuer, who.start_device("escape").code, **more)
    end = time.monotonic() + 30
    while (now := who.device("escape")).state == "waiting":
        assert time.monotonic() < end
        time.sleep(0.1)
    return now


def browse(url: str) -> str:
    """Follow a login as a browser does; gives the address that it is sent back to."""
    jar: dict[str, str] = {}
    for _ in range(10):
        cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
        answer = urllib3.request("GET", url, redirect=False, headers={"Cookie": cookies})
        for line in answer.headers.getlist("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            jar[name] = value
        url = urljoin(url, answer.headers.get("location", ""))
        if url.startswith(CALLBACK):
            return url
    raise AssertionError("it led nowhere")


def test_a_device_code_logs_in_to_both_services(people, issuer):
    who = people()
    assert device_login(who, issuer).state == "done"
    first, second = who.credential("escape"), who.credential("two")
    assert claims(first.token)["aud"] == "rucio"
    assert claims(second.token)["aud"] == "other"
    assert (first.subject, second.source) == ("alice", "store")
    fresh = who.credential("escape", refused=first.token)
    assert fresh.token != first.token


def test_a_refusal_at_the_device_page_is_told(people, issuer):
    failed = device_login(people(), issuer, refuse="1")
    assert (failed.state, failed.error.code) == ("failed", "login_refused")


def test_a_client_that_may_not_exchange_is_told(people, issuer):
    who = people(client="device-only")
    assert device_login(who, issuer).state == "done"
    with pytest.raises((NotLoggedInError, LoginRefusedError)):
        who.credential("two")


def test_the_browser_logs_in_by_code(people, issuer):
    who = people()
    back = browse(who.start_code("escape", CALLBACK).url)
    query = dict(parse_qsl(urlsplit(back).query))
    identity = who.finish_code(query["state"], query["code"], issuer=query["iss"])
    assert (identity.state, identity.subject, identity.renews) == ("in", "alice", True)


def test_a_short_token_is_renewed(people, issuer):
    who = people(audience="short-30-rucio")
    service = who._services()[0]
    device_login(who, issuer)
    first = who._issuers.peek(service, "login")
    assert first.expires - time.time() < 31
    kept = who._issuers.kept.get(who._issuers.slot(service))
    kept.expires = time.time() + 1
    who._issuers.keep(service, kept)
    assert who.credential("escape").token != first.token


def test_a_refresh_token_that_is_used_twice_ends_the_login(people, issuer):
    who = people()
    device_login(who, issuer)
    service = who._services()[0]
    provider = who._issuers.provider(service)
    grant = who._issuers.kept.get(who._issuers.slot(service))
    provider.renewed(grant)
    grant.expires = time.time() - 1
    who._issuers.keep(service, grant)
    with pytest.raises(NotLoggedInError, match="has ended"):
        who.credential("escape")


@pytest.fixture
def lake(rucio_lake: RucioPeer, tmp_path: Path, monkeypatch) -> Iterator[Platform]:
    """A platform whose catalogue has both lakes and the provider."""
    monkeypatch.setenv("ESAP_HOME", str(tmp_path / "home"))
    catalogue = tmp_path / "lakes.toml"
    catalogue.write_text(f"""
[lakes.one]
name = "First lake"
url = "{rucio_lake.url}"
ca = "{rucio_lake.ca}"
issuer = "{rucio_lake.issuer}"
audience = "rucio"
scope = "openid profile"

[lakes.two]
name = "Second lake"
url = "{rucio_lake.second.url}"

[identity.issuers.peer]
url = "{rucio_lake.issuer}"
client_id = "esap"
""")
    platform = Platform(home=tmp_path / "home", catalogue_paths=[catalogue])
    yield platform
    platform.close()


def userpass(password: str) -> LoginRequest:
    return LoginRequest(
        kind="userpass", account=ALICE.name, username=ALICE.username, password=password
    )


def test_two_lakes_with_one_account_name_have_two_logins(lake):
    with pytest.raises(LoginRefusedError, match="Cannot authenticate"):
        lake.identities.login("two", userpass(ALICE.password))
    assert lake.identities.get("two").state == "out"
    lake.identities.login("one", userpass(ALICE.password))
    assert lake.identities.login("two", userpass(ALICE.second)).account == "alice"
    assert lake.identities.credential("one").password == ALICE.password


def test_certificates_and_proxies_log_in(lake, rucio_lake, tmp_path):
    paths = {}
    for name, path in (("key", rucio_lake.key), ("proxy", rucio_lake.proxy)):
        paths[name] = tmp_path / path.name
        paths[name].write_bytes(path.read_bytes())
        paths[name].chmod(0o600)
    by_key = LoginRequest(
        kind="x509",
        account="alice",
        certificate=str(rucio_lake.certificate),
        key=str(paths["key"]),
    )
    by_proxy = LoginRequest(kind="x509_proxy", account="alice", proxy=str(paths["proxy"]))
    for request in (by_key, by_proxy):
        identity = lake.identities.login("one", request)
        assert (identity.account, identity.kind) == ("alice", request.kind)
        assert identity.subject.startswith("/O=ESAP peers/CN=Alice")


def test_rucio_takes_the_providers_token(lake, rucio_lake):
    who = lake.identities
    approve(rucio_lake.issuer, who.start_device("one").code)
    while (now := who.device("one")).state == "waiting":
        time.sleep(0.1)
    assert (now.state, now.error) == ("done", None)
    assert who.get("one").account == "alice"
    assert lake.lakes.get("one").accounts.name() == "alice"


def test_a_person_whom_rucio_does_not_know_is_not_kept(lake, rucio_lake, tmp_path):
    who = lake.identities
    approve(rucio_lake.issuer, who.start_device("one").code, sub="mallory")
    while (now := who.device("one")).state == "waiting":
        time.sleep(0.1)
    assert now.state == "failed"
    assert not (tmp_path / "home/credentials.json").exists()
