import json
import math
from pathlib import Path

import pytest

from tests.support.fake_platform import HOSTILE, contents, store_table

BIG = 2**63 - 1


@pytest.fixture
def stored(platform):
    import pyarrow as pa

    table = pa.table(
        {
            "id": pa.array([BIG, 9007199254740993, None, -1], pa.int64()),
            "flux": pa.array([math.nan, math.inf, -math.inf, 0.1], pa.float64()),
            "mag": pa.array([0.1, None, 3.4e38, 1e-45], pa.float32()),
            HOSTILE: pa.array([HOSTILE, "", None, "=cmd()"], pa.string()),
        }
    )
    return store_table(platform.results, table, name=HOSTILE[:40])


async def rows(ask, stored, **params):
    given = {"start": "0", "stop": "10", "columns": "0,1,2,3"} | params
    return await ask("GET", "results", stored.id, "rows", **given)


async def test_list_and_describe(ask, stored):
    assert [result["id"] for result in (await ask("GET", "results"))[1]] == [stored.id]
    status, result = await ask("GET", "results", stored.id)
    assert (status, result["path"]) == (200, stored.path)
    assert result["columns"][3]["name"] == HOSTILE


async def test_rename_and_delete(ask, stored, platform):
    status, result = await ask("PATCH", "results", stored.id, body={"name": "mine"})
    assert (status, result["name"]) == (200, "mine")
    assert (await ask("GET", "results", "mine"))[1]["id"] == stored.id
    assert (await ask("PATCH", "results", stored.id, body={"name": ""}))[0] == 400
    assert (await ask("PATCH", "results", stored.id, body={"title": "x"}))[0] == 400
    assert await ask("DELETE", "results", stored.id) == (204, None)
    assert platform.results.list() == []
    assert (await ask("DELETE", "results", stored.id))[0] == 404


@pytest.mark.parametrize("name", ["nothing", "..%2F..%2Fx", "%00", "x" * 2000])
@pytest.mark.parametrize("rest", [(), ("table",), ("code",), ("rows",)])
async def test_unknown_result(ask, name, rest):
    params = {"start": "0", "stop": "1", "columns": "0", "variable": "x"}
    status, error = await ask("GET", "results", name, *rest, **params)
    assert (status, error["code"]) == (404, "not_found")


async def test_cells_are_exact(ask, stored):
    status, page = await rows(ask, stored)
    assert status == 200
    first, second, third, fourth = page["cells"]
    assert first[0] == str(BIG)
    assert second[0] == "9007199254740993"
    assert third[0] is None
    assert [first[1], second[1], third[1]] == ["NaN", "inf", "-inf"]
    assert first[2] == "0.1"
    assert second[2] is None
    assert [first[3], second[3], third[3], fourth[3]] == [HOSTILE, "", None, "=cmd()"]


async def test_order_and_window(ask, stored):
    _, page = await rows(ask, stored, columns="0", sort="0", direction="descending")
    assert page["cells"] == [[str(BIG)], ["9007199254740993"], ["-1"], [None]]
    _, page = await rows(ask, stored, columns="3,0", start="1", stop="2")
    assert (page["start"], page["columns"]) == (1, [3, 0])
    assert page["cells"] == [["", "9007199254740993"]]
    _, page = await rows(ask, stored, start="100", stop="200")
    assert page["cells"] == []


BAD_ROWS = [
    {"start": "-1"},
    {"start": "x"},
    {"stop": ""},
    {"stop": "1.5"},
    {"stop": "1025"},
    {"stop": str(2**70)},
    {"columns": "4"},
    {"columns": "-1"},
    {"columns": "id"},
    {"columns": "\u0662"},
    {"columns": ",".join(["0"] * 65)},
    {"columns": "9" * 5000},
    {"sort": "4", "direction": "ascending"},
    {"sort": "0", "direction": "sideways"},
]


async def test_bad_rows(ask, stored):
    for params in BAD_ROWS:
        status, error = await rows(ask, stored, **params)
        assert (status, error["code"]) == (400, "bad_request"), params
        assert error["message"], params


async def test_code_for_a_cell(ask, stored):
    status, code = await ask("GET", "results", stored.id, "code", variable="stars")
    assert (status, code["language"]) == (200, "python")
    assert "stars = esap.adql('sandbox', 'SELECT * FROM t')" in code["code"]
    compile(code["code"], "cell", "exec")
    _, code = await ask(
        "GET", "results", stored.id, "code", variable="s", filename='a".vot', language="python"
    )
    assert "Table.read" in code["code"]
    ask_r = {"variable": "s", "language": "R"}
    _, code = await ask("GET", "results", stored.id, "code", filename="s.csv", **ask_r)
    assert "read.csv" in code["code"]
    status, error = await ask("GET", "results", stored.id, "code", **ask_r)
    assert (status, error["code"]) == (400, "bad_request")
    assert "file" in error["remedy"]
    for params in ({}, {"variable": "x; import os"}, {"variable": "class"}):
        assert (await ask("GET", "results", stored.id, "code", **params))[0] == 400
    cobol = {"variable": "x", "language": "cobol", "filename": "x.csv"}
    assert (await ask("GET", "results", stored.id, "code", **cobol))[0] == 501


async def test_table_in_slices(app, stored, jp_fetch):
    import pyarrow as pa

    whole, size = b"", 1
    while len(whole) < size:
        params = {"offset": str(len(whole)), "length": "1000"}
        response = await jp_fetch("esap", "results", stored.id, "table", params=params)
        assert response.headers["Content-Type"] == "application/vnd.apache.arrow.file"
        assert 0 < len(response.body) <= 1000
        size = int(response.headers["X-Total-Length"])
        whole += response.body
    assert size == stored.size
    assert pa.ipc.open_file(pa.py_buffer(whole)).read_all()["id"][0].as_py() == BIG
    beyond = await jp_fetch("esap", "results", stored.id, "table", params={"offset": str(10**9)})
    assert beyond.body == b""


@pytest.mark.parametrize(
    "params", [{"offset": "-1"}, {"length": "0"}, {"length": str(8 * 1024 * 1024 + 1)}]
)
async def test_bad_slices(ask, stored, params):
    assert (await ask("GET", "results", stored.id, "table", **params))[0] == 400


@pytest.fixture
def save(ask, stored):
    async def save(path, form="csv", **fields):
        body = {"path": path, "format": form, **fields}
        return await ask("POST", "results", stored.id, "files", body=body)

    return save


async def test_saves_in_the_workspace(save, jp_root_dir):
    (jp_root_dir / "data").mkdir()
    status, saved = await save("data/stars.csv")
    file = jp_root_dir / "data" / "stars.csv"
    assert (status, saved) == (201, {"path": "data/stars.csv", "size": file.stat().st_size})
    assert str(BIG) in file.read_text()
    assert (await save("/data/stars.vot", "votable"))[1]["path"] == "data/stars.vot"
    assert b"VOTABLE" in (jp_root_dir / "data" / "stars.vot").read_bytes()[:500]
    assert contents(jp_root_dir) == ["data/stars.csv", "data/stars.vot"]


async def test_overwrites_only_when_told(save, jp_root_dir):
    file = jp_root_dir / "stars.csv"
    file.write_text("precious")
    status, error = await save("stars.csv")
    assert (status, error["code"]) == (409, "conflict")
    assert file.read_text() == "precious"
    assert (await save("stars.csv", overwrite=True))[0] == 201
    assert str(BIG) in file.read_text()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "../out.csv",
        "a/../../out.csv",
        "..\\out.csv",
        "no-folder/a.csv",
        ".hidden.csv",
        ".config/a.csv",
        "a\0.csv",
        "a\n.csv",
        " a.csv",
        "x" * 300,
        "x" * 2000,
        "link/a.csv/..",
    ],
)
async def test_refuses_other_places(save, jp_root_dir, path):
    (jp_root_dir / ".config").mkdir()
    before = contents(jp_root_dir.parent)
    status, error = await save(path)
    assert (status, error["code"]) == (400, "bad_request")
    assert error["message"]
    assert contents(jp_root_dir.parent) == before


async def test_refuses_a_folder_and_an_unknown_format(save, jp_root_dir):
    (jp_root_dir / "folder").mkdir()
    assert (await save("folder"))[0] == 409
    assert (await save("folder", overwrite=True))[0] == 409
    assert (await save("a.exe", "exe"))[0] == 400
    assert contents(jp_root_dir) == []


@pytest.fixture
def broken(stored):
    Path(stored.path).write_bytes(b"broken")


async def test_failed_export_leaves_nothing(save, broken, jp_root_dir):
    (jp_root_dir / "stars.csv").write_text("precious")
    status, error = await save("stars.csv", overwrite=True)
    assert status >= 400
    assert error["message"]
    assert (jp_root_dir / "stars.csv").read_text() == "precious"
    assert contents(jp_root_dir) == ["stars.csv"]


async def test_workspace_that_is_not_on_disk(app, save, monkeypatch):
    saved = {}

    class Elsewhere:
        def is_hidden(self, path):
            return False

        def dir_exists(self, path):
            return path == ""

        def file_exists(self, path):
            return path in saved

        def save(self, model, path):
            saved[path] = model

    monkeypatch.setitem(app.serverapp.web_app.settings, "contents_manager", Elsewhere())
    assert (await save("stars.csv"))[0] == 201
    assert saved["stars.csv"]["format"] == "base64"
    assert (await save("stars.csv"))[0] == 409


async def test_a_file_that_appears_meanwhile_is_kept(app, save, jp_root_dir, monkeypatch):
    file = jp_root_dir / "stars.csv"
    run = app.workers.run

    def slow(*arguments, **options):
        file.write_text("precious")
        return run(*arguments, **options)

    monkeypatch.setattr(app.workers, "run", slow)
    status, error = await save("stars.csv")
    assert (status, error["code"]) == (409, "conflict")
    assert file.read_text() == "precious"
    assert contents(jp_root_dir) == ["stars.csv"]


async def test_saving_counts_as_a_request(app, save, monkeypatch):
    counts = []
    run = app.workers.run

    def counted(*arguments, **options):
        counts.append(app.places._value)
        return run(*arguments, **options)

    free = app.places._value
    monkeypatch.setattr(app.workers, "run", counted)
    assert (await save("stars.csv"))[0] == 201
    assert counts == [free - 1]


async def test_rows_that_meet_a_filter(ask, stored):
    where = json.dumps({"conditions": [{"column": 0, "operator": "=", "value": str(BIG)}]})
    status, page = await rows(ask, stored, columns="0", where=where)
    assert (status, page["total"], page["cells"]) == (200, 1, [[str(BIG)]])
    _, page = await rows(ask, stored, columns="0", where='{"text": "CMD"}')
    assert (page["total"], page["cells"]) == (1, [["-1"]])
    assert (await rows(ask, stored))[1]["total"] == 4
    body = {"ranges": [[0, 0]], "where": json.loads(where)}
    status, kept = await ask("POST", "results", stored.id, "selections", body=body)
    assert (status, kept["rows"]) == (201, 1)
    _, page = await ask("GET", "results", kept["id"], "rows", start="0", stop="9", columns="0")
    assert page["cells"] == [[str(BIG)]]


@pytest.mark.parametrize(
    "where",
    [
        "{",
        "[]",
        '{"conditions": [{"column": -1, "operator": "="}]}',
        '{"conditions": [{"column": 0, "operator": "like", "value": "1"}]}',
        '{"conditions": [{"column": 0, "operator": "=", "value": "x"}]}',
        '{"conditions": [{"column": 99, "operator": "present"}]}',
    ],
)
async def test_a_filter_that_makes_no_sense_is_refused_in_words(ask, stored, where):
    status, error = await rows(ask, stored, where=where)
    assert (status, error["code"]) == (400, "bad_request")
    assert error["message"]
