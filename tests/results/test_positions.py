"""What a sky plot draws of a stored table."""

import math

import pyarrow as pa
import pytest

from esap_jupyter.errors import BadRequestError, NotFoundError
from esap_jupyter.models import Column
from esap_jupyter.results.footprints import footprints, read_region, region_column
from esap_jupyter.results.positions import positions, row_cells


def stored(folder, **columns):
    table = pa.table(columns)
    path = folder / "table.arrow"
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=7)
    return path


def test_rows_without_a_position_are_left_out(tmp_path):
    ra = pa.array([-10.0, None, math.nan, 400.0, 5.0, math.inf, 1e308])
    path = stored(tmp_path, ra=ra, dec=[1.0, 2.0, 3.0, -90.0, 91.0, 0.0, 0.0])
    found = positions(path, 0, 1)
    assert (found.total, found.rows) == (2, [0, 3])
    assert (found.ra, found.dec) == ([350.0, 40.0], [1.0, -90.0])


def test_rows_are_counted_in_the_order_shown(tmp_path):
    path = stored(tmp_path, ra=[1.0, 2.0, 3.0], dec=[0.0] * 3, mag=[3, 1, 2])
    found = positions(path, 0, 1, sort=2, direction="ascending")
    assert found.ra == [2.0, 3.0, 1.0]
    assert row_cells(path, 0, 2, "ascending") == ["2.0", "0.0", "1"]
    assert row_cells(path, 0) == ["1.0", "0.0", "3"]


def test_of_many_rows_every_nth_is_given(tmp_path):
    path = stored(tmp_path, ra=[float(at % 360) for at in range(1000)], dec=[0.0] * 1000)
    found = positions(path, 0, 1, most=100)
    assert (found.total, len(found.rows), found.rows[:3]) == (1000, 100, [0, 10, 20])
    assert len(positions(path, 0, 1, most=300).rows) <= 300


def test_hours_become_degrees(tmp_path):
    path = stored(tmp_path, ra=[12.0], dec=[1.0])
    assert positions(path, 0, 1, scales=(15.0, 1.0)).ra == [180.0]


def test_what_holds_no_numbers_is_told(tmp_path):
    path = stored(tmp_path, ra=["ten"], dec=[1.0])
    with pytest.raises(BadRequestError, match="no numbers"):
        positions(path, 0, 1)


@pytest.mark.parametrize("row", [3, 10**9])
def test_unknown_row(tmp_path, row):
    with pytest.raises(NotFoundError, match="no row"):
        row_cells(stored(tmp_path, ra=[1.0, 2.0, 3.0]), row)


REGIONS = [
    ("Circle ICRS 10 20 0.5", [("circle", [10, 20, 0.5])]),
    ("CIRCLE('ICRS', 370, -20, .5)", [("circle", [10, -20, 0.5])]),
    ("10 20 0.5", []),
    ("Polygon ICRS 0 0 1 0 1 1", [("polygon", [0, 0, 1, 0, 1, 1])]),
    ("POLYGON 0 0 1 0 1 1 0 0", [("polygon", [0, 0, 1, 0, 1, 1])]),
    ("Position UNKNOWNFrame 359 89", [("circle", [359, 89, 0])]),
    ("Box ICRS 10 0 2 4", [("polygon", [11, -2, 9, -2, 9, 2, 11, 2])]),
    (
        "UNION ICRS ( Circle 1 2 3 Polygon 0 0 1e0 0 1 +1 )",
        [("circle", [1, 2, 3]), ("polygon", [0, 0, 1, 0, 1, 1])],
    ),
    ("Circle GALACTIC 10 20 0.5", []),
    ("Not (Circle ICRS 1 2 3)", []),
    ("Intersection ICRS (Circle 1 2 3 Circle 2 2 3)", []),
    ("Polygon ICRS 0 0 1 0", []),
    ("Circle ICRS 10 95 0.5", []),
    ("Circle ICRS 10 20 -1", []),
    ("nothing of the kind", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "shapes"), REGIONS)
def test_regions_in_the_ways_that_services_write_them(text, shapes):
    found = read_region(text)
    assert [kind for kind, _ in found] == [kind for kind, _ in shapes]
    for (_, values), (_, wanted) in zip(found, shapes, strict=True):
        assert values == pytest.approx(wanted)


def test_bare_numbers_are_what_the_column_says():
    assert read_region("10 20 0.5", "circle") == [("circle", [10, 20, 0.5])]
    assert read_region("0 0 1 0 1 1", "polygon") == [("polygon", [0, 0, 1, 0, 1, 1])]


def test_a_region_of_a_megabyte_is_cut(tmp_path):
    corners = " ".join(f"{at / 1000 % 360} {at % 80}" for at in range(100_000))
    ((kind, values),) = read_region(f"POLYGON {corners}")
    assert kind == "polygon"
    assert len(values) <= 1002


def test_footprints_of_a_table(tmp_path):
    texts = ["Circle ICRS 1 2 3", None, "nonsense", "Polygon ICRS 0 0 1 0 1 1"]
    path = stored(tmp_path, s_region=texts, order=[4, 3, 2, 1])
    found = footprints(path, 0)
    assert (found.total, found.unread) == (3, 1)
    assert [(shape.row, shape.kind) for shape in found.shapes] == [(0, "circle"), (3, "polygon")]
    turned = footprints(path, 0, sort=1, direction="ascending")
    assert [shape.row for shape in turned.shapes] == [0, 3]
    assert turned.shapes[0].kind == "polygon"


def test_no_footprints_of_an_empty_column(tmp_path):
    path = stored(tmp_path, s_region=pa.array([None, "", " "], pa.string()))
    assert footprints(path, 0).total == 0


@pytest.mark.parametrize(
    "text", ["CIRCLE 1e999 10 1", "POLYGON 1e999 1 2 3 4 5", "POSITION 1e999 2"]
)
def test_infinite_places_are_not_drawn(text):
    assert read_region(text) == []


def test_lists_of_numbers_are_regions_too(tmp_path):
    path = stored(tmp_path, area=pa.array([[0.0, 0.0, 1.0, 0.0, 1.0, 1.0], None]))
    assert footprints(path, 0, "polygon").shapes[0].values == [0, 0, 1, 0, 1, 1]


def column(name, **more):
    return Column(name=name, datatype="char", **more)


def test_which_column_holds_regions():
    marked = column("area", xtype="adql:REGION")
    assert region_column([column("x"), marked, column("s_region")]) == 2
    assert region_column([column("x"), marked]) == 1
    by_utype = column("f", utype="obscore:Char.SpatialAxis.Coverage.Support.Area")
    assert region_column([marked, by_utype]) == 1
    assert region_column([column("o", ucd="pos.outline;obs.field")]) == 0
    assert region_column([column("x")]) is None
