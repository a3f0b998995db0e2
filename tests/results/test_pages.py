"""Pages of cells as text, and their order."""

import os
import struct
from datetime import datetime

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given, settings

from esap_jupyter.errors import BadRequestError, ConflictError, NotFoundError
from esap_jupyter.results import paging
from esap_jupyter.results.pages import page, save
from tests.support.stored import store_table

NAN = float("nan")


@pytest.fixture
def stored(tmp_path):
    return lambda table: store_table(tmp_path, table).path


def cells(path, column=0, **sort):
    return [row[0] for row in page(path, 0, 1024, [column], **sort).cells]


@pytest.mark.parametrize(
    ("values", "kind", "texts"),
    [
        ([2**63 - 1, -(2**63), None], pa.int64(), ["9223372036854775807", "-9223372036854775808", None]),
        ([0.1, 1e300, NAN, float("inf"), -0.0], pa.float64(), ["0.1", "1e+300", "NaN", "inf", "-0.0"]),
        ([1.1, 16777216.0, NAN, float("-inf")], pa.float32(), ["1.1", "16777216.0", "NaN", "-inf"]),
        ([True, False, None], pa.bool_(), ["true", "false", None]),
        (["<b>", "", None], pa.string(), ["<b>", "", None]),
        ([[1.1, None], [], None], pa.list_(pa.float32()), ["1.1 --", "", None]),
        ([[[1, 2], [3, 4]]], pa.list_(pa.list_(pa.int8(), 2), 2), ["1 2 3 4"]),
        ([datetime.fromisoformat("2026-01-02T03:04:05.000006")], pa.timestamp("us"), ["2026-01-02T03:04:05.000006"]),
    ],
)  # fmt: skip
def test_cells_are_exact_texts(stored, values, kind, texts):
    assert cells(stored(pa.table({"x": pa.array(values, kind)}))) == texts


@given(st.floats(width=32, allow_nan=False))
def test_float32_texts_read_back(value):
    from esap_jupyter.votable.text import cell_texts

    (text,) = cell_texts(pa.array([value], pa.float32()))
    assert struct.pack("f", float(text)) == struct.pack("f", value)


def test_page_is_cut_at_the_end(stored):
    path = stored(pa.table({"x": range(10), "y": list("abcdefghij")}))
    cut = page(path, 8, 20, [1, 0])
    assert cut.cells == [["i", "8"], ["j", "9"]]
    assert (cut.start, cut.columns) == (8, [1, 0])
    assert page(path, 10, 20, [0]).cells == []
    assert page(path, 50, 60, [0], 0, "ascending").cells == []


@pytest.mark.parametrize(
    "request_",
    [(0, 1025, [0]), (-1, 3, [0]), (5, 3, [0]), (0, 1, [0] * 65), (0, 1, [1]), (0, 1, [-1])],
)
def test_unreasonable_pages_are_refused(stored, request_):
    path = stored(pa.table({"x": [1]}))
    with pytest.raises(BadRequestError):
        page(path, *request_)


def test_sort_column_must_exist_and_have_an_order(stored):
    path = stored(pa.table({"x": [[1], [2]]}))
    for column in (0, 1, -1):
        with pytest.raises(BadRequestError):
            page(path, 0, 1, [0], column, "ascending")


def test_deleted_table_is_not_found(tmp_path):
    with pytest.raises(NotFoundError, match="gone"):
        page(tmp_path / "none.arrow", 0, 1, [0])


def test_missing_comes_last_both_ways_after_nan(stored):
    values = [2.0, None, NAN, -1.0, float("inf"), None, NAN]
    path = stored(pa.table({"x": values}))
    tail = ["NaN", "NaN", None, None]
    assert cells(path, sort=0, direction="ascending") == ["-1.0", "2.0", "inf", *tail]
    assert cells(path, sort=0, direction="descending") == ["inf", "2.0", "-1.0", *tail]
    assert cells(path, sort=0, direction="none")[0] == "2.0"


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.none() | st.sampled_from([1, 2, 3]), max_size=12))
def test_order_is_stable(values):
    table = pa.table({"x": pa.array(values, pa.int64()), "row": range(len(values))})
    for direction, sign in (("ascending", 1), ("descending", -1)):
        order = paging._sorted(table, 0, direction).to_pylist()
        wanted = sorted(
            range(len(values)), key=lambda row: (values[row] is None, sign * (values[row] or 0))
        )
        assert order == wanted


def test_texts_sort_by_code_point(stored):
    path = stored(pa.table({"x": ["b", "\N{TELESCOPE}", "B", "\uff5e", None, "", "a"]}))
    assert cells(path, sort=0, direction="ascending") == [
        "", "B", "a", "b", "\uff5e", "\N{TELESCOPE}", None,
    ]  # fmt: skip


def test_integers_beyond_doubles_sort_exactly(stored):
    path = stored(pa.table({"x": [2**53 + 1, 2**53, 2**53 + 2]}))
    ordered = cells(path, sort=0, direction="descending")
    assert ordered == [str(2**53 + n) for n in (2, 1, 0)]


def test_only_a_few_orders_are_kept(stored):
    path = stored(pa.table({f"c{n}": [n] for n in range(9)}))
    for column in range(9):
        page(path, 0, 1, [0], column, "ascending")
    assert len(paging._ORDERS) <= 4


def test_saving_asks_before_it_replaces(tmp_path, stored):
    path, destination = stored(pa.table({"x": [1, 2]})), tmp_path / "x.csv"
    assert save(path, destination, "csv", overwrite=False) == destination.stat().st_size
    with pytest.raises(ConflictError, match=r"x\.csv"):
        save(path, destination, "csv", overwrite=False)
    assert save(path, destination, "csv") == destination.stat().st_size


def test_a_file_that_appears_while_saving_is_kept(tmp_path, stored):
    path, destination = stored(pa.table({"x": [1, 2]})), tmp_path / "there" / "x.csv"
    destination.parent.mkdir()
    with pytest.raises(ConflictError):
        save(
            path, destination, "csv", overwrite=False,
            progress=lambda _: destination.write_text("precious"),
        )  # fmt: skip
    assert destination.read_text() == "precious"
    assert list(destination.parent.iterdir()) == [destination]


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_never_replaced(tmp_path, stored, make):
    path, destination = stored(pa.table({"x": [1, 2]})), tmp_path / "x.csv"
    make(destination)
    before = destination.stat()
    with pytest.raises(BadRequestError, match="no file"):
        save(path, destination, "csv")
    assert destination.stat() == before
