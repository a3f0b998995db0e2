import pytest

from esap_jupyter.adql.tables import Catalogue
from esap_jupyter.adql.translate import translate
from esap_jupyter.errors import BadRequestError
from tests.support.adql import POSITIONS, STARS

CATALOGUE = Catalogue([STARS, POSITIONS])

REFUSED = [
    ("", "empty"),
    ("  -- nothing\n", "empty"),
    ("DROP TABLE test.stars", "begins with DROP"),
    ("ATTACH 'x.db' AS x", "begins with ATTACH"),
    ("PRAGMA database_list", "begins with PRAGMA"),
    ("INSTALL httpfs", "begins with INSTALL"),
    ("COPY test.stars TO '/tmp/x'", "begins with COPY"),
    ("SELECT 1; DROP TABLE test.stars", "a ; ends the query"),
    ("SELECT * INTO x FROM test.stars", "no SELECT INTO"),
    ("SELECT * FROM read_csv('/etc/passwd')", "only tables can stand in FROM"),
    ("SELECT * FROM '/etc/passwd'", "no table /etc/passwd"),
    ('SELECT * FROM "/etc/passwd"', "no table /etc/passwd"),
    ("SELECT read_text('/etc/passwd')", "no function READ_TEXT"),
    ("SELECT getenv('HOME')", "no function GETENV"),
    ("SELECT * FROM duckdb_settings()", "only tables can stand in FROM"),
    ("SELECT * FROM information_schema.tables", "no table information_schema.tables"),
    ("SELECT * FROM sqlite_master", "no table sqlite_master"),
    ("SELECT @x", "ADQL has no variables"),
    ("SELECT [ra] FROM test.stars", "double quotes"),
    ("SELECT `ra` FROM test.stars", "double quotes"),
    ("SELECT nam FROM test.stars", "Did you mean name?"),
    ("SELECT name FROM test.star", "Did you mean test.stars?"),
    ("SELECT name FROM stars", "Did you mean test.stars?"),
    ("SELECT s.name FROM test.stars", "no table s in this FROM"),
    ("SELECT name FROM test.stars LIMIT 5", "Write SELECT TOP 5"),
    ("SELECT name FROM test.stars WEHRE ra > 1", "line 1, column 35"),
    ("SELECT name FROM", "table name"),
    ("SELECT", "no columns"),
    ("SELECT FROM test.stars", "no columns"),
    ("SELECT *", "* needs a FROM"),
    ("SELECT sum(*) FROM test.stars", "COUNT(*)"),
    ("SELECT LG10(1)", "Did you mean LOG10?"),
    ("SELECT LOG(1, 2)", "LOG takes 1 argument, not 2"),
    ("SELECT adql_within(1, 2, 3, 4, 5)", "no function ADQL_WITHIN"),
    ("SELECT TOP 1.5 name FROM test.stars", "TOP takes a whole number"),
    ("SELECT TOP -1 name FROM test.stars", "line 1"),
    ("SELECT TOP 99999999999999999999 name FROM test.stars", "too large"),
    ("SELECT CAST(ra AS BLOB) FROM test.stars", "cast"),
    ("SELECT 1e999", "too large"),
    ("SELECT * EXCEPT (ra) FROM test.stars", "not part of ADQL"),
    ("SELECT a.id FROM test.stars a, test.stars a", "two tables are called a"),
    ("SELECT ra FROM test.stars a, test.positions b", "column of a and b"),
    ("SELECT 1 UNION SELECT 2, 3", "1 columns cannot be combined with 2"),
    ("SELECT x FROM (SELECT 1 AS x)", "a subquery in FROM needs a name"),
    ("WITH RECURSIVE t AS (SELECT 1 AS x) SELECT x FROM t", "RECURSIVE"),
    ("SELECT rank() OVER (ORDER BY ra) FROM test.stars", "line 1"),
    ("SELECT POINT(ra, dec) FROM test.stars", "POINT stands only inside"),
    ("SELECT CONTAINS(POINT(ra, dec), 5) FROM test.stars", "takes shapes"),
    ("SELECT CONTAINS(POINT('GALACTIC', ra, dec), CIRCLE(1, 2, 3)) FROM test.stars", "ICRS"),
    ("SELECT CONTAINS(POINT(ra, dec), CIRCLE(1, 2, -3)) FROM test.stars", "negative"),
    ("SELECT CONTAINS(POINT(ra, dec), POLYGON(1, 2, 3, 4)) FROM test.stars", "three"),
    ("SELECT AREA(CIRCLE(1, 2, 3)) FROM test.stars", "not available in this version"),
    ("SELECT " + "(" * 3000 + "1" + ")" * 3000, "nested"),
    ("SELECT " + "NOT " * 3000 + "1", "nested too deeply"),
    ("SELECT " + "ABS(" * 3000 + "1" + ")" * 3000, "nested"),
    ("SELECT " + "CASE WHEN 1 = 1 THEN " * 1000 + "1" + " END" * 1000, "nested"),
    ("SELECT 1" + ", 1" * 5000, "more than 2000 columns"),
    (
        "SELECT 1 FROM test.stars a0"
        + "".join(f" JOIN test.stars a{i} ON a0.id = a{i}.id" for i in range(1, 300)),
        "reads more than 32 tables",
    ),
    (
        "WITH w0 AS (SELECT * FROM test.stars)"
        + "".join(f", w{i} AS (SELECT a.* FROM w{i - 1} a, w{i - 1} b)" for i in range(1, 40))
        + " SELECT * FROM w39",
        "reads more than 32 tables",
    ),
    ("WITH w AS (ra) SELECT 1 FROM w", "SELECT was expected"),
    ("SELECT '" + "x" * 200_000 + "'", "longer than 200000 characters"),
]


@pytest.mark.parametrize(("query", "words"), REFUSED, ids=[query[:50] for query, _ in REFUSED])
def test_refuses_in_words(query, words):
    with pytest.raises(BadRequestError) as caught:
        translate(query, CATALOGUE)
    assert words in str(caught.value)


def test_geometry_in_geometry_cannot_grow_without_limit():
    nested = "0"
    for _ in range(10):
        nested = f"DISTANCE({nested}, 0, 0, {nested})"[:20_000]
    with pytest.raises(BadRequestError):
        translate(f"SELECT {nested}", CATALOGUE)
    with pytest.raises(BadRequestError, match="cannot be computed from another shape"):
        translate("SELECT DISTANCE(0, 0, 0, DISTANCE(1, 2, 3, 4))", CATALOGUE)


def test_plain_columns_keep_their_description():
    found = translate("SELECT s.ra AS x, ra + 1, (dec) FROM test.stars AS s", CATALOGUE)
    assert found.names == ["x", "column_2", "dec"]
    described, computed, inside = found.columns
    assert described is not None
    assert (described.name, described.unit, described.ucd) == ("x", "deg", "pos.eq.ra;meta.main")
    assert computed is None
    assert inside is not None
    assert inside.unit == "deg"


def test_descriptions_pass_through_subqueries_unions_and_with():
    query = (
        "WITH w AS (SELECT ra AS r FROM test.stars) "
        "SELECT q.r FROM (SELECT r FROM w) AS q UNION ALL SELECT ra FROM test.positions"
    )
    [column] = translate(query, CATALOGUE).columns
    assert column is not None
    assert column.ucd == "pos.eq.ra;meta.main"


def test_same_names_are_told_apart():
    found = translate("SELECT * FROM test.stars a, test.positions b", CATALOGUE)
    assert [name for name in found.names if name.startswith(("ra", "dec"))] == [
        "ra",
        "dec",
        "ra_2",
        "dec_2",
    ]


def test_says_which_tables_are_read():
    found = translate(
        "SELECT 1 FROM TEST.Stars WHERE EXISTS (SELECT 1 FROM test.positions)", CATALOGUE
    )
    assert found.tables == {"test.stars", "test.positions"}


@pytest.mark.parametrize(("top", "limit", "expected"), [(5, 10, 5), (50, 10, 10), (None, 10, 10)])
def test_the_smaller_limit_holds(top, limit, expected):
    words = f"TOP {top} " if top else ""
    found = translate(f"SELECT {words}name FROM test.stars", CATALOGUE, limit=limit)
    assert found.sql.endswith(f"LIMIT {expected}")


def test_strings_stay_data():
    found = translate(
        "SELECT name FROM test.stars WHERE name = 'O''Neill; DROP TABLE x'", CATALOGUE
    )
    assert "'O''Neill; DROP TABLE x'" in found.sql


def test_names_of_the_answer_cannot_leave_their_quotes():
    found = translate('SELECT 1 AS "a"" FROM x; --"', CATALOGUE)
    assert found.names == ['a" FROM x; --']
    assert found.sql == 'SELECT 1 AS "a"" FROM x; --"'
