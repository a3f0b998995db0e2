"""Rows of several targets say which one they are near, or why they do not."""

import pyarrow as pa
import pytest

from esap_jupyter.models import Target
from esap_jupyter.results import frames
from esap_jupyter.results.merge import combine
from esap_jupyter.results.nearest import DISTANCE, TARGET
from esap_jupyter.votable.schema import FieldSpec, make_schema

TARGETS = [
    Target(text=name, name=name, ra=ra, dec=0.0, sexagesimal="", source="coordinates")
    for name, ra in (("A", 10.0), ("B", 350.0))
]


@pytest.fixture
def near(tmp_path):
    """Combine one table of two columns with two targets."""

    def near(ra, dec, *, unit="deg", names=("ra", "dec")):
        texts = isinstance(ra[0], str)
        kind = {"datatype": "unicodeChar", "arraysize": "*"} if texts else {"datatype": "double"}
        more = {"unit": unit} if unit else {}
        schema = make_schema([FieldSpec(name=name, more=more, **kind) for name in names], {})
        table = pa.table([pa.array(ra), pa.array(dec)], schema=schema)
        with pa.ipc.new_file(str(tmp_path / "one.arrow"), schema) as writer:
            writer.write_table(table)
        decoded = combine([tmp_path / "one.arrow"], tmp_path / "all.arrow", targets=TARGETS)
        return frames.arrow(tmp_path / "all.arrow"), decoded.notes

    return near


@pytest.mark.parametrize("unit", ["deg", "degrees", None])
def test_the_nearest_is_told_across_zero(near, unit):
    table, notes = near([11.0, 359.0, 1.0, None], [0.0, 0.0, 0.0, 1.0], unit=unit)
    assert table.column(TARGET).to_pylist() == ["A", "B", "A", None]
    assert table.column(DISTANCE).to_pylist() == pytest.approx([1, 9, 9, None])
    assert notes == ()


@pytest.mark.parametrize(
    ("ra", "more", "why"),
    [
        (["00:42:44", "01:33:50"], {}, "ra and dec are not numbers"),
        ([0.1, 0.2], {"unit": "rad"}, "ra is in rad, not in degrees"),
        ([0.1, 0.2], {"names": ("x", "y")}, "no columns of a position are known"),
        ([0.1, 0.2], {"names": ("ra", TARGET)}, "it has a column nearest_target"),
    ],
)
def test_where_it_is_not_told_the_reason_is(near, ra, more, why):
    table, notes = near(ra, ra, **more)
    assert table.num_columns == 2
    (note,) = notes
    assert note.startswith(f"Its rows are not told apart by target, as {why}")
