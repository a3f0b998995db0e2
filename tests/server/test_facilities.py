"""Facilities over REST: listed, compared, launched at, and opened without a secret on the way."""

import time

import pytest
from tornado.httpclient import HTTPClientError

from esap_jupyter.platform import Platform
from tests.peers.fakes.binderhub import FakeBinderHub
from tests.peers.fakes.hub import FakeHub
from tests.support.facilities import BASKET, notebook


@pytest.fixture
def hub():
    with FakeHub() as fake:
        yield fake


@pytest.fixture
def binder():
    with FakeBinderHub() as fake:
        yield fake


@pytest.fixture
def facilities(platform, hub, binder, tmp_path, monkeypatch):
    """The facilities of a catalogue, in the platform of the server."""
    path = tmp_path / "catalogue.toml"
    path.write_text(
        f"""
[facilities.hub]
name = "The hub"
kind = "jupyterhub"
url = "{hub.url}"
token_env = "TOKEN_OF_THE_HUB"

[facilities.binder]
name = "Binder"
kind = "binderhub"
url = "{binder.url}"
options.environment = "https://github.com/esap/environment"

[facilities.strange]
name = "Strange"
kind = "nosuch"
url = "https://strange.example"
"""
    )
    monkeypatch.setenv("TOKEN_OF_THE_HUB", hub.token)
    real = Platform(home=tmp_path / "esap", catalogue_paths=[path])
    platform.facilities, platform.launches, platform.fits = (
        real.facilities,
        real.launches,
        real.fits,
    )
    yield real
    real.close()


@pytest.fixture
def launched(ask, facilities):
    """Launch, and return what became of it."""

    async def launched(facility, **body):
        status, launch = await ask("POST", "facilities", facility, "launches", body=body)
        assert status == 202, launch
        deadline = time.monotonic() + 20
        while launch["state"] not in ("ready", "failed", "cancelled"):
            assert time.monotonic() < deadline
            _, launch = await ask("GET", "launches", launch["id"])
        return launch

    return launched


async def test_facilities_are_listed_with_their_logins_and_what_is_wrong(ask, facilities):
    status, found = await ask("GET", "facilities")
    assert status == 200
    hub, binder, strange = found
    assert (hub["can"], hub["login"], hub["is_logged_in"]) == (["launch"], "hub", True)
    assert (binder["login"], binder["problem"]) == ("", "")
    assert "No facility of the kind 'nosuch' is installed" in strange["problem"]


async def test_a_facility_is_contacted_when_it_is_asked_for(ask, facilities, hub):
    assert (await ask("GET", "facilities", "hub"))[1]["problem"] == ""
    hub.mood = "html"
    _, found = await ask("GET", "facilities", "hub")
    assert "wants a login in the browser" in found["problem"]
    assert (await ask("GET", "facilities", "nosuch"))[0] == 404


async def test_what_can_be_chosen_is_described(ask, facilities):
    _, form = await ask("GET", "facilities", "hub", "form")
    assert set(form["schema"]["properties"]) == {"server", "folder"}


async def test_facilities_are_ranked(ask, facilities, jp_root_dir):
    (jp_root_dir / "a.ipynb").write_bytes(notebook("1"))
    _, fits = await ask("POST", "fits", body={"notebook": "a.ipynb", "basket": BASKET})
    assert [fit["facility"] for fit in fits][-1] == "strange"
    assert fits[-1]["score"] == 0


async def test_a_notebook_of_the_workspace_is_launched(ask, launched, hub, jp_root_dir):
    (jp_root_dir / "below").mkdir()
    (jp_root_dir / "below" / "a.ipynb").write_bytes(notebook("1"))
    launch = await launched("hub", notebook="below/a.ipynb", basket=BASKET)
    assert launch["state"] == "ready", launch
    assert launch["url"].endswith("/lab/tree/esap/a/a.ipynb")
    assert "esap/a/esap-basket.json" in hub.contents.files
    assert (await ask("GET", "launches"))[1] == [launch]
    assert (await ask("GET", "facilities", "binder", "launches"))[1] == []
    assert (await ask("DELETE", "launches", launch["id"], forget="true"))[0] == 204
    assert (await ask("GET", "launches", launch["id"]))[0] == 404


async def test_files_there_are_a_conflict_that_names_them(launched, jp_root_dir, hub):
    (jp_root_dir / "a.ipynb").write_bytes(notebook("1"))
    await launched("hub", notebook="a.ipynb")
    (jp_root_dir / "a.ipynb").write_bytes(notebook("2"))
    launch = await launched("hub", notebook="a.ipynb")
    assert (launch["state"], launch["conflicts"]) == ("failed", ["esap/a/a.ipynb"])
    assert (await launched("hub", notebook="a.ipynb", existing="beside"))["state"] == "ready"


@pytest.mark.parametrize("path", ["../secret.ipynb", "nosuch.ipynb"])
async def test_what_is_not_in_the_workspace_is_not_launched(launched, path):
    launch = await launched("hub", notebook=path)
    assert launch["state"] == "failed"
    assert launch["error"]["code"] in ("bad_request", "not_found")


async def test_a_browser_is_sent_with_what_opens_the_server_and_nobody_else_sees_it(
    ask, launched, binder, jp_fetch
):
    launch = await launched("binder", basket=BASKET)
    assert launch["state"] == "ready", launch
    assert binder.token not in str(launch)
    assert binder.token not in str(await ask("GET", "activities"))
    with pytest.raises(HTTPClientError) as sent:
        await jp_fetch("esap", "launches", launch["id"], "page", follow_redirects=False)
    answer = sent.value.response
    assert answer.code == 302
    assert answer.headers["Location"] == f"{launch['url']}?token={binder.token}"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_what_cannot_be_opened_is_said_on_a_page(facilities, jp_fetch, app):
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch("esap", "launches", "nosuch", "page")
    assert refused.value.code == 404
    assert b"There is no launch" in refused.value.response.body


async def test_a_facility_that_is_not_there_launches_nothing(ask, facilities):
    assert (await ask("POST", "facilities", "nosuch", "launches", body={}))[0] == 404
    assert (await ask("POST", "facilities", "strange", "launches", body={}))[0] == 501
