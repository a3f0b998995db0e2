"""ADQL is made of names and numbers."""

import msgspec
import pytest

from esap_jupyter.archives.base import Question
from esap_jupyter.archives.vo.tap.adql import number, select, text
from esap_jupyter.archives.vo.tap.names import written_name
from esap_jupyter.models import Collection, Column, Interval, Target


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("ivoa.obscore", "ivoa.obscore"),
        ('my."odd name"', 'my."odd name"'),
        ("2mass.psc", '"2mass".psc'),
        ('a"; DROP TABLE x', 'a."; DROP TABLE x"'),
        ("J/A+A/1.2/t", '"J/A+A/1.2/t"'),
        ("vizier.J/A+A/1.2/t", 'vizier."J/A+A/1.2/t"'),
        ("my.table", 'my."table"'),
        ("size", '"size"'),
        ("x -- y", '"x -- y"'),
        ("", '""'),
    ],
)
def test_names_are_quoted_where_they_must_be(name, written):
    assert written_name(name) == written


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0.5"), (1e-9, "0.000000001"), (180, "180.0"), (-0.1, "-0.1"), (0, "0.0")],
)
def test_numbers_have_no_exponent(value, text):
    assert number(value) == text


def test_a_target_s_text_is_not_part_of_the_query():
    target = Target(text="O'Neill') --", name="'", ra=1.5, dec=-2.0, sexagesimal="", source="")
    collection = Collection(id="a.b", ra="RAJ2000", dec="d e")
    assert select(collection, Question(targets=(target,), radius=0.25)) == (
        "SELECT * FROM a.b WHERE 1=CONTAINS(POINT('ICRS', RAJ2000, \"d e\"), "
        "CIRCLE('ICRS', 1.5, -2.0, 0.25))"
    )


TARGET = Target(text="x", name="x", ra=1, dec=2, sexagesimal="", source="")
OBSCORE = Collection(id="ivoa.ObsCore", ra="s_ra", dec="s_dec")


def test_restrictions_are_those_of_obscore():
    question = Question(
        time=Interval(low=50000, high=50001.5),
        band=Interval(high=1e-6),
        product="image' OR 1=1 --",
    )
    assert select(OBSCORE, question) == (
        "SELECT * FROM ivoa.ObsCore WHERE t_max >= 50000.0 AND t_min <= 50001.5 "
        "AND em_min <= 1e-06 AND dataproduct_type = 'image'' OR 1=1 --'"
    )
    assert "WHERE" not in select(Collection(id="a.b"), question)


def test_many_targets_and_polygons():
    targets = tuple(
        Target(text="x", name="x", ra=ra, dec=0, sexagesimal="", source="") for ra in (1, 2)
    )
    query = select(OBSCORE, Question(targets=targets, radius=1))
    assert query.count("1=CONTAINS(") == 2
    assert " OR " in query
    polygon = Question(polygon=((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)))
    assert "POLYGON('ICRS', 0.0, 0.0, 1.0, 0.0, 0.0, 1.0)" in select(OBSCORE, polygon)


@pytest.mark.parametrize("xtype", ["adql:REGION", "polygon", "Region", "circle"])
def test_footprints_are_asked_too_where_they_are_regions(xtype):
    column = Column(name="s_region", datatype="char", xtype=xtype)
    place = Question(targets=(TARGET,), radius=1)
    assert select(msgspec.structs.replace(OBSCORE, columns=[column]), place).endswith(
        "WHERE (1=CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 1.0, 2.0, 1.0)) "
        "OR 1=INTERSECTS(s_region, CIRCLE('ICRS', 1.0, 2.0, 1.0)))"
    )
    other = Collection(id="my.images", ra="s_ra", dec="s_dec", columns=[column])
    assert "INTERSECTS" not in select(other, place)


def test_footprints_that_may_be_text_are_not_asked():
    column = Column(name="s_region", datatype="char")
    collection = msgspec.structs.replace(OBSCORE, columns=[column])
    assert "INTERSECTS" not in select(collection, Question(targets=(TARGET,), radius=1))


def test_text_is_quoted():
    assert text("a'b") == "'a''b'"
