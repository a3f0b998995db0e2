"""Tables of real kernels: told of, and given away, message by message as JupyterLab sends them."""

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from esap_jupyter.kernel.giving import SLICE, Giving
from esap_jupyter.kernel.tables import MOST, tables_of
from tests.support.kernels import Comm, RealKernel

NAMES = "print(sorted(name for name in globals() if not name.startswith('_')))"
TABLES = """
import numpy as np, pandas as pd, polars as pl, pyarrow as pa
from astropy.table import Table, QTable
stars = Table({"name": ["M31", "M33"], "ra": [10.68, 23.46]})
measured = QTable(stars)
frame = pd.DataFrame({"a": [1, 2, 3]})
bears = pl.DataFrame({"x": [1], "y": [2]})
arrow = pa.table({"id": pa.array([2**63 - 1])})
_private, numbers, text = stars, np.arange(3), "no table"
"""


class RecordingComm:
    """A comm without a kernel that keeps what is said."""

    def __init__(self) -> None:
        self.sent: list[tuple[dict[str, Any], list[bytes]]] = []
        self.closed: list[dict[str, Any]] = []
        self.received: Any = None
        self.on_closed: Any = None

    def send(self, data: dict[str, Any], *, buffers: list[bytes] | None = None) -> None:
        self.sent.append((data, buffers or []))

    def close(self, data: dict[str, Any]) -> None:
        self.closed.append(data)

    def on_msg(self, callback: Any) -> None:
        self.received = callback

    def on_close(self, callback: Any) -> None:
        self.on_closed = callback


def asked(variables: dict[str, Any], **data: Any) -> RecordingComm:
    comm = RecordingComm()
    Giving(comm=comm, variables=variables, data=data).start()
    return comm


def test_lists_the_tables_and_leaves_nothing_behind(kernel: RealKernel) -> None:
    kernel.run(TABLES)
    before = kernel.run(NAMES)
    answer = Comm(kernel).hand_over(ask="tables")["ok"]
    found = {one["name"]: (one["kind"], one["rows"], one["columns"]) for one in answer["tables"]}
    assert found == {
        "arrow": ("Arrow table", 1, 1),
        "bears": ("Polars data frame", 1, 2),
        "frame": ("pandas data frame", 3, 1),
        "measured": ("Astropy QTable", 2, 2),
        "stars": ("Astropy table", 2, 2),
    }
    assert answer["left_out"] == 0
    assert kernel.run(NAMES) == before


@pytest.mark.parametrize("name", ["stars", "measured", "frame", "bears", "arrow"])
def test_writes_each_kind_where_the_server_shares_the_disk(
    kernel: RealKernel, tmp_path: Path, name: str
) -> None:
    kernel.run(TABLES)
    path = tmp_path / "table.arrow"
    answer = Comm(kernel).hand_over(ask="table", name=name, path=str(path))
    table = pa.ipc.open_file(path.read_bytes()).read_all()
    assert answer["ok"]["rows"] == table.num_rows > 0
    if name == "arrow":
        assert table["id"].to_pylist() == [2**63 - 1]


def test_sends_slices_where_it_does_not(kernel: RealKernel) -> None:
    kernel.run("import pyarrow as pa; many = pa.table({'n': list(range(200_000))})")
    comm = Comm(kernel)
    comm.open(ask="table", name="many", path="/nowhere/of/the/server/table.arrow")
    kind, offer = comm.receive()
    assert (kind, offer["rows"]) == ("comm_msg", 200_000)
    received = b""
    while len(received) < offer["size"]:
        comm.send({"offset": len(received)})
        message = kernel.wait_for(lambda seen: seen["content"].get("comm_id") == comm.id)
        assert message["content"]["data"] == {"offset": len(received)}
        (slice_,) = message["buffers"]
        assert 0 < len(slice_) <= SLICE
        received += bytes(slice_)
    comm.close()
    assert pa.ipc.open_file(received).read_all()["n"].to_pylist() == list(range(200_000))


def test_tells_beside_a_busy_cell(kernel7: RealKernel) -> None:
    kernel7.run(TABLES)
    subshell = kernel7.create_subshell()
    kernel7.begin("import time\nwhile 'go_on' not in globals(): time.sleep(0.05)")
    answer = Comm(kernel7, subshell).hand_over(ask="tables")
    assert "stars" in [one["name"] for one in answer["ok"]["tables"]]
    kernel7.run("go_on = True", subshell=subshell)
    assert kernel7.run("print(go_on)") == "True"


def test_a_variable_that_is_gone_or_no_table_is_an_error(tmp_path: Path) -> None:
    for variables, words in (({}, "no variable 'x'"), ({"x": 3}, "int is no table")):
        comm = asked(variables, ask="table", name="x", path=str(tmp_path / "table.arrow"))
        (answer,) = comm.closed
        assert words in answer["error"]["message"]
        assert answer["error"]["remedy"]
    assert list(tmp_path.iterdir()) == []


def test_never_writes_over_a_file(tmp_path: Path) -> None:
    path = tmp_path / "table.arrow"
    path.write_bytes(b"precious")
    comm = asked({"x": pa.table({"a": [1]})}, ask="table", name="x", path=str(path))
    assert comm.closed[0]["error"]["code"] == "conflict"
    assert path.read_bytes() == b"precious"


@pytest.mark.parametrize("data", [{"ask": "everything"}, {"ask": 3}, {"ask": "table", "name": []}])
def test_nonsense_is_answered(data: dict[str, Any]) -> None:
    assert asked({}, **data).closed[0]["error"]["code"] == "bad_request"
    comm = asked({"x": pa.table({"a": [1]})}, ask="table", name="x")
    comm.received({"content": {"data": {"offset": "; import os"}}})
    assert comm.closed[0]["error"]["code"] == "bad_request"
    comm.received({"content": {"data": {"offset": 0}}})
    assert len(comm.sent) == 1


def test_a_table_that_cannot_tell_its_length_hides_no_other() -> None:
    class Odd(pd.DataFrame):
        def __len__(self) -> int:
            raise RuntimeError("No.")

    found, _ = tables_of({"odd": Odd({"a": [1]}), "sound": pd.DataFrame({"a": [1]})})
    assert [(one.name, one.rows) for one in found] == [("odd", None), ("sound", 1)]


def test_nothing_of_a_value_is_run_to_know_it() -> None:
    class Proxy:
        @property
        def __class__(self) -> type:  # type: ignore[override]
            raise AssertionError

    assert tables_of({"proxy": Proxy()}) == ([], 0)


def test_tells_how_many_it_leaves_out() -> None:
    table = pa.table({"a": [1]})
    found, left_out = tables_of({f"t{number:03}": table for number in range(MOST + 2)})
    assert (len(found), left_out) == (MOST, 2)
