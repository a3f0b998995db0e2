"""Rows are filtered by value: exactly, in any order, and the same rows everywhere."""

from datetime import datetime

import pyarrow as pa
import pytest

from esap_jupyter.errors import BadRequestError
from esap_jupyter.models import RowCondition, RowFilter
from esap_jupyter.results import paging
from esap_jupyter.results.footprints import footprints
from esap_jupyter.results.pages import page
from esap_jupyter.results.positions import positions, row_cells
from esap_jupyter.results.stored_tables import pick
from tests.support.stored import store_table

NAN = float("nan")
TIMES = [datetime(2026, 1, day) for day in (1, 2, 3)]  # noqa: DTZ001  as tables hold them
BIG = 2**63 - 1


@pytest.fixture
def stored(tmp_path):
    return lambda table: store_table(tmp_path, table).path


def by(operator, value="", column=0):
    return RowFilter(conditions=[RowCondition(column=column, operator=operator, value=value)])


def numbers(path, where, **order):
    """Return the rows' numbers, which stand in the second column."""
    return [int(row[0]) for row in page(path, 0, 1024, [1], where=where, **order).cells]


@pytest.mark.parametrize(
    ("values", "kind", "operator", "value", "rows"),
    [
        ([BIG, BIG - 1, None], pa.int64(), "=", str(BIG), [0]),
        ([BIG, BIG - 1, None], pa.int64(), "!=", str(BIG), [1]),
        ([BIG, BIG - 1, None], pa.int64(), "<", str(BIG + 1), [0, 1]),
        ([BIG, BIG - 1, None], pa.int64(), ">", f"-{BIG}9", [0, 1]),
        ([BIG, BIG - 1, None], pa.int64(), "=", f"{BIG}9", []),
        ([2**64 - 1, 0], pa.uint64(), ">=", str(2**64 - 1), [0]),
        ([0, 255], pa.uint8(), "<", "300", [0, 1]),
        ([0, 255], pa.uint8(), ">", " -1 ", [0, 1]),
        ([1, None, 3], pa.int16(), "missing", "", [1]),
        ([1, None, 3], pa.int16(), "present", "", [0, 2]),
        ([0.5, NAN, None, 2.0], pa.float64(), "!=", "0.5", [3]),
        ([0.5, NAN, None, 2.0], pa.float64(), ">=", "5e-1", [0, 3]),
        ([0.5, NAN, None, 2.0], pa.float64(), "<", "inf", [0, 3]),
        ([0.5, NAN, None, 2.0], pa.float64(), "missing", "", [1, 2]),
        ([0.1, 0.2], pa.float32(), "=", "0.1", [0]),
        ([0.1, 0.2], pa.float32(), "<", "0.1", []),
        (["M31", "m 33", "", None], pa.string(), "contains", "M3", [0]),
        (["M31", "m 33", "", None], pa.string(), "contains", "m", [0, 1]),
        (["(a", "a.b", "axb"], pa.string(), "contains", "A.", [1]),
        (["(a", "a.b", "axb"], pa.string(), "contains", "(", [0]),
        (["M31", "m31"], pa.string(), "=", "M31", [0]),
        (["M31", "m 33", "", None], pa.string(), "missing", "", [2, 3]),
        (["M31", "m 33", "", None], pa.string(), "present", "", [0, 1]),
        ([True, False, None], pa.bool_(), "=", "True", [0]),
        ([True, False, None], pa.bool_(), "!=", "true", [1]),
        (TIMES, pa.timestamp("us"), ">", "2026-01-02", [2]),
        (TIMES, pa.timestamp("us"), "<=", "2026-01-02T00:00:00", [0, 1]),
        ([[1], None, [2]], pa.list_(pa.int8()), "missing", "", [1]),
    ],
)
def test_values_are_compared_by_the_columns_type(  # noqa: PLR0917  fixtures and parameters
    stored, values, kind, operator, value, rows
):
    path = stored(pa.table({"x": pa.array(values, kind), "n": range(len(values))}))
    where = by(operator, value)
    assert numbers(path, where) == rows
    assert page(path, 0, 1, [0], where=where).total == len(rows)


@pytest.mark.parametrize(
    ("kind", "operator", "value", "words"),
    [
        (pa.int64(), "=", "1.5", "holds whole numbers; '1.5' is none"),
        (pa.int64(), "=", "٣", "whole numbers"),
        (pa.int64(), "=", "9" * 999, "whole numbers"),
        (pa.float64(), "<", "bright", "holds numbers; 'bright' is none"),
        (pa.float64(), "<", "", "no value was given"),
        (pa.float64(), "=", "nan", "holds numbers"),
        (pa.float64(), "contains", "1", "holds no text"),
        (pa.string(), "contains", "", "No text"),
        (pa.bool_(), "=", "maybe", "true and false"),
        (pa.timestamp("us"), "<", "yesterday", "holds times"),
        (pa.list_(pa.int8()), "=", "1", "cannot be compared"),
    ],
)
def test_a_value_that_is_none_of_the_columns_is_refused_in_words(
    stored, kind, operator, value, words
):
    path = stored(pa.table({"flux": pa.array([None], kind)}))
    with pytest.raises(BadRequestError, match=words) as caught:
        page(path, 0, 1, [0], where=by(operator, value))
    assert caught.value.remedy


def test_there_has_to_be_such_a_column(stored):
    path = stored(pa.table({"x": [1]}))
    with pytest.raises(BadRequestError, match="no column 1"):
        page(path, 0, 1, [0], where=by("present", column=1))
    with pytest.raises(BadRequestError, match="no columns of text"):
        page(path, 0, 1, [0], where=RowFilter(text="a"))


def test_conditions_and_text_must_all_be_met(stored):
    names, kinds = ["M31", "M32", "NGC 1"], ["spiral", "elliptical", "SPIRAL"]
    path = stored(pa.table({"name": names, "n": range(3), "kind": kinds}))
    assert numbers(path, RowFilter(text="spiral")) == [0, 2]
    assert numbers(path, RowFilter(text="m3")) == [0, 1]
    more = RowCondition(column=1, operator=">", value="0")
    assert numbers(path, RowFilter(text="spiral", conditions=[more])) == [2]
    assert numbers(path, RowFilter()) == [0, 1, 2]


@pytest.fixture
def many(stored):
    """100 rows whose ``x`` falls while ``n`` rises, in several chunks."""
    rows = range(100)
    columns = {
        "x": [99 - n for n in rows],
        "n": list(rows),
        "ra": [float(n) for n in rows],
        "dec": [0.0 for _ in rows],
        "s_region": [f"CIRCLE {n} 0 1" for n in rows],
    }
    return stored(pa.table(columns))


def test_the_same_rows_are_meant_everywhere(many, tmp_path):
    where, order = by("<", "10", column=1), {"sort": 0, "direction": "ascending"}
    shown = numbers(many, where, **order)
    assert shown == list(range(9, -1, -1))
    assert [row[0] for row in page(many, 3, 5, [1], where=where, **order).cells] == ["6", "5"]
    assert row_cells(many, 3, where=where, **order)[1] == "6"
    plotted = positions(many, 2, 3, where=where, **order)
    assert (plotted.total, plotted.rows, plotted.ra[3]) == (10, list(range(10)), 6.0)
    assert footprints(many, 4, where=where, **order).shapes[3].values[0] == 6.0
    target = str(tmp_path / "picked.arrow")
    assert pick(many, target, [(0, 0), (3, 4)], where=where, **order) == 3
    assert pa.ipc.open_file(target).read_all()["n"].to_pylist() == [9, 6, 5]
    assert pick(many, target, [(0, 1)], where=where, sort=None, direction="none") == 2
    assert pa.ipc.open_file(target).read_all()["n"].to_pylist() == [0, 1]


def test_rows_that_the_filter_holds_back_cannot_be_picked(many, tmp_path):
    where = by("<", "10", column=1)
    with pytest.raises(BadRequestError, match="no rows 10 to 10"):
        pick(many, str(tmp_path / "t"), [(10, 10)], where=where, sort=None, direction="none")


def test_few_filters_are_kept(many):
    for most in range(1, 20):
        where = by("<", str(most), column=1)
        assert page(many, 0, 1, [0], where=where).total == most
        assert page(many, 0, 1, [0], 0, "ascending", where).total == most
    assert len(paging._ORDERS) <= paging._MAX_ORDERS


def test_no_row_may_be_left(many):
    empty = page(many, 0, 10, [0], 0, "descending", by(">", "1000"))
    assert (empty.total, empty.cells) == (0, [])
