"""Items of a gateway's basket as documents, whatever wrote them."""

import json
import math

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from esap_jupyter.errors import BadAnswerError
from esap_jupyter.gateways.documents import Cart, document_of, read_profiles

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
OBJECTS = st.dictionaries(st.text(), VALUES, max_size=4)
# A machine that is busy says nothing of the documents.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def answer(*items, user="alice", **more):
    rows = [{"item_data": item, "user_profile": user} for item in items]
    profile = {"user_name": user, "oidc_access_token": "secret", "shopping_cart": rows, **more}
    return json.dumps({"count": 1, "results": [profile]}).encode()


def read(*items):
    return read_profiles(answer(*items), who="GATE")


@PATIENT
@given(OBJECTS)
def test_a_document_is_what_it_was(value):
    document = document_of(value)
    assert document.value == value
    assert list(document.value) == list(value)
    assert read(document.text).cart == Cart([document])


@PATIENT
@given(OBJECTS)
def test_the_order_of_keys_makes_no_difference(value):
    turned = dict(reversed(value.items()))
    assert document_of(turned).key == document_of(value).key


def test_numbers_are_those_of_a_page_that_writes_them_again():
    assert document_of({"a": 1.0}).key == document_of({"a": 1}).key
    assert document_of({"a": 1.5}).key != document_of({"a": 1}).key
    assert document_of({"a": True}).key != document_of({"a": 1}).key
    assert document_of({"a": 2**53}).key != document_of({"a": 2**53 + 1}).key
    assert document_of({"a": 5853498713190525696}).value == {"a": 5853498713190525696}


@pytest.mark.parametrize("number", [math.inf, math.nan])
def test_what_no_gateway_takes_is_no_document(number):
    with pytest.raises(ValueError, match="JSON"):
        document_of({"a": number})


def test_text_objects_and_what_is_wrapped_again_are_the_same():
    value = {"archive": "samp", "record": [1]}
    text = json.dumps(value)
    wrapped = {"item_data": text, "user_profile": "alice"}
    profile = read(text, value, wrapped, json.dumps(wrapped))
    assert profile.user == "alice"
    assert profile.cart.counts == {document_of(value).key: 4}
    assert profile.unreadable == 0


@pytest.mark.parametrize("data", ["text", "3", "[1]", None, 4, [], "{", '{"a": NaN}', "[" * 5000])
def test_what_is_no_object_is_counted(data):
    profile = read({"archive": "samp"}, data)
    assert (len(profile.cart), profile.unreadable) == (1, 1)


def test_nobody_has_no_profile():
    assert read_profiles(b'{"count": 0, "results": []}', who="GATE") is None


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"[]",
        b'{"results": 3}',
        b'{"results": [{"user_name": "a"}]}',
        b'{"results": [{"user_name": "", "shopping_cart": []}]}',
        b'{"results": [{"user_name": "a", "shopping_cart": [1]}]}',
        b'{"results": [{"user_name": "a", "shopping_cart": []}, {"user_name": "b"}]}',
        b"[" * 100_000,
    ],
)
def test_something_else_is_refused_without_repeating_it(body):
    with pytest.raises(BadAnswerError, match="GATE answered with something else") as caught:
        read_profiles(body, who="GATE")
    assert caught.value.__cause__ is None


def test_carts_are_equal_where_they_hold_the_same():
    one, two = document_of({"a": 1}), document_of({"a": 2})
    assert Cart([one, two]) == Cart([two, one])
    assert hash(Cart([one, two])) == hash(Cart([two, one]))
    assert Cart([one, two]) != Cart([one, two, two])
