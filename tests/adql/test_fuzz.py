"""Whatever is asked: an answer, or an error in words; and never a file."""

import builtins

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from esap_jupyter.errors import BadRequestError, TimedOutError
from tests.support.adql import answer

SEEDS = [
    "SELECT TOP 5 name, ra FROM test.stars WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 10, 20, 3)) ORDER BY ra DESC",
    "SELECT COUNT(*), AVG(mag) FROM test.stars GROUP BY count HAVING COUNT(*) > 1",
    "WITH w AS (SELECT ra FROM test.positions) SELECT w.ra, s.name FROM w LEFT JOIN test.stars s ON s.ra = w.ra",
    "SELECT * FROM (SELECT id, name FROM test.stars) AS q WHERE name LIKE 'V%' OR id IN (1, 2, 3)",
    "SELECT CAST(ra AS VARCHAR(5)) || 'x', CASE WHEN mag > 1 THEN LOG(mag) ELSE -1.5e3 END FROM test.stars",
    "SELECT a.id FROM test.stars a NATURAL JOIN test.stars b UNION ALL SELECT TOP 3 i FROM test.positions OFFSET 2",
    "SELECT DISTANCE(POINT(ra, dec), POINT(0, 90)) FROM test.stars WHERE EXISTS (SELECT 1 FROM test.positions p WHERE p.ra > stars.ra)",
]
PIECES = [
    *"()[]{},.;*+-/%=<>!?@#$&|^~`'\"\\: \n\t\x00é\u2028😀",
    "SELECT", "FROM", "WHERE", "DROP TABLE", "INTO", "UNION", "WITH", "AS", "TOP", "DISTINCT",
    "NULL", "NOT", "CASE", "WHEN", "END", "USING", "EXCEPT", "OFFSET", "LIMIT", "VALUES", "LATERAL",
    "read_csv('/etc/passwd')", "'/etc/passwd'", "/etc/passwd", "getenv('HOME')", "current_setting('x')",
    "test.stars", "information_schema.tables", "pg_catalog.pg_class", "duckdb_settings()", "ra", "dec",
    "1e400", "99999999999999999999", "0x1F", "--", "/*", "*/", "''", "''''", "CIRCLE(1,2,3)",
    "POINT(1,2)", "CONTAINS(", "ORDER BY", "GROUP BY", "COUNT(*)", "::INT", "->", "||", "CAST(1 AS JSON)",
]  # fmt: skip


@st.composite
def mutated(draw):
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        stop = draw(st.integers(start, min(len(text), start + 20)))
        text = text[:start] + draw(st.sampled_from([*PIECES, ""])) + text[stop:]
    return text


@st.composite
def shuffled(draw):
    words = " ".join(SEEDS).split()
    return " ".join(draw(st.lists(st.sampled_from([*words, *PIECES]), max_size=30)))


queries = st.one_of(mutated(), shuffled(), st.text(max_size=60))


@pytest.fixture
def files(monkeypatch):
    opened = []
    real = builtins.open

    def watched(file, *args, **kwargs):
        opened.append(str(file))
        return real(file, *args, **kwargs)

    monkeypatch.setattr(builtins, "open", watched)
    return opened


@given(query=queries)
@settings(
    max_examples=1500,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_query_does_more_than_answer_or_refuse(engine, files, query):
    try:
        found = answer(engine, query, maxrec=100, seconds=10)
    except (BadRequestError, TimedOutError):
        found = None
    if found is not None:
        assert found.num_rows <= 100
        assert "root:" not in str(found.to_pylist())
    assert not [file for file in files if "passwd" in file]
