"""Selected rows are picked out of stored tables, in any order and in many pieces."""

import pyarrow as pa
import pytest

from esap_jupyter.errors import BadRequestError
from esap_jupyter.results import frames
from esap_jupyter.results.stored_tables import pick

ROWS = 40_000


class Counting:
    """A table that remembers how many rows it was asked for at a time."""

    def __init__(self, table):
        self.table = table
        self.takes = []

    def __getattr__(self, name):
        return getattr(self.table, name)

    def take(self, indices):
        self.takes.append(len(indices))
        return self.table.take(indices)


@pytest.fixture
def stored(tmp_path):
    path = tmp_path / "table.arrow"
    table = pa.table({"n": list(range(ROWS))})
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=1000)
    return path


@pytest.mark.parametrize(
    ("sort", "direction", "rows"),
    [(None, "none", range(0, ROWS, 2)), (0, "descending", range(ROWS - 1, 0, -2))],
)
def test_rows_in_many_pieces_are_taken_at_once(  # noqa: PLR0917  fixtures and parameters
    stored, tmp_path, monkeypatch, sort, direction, rows
):
    opened = []
    arrow = frames.arrow

    def counting(path):
        opened.append(Counting(arrow(path)))
        return opened[-1]

    monkeypatch.setattr(frames, "arrow", counting)
    destination = str(tmp_path / "picked.arrow")
    pieces = [(at, at) for at in range(0, ROWS, 2)]
    assert pick(str(stored), destination, pieces, sort=sort, direction=direction) == ROWS // 2
    assert pa.ipc.open_file(destination).read_all()["n"].to_pylist() == list(rows)
    assert [one.takes for one in opened] == [[ROWS // 2]]


def test_no_more_rows_are_picked_than_there_are(stored, tmp_path):
    pieces = [(0, ROWS - 1)] * 1000
    with pytest.raises(BadRequestError, match="More rows are selected than the table has"):
        pick(str(stored), str(tmp_path / "picked"), pieces, sort=None, direction="none")
