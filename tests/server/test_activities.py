import asyncio
import json

import pytest


async def test_list_describe_cancel(ask, platform):
    await ask("GET", "activities")
    handle = platform.activities.start("search", "M31 <b>")
    status, activities = await ask("GET", "activities")
    assert status == 200
    assert [activity["title"] for activity in activities] == ["M31 <b>"]
    assert (await ask("GET", "activities", handle.id))[1]["id"] == handle.id
    assert await ask("DELETE", "activities", handle.id) == (204, None)
    assert handle.cancelled


async def test_limit(ask, platform):
    await ask("GET", "activities")
    for number in range(3):
        platform.activities.start("search", str(number))
    assert len((await ask("GET", "activities", limit="2"))[1]) == 2


@pytest.mark.parametrize("limit", ["0", "-1", "many", "1001", "1e9"])
async def test_bad_limit(ask, limit):
    assert (await ask("GET", "activities", limit=limit))[0] == 400


async def test_unknown(ask):
    assert (await ask("GET", "activities", "nothing"))[0] == 404
    assert (await ask("DELETE", "activities", "nothing"))[0] == 404


async def test_what_is_cleared_away_in_one_page_is_told_to_the_others(ask, platform, jp_ws_fetch):
    socket = await jp_ws_fetch("api", "events", "subscribe")
    await ask("GET", "activities")
    one, other, runs = (platform.activities.start("search", name) for name in "abc")

    async def cleared():
        while True:
            told = json.loads(await asyncio.wait_for(socket.read_message(), 20))
            if told["state"] == "cleared":
                return told

    for handle in (one, other):
        handle.finish()
    assert await ask("DELETE", "activities", one.id, forget="true") == (204, None)
    told = await cleared()
    assert (told["id"], told["revision"] > one.activity.revision) == (one.id, True)
    assert await ask("DELETE", "activities") == (204, None)
    assert (await cleared())["id"] == other.id
    socket.close()
    assert [each["id"] for each in (await ask("GET", "activities"))[1]] == [runs.id]
