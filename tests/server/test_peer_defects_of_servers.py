"""Defects of rucio-jupyterlab 40.0.2 in its server, by their numbers, as they are not here."""

import asyncio
import re
import time
from pathlib import Path

import msgspec
import pytest

from esap_jupyter.catalogue import lake_of
from esap_jupyter.errors import BadRequestError
from esap_jupyter.handlers import HANDLERS
from esap_jupyter.handlers.login_page import failed_page
from esap_jupyter.handlers.openapi import operations
from esap_jupyter.lake.lakes import Lakes
from esap_jupyter.net import AddressGuard, HttpClient
from tests.peers.fakes.rucio import FakeRucio
from tests.support.lakes import password

ROOT = Path(__file__).parents[2]
HELD = 0.5
FOREIGN = re.compile(r"(?:@import|url\()[^;)]*(?:https?:)?//|googleapis|jsdelivr|unpkg|cdnjs")


@pytest.fixture
def rucio(platform):
    with FakeRucio() as rucio:
        entry = lake_of({"id": "escape", "name": "ESCAPE", "url": rucio.url})
        http = HttpClient(guard=AddressGuard(), user_agent="t", retries=0)
        platform.lakes = Lakes(
            described=lambda: {"escape": entry},
            http=lambda: http,
            credential=lambda _lake, _refused: password(),
        )
        yield rucio
        platform.lakes.close()


async def seconds(jp_fetch, handler):
    """Read of Jupyter's own metrics how long the requests of a handler have taken together."""
    response = await jp_fetch("metrics")
    line = rf'^http_request_duration_seconds_sum\{{[^}}]*{handler}"[^}}]*\}} (\S+)$'
    return sum(map(float, re.findall(line, response.body.decode(), re.MULTILINE)))


async def test_b15_the_whole_time_of_a_slow_lake_is_in_jupyters_metrics(ask, rucio, jp_fetch):
    rucio.moody, rucio.mood = "/scopes/", "slow"
    before = await seconds(jp_fetch, "LakeScopesHandler")
    asked = asyncio.ensure_future(ask("GET", "lakes", "escape", "scopes"))
    assert await asyncio.to_thread(rucio.waiting.wait, 20)
    begin = time.monotonic()
    await asyncio.sleep(HELD)
    rucio.release.set()
    held = time.monotonic() - begin
    assert (await asked)[0] == 200
    assert await seconds(jp_fetch, "LakeScopesHandler") - before >= held


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ("lakes", "escape", "listings", "../../../victim")),
        ("DELETE", ("lakes", "escape", "listings", "../../../victim")),
        ("DELETE", ("lakes", "escape", "rules", "../../../victim")),
        ("DELETE", ("activities", "../../../victim")),
        ("GET", ("identity", "../../../victim")),
        ("DELETE", ("identity", "../../../victim")),
    ],
)
async def test_s03_no_id_is_a_path(ask, rucio, tmp_path, method, path):
    victims = [tmp_path / "victim", tmp_path / "fake-home/victim", tmp_path / "victim.log"]
    for victim in victims:
        victim.write_text("private")
    status, error = await ask(method, *(part.replace("/", "%2F") for part in path))
    assert status in {400, 404}
    assert "private" not in str(error)
    assert all(victim.read_text() == "private" for victim in victims)


def test_s04_no_route_lists_folders():
    """Files are chosen in JupyterLab's own file browser, which keeps to the workspace."""
    asked = {
        (handler.path, field.name)
        for handler in HANDLERS
        for method, declared in operations(handler).items()
        if method == "get" and declared.query is not None
        for field in msgspec.structs.fields(declared.query)
    }
    assert ("lakes/{lake}/content", "did") in asked
    assert not [each for each in asked if re.search("path|folder|dir$|directory", each[1])]


def test_s10_nothing_is_loaded_from_elsewhere():
    kept = [path for path in (ROOT / "labextension").glob("s*/**/*") if path.is_file()]
    written = [path for path in kept if path.suffix in {".css", ".ts", ".svg", ".html"}]
    assert len(written) > 100
    assert [path.name for path in written if FOREIGN.search(path.read_text("utf-8"))] == []
    page = failed_page(BadRequestError("No.", remedy="Try again.")).decode()
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
