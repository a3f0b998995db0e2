import asyncio
import json

import pyarrow as pa
import pytest

from tests.support import jobs
from tests.support.fake_platform import store_table


async def test_start_look_cancel(ask, platform):
    status, search = await ask("POST", "searches", body={"archives": ["sandbox"], "target": "M31"})
    assert status == 202
    assert search["activities"][0]["search"] == search["id"]
    assert (await ask("GET", "searches", search["id"]))[1]["id"] == search["id"]
    assert await ask("DELETE", "searches", search["id"]) == (204, None)
    assert platform.handles[search["id"]].cancelled


async def test_search_warms_the_workers(app, ask):
    from esap_jupyter.handlers.searches import NEEDED

    assert app.workers.pids == {}
    await ask("POST", "searches", body={"archives": ["sandbox"], "target": "M31"})
    for lane, module in NEEDED.items():
        loaded = await asyncio.to_thread(app.workers.run, jobs.modules, lane=lane)
        assert module in loaded


async def test_unknown(ask):
    for method in ("GET", "DELETE"):
        assert (await ask(method, "searches", "nothing"))[0] == 404


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "nonsense",
        "[]",
        "null",
        '{"archives": "sandbox"}',
        '{"archives": ["sandbox"], "radius": "wide"}',
        '{"archives": ["sandbox"], "radius": NaN}',
        '{"archives": ["sandbox"], "maxrec": 1.5}',
        '{"archives": ["sandbox"], "surprise": 1}',
        '{"archives": ["sandbox"], "target": "\\ud800"}',
        b'{"archives": ["\xff"]}',
        "[" * 100_000,
    ],
)
async def test_bad_body_starts_nothing(ask, platform, raw):
    status, error = await ask("POST", "searches", raw=raw)
    assert (status, error["code"]) == (400, "bad_request")
    assert platform.calls == []


async def test_defaults_are_the_models(ask, platform):
    await ask("POST", "searches", body={"archives": ["sandbox"]})
    request = platform.calls[0][1]
    assert (request.radius, request.maxrec, request.collections) == (0.5, None, {})


async def event(socket):
    message = await asyncio.wait_for(socket.read_message(), 20)
    return json.loads(message)


async def test_events_arrive_and_the_end_is_always_told(ask, platform, jp_ws_fetch):
    socket = await jp_ws_fetch("api", "events", "subscribe")
    _, search = await ask("POST", "searches", body={"archives": ["sandbox"], "target": "M31"})
    first = await event(socket)
    assert first["schema_id"] == "https://esap-jupyter.readthedocs.io/events/activity/v1"
    assert (first["state"], first["search"]) == ("queued", search["id"])
    handle = platform.handles[search["id"]]

    def work():
        for done in range(500):
            handle.update(done=done)
        handle.finish(rows=500)

    await asyncio.to_thread(work)
    states = []
    while not states or states[-1]["state"] not in {"done", "failed"}:
        states.append(await event(socket))
    assert states[-1]["state"] == "done"
    assert states[-1]["revision"] == platform.activities.get(handle.id).revision
    assert len(states) <= 5
    told = {key for key in states[-1] if not key.startswith("__")} - {"schema_id"}
    assert told <= {"id", "revision", "state", "search", "metadata", "capacity"}
    socket.close()


async def test_running_work_counts_as_activity(ask, app, platform):
    settings = app.serverapp.web_app.settings
    assert "esap_last_activity" not in settings
    await ask("POST", "searches", body={"archives": ["sandbox"], "target": "M31"})
    await asyncio.sleep(0)
    noted = settings["esap_last_activity"]
    assert app.serverapp.web_app.last_activity() >= noted


async def test_merged_rows_of_a_search_and_of_those_that_repeat_it(ask, platform):
    stored = store_table(platform.results, pa.table({"id": [1]}))
    status, result = await ask("POST", "searches", "s1", "merged", also="s2,s3", distinct="true")
    assert (status, result["id"]) == (200, stored.id)
    assert platform.calls[-1] == ("merged", "s1", ["s2", "s3"], True)


async def test_the_form_of_an_archive(ask, platform):
    status, form = await ask("GET", "archives", "sandbox", "form", collection="x")
    assert (status, form["schema"]["properties"]) == (200, {"task": {"type": "string"}})
    assert platform.calls[-1] == ("form", "sandbox", "x")


async def test_rows_that_are_still_coming_can_be_looked_at_but_not_used(ask, platform):
    whole = store_table(platform.results, pa.table({"id": [1, 2]}))
    draft = platform.results.begin()
    draft.share(whole)
    status, partial = await ask("GET", "results", draft.id)
    assert (status, partial["partial"], partial["rows"]) == (200, True, 2)
    assert [one["id"] for one in (await ask("GET", "results"))[1]] == [whole.id]
    status, rows = await ask("GET", "results", draft.id, "rows", start=0, stop=9, columns="0")
    assert (status, rows["cells"]) == (200, [["1"], ["2"]])
    for path in ("table", "code"):
        status, error = await ask("GET", "results", draft.id, path, variable="x")
        assert (status, error["code"]) == (409, "conflict")
    draft.discard()
    assert (await ask("GET", "results", draft.id))[0] == 404
