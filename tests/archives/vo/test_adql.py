"""ADQL is made of names and numbers."""

import pytest

from esap_jupyter.archives.vo.adql import cone, identifier, number
from esap_jupyter.models import Collection, Target


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("ivoa.obscore", "ivoa.obscore"),
        ('my."odd name"', 'my."odd name"'),
        ("2mass.psc", '"2mass".psc'),
        ('a"; DROP TABLE x', '"a""; DROP TABLE x"'),
        ("x -- y", '"x -- y"'),
        ("", '""'),
    ],
)
def test_names_are_quoted_where_they_must_be(name, written):
    assert identifier(name) == written


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0.5"), (1e-9, "0.000000001"), (180, "180.0"), (-0.1, "-0.1"), (0, "0.0")],
)
def test_numbers_have_no_exponent(value, text):
    assert number(value) == text


def test_a_target_s_text_is_not_part_of_the_query():
    target = Target(text="O'Neill') --", name="'", ra=1.5, dec=-2.0, sexagesimal="", source="")
    collection = Collection(id="a.b", ra="RAJ2000", dec="d e")
    assert cone(collection, target, 0.25) == (
        "SELECT * FROM a.b WHERE 1=CONTAINS(POINT('ICRS', RAJ2000, \"d e\"), "
        "CIRCLE('ICRS', 1.5, -2.0, 0.25))"
    )
