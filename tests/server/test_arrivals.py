"""Tables of kernels and selected rows become results over REST."""

import io
from pathlib import Path

import pyarrow as pa
import pytest
from tornado.httpclient import HTTPClientError

from tests.support.fake_platform import store_table

BIG = 2**63 - 1


def arrow_file(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def write(path: str, data: bytes) -> None:
    Path(path).write_bytes(data)


def read(path: str) -> bytes:
    return Path(path).read_bytes()


@pytest.fixture
def slices(app, jp_fetch):
    """Send bytes in slices; gives the status of the last."""

    async def send(arrival: str, data: bytes, size: int = 200, start: int = 0) -> int:
        status = 0
        for offset in range(0, len(data), size):
            try:
                response = await jp_fetch(
                    *("esap", "arrivals", arrival),
                    method="PATCH",
                    params={"offset": str(start + offset)},
                    body=data[offset : offset + size],
                )
                status = response.code
            except HTTPClientError as error:
                return error.code
        return status

    return send


async def finish(ask, arrival, rows, name="stars"):
    body = {"name": name, "kind": "Table", "rows": rows}
    return await ask("POST", "arrivals", arrival["id"], body=body)


async def test_a_table_that_the_kernel_wrote_becomes_a_result(ask, platform):
    status, arrival = await ask("POST", "arrivals")
    assert status == 201
    write(arrival["path"], arrow_file(pa.table({"id": [BIG, 1]})))
    status, result = await finish(ask, arrival, 2)
    assert (status, result["name"], result["rows"]) == (201, "stars", 2)
    assert result["title"] == "stars, from a Table of a kernel"
    assert pa.ipc.open_file(platform.results.get("stars").path).read_all()["id"][0].as_py() == BIG
    assert (await finish(ask, arrival, 2))[0] == 404


async def test_a_table_in_slices_becomes_a_result(ask, slices, platform):
    data = arrow_file(pa.table({"n": list(range(100))}))
    _, arrival = await ask("POST", "arrivals")
    assert await slices(arrival["id"], data) == 204
    assert (await finish(ask, arrival, 100))[0] == 201
    assert read(platform.results.get("stars").path) == data


@pytest.mark.parametrize(
    ("data", "rows", "words"),
    [
        (b"ARROW1\0\0 and then nothing", 1, "damaged"),
        (arrow_file(pa.table({"n": [1]})), 2, "1 rows where 2 were promised"),
        (arrow_file(pa.table({"n": [1]}))[:-20], 1, "damaged"),
    ],
)
async def test_what_is_no_table_is_thrown_away(  # noqa: PLR0917  fixtures and parameters
    ask, slices, platform, data, rows, words
):
    _, arrival = await ask("POST", "arrivals")
    await slices(arrival["id"], data)
    status, error = await finish(ask, arrival, rows)
    assert (status, error["code"]) == (502, "bad_answer")
    assert words in error["message"]
    assert platform.results.list() == []
    assert list(platform.results.folder.iterdir()) == []


async def test_slices_come_in_order_and_whole(ask, slices):
    _, arrival = await ask("POST", "arrivals")
    assert await slices(arrival["id"], b"x" * 10, start=5) == 400
    assert await slices(arrival["id"], b"x" * 10) == 204
    assert await slices(arrival["id"], b"x" * 10) == 400
    assert await slices(arrival["id"], b"x" * (8 * 1024 * 1024 + 1), size=2**24, start=10) == 413


async def test_a_table_that_is_given_up_leaves_nothing(ask, slices, platform):
    _, arrival = await ask("POST", "arrivals")
    await slices(arrival["id"], b"x" * 10)
    assert await ask("DELETE", "arrivals", arrival["id"]) == (204, None)
    assert await ask("DELETE", "arrivals", arrival["id"]) == (204, None)
    assert list(platform.results.folder.iterdir()) == []
    assert await slices(arrival["id"], b"x" * 10) == 404
    assert await slices("..%2F..%2Fx", b"x") == 404


async def test_selected_rows_become_a_result(ask, platform):
    table = pa.table({"name": ["a", "b", "c", "d"], "mag": [4.0, 2.0, 3.0, 1.0]})
    stored = store_table(platform.results, table, name="m31")
    body = {"ranges": [[0, 1], [3, 3]], "sort": 1, "direction": "ascending"}
    status, picked = await ask("POST", "results", stored.id, "selections", body=body)
    assert (status, picked["name"], picked["rows"]) == (201, "m31_selected", 3)
    assert picked["provenance"]["part_of"] == stored.id
    assert "3 of the 4 rows of 'm31'" in picked["provenance"]["notes"][-1]
    rows = pa.ipc.open_file(platform.results.get(picked["id"]).path).read_all()
    assert rows["name"].to_pylist() == ["d", "b", "a"]
    _, code = await ask("GET", "results", picked["id"], "code", variable="x")
    assert f"esap.load('{picked['id']}')" in code["code"]


@pytest.mark.parametrize("ranges", [[], [[0, 4]], [[2, 1]], [[9, 9]], [[0, 3], [1, 1]]])
async def test_rows_that_are_not_there_are_refused(ask, platform, ranges):
    stored = store_table(platform.results, pa.table({"n": [1, 2, 3, 4]}), name="few")
    status, error = await ask("POST", "results", stored.id, "selections", body={"ranges": ranges})
    assert (status, error["code"]) == (400, "bad_request")
    assert [one.id for one in platform.results.list()] == [stored.id]
