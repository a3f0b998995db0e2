"""Against astropy's spherical geometry."""

import numpy as np
import pytest
from astropy.coordinates import angular_separation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.adql import answer, positions, value

TABLE = positions()
RA = np.radians(TABLE["ra"].to_numpy())
DEC = np.radians(TABLE["dec"].to_numpy())
# What lies on the edge of a circle may be told inside or outside.
EDGE = 1e-9

ras = st.one_of(st.floats(0, 360), st.sampled_from([0.0, 360.0, 180.0, 1e-9, 359.9999999]))
decs = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 90.0, 0.0, 89.9999, -89.9999]))
radii = st.one_of(st.floats(0, 180), st.floats(0, 2), st.sampled_from([0.0, 1e-6, 90.0, 180.0]))


def separations(ra, dec):
    found = angular_separation(np.radians(ra), np.radians(dec), RA, DEC)
    return np.degrees(found)


def check_cone(engine, predicate, ra, dec, radius):
    found = answer(engine, f"SELECT i FROM test.positions WHERE {predicate}")
    inside = np.zeros(len(RA), dtype=bool)
    inside[found["i"].to_numpy()] = True
    far = separations(ra, dec)
    # Near the antipode, and at 180 degrees, the haversine is exact to 1e-6 degrees only.
    clear = np.abs(far - radius) > (1e-5 if radius > 179 else EDGE)
    assert (inside == (far <= radius))[clear].all()


@given(ra=ras, dec=decs, radius=radii)
@settings(max_examples=150, deadline=None)
@example(ra=0.0, dec=90.0, radius=0.5)
@example(ra=123.0, dec=-90.0, radius=0.7)
@example(ra=359.9, dec=0.0, radius=0.5)
@example(ra=0.05, dec=0.0, radius=0.5)
@example(ra=10.0, dec=89.9, radius=1.0)
@example(ra=10.0, dec=10.0, radius=180.0)
def test_cones_hold_what_astropy_says(engine, ra, dec, radius):
    circle = f"CIRCLE({ra!r}, {dec!r}, {radius!r})"
    check_cone(engine, f"1 = CONTAINS(POINT(ra, dec), {circle})", ra, dec, radius)


@pytest.mark.parametrize(
    "form",
    [
        "1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 0.1, 89.5, 1))",
        "CONTAINS(POINT(ra, dec), CIRCLE(0.1, 89.5, 1)) = 1",
        "CONTAINS(POINT(ra, dec), CIRCLE(POINT(0.1, 89.5), 1)) = 1",
        "0 <> CONTAINS(POINT(ra, dec), CIRCLE('', 0.1, 89.5, 1.0))",
        "NOT 0 = CONTAINS(POINT(ra, dec), CIRCLE(0.1, 89.5, 1))",
        "1 = INTERSECTS(POINT(ra, dec), CIRCLE(0.1, 89.5, 1))",
        "1 = INTERSECTS(CIRCLE(0.1, 89.5, 1), POINT(ra, dec))",
        "1 = INTERSECTS(CIRCLE(ra, dec, 0.25), CIRCLE(0.1, 89.5, 0.75))",
        "1 = CONTAINS(CIRCLE(ra, dec, 0.5), CIRCLE(0.1, 89.5, 1.5))",
        "CONTAINS(POINT(ra, dec), CIRCLE(0.1, 89.5, 1)) + 1 > 1",
        "DISTANCE(POINT(ra, dec), POINT(0.1, 89.5)) <= 1",
        "DISTANCE(ra, dec, 0.1, 89.5) <= 1",
    ],
)
def test_all_forms_mean_the_same(engine, form):
    check_cone(engine, form, 0.1, 89.5, 1)


@given(ra1=ras, dec1=decs, ra2=ras, dec2=decs)
@settings(max_examples=150, deadline=None)
@example(ra1=0.0, dec1=0.0, ra2=180.0, dec2=0.0)
@example(ra1=0.0, dec1=90.0, ra2=0.0, dec2=-90.0)
@example(ra1=10.0, dec1=20.0, ra2=10.0, dec2=20.0)
@example(ra1=359.9999999, dec1=0.0, ra2=1e-9, dec2=0.0)
def test_distances_are_astropys(engine, ra1, dec1, ra2, dec2):
    found = value(engine, f"DISTANCE(POINT({ra1!r}, {dec1!r}), POINT({ra2!r}, {dec2!r}))")
    expected = np.degrees(angular_separation(*np.radians([ra1, dec1, ra2, dec2])))
    assert found == pytest.approx(expected, abs=1e-11, rel=1e-12)


def test_a_missing_position_is_in_no_circle_and_not_outside_either(engine):
    query = (
        "SELECT COUNT(*) AS n FROM test.stars WHERE {} = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 1))"
    )
    inside, outside = (answer(engine, query.format(n))["n"][0].as_py() for n in (1, 0))
    assert (inside, outside) == (2, 1)
    [row] = answer(
        engine,
        "SELECT CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 1)) AS c FROM test.stars WHERE id = 4",
    ).to_pylist()
    assert row["c"] is None


def test_a_negative_radius_from_a_column_holds_nothing(engine):
    query = "SELECT i FROM test.positions WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(ra, dec, -1 * i - 1))"
    assert answer(engine, query).num_rows == 0


def test_a_positional_join(engine):
    query = (
        "SELECT a.i AS a, b.i AS b FROM test.positions a JOIN test.positions b "
        "ON 1 = CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, 0.05)) WHERE a.i < b.i"
    )
    found = {(row["a"], row["b"]) for row in answer(engine, query).to_pylist()}
    far = np.degrees(angular_separation(RA[:, None], DEC[:, None], RA[None], DEC[None]))
    near = np.argwhere(np.triu(far <= 0.05, 1))
    assert found == {tuple(pair) for pair in near.tolist()}
    assert found
