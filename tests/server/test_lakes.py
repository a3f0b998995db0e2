"""Data lakes by REST, with a Rucio in memory behind them."""

import asyncio
import json

import pytest

from esap_jupyter.catalogue import lake_of
from esap_jupyter.lake.lakes import Lakes
from esap_jupyter.net import AddressGuard, HttpClient
from tests.peers.fakes.rucio import FakeRucio
from tests.support.lakes import password

DID = "test:sub/dir:a b.dat"
RULE = {"scope": "test", "name": "sub/dir:a b.dat", "rse_expression": "DAV2"}


@pytest.fixture
def rucio():
    with FakeRucio() as rucio:
        rucio.add("sub/dir:a b.dat", on={"DAV1": "AVAILABLE"})
        rucio.add("ds", "DATASET", holds=["sub/dir:a b.dat"])
        yield rucio


@pytest.fixture
def lakes(platform, rucio):
    entry = lake_of({"id": "escape", "name": "ESCAPE", "url": rucio.url, "rse": "DAV2"})
    http = HttpClient(guard=AddressGuard(), user_agent="t", retries=0)
    platform.lakes = Lakes(
        described=lambda: {"escape": entry},
        http=lambda: http,
        credential=lambda _lake, _refused: password(),
        rule_changed=lambda lake, rule: [tell(lake, rule) for tell in platform.rule_listeners],
    )
    yield platform.lakes
    platform.lakes.close()


async def test_lakes_are_listed_without_contacting_them(ask, lakes, rucio):
    code, listed = await ask("GET", "lakes")
    assert (code, listed[0]["id"], listed[0]["state"]) == (200, "escape", "unknown")
    assert rucio.asked == []
    code, lake = await ask("GET", "lakes", "escape")
    assert (code, lake["state"], lake["version"]) == (200, "reachable", "41.5.1")


async def test_an_unknown_lake(ask, lakes):
    code, error = await ask("GET", "lakes", "nope", "scopes")
    assert (code, error["code"]) == (404, "not_found")
    assert "escape" in error["remedy"]


async def test_account_scopes_rses_and_keys(ask, lakes):
    _, account = await ask("GET", "lakes", "escape", "account")
    assert (account["account"], account["quotas"][0]["limit"]) == ("alice", "1000000000000")
    assert (await ask("GET", "lakes", "escape", "scopes"))[1][0]["name"] == "user.alice"
    rses = (await ask("GET", "lakes", "escape", "rses"))[1]
    assert [rse["name"] for rse in rses] == ["DAV1", "DAV2"]
    near = (await ask("GET", "lakes", "escape", "rses", expression="DAV2"))[1]
    assert near == [rses[1]]
    assert (await ask("GET", "lakes", "escape", "keys"))[1][0] == "instrument"


async def test_a_listing_is_started_paged_and_forgotten(ask, lakes):
    code, listing = await ask("POST", "lakes", "escape", "listings", body={"scope": "test"})
    assert (code, listing["lake"]) == (202, "escape")
    where = ("lakes", "escape", "listings", listing["id"])
    page = (await ask("GET", *where, limit=1, wait=10))[1]
    assert [row["name"] for row in page["rows"]] == ["sub/dir:a b.dat"]
    assert page["rows"][0]["size"] == "1000"
    assert (await ask("DELETE", *where))[0] == 204
    assert (await ask("GET", *where))[0] == 404


async def test_a_did_is_an_argument_whatever_it_holds(ask, lakes):
    code, about = await ask("GET", "lakes", "escape", "did", did=DID)
    assert (code, about["did"]["name"]) == (200, "sub/dir:a b.dat")
    assert about["parents"][0]["name"] == "ds"
    page = (await ask("GET", "lakes", "escape", "content", did="test:ds"))[1]
    assert page["rows"][0]["name"] == "sub/dir:a b.dat"
    files = (await ask("GET", "lakes", "escape", "files", did="test:ds"))[1]
    assert (files[0]["state"], files[0]["rses"]) == ("elsewhere", ["DAV1"])
    replicas = (await ask("GET", "lakes", "escape", "replicas", did=DID))[1]
    assert replicas[0]["states"] == {"DAV1": "AVAILABLE"}


async def test_rules_are_made_looked_at_and_refused(ask, lakes, rucio):
    preview = (await ask("POST", "lakes", "escape", "rules", "preview", body=RULE))[1]
    assert (preview["fits"], preview["missing"]) == (True, "1000")
    code, rule = await ask("POST", "lakes", "escape", "rules", body=RULE)
    assert (code, rule["state"], rule["mine"]) == (201, "REPLICATING", True)
    assert (await ask("GET", "lakes", "escape", "rules", did=DID))[1][0]["id"] == rule["id"]
    assert (await ask("GET", "lakes", "escape", "rules", mine="true"))[1][0]["id"] == rule["id"]
    where = ("lakes", "escape", "rules", rule["id"])
    assert (await ask("GET", *where))[1]["rse_expression"] == "DAV2"
    assert (await ask("GET", *where, "locks"))[1][0]["rse"] == "DAV2"
    code, error = await ask("DELETE", *where)
    assert (code, error["code"]) == (403, "access_denied")
    rucio.quota.clear()
    code, error = await ask("POST", "lakes", "escape", "rules", body=RULE)
    assert (code, error["code"]) == (409, "quota")
    assert error["remedy"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (("did",), {}),
        (("did",), {"did": "noscope"}),
        (("content",), {"did": "test:ds", "offset": "-1"}),
        (("files",), {"did": "test:ds", "limit": "100000000"}),
        (("rules",), {}),
        (("rules",), {"did": "test:ds", "mine": "true"}),
        (("rules", "..%2f..%2faccounts"), {}),
    ],
)
async def test_what_makes_no_sense_is_not_asked(ask, lakes, rucio, path, query):
    code, error = await ask("GET", "lakes", "escape", *path, **query)
    assert code == 400, error
    assert rucio.asked == []


@pytest.mark.parametrize(
    "body",
    [{"scope": "test", "type": "magic"}, {"scope": ""}, {}, {"scope": "test", "filters": [[{}]]}],
)
async def test_questions_without_sense(ask, lakes, body):
    assert (await ask("POST", "lakes", "escape", "listings", body=body))[0] == 400


async def test_no_answer_shows_a_secret(ask, lakes, rucio):
    await ask("GET", "lakes", "escape", "account")
    rucio.password = "changed"
    rucio.expire()
    code, error = await ask("GET", "lakes", "escape", "account")
    assert (code, error["code"]) == (403, "login_refused")
    for _, answer in [
        (code, error),
        await ask("GET", "lakes"),
        await ask("GET", "lakes", "escape"),
    ]:
        assert "alicepw" not in str(answer)
        assert "alice-x-" not in str(answer)


@pytest.mark.parametrize("path", [("rules", "test"), ("rules", "test", "locks")])
async def test_a_rule_that_cannot_be_is_not_found_and_the_lake_is_not_blamed(
    ask, lakes, rucio, path
):
    code, error = await ask("GET", "lakes", "escape", *path)
    assert (code, error["code"]) == (404, "not_found")
    assert "There is no rule 'test'" in error["message"]
    assert rucio.asked == []


@pytest.mark.parametrize("limit", ["1001", "10000"])
async def test_pages_of_files_are_as_long_as_a_lake_can_look_for_in_time(ask, lakes, rucio, limit):
    code, _ = await ask("GET", "lakes", "escape", "files", did="test:ds", limit=limit)
    assert code == 400
    assert rucio.asked == []


async def test_a_rule_that_has_changed_is_told_as_an_event_without_what_it_keeps(
    ask, lakes, rucio, jp_ws_fetch
):
    socket = await jp_ws_fetch("api", "events", "subscribe")
    key = rucio.add_rule("ds", "DAV2", "REPLICATING")
    await ask("GET", "lakes", "escape", "rules", mine="true")
    rucio.rules[key]["state"] = "OK"
    await ask("GET", "lakes", "escape", "rules", mine="true")
    told = json.loads(await asyncio.wait_for(socket.read_message(), 20))
    socket.close()
    assert told["schema_id"].endswith("/events/lake_rule/v1")
    assert (told["lake"], told["rule"], told["state"]) == ("escape", key, "OK")
    known = {"lake", "rule", "state", "schema_id", "metadata", "capacity"}
    assert {field for field in told if not field.startswith("__")} <= known
