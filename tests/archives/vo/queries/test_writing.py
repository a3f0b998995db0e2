"""Constraints made ADQL: quoted safely, converted rightly."""

import math

import pytest

from esap_jupyter.adql.examination import examine
from esap_jupyter.archives.vo.queries.conditions import condition
from esap_jupyter.archives.vo.queries.spectral_units import to_metres
from esap_jupyter.archives.vo.queries.writing import python_of, write_query
from esap_jupyter.errors import BadRequestError
from esap_jupyter.models import Column, Interval, Target
from esap_jupyter.models.adql import ColumnFilter, DraftRequest, SchemaColumn, TableDetails

M31 = Target(text="M31", name="M31", ra=10.5, dec=41.25, sexagesimal="", source="test")
MAG = Column(name="size", datatype="double", numeric=True)
NAME = Column(name="name", datatype="char", arraysize="*")


def column(name: str, *, numeric: bool = True, **more: str) -> SchemaColumn:
    datatype = "double" if numeric else "char"
    return SchemaColumn(name=name, adql=name, datatype=datatype, numeric=numeric, **more)


OBSCORE = TableDetails(
    name="ivoa.obscore",
    adql="ivoa.obscore",
    source="test",
    ra="s_ra",
    dec="s_dec",
    columns=[
        *(column(name) for name in ("s_ra", "s_dec", "t_min", "t_max", "em_min", "em_max")),
        column("s_region", numeric=False),
        column("obs_collection", numeric=False),
    ],
)


def written(**fields: object) -> str:
    return write_query(DraftRequest(archive="x", table="ivoa.obscore", **fields), OBSCORE, M31).adql


@pytest.mark.parametrize(
    ("which", "text", "made"),
    [
        (MAG, "> 5", '"size" > 5'),
        (MAG, "9007199254740993", '"size" = 9007199254740993'),
        (MAG, "1 .. 3", '"size" BETWEEN 1 AND 3'),
        (MAG, "not between -1 and 2e3", '"size" NOT BETWEEN -1 AND 2e3'),
        (MAG, "> 5 and <= 9", '"size" > 5 AND "size" <= 9'),
        (MAG, "!= 3", '"size" <> 3'),
        (MAG, "IN (1, 2)", '"size" IN (1, 2)'),
        (MAG, "is not null", '"size" IS NOT NULL'),
        (NAME, "LIKE M%", "name LIKE 'M%'"),
        (NAME, "ilike 'm''%'", "name ILIKE 'm''%'"),
        (NAME, "M 31", "name = 'M 31'"),
        (NAME, "Tom and Jerry", "name = 'Tom and Jerry'"),
        (NAME, "in (a, 'b,c')", "name IN ('a', 'b,c')"),
        (NAME, "x' OR '1'='1", "name = 'x'' OR ''1''=''1'"),
    ],
)
def test_conditions(which: Column, text: str, made: str) -> None:
    assert condition(which, text) == made
    assert not examine(f"SELECT * FROM t WHERE {made}").problems


@pytest.mark.parametrize("text", ["> 5; DROP TABLE x", "abc", "IN ()", "> 1 -- x", "1e999x"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadRequestError):
        condition(MAG, text)


def test_position_by_circle_polygon_and_footprint() -> None:
    assert "CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10.5, 41.25, 0.5))" in written(
        target="M31", radius=0.5
    )
    assert "INTERSECTS(s_region, CIRCLE(" in written(target="M31", radius=0.5, overlaps=True)
    assert "POLYGON('ICRS', 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)" in written(polygon=[1, 2, 3, 4, 5, 6])
    with pytest.raises(BadRequestError, match="corners"):
        written(polygon=[1, 2, 3, 4])


def test_times_are_modified_julian_dates() -> None:
    text = written(time_from="2000-01-01T12:00", time_to="2000-01-02")
    assert "t_max >= 51544.5" in text
    assert "t_min <= 51545.0" in text
    with pytest.raises(BadRequestError, match="ends before"):
        written(time_from="2001-01-01", time_to="2000-01-01")


@pytest.mark.parametrize(
    ("low", "high", "unit", "metres"),
    [
        (400, 700, "nm", (400e-9, 700e-9)),
        (1.0, 2.0, "GHz", (0.149896229, 0.299792458)),
        (1, None, "keV", (None, 1.23984198e-9)),
        (None, 5000, "Angstrom", (None, 5e-7)),
    ],
)
def test_spectral_ranges(low, high, unit, metres) -> None:
    band = to_metres(Interval(low=low, high=high), unit)
    for one, wanted in zip((band.low, band.high), metres, strict=True):
        assert one is wanted or math.isclose(one, wanted, rel_tol=1e-8)


def test_band_becomes_two_conditions() -> None:
    text = written(band=Interval(low=400, high=700), band_unit="nm")
    assert "em_max >= 4" in text
    assert "em_min <= 7" in text


def test_python_runs_and_holds_the_same_query() -> None:
    draft = DraftRequest(
        archive="x'y",
        table="ivoa.obscore",
        values={"obs_collection": ["it's", 'a"b']},
        filters=[ColumnFilter(column="S_RA", text="> 5")],
        top=10,
    )
    made = write_query(draft, OBSCORE, None)
    assert made.adql == (
        "SELECT TOP 10 *\nFROM ivoa.obscore\n"
        "WHERE obs_collection IN ('it''s', 'a\"b')\n  AND s_ra > 5"
    )
    asked = []
    code = made.python.replace("import esap_jupyter as esap\n", "")
    fake = type("esap", (), {"adql": staticmethod(lambda *args: asked.append(args))})
    exec(code, {"esap": fake})
    assert asked == [("x'y", made.adql)]
    assert python_of("a", "SELECT 1").count("\n") == 3


def test_unknown_columns_and_tables_without_a_position_are_refused() -> None:
    with pytest.raises(BadRequestError, match="no column nothing"):
        written(filters=[ColumnFilter(column="nothing", text="> 1")])
    bare = TableDetails(name="t", adql="t", source="test", columns=[column("x")])
    with pytest.raises(BadRequestError, match="position"):
        write_query(DraftRequest(archive="x", table="t", target="M31"), bare, M31)
