"""Sources of archives, archives of one's own and switches, by REST."""

import pytest

from tests.support.fake_platform import HOSTILE

NEW = {"name": "Mine", "kind": "tap", "url": "https://tap.example.org/tap"}


async def test_sources_are_listed_without_asking_them(ask, platform):
    status, sources = await ask("GET", "sources")
    assert status == 200
    assert [(each["id"], each["name"], each["state"]) for each in sources] == [
        ("gw", HOSTILE, "failed")
    ]
    assert platform.calls == []


async def test_a_source_is_asked_by_post_only(ask, platform):
    status, source = await ask("POST", "sources", "gw", body={})
    assert (status, source["reason"]) == (200, "It is down.")
    assert platform.calls == [("read", "gw")]
    assert (await ask("GET", "sources", "gw"))[0] == 405
    assert (await ask("POST", "sources", "x", body={}))[1]["code"] == "not_found"


async def test_switches(ask):
    status, settings = await ask("GET", "settings")
    assert (status, settings) == (
        200,
        {"adql": True, "add": True, "registry": False, "local": True, "problems": []},
    )


async def test_an_archive_is_added(ask, platform):
    status, archive = await ask("POST", "archives", body=NEW)
    assert (status, archive["source"]) == (201, "mine")
    ((_, new),) = platform.calls
    assert (new.name, new.url, new.id) == ("Mine", NEW["url"], "")


@pytest.mark.parametrize(
    "body", [{}, {**NEW, "options": {"x": 1}}, {**NEW, "name": 3}, {**NEW, "source": None}]
)
async def test_other_bodies_are_refused(ask, platform, body):
    status, error = await ask("POST", "archives", body=body)
    assert (status, error["code"]) == (400, "bad_request")
    assert platform.calls == []


async def test_an_archive_is_taken_away(ask, platform):
    assert (await ask("DELETE", "archives", "sandbox"))[0] == 204
    assert platform.calls == [("remove", "sandbox")]
    assert (await ask("DELETE", "archives", "nothing"))[0] == 404
