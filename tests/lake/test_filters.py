"""Conditions on metadata, as they are written for Rucio."""

import ast

import pytest

from esap_jupyter.errors import BadRequestError
from esap_jupyter.lake.filters import are_own, literal, parse_filters, written_filters
from esap_jupyter.models import DidFilter


def one(key, operator, value):
    return ast.literal_eval(literal("*", [[DidFilter(key=key, operator=operator, value=value)]]))


@pytest.mark.parametrize(
    ("operator", "suffix"),
    [("=", ""), ("!=", ".ne"), ("<", ".lt"), ("<=", ".lte"), (">", ".gt"), (">=", ".gte")],
)
def test_each_operator_has_its_suffix(operator, suffix):
    assert one("run", operator, "5") == [{"name": "*", f"run{suffix}": 5}]


def test_like_is_a_comparison_with_a_pattern():
    assert one("instrument", "like", "KM*") == [{"name": "*", "instrument": "KM*"}]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-5", -5),
        ("1.5e-3", 0.0015),
        ("007", "007"),
        ("9007199254740993", 9007199254740993),
        ("2026-11-26", "2026-11-26"),
        ("a,b;c", "a,b;c"),
        ("it's", "it's"),
        ("1e999", "1e999"),
        ("星", "星"),
    ],
)
def test_numbers_are_numbers_and_text_is_as_it_was(text, value):
    assert one("key", "=", text) == [{"name": "*", "key": value}]


def test_a_range_is_two_conditions_of_one_alternative():
    group = [
        DidFilter(key="run", operator=">", value="10"),
        DidFilter(key="run", operator="<", value="20"),
    ]
    assert ast.literal_eval(literal("f*", [group, []])) == [
        {"name": "f*", "run.gt": 10, "run.lt": 20}
    ]


def test_alternatives_are_dictionaries_of_their_own():
    groups = [[DidFilter(key="a", value="1")], [DidFilter(key="b", value="2")]]
    assert ast.literal_eval(literal("*", groups)) == [{"name": "*", "a": 1}, {"name": "*", "b": 2}]


@pytest.mark.parametrize(
    ("key", "operator", "value"),
    [
        ("name", "=", "x"),
        ("a.b", "=", "x"),
        ("a b", "=", "x"),
        ("'x'", "=", "x"),
        ("", "=", "x"),
        ("run", "=", ""),
        ("title", "=", "a*b"),
        ("title", ">", "a%"),
        ("title", "=", "a\nb"),
    ],
)
def test_what_rucio_would_take_for_something_else_is_refused(key, operator, value):
    with pytest.raises(BadRequestError):
        one(key, operator, value)


def test_the_same_comparison_twice_is_refused():
    group = [DidFilter(key="run", operator=">", value=value) for value in "12"]
    with pytest.raises(BadRequestError, match="twice"):
        literal("*", [group])


def test_python_writes_operators_after_underscores():
    (group,) = parse_filters({"run__gt": 5, "instrument": "KM*", "site__ne": "lab"})
    assert group == [
        DidFilter(key="run", operator=">", value="5"),
        DidFilter(key="instrument", operator="like", value="KM*"),
        DidFilter(key="site", operator="!=", value="lab"),
    ]
    assert written_filters([group]) == "run > 5 and instrument like KM* and site != lab"
    with pytest.raises(BadRequestError, match="comparison"):
        parse_filters({"run__about": 5})


def test_only_columns_of_rucio_itself_are_answered_with_types():
    assert not are_own([[DidFilter(key="bytes", operator=">", value="5")]])
    assert are_own([[DidFilter(key="bytes", value="5")], [DidFilter(key="mine", value="5")]])


@pytest.mark.parametrize(
    ("key", "operator", "value"),
    [
        ("bytes", ">", "many"),
        ("bytes", "like", "5*"),
        ("created_at", ">", "yesterday"),
        ("created_at", "like", "2026*"),
        ("guid", "=", "x"),
        ("hidden", "=", "perhaps"),
        ("is_open", "=", "true"),
        ("account", "=", "root"),
        ("mine", "=", "{1}"),
        ("mine", "=", "('a',)"),
        ("mine", "like", "[]"),
        ("mine", "=", "None"),
        ("mine", "=", "'x'"),
        ("mine", "=", "0x10"),
        ("mine", "=", "1_000"),
    ],
)
def test_what_the_database_would_fail_at_or_mistake_is_refused_in_words(key, operator, value):
    with pytest.raises(BadRequestError) as told:
        one(key, operator, value)
    assert key in told.value.message
    assert told.value.remedy


@pytest.mark.parametrize(
    ("key", "value", "sent"),
    [
        ("created_at", "2026-11-26", "2026-11-26 00:00:00"),
        ("created_at", "2026-11-26T12:00:00+02:00", "2026-11-26 10:00:00"),
        ("bytes", "1e6", 1000000.0),
        ("guid", "D91D0F07-2AE1-4B5C-9F5D-2A6C1E0F7A11", "D91D0F072AE14B5C9F5D2A6C1E0F7A11"),
        ("project", "007", "007"),
        ("mine", "(abc)", "(abc)"),
        ("mine", "M31 (center)", "M31 (center)"),
    ],
)
def test_values_of_columns_are_written_as_rucio_reads_them(key, value, sent):
    assert one(key, "=", value) == [{"name": "*", key: sent}]
