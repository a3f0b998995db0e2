"""Edits that make ADQL of what is nearly so."""

import pytest

from esap_jupyter.adql.examination import examine
from esap_jupyter.adql.fixing import find_edits


def mended(text: str, **known: object) -> str:
    for edit in reversed(find_edits(text, **known)):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SELECT size, t.order FROM x.y AS t", 'SELECT "size", t."order" FROM x.y AS t'),
        ("SELECT 2MASS, 3C273 FROM t", 'SELECT "2MASS", "3C273" FROM t'),
        ("SELECT _RAJ2000 FROM t", 'SELECT "_RAJ2000" FROM t'),
        ("SELECT a FROM t WHERE date > 3", 'SELECT a FROM t WHERE "date" > 3'),
        (
            "SELECT a AS value, MIN(b) AS min FROM user",
            'SELECT a AS "value", MIN(b) AS "min" FROM "user"',
        ),
        ("SELECT point FROM t ORDER BY desc DESC", 'SELECT "point" FROM t ORDER BY "desc" DESC'),
        ("SELECT COUNT(*), count FROM t", 'SELECT COUNT(*), "count" FROM t'),
        ("select * from `a` where [b c] == 3", 'select * from "a" where "b c" = 3'),
        ("SELECT a FROM t LIMIT 5", "SELECT TOP 5 a FROM t"),
        (
            "SELECT DISTINCT a FROM t ORDER BY a LIMIT 5;",
            "SELECT DISTINCT TOP 5 a FROM t ORDER BY a;",
        ),
        ("SELECT a FROM t WHERE b = \u2018x\u2019", "SELECT a FROM t WHERE b = 'x'"),
    ],
)
def test_mends(written: str, meant: str) -> None:
    assert mended(written) == meant
    assert not examine(meant).problems


@pytest.mark.parametrize(
    "text",
    [
        "SELECT TOP 5 ra, dec FROM t WHERE 1=CONTAINS(POINT('ICRS',ra,dec),CIRCLE('ICRS',1,2,3))",
        "SELECT CAST(a AS DOUBLE PRECISION), CAST(x AS VARCHAR(3)) FROM t LEFT JOIN u ON t.a=u.a",
        "SELECT a+2e5, 1.5, 3*2 FROM t GROUP BY a ORDER BY a DESC OFFSET 3",
        "SELECT CASE WHEN a IS NULL THEN 1 ELSE 2 END FROM t WHERE b IN (1, 2) AND NOT c LIKE 'size'",
        'SELECT "size" FROM "order" -- size',
        "",
    ],
)
def test_leaves_adql_alone(text: str) -> None:
    assert find_edits(text) == []


def test_quotes_names_with_signs_where_they_are_known() -> None:
    known = {"tables": {"i/239/hip_main": '"I/239/hip_main"'}, "columns": ["B-V", "HIP"]}
    written = "SELECT hip FROM I/239/hip_main WHERE B-V > 1"
    assert mended(written, **known) == 'SELECT hip FROM "I/239/hip_main" WHERE "B-V" > 1'
    assert mended(written) == written


def test_names_get_the_case_that_the_service_knows() -> None:
    assert mended("SELECT 2mass FROM t", columns=["2MASS"]) == 'SELECT "2MASS" FROM t'


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SELECT nam, size FROM x.y", "SELECT nam, size FROM x.y"),
        (
            "SELECT t.size FROM x.y AS t WHERE date > 3",
            'SELECT t.size FROM x.y AS t WHERE "date" > 3',
        ),
        ("SELECT TOP 2 size, date FROM x.y", 'SELECT TOP 2 size, "date" FROM x.y'),
        ("SELECT a AS size FROM x.y ORDER BY size", 'SELECT a AS "size" FROM x.y ORDER BY "size"'),
        ("SELECT a size FROM x.y", 'SELECT a "size" FROM x.y'),
    ],
)
def test_quotes_no_column_that_is_not_there(written: str, meant: str) -> None:
    assert mended(written, columns=["a", "date"], names={"x", "y", "a", "date"}) == meant


def test_each_edit_says_why() -> None:
    (edit,) = find_edits("SELECT size FROM t")
    assert (edit.start, edit.end, edit.text) == (7, 11, '"size"')
    assert "reserved" in edit.reason


def test_a_megabyte_is_left_alone() -> None:
    assert find_edits("SELECT size " + "x" * 1_000_000) == []
