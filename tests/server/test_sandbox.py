"""The whole of it behind the server: a real platform, the sandbox over HTTP, rows and their end."""

import asyncio
import json
import os
from pathlib import Path

import pytest

from tests.support.jupyter import ONLY_SANDBOX


@pytest.fixture
def platform(tmp_path, monkeypatch):
    """The real platform, as the extension builds it; it can reach nothing but the sandbox."""
    catalogue = tmp_path / "only-sandbox.toml"
    catalogue.write_text(ONLY_SANDBOX)
    monkeypatch.setenv("ESAP_CATALOGUE", str(catalogue))


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children():
    found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {int(pid) for file in found for pid in file.read_text().split()}


async def ended(ask, search):
    for _ in range(600):
        _, search = await ask("GET", "searches", search["id"])
        if all(activity["ended"] for activity in search["activities"]):
            return search
        await asyncio.sleep(0.1)
    raise AssertionError("the search never ended")


async def find(ask, **request):
    status, search = await ask("POST", "searches", body={"archives": ["sandbox"], **request})
    assert status == 202, search
    return await ended(ask, search)


async def test_from_target_to_rows(app, ask, jp_ws_fetch, jp_root_dir):
    before = children()
    socket = await jp_ws_fetch("api", "events", "subscribe")
    status, archive = await ask("POST", "archives", "sandbox", "check")
    assert (status, archive["state"]) == (200, "reachable")
    assert "ongc.objects" in [collection["id"] for collection in archive["collections"]]
    search = await find(ask, target="M31", radius=1.0)
    assert search["target"]["name"]
    (activity,) = search["activities"]
    assert (activity["state"], activity["error"]) == ("done", None)
    _, result = await ask("GET", "results", activity["result"])
    assert result["rows"] == activity["rows"] > 0
    columns = ",".join(str(number) for number in range(min(64, len(result["columns"]))))
    _, page = await ask(
        "GET", "results", result["id"], "rows", start="0", stop="5", columns=columns
    )
    assert any("NGC0224" in (cell or "") for row in page["cells"] for cell in row)
    _, code = await ask("GET", "results", result["id"], "code", variable="m31")
    assert "esap.search('M31', radius=1.0" in code["code"]
    _, saved = await ask(
        "POST", "results", result["id"], "files", body={"path": "m31.vot", "format": "votable"}
    )
    assert (jp_root_dir / "m31.vot").stat().st_size == saved["size"]
    states = []
    while not states or states[-1] != "done":
        message = json.loads(await asyncio.wait_for(socket.read_message(), 20))
        if message["id"] == activity["id"]:
            states.append(message["state"])
    socket.close()
    started = children() - before
    assert started
    await app.stop_extension()
    assert not any(alive(pid) for pid in started)


async def test_refusals_come_at_once(app, ask):
    for wrong in (
        {"target": "M31", "radius": -1},
        {"target": "M31", "radius": 400},
        {"target": ""},
        {"target": "M31", "archives": []},
        {"target": "M31", "archives": ["sandbox"], "maxrec": -1},
    ):
        status, error = await ask("POST", "searches", body={"archives": ["sandbox"], **wrong})
        assert (status, error["code"]) == (400, "bad_request"), wrong
    status, _ = await ask("POST", "searches", body={"archives": ["nothing"], "target": "M31"})
    assert status == 404
    status, error = await ask("GET", "targets", name="no such thing anywhere", online="false")
    assert (status, error["code"]) == (404, "target_not_found")
    assert (await ask("GET", "results"))[1] == []


REFUSED = ["DROP TABLE ongc.objects", "SELEC 1", "SELECT * FROM read_csv('/etc/passwd')"]


async def test_refusal_and_overflow_are_told(app, ask):
    for adql in REFUSED:
        (activity,) = (await find(ask, adql=adql))["activities"]
        assert activity["state"] == "failed", adql
        assert activity["error"]["message"], adql
        assert "root:" not in json.dumps(activity)
        assert (await ask("GET", "results"))[1] == []
    (activity,) = (await find(ask, adql="SELECT * FROM ongc.objects", maxrec=7))["activities"]
    assert (activity["rows"], activity["truncated"]) == (7, True)
