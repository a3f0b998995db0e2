import threading

import duckdb
import pytest

from esap_jupyter.errors import BadRequestError, CancelledError, TimedOutError
from tests.support.adql import BIG, answer, value

ENDLESS = (
    "SELECT COUNT(*) FROM test.positions a, test.positions b, test.positions c, test.positions d "
    "WHERE SIN(a.ra * b.dec * c.ra * d.dec) = 0.123456789"
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("7 / 2", 3),
        ("-7 / 2", -3),
        ("7 / 2.0", 3.5),
        ("0.1 + 0.2", 0.1 + 0.2),
        ("LOG(10)", pytest.approx(2.302585092994046, abs=1e-15)),
        ("LOG10(1000)", 3.0),
        ("MOD(-7, 3)", -1),
        ("POWER(2, 10)", 1024.0),
        ("CEILING(1.2)", 2.0),
        ("TRUNCATE(-1.7)", -1.0),
        ("ROUND(2.345, 2)", pytest.approx(2.35, abs=0.011)),
        ("PI()", pytest.approx(3.141592653589793, abs=0)),
        ("ATAN2(1, 1)", pytest.approx(0.7853981633974483, abs=1e-16)),
        ("UPPER('abc') || 'd'", "ABCd"),
        ("COALESCE(NULL, 5)", 5),
        ("CAST('12' AS INTEGER) + 1", 13),
        ("CAST('abcdef' AS CHAR(3))", "abc"),
        ("CAST('1.5' AS DOUBLE PRECISION)", 1.5),
        ("CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END", "b"),
        ("'it''s'", "it's"),
    ],
)
def test_functions_mean_what_adql_says(engine, expression, expected):
    assert value(engine, expression) == expected


def test_a_cast_to_timestamp_is_a_time(engine):
    found = value(engine, "CAST('2026-11-22T19:48:50' AS TIMESTAMP)")
    assert found.isoformat() == "2026-11-22T19:48:50"


def test_random_numbers_lie_between_0_and_1(engine):
    assert 0 <= value(engine, "RAND()") < 1


def test_integers_and_nulls_are_exact(engine):
    found = answer(engine, "SELECT id, name, mag FROM test.stars ORDER BY id DESC").to_pylist()
    assert [row["id"] for row in found] == [BIG + 1, BIG, 4, 3]
    assert found[2]["name"] is None
    assert found[2]["mag"] is None
    assert found[3]["mag"] != found[3]["mag"]


def test_sums_of_integers_stay_integers(engine):
    [row] = answer(engine, "SELECT SUM(id) AS s FROM test.stars WHERE id > 100").to_pylist()
    assert row["s"] == 2 * BIG + 1


def test_a_sum_too_large_is_an_error_in_words(engine):
    query = "SELECT SUM(a.id) AS s FROM test.stars a, test.positions b, test.positions c"
    with pytest.raises(BadRequestError, match="does not fit into 64 bits"):
        answer(engine, query)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT name FROM test.stars WHERE name LIKE 'O''%'", ["O'Neill's"]),
        ("SELECT name FROM test.stars WHERE name ILIKE 'vEGA'", ["Vega"]),
        ("SELECT name FROM test.stars WHERE mag IS NULL AND name IS NOT NULL", []),
        ("SELECT name FROM test.stars WHERE ra BETWEEN 270 AND 280", ["Vega"]),
        ("SELECT name FROM test.stars WHERE count IN (2, 7) ORDER BY count", ["O'Neill's", "Vega"]),
        (
            "SELECT s.name FROM test.stars s JOIN test.positions p ON p.i = s.count",
            ["O'Neill's", "Vega"],
        ),
        ("SELECT name FROM test.stars WHERE id = (SELECT MAX(id) FROM test.stars)", ["O'Neill's"]),
        (
            "SELECT name FROM test.stars s WHERE EXISTS (SELECT 1 FROM test.positions p WHERE p.i = s.count + 5)",
            ["O'Neill's", "Vega"],
        ),
        ("SELECT name FROM test.stars WHERE name IS NOT NULL ORDER BY 1 OFFSET 2", ["Ångström"]),
        ("SELECT TOP 1 name FROM test.stars ORDER BY ra DESC", ["Ångström"]),
        (
            "SELECT name FROM test.stars WHERE id < 100 EXCEPT SELECT name FROM test.stars WHERE id = 4",
            ["Ångström"],
        ),
        (
            "SELECT DISTINCT name FROM test.stars a JOIN test.stars b USING (name) WHERE a.id > 100",
            ["O'Neill's", "Vega"],
        ),
    ],
)
def test_queries(engine, query, expected):
    found = answer(engine, query)
    names = found.column(0).to_pylist()
    assert (names if "ORDER" in query else sorted(names)) == expected


def test_grouping(engine):
    query = "SELECT COUNT(*) AS n, COUNT(mag) AS m, count FROM test.stars GROUP BY count HAVING COUNT(*) > 0"
    found = {row["count"]: row for row in answer(engine, query).to_pylist()}
    assert found[7]["m"] == 1
    assert found[None] == {"count": None, "n": 1, "m": 0}


@pytest.mark.parametrize(
    ("maxrec", "rows", "truncated"), [(0, 0, True), (3, 3, True), (4, 4, False), (None, 4, False)]
)
def test_maxrec_cuts_and_says_so(engine, maxrec, rows, truncated):
    with engine.run("SELECT * FROM test.stars", maxrec=maxrec) as running:
        assert sum(batch.num_rows for batch in running.batches) == rows
        assert running.truncated is truncated


def test_top_alone_is_no_truncation(engine):
    with engine.run("SELECT TOP 2 * FROM test.stars", maxrec=2) as running:
        assert sum(batch.num_rows for batch in running.batches) == 2
        assert not running.truncated


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT 1 / 0", "Division by zero"),
        ("SELECT name + 1 FROM test.stars", "No function matches"),
        ("SELECT name, COUNT(*) FROM test.stars", "GROUP BY"),
        ("SELECT CAST('abc' AS INTEGER)", "abc"),
        ("SELECT id * 9000000000000000000 FROM test.stars", "Overflow"),
        ("SELECT CAST('2020-01-01' AS TIMESTAMP) - CAST('2019-01-01' AS TIMESTAMP)", "type"),
    ],
)
def test_what_cannot_be_computed_is_said_in_one_line(engine, query, words):
    with pytest.raises(BadRequestError) as caught:
        answer(engine, query)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "LINE 1" not in str(caught.value)


def test_a_query_beyond_its_time_is_stopped(engine):
    with pytest.raises(TimedOutError, match=r"longer than 0\.2 s"):
        answer(engine, ENDLESS, seconds=0.2)


def test_a_query_that_nobody_waits_for_is_stopped(engine):
    gone = threading.Event()
    threading.Timer(0.2, gone.set).start()
    with pytest.raises(CancelledError):
        answer(engine, ENDLESS, cancelled=gone.is_set)


def test_memory_is_limited(engine):
    doubled = ", ".join(f"w{i} AS (SELECT s || s AS s FROM w{i - 1})" for i in range(1, 34))
    with pytest.raises(BadRequestError):
        answer(engine, f"WITH w0 AS (SELECT 'xxxxxxxx' AS s), {doubled} SELECT s FROM w33")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/esap-sandbox-escape.csv'",
        "ATTACH '/tmp/esap-sandbox-escape.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET threads = 64",
        "EXPORT DATABASE '/tmp/esap-sandbox-escape'",
    ],
)
def test_behind_the_whitelist_the_database_is_shut_too(engine, statement):
    with pytest.raises(duckdb.Error):
        engine._connection.cursor().execute(statement).fetchall()


def test_many_at_once(engine):
    wrong = []

    def ask(number):
        query = f"SELECT COUNT(*) + {number} AS n FROM test.positions"
        for _ in range(5):
            [row] = answer(engine, query).to_pylist()
            if row["n"] != 1504 + number:
                wrong.append(row)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_numbers_of_any_size_are_refused_without_arrows_words(engine):
    with pytest.raises(BadRequestError, match="of type ") as caught:
        value(engine, "9" * 39)
    assert "arrow" not in caught.value.message
    assert "extension" not in caught.value.message
    assert caught.value.remedy
