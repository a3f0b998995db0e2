"""Regions and coverage maps against astropy, arithmetic and one another."""

import math
from concurrent.futures import ThreadPoolExecutor

import astropy.units as u
import numpy as np
import pyarrow as pa
import pytest
from astropy.coordinates import SkyCoord

from esap_jupyter.adql import moc, regions, shapes
from esap_jupyter.adql.engine import Engine
from esap_jupyter.adql.region_text import parse
from esap_jupyter.adql.tables import Table
from esap_jupyter.errors import BadRequestError, CancelledError, TimedOutError
from esap_jupyter.models import Column
from tests.support.adql import answer

SQUARE = "POLYGON ICRS 359 -1 1 -1 1 1 359 1"
POLE = "POLYGON 0 85 90 85 180 85 270 85"


def region(text):
    return parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CIRCLE 10 20 0.5", regions.Circle(10, 20, 0.5)),
        ("Circle ICRS 370 20 .5", regions.Circle(10, 20, 0.5)),
        ("POINT(10, 20)", None),
        ("Position ICRS 10 20", regions.Circle(10, 20)),
        ("polygon icrs geocenter 0 0 1 0 1 1", regions.Polygon(((0, 0), (1, 0), (1, 1)))),
        ("POLYGON 0 0 1 0 1 1 0 0", regions.Polygon(((0, 0), (1, 0), (1, 1)))),
        ("BOX 10 0 2 1", regions.Polygon(((9, -0.5), (11, -0.5), (11, 0.5), (9, 0.5)))),
    ],
)
def test_regions_are_read_in_each_spelling(text, expected):
    assert region(text) == (expected or regions.Circle(10, 20))


@pytest.mark.parametrize(
    "text",
    ["", "x", "CIRCLE", "CIRCLE 1 2", "CIRCLE 1 2 -3", "CIRCLE 1 91 1", "CIRCLE 1 nan 1",
     "POLYGON 0 0 1 1", "POLYGON 0 0 1 1 2", "POLYGON 0 0 120 0 240 0", "CIRCLE GALACTIC 1 2 3",
     "UNION ICRS (CIRCLE 1 2 3)"],
)  # fmt: skip
def test_what_is_no_region_is_refused(text):
    with pytest.raises(ValueError, match=r"region|circle|polygon|latitudes"):
        region(text)


@pytest.mark.parametrize("corners", [3, 4, 7])
def test_polygons_hold_the_points_that_astropy_says(corners):
    random = np.random.default_rng(corners)
    for _ in range(20):
        centre = SkyCoord(
            random.uniform(0, 360), np.degrees(np.arcsin(random.uniform(-1, 1))), unit="deg"
        )
        turns = np.sort(random.uniform(0, 360, corners))
        radius = random.uniform(0.5, 30)
        outline = centre.directional_offset_by(turns * u.deg, radius * u.deg)
        polygon = regions.Polygon(tuple(zip(outline.ra.deg, outline.dec.deg, strict=True)))
        points = centre.directional_offset_by(
            random.uniform(0, 360, 40) * u.deg, random.uniform(0, 1.5 * radius, 40) * u.deg
        )
        vectors = outline.cartesian.xyz.value.T
        # Convex: inside is the same side of every edge, counted from the polygon's own middle.
        middle = vectors.sum(axis=0)
        normals = np.cross(vectors, np.roll(vectors, -1, axis=0))
        signs = np.sign(normals @ middle)
        if not (signs == signs[0]).all():
            continue
        inside = ((normals @ points.cartesian.xyz.value) * signs[:, None] > 0).all(axis=0)
        found = [
            regions.contains(polygon, regions.Circle(ra, dec))
            for ra, dec in zip(points.ra.deg, points.dec.deg, strict=True)
        ]
        assert found == inside.tolist()


@pytest.mark.parametrize(
    ("one", "other", "meet", "held"),
    [
        (SQUARE, "CIRCLE 0 0 0.5", True, True),
        (SQUARE, "CIRCLE 0 0 1.5", True, False),
        (SQUARE, "CIRCLE 2 0 0.9", False, False),
        (SQUARE, "CIRCLE 2 0 1.1", True, False),
        (SQUARE, "POLYGON 359.5 -0.5 0.5 -0.5 0.5 0.5 359.5 0.5", True, True),
        (SQUARE, "POLYGON 350 -0.1 10 -0.1 10 0.1 350 0.1", True, False),
        (SQUARE, "POLYGON 350 5 10 5 10 6 350 6", False, False),
        (SQUARE, "POLYGON 179 -1 181 -1 181 1 179 1", False, False),
        (POLE, "CIRCLE 45 90 1", True, True),
        (POLE, "CIRCLE 45 80 1", False, False),
        ("CIRCLE 0 0 2", SQUARE, True, True),
        ("CIRCLE 0 0 1", SQUARE, True, False),
        ("CIRCLE 0 0 1", "CIRCLE 0 0 0.5", True, True),
        ("CIRCLE 0 0 1", "CIRCLE 1.4 0 0.5", True, False),
        ("POLYGON 0 0 4 0 4 4 2 1", "POINT 2 2", False, False),
    ],
)
def test_how_regions_lie_to_one_another(one, other, meet, held):
    assert regions.intersects(region(one), region(other)) is meet
    assert regions.intersects(region(other), region(one)) is meet
    assert regions.contains(region(one), region(other)) is held


def test_cells_are_those_of_healpix():
    # From healpy's own documentation: ring2nest(16, 1504) is 1130, whose centre is here.
    assert moc.cell(2.8125, 0.0, 4) == 1130
    assert moc.cell(45, 0.1, 0) == 0 or moc.cell(45, 60, 0) == 0
    assert [moc.cell(lon, -80, 0) for lon in (10, 100, 190, 280)] == [8, 9, 10, 11]
    assert moc.cell(0, 0, 0) == 4


@pytest.mark.parametrize("order", range(5))
def test_each_cell_holds_its_centre_and_reaches_no_further_than_said(order):
    centres = [moc._centre(index, order) for index in range(12 << 2 * order)]
    assert [moc.cell(*centre, order) for centre in centres] == list(range(12 << 2 * order))
    random = np.random.default_rng(order)
    for lon, sine in zip(random.uniform(0, 360, 300), random.uniform(-1, 1, 300), strict=True):
        lat = math.degrees(math.asin(sine))
        centre = centres[moc.cell(lon, lat, order)]
        assert regions.separation(lon, lat, *centre) <= moc._REACH / 2**order


@pytest.mark.parametrize(
    "text", ["CIRCLE 10 41 3", "CIRCLE 77 89 5", SQUARE, POLE, "CIRCLE 0 0 180"]
)
def test_a_map_covers_its_region_and_not_much_more(text):
    wanted, order = region(text), 5
    covering = moc.to_moc(wanted, order)
    random = np.random.default_rng(1)
    for lon, sine in zip(random.uniform(0, 360, 2000), random.uniform(-1, 1, 2000), strict=True):
        point = regions.Circle(lon, math.degrees(math.asin(sine)))
        inside = moc.meets(covering, moc.to_moc(point, 10))
        if regions.contains(wanted, point):
            assert inside
        elif inside:
            assert regions.intersects(
                wanted, regions.Circle(point.lon, point.lat, 2 * moc._REACH / 2**order)
            )


def test_maps_are_read_and_written():
    ranges, order = moc.parse_moc("1/0-3 7 2/64,65 3/")
    assert order == 3
    assert moc.parse_moc("MOC 1/0-3 7 2/64 65 3/") == (ranges, 3)
    assert moc.parse_moc(moc.to_ascii(ranges, 3))[0] == ranges
    assert all(
        moc.parse_moc(text) is None for text in ("", "x", "/1", "40/1", "CIRCLE 1 2 3", "3/a")
    )


TABLE = Table(
    schema="test",
    name="fields",
    description="Footprints",
    columns=(
        Column(name="name", datatype="char", arraysize="*"),
        Column(name="s_region", datatype="char", arraysize="*", xtype="adql:REGION"),
        Column(name="ra", datatype="double"),
    ),
)


@pytest.fixture(scope="module")
def fields():
    made = []
    engine = Engine()
    rows = pa.table(
        {
            "name": ["square", "circle", "pole", "map", "broken", "none"],
            "s_region": [SQUARE, "CIRCLE 10 10 2", POLE, moc.to_ascii(moc.to_moc(region("CIRCLE 100 0 3"), 6), 6), "CIRCLE x", None],
            "ra": [0.0, 10.0, 0.0, 100.0, 0.0, 0.0],
        }
    )  # fmt: skip

    def make():
        made.append(1)
        return rows

    engine.provide(TABLE, make)
    engine.lock()
    assert made == []
    yield engine
    assert made == [1]
    engine.close()


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("1 = CONTAINS(POINT('ICRS', 0.5, 0.5), s_region)", {"square"}),
        ("1 = CONTAINS(POINT(ra, 0), s_region)", {"square", "map"}),
        ("1 = INTERSECTS(CIRCLE(10, 13, 1.5), s_region)", {"circle"}),
        ("1 = INTERSECTS(s_region, CIRCLE('ICRS', 10, 13, 1.5))", {"circle"}),
        ("1 = CONTAINS(s_region, CIRCLE(0, 0, 2))", {"square"}),
        ("1 = INTERSECTS(POLYGON(98, -1, 102, -1, 102, 1), s_region)", {"map"}),
        ("1 = CONTAINS(MOC(6, POINT(100, 1)), s_region)", {"map"}),
        ("1 = INTERSECTS(s_region, MOC(6, CIRCLE(0.0, 88, 1)))", {"pole"}),
        ("1 = INTERSECTS(s_region, MOC('0/0-11'))", {"square", "circle", "pole", "map"}),
        ("1 = CONTAINS(POINT(10, 10), BOX(10, 10, 1, 1)) AND name = 'none'", {"none"}),
        ("1 = CONTAINS(POINT(ra, 10), REGION('CIRCLE ICRS 10 10 1'))", {"circle"}),
        ("0 = INTERSECTS(POINT(0, 0), s_region)", {"circle", "pole", "map"}),
        ("1 = CONTAINS(POINT(POWER(1, 2), 0.5), POLYGON(POINT(0, 0), POINT(2, 0), POINT(2, 2)))", {"square", "circle", "pole", "map", "broken", "none"}),
    ],
)  # fmt: skip
def test_regions_in_queries(fields, condition, expected):
    found = answer(fields, f"SELECT name FROM test.fields WHERE {condition}")
    assert set(found["name"].to_pylist()) == expected


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("1 = CONTAINS(POINT(1, 2), REGION('UNION 1 2'))", "a region is CIRCLE"),
        ("1 = CONTAINS(POINT(1, 2), REGION(name))", "one string"),
        ("1 = CONTAINS(POINT(1, 2), POLYGON(1, 2, 3, 4))", "three"),
        ("1 = CONTAINS(POINT(1, 2), POLYGON(1, 2, 3, 4, 5))", "three"),
        ("1 = CONTAINS(POINT(1, 2), POLYGON('GALACTIC', 1, 2, 3, 4, 5, 6))", "are ICRS here"),
        ("1 = CONTAINS(POINT(1, 2), MOC(ra, POINT(1, 2)))", "whole number"),
        ("1 = CONTAINS(POINT(1, 2), MOC(1, 2, 3))", "an order and a shape"),
        ("1 = INTERSECTS(s_region, 5)", "takes shapes"),
        ("1 = CONTAINS(POINT(1, 2), POLYGON(DISTANCE(POINT(0, 0), POINT(1, 1)), 0, 1, 1, 2, 2))", "another shape"),
    ],
)  # fmt: skip
def test_refused_shapes(fields, condition, words):
    with pytest.raises(BadRequestError, match=words):
        answer(fields, f"SELECT name FROM test.fields WHERE {condition}")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ivo_hasword('Deep-field survey of M31', 'M31')", 1),
        ("ivo_hasword('Deep-field survey', 'sur')", 0),
        ("ivo_hasword('a.b', 'axb')", 0),
        ("ivo_hashlist_has('radio#Optical', 'optical')", 1),
        ("ivo_hashlist_has('radio', 'rad')", 0),
        ("ivo_nocasematch('IVO://x/Y', 'ivo://%')", 1),
        ("ivo_interval_overlaps(1, 3, 2.5, 4)", 1),
        ("ivo_interval_overlaps(1, 2, 3, 4)", 0),
    ],
)
def test_the_functions_of_registries(fields, expression, expected):
    assert answer(fields, f"SELECT {expression} AS x").to_pylist() == [{"x": expected}]


def test_strings_are_gathered(fields):
    query = (
        "SELECT ra, ivo_string_agg(COALESCE(name, ''), '|') AS names FROM test.fields GROUP BY ra"
    )
    found = {row["ra"]: row["names"] for row in answer(fields, query).to_pylist()}
    assert sorted(found[0.0].split("|")) == ["broken", "none", "pole", "square"]


def test_hostile_regions_are_only_unknown():
    for text in (
        "CIRCLE " + "9" * 400 + " 1 1",
        "6/" + "9" * 50,
        "POLYGON " + "1e308 " * 8,
        "\x00",
    ):
        assert shapes.contains("POINT 1 1", text) in (None, False)
        assert shapes.make_moc(5, text) is None


def test_a_table_is_made_once_also_for_many_who_ask_at_once():
    made = []

    def make():
        made.append(1)
        return pa.table({"name": ["x"], "s_region": [SQUARE], "ra": [0.0]})

    engine = Engine()
    engine.provide(TABLE, make)
    engine.lock()
    query = "SELECT name FROM test.fields WHERE 1 = CONTAINS(POINT(0, 0), s_region)"
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: answer(engine, query).to_pylist(), range(16)))
    engine.close()
    assert found == [[{"name": "x"}]] * 16
    assert made == [1]


@pytest.mark.parametrize("stop", ["time", "client"])
def test_geometry_row_by_row_can_be_stopped(fields, stop):
    query = (
        "SELECT COUNT(*) FROM test.fields a, test.fields b, test.fields c, test.fields d, "
        "test.fields e, test.fields f, test.fields g, test.fields h WHERE 1 = INTERSECTS("
        "CIRCLE(a.ra + b.ra + c.ra + d.ra + e.ra + f.ra + g.ra, 0, 1), h.s_region)"
    )
    options = {"seconds": 0.3} if stop == "time" else {"cancelled": lambda: True}
    with pytest.raises(TimedOutError if stop == "time" else CancelledError):
        answer(fields, query, **options)
