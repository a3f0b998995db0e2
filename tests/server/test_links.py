"""Positions, links, previews and files of rows over REST."""

import asyncio
import json
import math
import time

import pytest
from jupyter_server.auth import Authorizer
from tornado.httpclient import HTTPClientError

from esap_jupyter.archives.vo.rows.services import RowServices
from esap_jupyter.compute import InlineCompute
from esap_jupyter.net import AddressGuard, HttpClient
from tests.support.fake_platform import contents, store_table
from tests.support.links import FITS, PNG, links_document, soda
from tests.support.servers import Reply, closed_port, endless, serve
from tests.support.staging import desk_on

DATALINK = "application/x-votable+xml;content=datalink"


@pytest.fixture
def pages():
    return {}


@pytest.fixture
def server(pages):
    missing = Reply(b"", status=404)
    with serve(lambda asked: pages.get(asked.path, lambda: missing)()) as running:
        yield running


@pytest.fixture
def archive(platform, server, pages, tmp_path_factory):
    """A platform whose sandbox is that server, with a stored result of three rows."""
    import pyarrow as pa

    http = HttpClient(guard=AddressGuard([server.hostport]), user_agent="tests", retries=0)
    platform.row_services = RowServices(
        http=http, compute=InlineCompute(), name_of=lambda _: "Sandbox"
    )
    platform.stagings = desk_on(platform, http, tmp_path_factory.mktemp("home"))
    pages["/dl"] = lambda: Reply(
        links_document(
            [
                {"semantics": "#this", "access_url": "/a.fits", "content_type": "image/fits"},
                {"semantics": "#preview", "access_url": "/a.png"},
                {"semantics": "#cutout", "service_def": "soda", "ID": "x"},
            ],
            soda(f"{server.url}/soda"),
        )
    )
    pages["/a.fits"] = pages["/soda"] = lambda: Reply(FITS, media="image/fits")
    pages["/a.png"] = lambda: Reply(PNG, media="text/html")
    table = pa.table(
        {
            "ra": [10.0, math.nan, 359.0],
            "dec": [41.0, 0.0, -1.0],
            "s_region": ["Circle ICRS 10 41 1", None, "junk"],
            "access_url": [f"{server.url}/dl", "", f"{closed_port()}/dl"],
            "access_format": [DATALINK, "", DATALINK],
        }
    )
    stored = store_table(platform.results, table)
    yield stored
    platform.stagings.close()
    http.close()


async def test_positions_and_footprints(ask, archive):
    status, found = await ask("GET", "results", archive.id, "positions")
    assert (status, found["rows"], found["ra"]) == (200, [0, 2], [10.0, 359.0])
    status, shapes = await ask("GET", "results", archive.id, "footprints")
    assert (shapes["total"], shapes["unread"]) == (2, 1)
    assert shapes["shapes"] == [{"row": 0, "kind": "circle", "values": [10, 41, 1]}]
    order = {"sort": "0", "direction": "descending"}
    _, found = await ask("GET", "results", archive.id, "positions", **order)
    assert (found["rows"], found["ra"]) == ([0, 1], [359.0, 10.0])
    assert (await ask("GET", "results", archive.id, "positions", sort="9", direction="ascending"))[
        0
    ] == 400


async def test_a_table_without_positions_says_so(ask, platform):
    import pyarrow as pa

    stored = store_table(platform.results, pa.table({"x": [1]}))
    status, error = await ask("GET", "results", stored.id, "positions")
    assert (status, error["code"]) == (400, "no_positions")
    assert "position" in error["message"]
    _, shapes = await ask("GET", "results", stored.id, "footprints")
    assert shapes == {"total": 0, "unread": 0, "shapes": []}


async def test_links(ask, archive, server):
    status, found = await ask("GET", "results", archive.id, "rows", "0", "links")
    assert (status, found["origin"]) == (200, "datalink")
    assert [link["group"] for link in found["links"]] == ["The data", "Preview", "Cutout"]
    assert found["links"][0]["url"] == f"{server.url}/a.fits"
    status, found = await ask("GET", "results", archive.id, "rows", "1", "links")
    assert (status, found["origin"], found["links"]) == (200, "none", [])
    assert found["message"]
    order = {"sort": "0", "direction": "descending"}
    assert (await ask("GET", "results", archive.id, "rows", "1", "links", **order))[1][
        "origin"
    ] == "datalink"


@pytest.mark.parametrize(
    ("row", "status"),
    [("3", 404), ("9" * 30, 404), ("-1", 400), ("x", 400), ("1.5", 400), ("2", 403)],
)
@pytest.mark.parametrize("what", ["links", "preview"])
async def test_rows_that_cannot_be_told_of(ask, archive, row, status, what):
    found, error = await ask("GET", "results", archive.id, "rows", row, what)
    assert (found, bool(error["message"])) == (status, True)


async def test_a_preview_is_an_image_and_nothing_else(app, jp_fetch, archive):
    response = await jp_fetch("esap", "results", archive.id, "rows", "0", "preview")
    assert response.body == PNG
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


async def test_a_dead_preview_is_told(app, jp_fetch, archive, pages):
    pages["/a.png"] = lambda: Reply(b"<svg/>", media="image/png")
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch("esap", "results", archive.id, "rows", "0", "preview")
    assert caught.value.code == 502
    assert "no PNG" in json.loads(caught.value.response.body)["message"]


async def test_a_row_without_preview(ask, archive):
    status, error = await ask("GET", "results", archive.id, "rows", "1", "preview")
    assert (status, error["message"]) == (404, "This row has no preview.")


async def link_ids(ask, archive):
    _, found = await ask("GET", "results", archive.id, "rows", "0", "links")
    return [link["id"] for link in found["links"]]


async def finished(platform, activity):
    def wait():
        while platform.activities.get(activity["id"]).ended is None:
            time.sleep(0.02)

    await asyncio.wait_for(asyncio.to_thread(wait), 30)
    return platform.activities.get(activity["id"])


async def test_a_file_comes_into_the_workspace(ask, archive, platform, jp_root_dir):
    data, _, _ = await link_ids(ask, archive)
    status, activity = await ask(
        "POST", "results", archive.id, "rows", "0", "files", body={"link": data}
    )
    assert (status, activity["kind"], activity["archive"]) == (202, "transfer", "sandbox")
    done = await finished(platform, activity)
    assert (done.state, done.path) == ("done", "esap-data/sandbox/a.fits")
    assert (jp_root_dir / done.path).read_bytes() == FITS
    assert contents(jp_root_dir) == [done.path, "esap-data/sandbox/esap-manifest.jsonl"]


async def test_a_cutout_comes_into_the_workspace(ask, archive, platform, jp_root_dir, server):
    *_, cutout = await link_ids(ask, archive)
    path = ("results", archive.id, "rows", "0", "cutout")
    body = {"link": cutout, "parameters": {"CIRCLE": "10 41 0.1"}}
    status, activity = await ask("POST", *path, body=body)
    assert status == 202
    done = await finished(platform, activity)
    assert (done.state, done.path) == ("done", "esap-data/sandbox/cutout.fits")
    (asked,) = [one for one in server.asked if one.path == "/soda"]
    assert asked.query == {"ID": "x", "CIRCLE": "10 41 0.1"}


async def test_bad_cutouts_are_refused_before_anybody_is_asked(ask, archive, server, jp_root_dir):
    data, _, cutout = await link_ids(ask, archive)
    path = ("results", archive.id, "rows", "0")
    bad = [
        {"link": cutout, "parameters": {"CIRCLE": "1; DROP"}},
        {"link": cutout, "parameters": {"ID": "other"}},
        {"link": cutout, "parameters": {"RESPONSEFORMAT": "html"}},
        {"link": cutout, "parameters": {"CIRCLE": 5}},
        {"link": data, "parameters": {}},
        {"parameters": {}},
    ]
    for body in bad:
        assert (await ask("POST", *path, "cutout", body=body))[0] == 400, body
    assert (await ask("POST", *path, "files", body={"link": cutout}))[0] == 400
    assert (await ask("POST", *path, "files", body={"link": "nothing"}))[0] == 404
    assert (await ask("POST", *path, "files", body={"link": data, "url": "http://x"}))[0] == 400
    assert [one.path for one in server.asked] == ["/dl"]
    assert contents(jp_root_dir) == []


async def test_a_transfer_is_cancelled(ask, archive, pages, platform, jp_root_dir):
    pages["/a.fits"] = lambda: Reply(endless(FITS, pause=0.001), media="image/fits")
    data, *_ = await link_ids(ask, archive)
    _, activity = await ask(
        "POST", "results", archive.id, "rows", "0", "files", body={"link": data}
    )
    await ask("DELETE", "activities", activity["id"])
    assert (await finished(platform, activity)).state == "cancelled"
    assert contents(jp_root_dir) == []


async def test_a_failed_transfer_tells_why(ask, archive, pages, platform, jp_root_dir):
    pages["/a.fits"] = lambda: Reply(b"<html>log in</html>", media="text/html")
    data, *_ = await link_ids(ask, archive)
    _, activity = await ask(
        "POST", "results", archive.id, "rows", "0", "files", body={"link": data}
    )
    done = await finished(platform, activity)
    assert (done.state, done.error.code) == ("failed", "bad_answer")
    assert "web page" in done.error.message
    assert contents(jp_root_dir) == []


class NoFiles(Authorizer):
    def is_authorized(self, handler, user, action, resource):
        return resource != "contents"


@pytest.mark.parametrize("what", ["files", "cutout"])
async def test_files_need_the_right_to_contents(app, ask, archive, monkeypatch, what):
    monkeypatch.setitem(app.serverapp.web_app.settings, "authorizer", NoFiles(parent=app.serverapp))
    path = ("results", archive.id, "rows", "0", what)
    assert (await ask("POST", *path, body={"link": "x"}))[0] == 403


async def test_a_workspace_that_is_not_on_disk_is_told(app, ask, archive, monkeypatch):
    data, *_ = await link_ids(ask, archive)
    monkeypatch.setitem(app.serverapp.web_app.settings, "contents_manager", object())
    path = ("results", archive.id, "rows", "0", "files")
    status, error = await ask("POST", *path, body={"link": data})
    assert (status, error["code"]) == (501, "not_available")
    assert "esap.stage()" in error["remedy"]
