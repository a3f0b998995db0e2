"""The basket by REST: what comes in stays exact, edits are steps, documents go out and in."""

import asyncio
import base64
import json

import pyarrow as pa
import pytest

from esap_jupyter.basket import exchange
from esap_jupyter.models import Link, Links
from tests.support.basket import item
from tests.support.fake_platform import HOSTILE, store_table

BIG = 2**62 + 1


@pytest.fixture
def stars(platform):
    urls = [f"https://u:pw@a.org/{number}.fits?token=t" for number in range(3)]
    table = pa.table({"source_id": [BIG, None, 3], "access_url": urls, "name": [HOSTILE, "b", "c"]})
    return store_table(platform.results, table)


@pytest.fixture
def add(ask):
    async def add(**body):
        code, edit = await ask("POST", "basket", body=body)
        assert code == 201
        return edit

    return add


def rows(result, *ranges, **order):
    return [{"result": result.name, "selection": {"ranges": list(ranges), **order}}]


async def test_an_empty_basket(ask):
    code, view = await ask("GET", "basket")
    assert (code, view["items"], view["count"], view["revision"]) == (200, [], 0, 0)
    assert (view["can_undo"], view["can_redo"], view["here"]) == (False, False, {})


async def test_rows_come_in_exactly_and_without_secrets(ask, add, stars):
    edit = await add(rows=rows(stars, [0, 1]), group="G", tags=["t"], note=HOSTILE)
    assert (edit["count"], edit["present"], edit["text"]) == (2, 0, "Add 2 items")
    code, view = await ask("GET", "basket")
    first, second = view["items"]
    assert first["data"]["source_id"] == str(BIG)
    assert second["data"]["source_id"] is None
    assert (first["title"], first["group"], first["tags"]) == (HOSTILE, "G", ["t"])
    assert (first["url"], first["provenance"]["row"]) == ("https://a.org/0.fits", 0)
    assert "pw" not in json.dumps(view)
    assert "token" not in json.dumps(view)
    code, again = await ask("GET", "basket", "items", first["id"])
    assert (code, again) == (200, first)


async def test_selected_rows_are_those_of_the_grid(ask, add, stars):
    order = {"sort": 2, "direction": "descending", "where": {"text": ""}}
    await add(rows=rows(stars, [0, 0], **order))
    _, view = await ask("GET", "basket")
    assert [each["title"] for each in view["items"]] == ["c"]


async def test_many_rows_come_in_pieces_as_one_step(ask, add, stars, monkeypatch):
    monkeypatch.setattr("esap_jupyter.basket.desk._PIECE", 2)
    edit = await add(rows=rows(stars, [0, 2]), group="G")
    assert (edit["count"], edit["text"]) == (3, "Add 3 items")
    _, view = await ask("GET", "basket", group="G")
    assert [each["provenance"]["row"] for each in view["items"]] == [0, 1, 2]
    monkeypatch.setattr("esap_jupyter.basket.desk._MOST_ROWS", 2)
    code, error = await ask("POST", "basket", body={"rows": rows(stars, [0, 2])})
    assert (code, error["code"]) == (413, "too_large")


async def test_all_else_comes_in_and_what_does_not_is_told(ask, add, stars):
    edit = await add(
        results=[stars.id, "nothing"],
        dids=["rucio://lake/s:n", "s:n"],
        about={"rucio://lake/s:n": {"scope": "s", "name": "n", "type": "dataset", "size": "7"}},
        urls=["https://a.org/x.fits", "no address"],
        items=[{"kind": "workflow", "title": "W", "url": "https://a.org/w.ipynb"}],
    )
    assert edit["count"] == 4
    assert [each["code"] for each in edit["refused"]] == ["not_found", "bad_request", "bad_request"]
    _, view = await ask("GET", "basket")
    assert [each["kind"] for each in view["items"]] == ["result", "did", "url", "workflow"]
    assert view["items"][1]["provenance"]["archive_name"] == "LAKE"
    assert view["items"][1]["size"] == "7"


async def test_a_file_of_a_row_by_the_order_of_the_grid(add, ask, platform, stars):
    asked = []

    class Rows:
        def links(self, result, row, order):
            asked.append((result.id, row, order.sort, order.direction))
            url = "https://a.org/x.fits?token=t"
            link = Link(id="1", semantics="#this", group="Data", url=url, content_length=str(2**60))
            return Links(row=row, origin="datalink", links=[link])

    platform.row_services = Rows()
    link = {"result": stars.id, "row": 0, "link": "1", "sort": 2, "direction": "descending"}
    edit = await add(links=[link, {**link, "link": "2"}])
    assert asked[0] == (stars.id, 0, 2, "descending")
    assert [each["code"] for each in edit["refused"]] == ["not_found"]
    _, view = await ask("GET", "basket")
    (kept,) = view["items"]
    assert (kept["url"], kept["size"]) == ("https://a.org/x.fits", str(2**60))
    assert kept["provenance"]["row"] == 2


async def test_where_nothing_can_be_made_it_is_an_error(ask):
    code, error = await ask("POST", "basket", body={"urls": ["no address"]})
    assert (code, error["code"]) == (400, "bad_request")
    code, error = await ask("POST", "basket", body={"rows": [{"result": "x"}]})
    assert code == 400
    code, error = await ask("GET", "basket", "items", "nothing")
    assert (code, error["code"]) == (404, "not_found")


async def test_the_same_thing_is_there_once(add):
    await add(urls=["https://a.org/1"])
    edit = await add(urls=["https://a.org/1", "https://a.org/2"])
    assert (edit["count"], edit["present"]) == (1, 1)


async def test_finding(ask, add):
    await add(urls=["https://a.org/1", "https://a.org/2"], group="G")
    await add(urls=["https://b.org/3"], tags=["t"])

    async def found(**query):
        _, view = await ask("GET", "basket", **query)
        return [each["url"] for each in view["items"]]

    assert await found(text="A.org 2") == ["https://a.org/2"]
    assert await found(group="") == await found(tag="t") == ["https://b.org/3"]
    assert await found(group="G", offset=1, limit=1) == ["https://a.org/2"]
    assert (await found(sort="title", descending="true"))[0] == "https://b.org/3"
    assert (await ask("GET", "basket", limit=100_000))[0] == 400
    assert (await ask("GET", "basket", kind="spell"))[0] == 400


async def test_changing_moving_and_taking_out(ask, add):
    ids = (await add(urls=[f"https://a.org/{number}" for number in range(3)]))["ids"]
    code, edit = await ask(
        "PATCH", "basket", body={"ids": ids[:2], "group": "G", "add_tags": ["t"], "note": "n"}
    )
    assert (code, edit["count"]) == (200, 2)
    await ask("PATCH", "basket", body={"ids": [ids[2]], "move": True, "before": ids[0]})
    await ask("PATCH", "basket", body={"where": {"group": "G"}, "remove_tags": ["t"]})
    _, view = await ask("GET", "basket")
    assert [(each["id"], each["group"], each["tags"]) for each in view["items"]] == [
        (ids[2], "", []),
        (ids[0], "G", []),
        (ids[1], "G", []),
    ]
    code, edit = await ask("POST", "basket", "removals", body={"where": {"group": "G"}})
    assert (code, edit["count"]) == (200, 2)
    code, edit = await ask("DELETE", "basket")
    assert (code, edit["count"]) == (200, 1)
    assert (await ask("PATCH", "basket", body={"ids": ids, "group": "X"}))[0] == 404


async def test_duplicates_go(ask, add):
    same = "https://a.org/1"
    await add(urls=[same], items=[{"kind": "row", "url": same, "data": {"a": "1"}}])
    code, edit = await ask("POST", "basket", "removals", body={"duplicates": True})
    assert (code, edit["count"]) == (200, 1)


async def test_undo_and_redo_are_for_what_one_has_seen(ask, add):
    seen = (await add(urls=["https://a.org/1"]))["revision"]
    await add(urls=["https://a.org/2"])
    code, error = await ask("POST", "basket", "undo", body={"revision": seen})
    assert (code, error["code"]) == (409, "conflict")
    code, edit = await ask("POST", "basket", "undo", body={})
    assert (code, edit["text"]) == (200, "Add 1 item")
    _, view = await ask("GET", "basket")
    assert (view["count"], view["redo_text"]) == (1, "Add 1 item")
    code, _ = await ask("POST", "basket", "redo", body={"revision": view["revision"]})
    assert code == 200
    assert (await ask("POST", "basket", "redo", body={}))[0] == 404


async def test_what_is_here_is_told(ask, add, platform, tmp_path):
    (key,) = (await add(urls=["https://a.org/1"]))["ids"]
    platform.here["https://a.org/1"] = tmp_path / "1.fits"
    _, view = await ask("GET", "basket")
    assert view["here"] == {key: str(tmp_path / "1.fits")}


async def test_a_document_goes_out_and_in(ask, add, stars):
    await add(rows=rows(stars, [0, 2]), group="G")
    code, document = await ask("POST", "basket", "document", body={"where": {"text": "b.org"}})
    assert (code, document["items"]) == (200, [])
    _, document = await ask("POST", "basket", "document", body={})
    await ask("DELETE", "basket")
    body = {"document": document, "group": "Imported"}
    code, edit = await ask("POST", "basket", "imports", body=body)
    assert (code, edit["count"], edit["text"]) == (201, 3, "Import 3 items")
    _, view = await ask("GET", "basket")
    assert view["items"][0]["data"]["source_id"] == str(BIG)
    assert {each["group"] for each in view["items"]} == {"Imported"}


@pytest.mark.parametrize(("name", "format"), [("b.json", "json"), ("b.vot", "votable")])
async def test_files_of_the_workspace(ask, platform, jp_root_dir, name, format):  # noqa: A002
    platform.basket.add([item(1), item(2)])
    body = {"path": name, "format": format}
    code, saved = await ask("POST", "basket", "files", body=body)
    assert (code, saved["path"]) == (201, name)
    assert saved["size"] == (jp_root_dir / name).stat().st_size
    assert (await ask("POST", "basket", "files", body=body))[0] == 409
    await ask("DELETE", "basket")
    code, edit = await ask("POST", "basket", "imports", body={"path": name})
    assert (code, edit["count"], edit["refused"]) == (201, 2, [])


async def test_a_strangers_file_is_data(ask, jp_root_dir, monkeypatch):
    items = [{"kind": "url", "url": "https://a.org/1"}, {"kind": "spell", "title": HOSTILE}]
    (jp_root_dir / "b.json").write_text(json.dumps({"esap_basket": 1, "items": items}))
    code, edit = await ask("POST", "basket", "imports", body={"path": "b.json"})
    assert (code, edit["count"], len(edit["refused"])) == (201, 1, 1)
    (jp_root_dir / "no.json").write_bytes(b"\xff\x00")
    code, error = await ask("POST", "basket", "imports", body={"path": "no.json"})
    assert (code, error["code"]) == (502, "bad_answer")
    for path in ("gone.json", "", "../b.json", "/etc/passwd"):
        code, _ = await ask("POST", "basket", "imports", body={"path": path})
        assert code in {400, 404}, path
    monkeypatch.setattr("esap_jupyter.handlers.basket_files.MOST_BYTES", 5)
    code, error = await ask("POST", "basket", "imports", body={"path": "b.json"})
    assert (code, error["code"]) == (413, "too_large")


@pytest.mark.parametrize("path", ["", "../x.json", ".x.json", "no/x.json", "a/../../x.json"])
async def test_files_stay_in_the_workspace(ask, path):
    code, error = await ask("POST", "basket", "files", body={"path": path})
    assert (code, error["code"]) == (400, "bad_request")


async def test_changes_are_told_to_all_tabs_whoever_makes_them(ask, add, platform, jp_ws_fetch):
    from esap_jupyter.basket.store import Basket

    socket = await jp_ws_fetch("api", "events", "subscribe")
    await ask("GET", "basket")
    revision = (await add(urls=["https://secret.org/1"]))["revision"]
    told = json.loads(await asyncio.wait_for(socket.read_message(), 20))
    assert told["revision"] == revision
    assert told["schema_id"].endswith("/events/basket/v1")
    assert "secret.org" not in json.dumps(told)
    kernel = Basket(platform.basket.path)
    kernel.add([item(1)])
    told = json.loads(await asyncio.wait_for(socket.read_message(), 20))
    socket.close()
    assert told["revision"] == kernel.revision
    _, view = await ask("GET", "basket")
    assert (view["revision"], view["count"]) == (told["revision"], 2)


def test_what_is_exported_names_its_form():
    assert exchange.document([])[exchange.MARK] == 1


@pytest.mark.parametrize(("name", "format"), [("b.json", "json"), ("b.vot", "votable")])
async def test_a_file_of_ones_own_computer_comes_as_bytes(ask, tmp_path, monkeypatch, name, format):  # noqa: A002
    exchange.save(str(tmp_path / name), [item(1), item(2)], format, overwrite=False)
    content = base64.b64encode((tmp_path / name).read_bytes()).decode()
    body = {"content": content, "group": "Mine"}
    code, edit = await ask("POST", "basket", "imports", body=body)
    assert (code, edit["count"], edit["refused"]) == (201, 2, [])
    _, view = await ask("GET", "basket")
    assert {each["group"] for each in view["items"]} == {"Mine"}
    assert (await ask("POST", "basket", "imports", body={"content": "%%%"}))[0] == 400
    empty = base64.b64encode(b"").decode()
    assert (await ask("POST", "basket", "imports", body={"content": empty}))[0] == 502
    monkeypatch.setattr("esap_jupyter.handlers.basket_files.MOST_BYTES", 5)
    code, error = await ask("POST", "basket", "imports", body=body)
    assert (code, error["code"]) == (413, "too_large")


async def test_what_is_here_of_each_group_is_counted(ask, add, platform):
    (key,) = (await add(urls=["https://a.org/1"], group="M31"))["ids"]
    await add(urls=["https://a.org/2"])
    platform.present[key] = 40
    code, told = await ask("GET", "basket", "here")
    assert (code, told["whole"]["here"], told["whole"]["here_size"]) == (200, 1, "40")
    assert [(one["name"], one["here"], one["fetch"]) for one in told["groups"]] == [
        ("M31", 1, 0),
        ("", 0, 1),
    ]
    _, told = await ask("GET", "basket", "here", group="")
    assert (told["whole"]["here"], told["whole"]["fetch"]) == (0, 1)
