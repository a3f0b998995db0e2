"""What a query names and what is wrong with it, while it is written."""

import pytest

from esap_jupyter.adql.examination import examine
from esap_jupyter.adql.lexer import MAX_LENGTH, MAX_TOKENS


def test_names_tables_columns_and_functions_with_their_places() -> None:
    text = "SELECT a, t.b, foo(c) FROM x.y AS t JOIN ivoa.obscore ON t.d = obscore.e"
    found = examine(text)
    assert not found.problems
    assert [text[one.start : one.end] for one in found.tables] == ["x.y", "ivoa.obscore"]
    assert {text[one.start : one.end] for one in found.columns} == {"a", "b", "c", "d", "e"}
    assert {one.name: one.tables for one in found.columns} == {
        "a": ("x.y", "ivoa.obscore"),
        "b": ("x.y",),
        "c": ("x.y", "ivoa.obscore"),
        "d": ("x.y",),
        "e": ("ivoa.obscore",),
    }
    assert [one.name for one in found.functions] == ["foo"]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("SELECT a FROM", "FROM", "expected"),
        ("SELECT 'a FROM x", "'", "no closing quote"),
        ("SELECT a FROM x WHERE (b = 3", "(", "never closed"),
        ("SELECT a FRM x", "x", "not expected"),
        ("SELECT a FROM x LIMIT 3", "LIMIT", "LIMIT"),
        ("DELETE FROM x", "DELETE", "only SELECT"),
        ("SELECT TOP 2 FROM", "FROM", "no columns before FROM"),
        ("SELECT DISTINCT TOP 2 FROM x", "FROM", "no columns"),
        ("SELECT a FROM x WHERE b IN (SELECT FROM y)", "FROM", "no columns"),
        ("SELECT a FROM x WHERE b IN (SELECT )", ")", "no columns"),
        ("SELECT TOP 2", "SELECT", "no columns"),
    ],
)
def test_marks_what_is_wrong(text: str, place: str, words: str) -> None:
    (problem,) = examine(text).problems
    assert text[problem.start : problem.end] == place
    assert words in problem.message
    assert problem.certain
    assert "line 1" not in problem.message


def test_a_query_that_searches_take_is_not_called_wrong_for_its_length() -> None:
    assert examine(f"SELECT a FROM x WHERE b = '{'y' * (MAX_LENGTH - 60)}'").problems == []
    many = "SELECT a FROM x WHERE b IN (" + "1, " * MAX_TOKENS + "1)"
    assert len(many) < MAX_LENGTH
    (problem,) = examine(many).problems
    assert not problem.certain
    assert "not checked" in problem.message


def test_what_other_services_may_know_is_uncertain() -> None:
    (problem,) = examine("SELECT CAST(a AS POINT) FROM t").problems
    assert not problem.certain


def test_columns_of_subqueries_and_of_with_are_left_out() -> None:
    found = examine(
        "WITH q AS (SELECT a FROM z) SELECT b FROM q JOIN (SELECT c FROM w) AS v ON q.d=v.e"
    )
    assert {one.name for one in found.tables} == {"z", "w"}
    assert {one.name: one.tables for one in found.columns} == {"a": ("z",), "c": ("w",)}


def test_columns_may_belong_to_the_query_around() -> None:
    found = examine("SELECT x FROM t WHERE EXISTS (SELECT y FROM u WHERE u.k = t.k AND z = 1)")
    owners = {one.name: one.tables for one in found.columns if one.name in "yz"}
    assert owners == {"y": ("u", "t"), "z": ("u", "t")}


def test_each_side_of_a_union_has_its_own_tables() -> None:
    found = examine("SELECT a FROM t UNION SELECT b FROM u ORDER BY a")
    assert {(one.name, one.tables) for one in found.columns} == {("a", ("t",)), ("b", ("u",))}


@pytest.mark.parametrize(
    "text", ["", "(" * 5000, "SELECT " + "a," * 700_000, "\x00", "SELECT \U0001f600"]
)
def test_nothing_is_raised(text: str) -> None:
    assert examine(text).problems


def test_without_the_parser_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(text: str) -> None:
        raise ModuleNotFoundError("no", name="sqlglot")

    monkeypatch.setattr("esap_jupyter.adql.examination._examine", missing)
    (problem,) = examine("SELECT 1").problems
    assert "sqlglot is not installed" in problem.message
    assert not problem.certain
