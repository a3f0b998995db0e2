"""Synchronising with ESAP gateways by REST."""

import asyncio

import pytest

from tests.peers.fakes.gateway import FakeGateway
from tests.support.gateways import apertif, home_at, numbered, row


@pytest.fixture
def gateway():
    with FakeGateway() as gateway:
        yield gateway


@pytest.fixture
def home(platform, gateway, tmp_path):
    with home_at(tmp_path / "basket-home", gateway) as home:
        home.sync._activities = lambda: platform.activities
        platform.gateways = home.sync
        yield home


async def ended(ask, activity):
    """Wait for an activity, and return it."""
    for _ in range(600):
        _, found = await ask("GET", "activities", activity["id"])
        if found["ended"] is not None:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(found)


async def test_gateways_are_listed_without_asking_them(ask, home, gateway):
    code, found = await ask("GET", "basket", "gateways")
    assert (code, [each["id"] for each in found]) == (200, ["esap"])
    assert found[0] == {
        "id": "esap",
        "name": "ESAP",
        "url": gateway.url,
        "report": None,
        "kept": [],
    }
    assert gateway.asked == []


@pytest.mark.parametrize(("mode", "written"), [("read", 0), ("add", 1), ("merge", 1)])
async def test_a_synchronisation_is_an_activity(ask, home, gateway, mode, written):
    gateway.carts.put(apertif(1))
    home.basket.add([row()])
    code, activity = await ask("POST", "basket", "gateways", "esap", "sync", body={"mode": mode})
    assert (code, activity["kind"]) == (202, "sync")
    done = await ended(ask, activity)
    assert (done["state"], done["error"]) == ("done", None)
    assert done["message"].startswith("1 new here")
    _, found = await ask("GET", "basket", "gateways", "esap")
    assert (found["report"]["mode"], found["report"]["writes"]) == (mode, written)
    assert found["report"]["added_here"] == 1
    assert len(found["kept"]) == written


async def test_without_a_mode_nothing_is_taken_away(ask, home, gateway):
    _, activity = await ask("POST", "basket", "gateways", "esap", "sync", body={})
    await ended(ask, activity)
    assert home.sync.get("esap").report.mode == "add"


async def test_an_earlier_basket_is_put_into_ours(ask, home, gateway):
    gateway.carts.put(*numbered(0, 2))
    home.basket.add([row()])
    home.sync.sync("esap")
    home.basket.clear()
    (name,) = home.sync.get("esap").kept
    code, edit = await ask("POST", "basket", "gateways", "esap", "kept", name)
    assert (code, edit["count"]) == (200, 2)
    assert home.titles() == ["field 0", "field 1"]
    code, error = await ask("POST", "basket", "gateways", "esap", "kept", "..%2Fstate.json")
    assert (code, error["code"]) == (404, "not_found")


async def test_a_failure_is_told_with_what_to_do(ask, home, gateway):
    gateway.carts.tokens.clear()
    _, activity = await ask("POST", "basket", "gateways", "esap", "sync", body={})
    done = await ended(ask, activity)
    assert (done["state"], done["error"]["code"]) == ("failed", "login_refused")
    assert done["error"]["remedy"] == "Log in again."
    assert "a11ce" not in str(done)


@pytest.mark.parametrize(
    ("key", "body", "status"),
    [
        ("nowhere", {}, 404),
        ("esap", {"mode": "overwrite"}, 400),
        ("esap", {"token": "x"}, 400),
    ],
)
async def test_what_makes_no_sense_is_refused(ask, home, key, body, status):
    code, _ = await ask("POST", "basket", "gateways", key, "sync", body=body)
    assert code == status
    assert home.fake.asked == []
