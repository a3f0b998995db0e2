"""Two baskets become one, and neither loses an item."""

from collections import Counter

import hypothesis.strategies as st
import pytest
from hypothesis import given

from esap_jupyter.basket.gateway.merging import Held, Wanted, merged, overwritten, united
from esap_jupyter.gateways.documents import Cart, Document, document_of
from tests.support.gateways import numbered

sides = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 3))


def cart(*values):
    return Cart(document_of(value) for value in values)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "then"),
    [
        ("123", "134", "235", "345"),
        ("", "12", "23", "123"),
        ("123", "", "123", ""),
        ("123", "123", "", ""),
        ("12", "2", "1", ""),
        ("11", "11", "1", "1"),
        ("1", "11", "111", "111"),
        ("1", "11", "", "11"),
    ],
)
def test_three_ways(base, ours, theirs, then):
    found = merged(Counter(base), Counter(ours), Counter(theirs))
    assert "".join(sorted((+Counter(found)).elements())) == then


@given(sides, sides, sides)
def test_what_a_side_has_put_in_is_there_afterwards(base, ours, theirs):
    found = merged(base, ours, theirs)
    for side in (ours, theirs):
        for key, count in side.items():
            if count > base.get(key, 0):
                assert found[key] >= count


@given(sides, sides, sides)
def test_only_what_a_side_has_taken_out_is_gone(base, ours, theirs):
    found = merged(base, ours, theirs)
    for key in {*ours, *theirs}:
        least = min(ours.get(key, 0), theirs.get(key, 0))
        assert found[key] >= least
        if found[key] < max(ours.get(key, 0), theirs.get(key, 0)):
            assert least < base[key]


@given(sides, sides, sides)
def test_it_is_the_same_from_both_sides(base, ours, theirs):
    assert merged(base, ours, theirs) == merged(base, theirs, ours)


@given(sides, sides, sides)
def test_merging_again_changes_nothing(base, ours, theirs):
    once = merged(base, ours, theirs)
    assert +Counter(merged(once, once, once)) == +Counter(once)
    # A process may die before it has remembered what was on both sides.
    assert +Counter(merged(base, once, once)) == +Counter(once)


@given(sides, sides)
def test_adding_takes_nothing_away(ours, theirs):
    found = united(ours, theirs)
    for side in (ours, theirs):
        assert all(found[key] >= count for key, count in side.items())
    assert found.keys() == {*ours, *theirs}
    assert united(found, theirs) == found == united(ours, found)


class Basket(Cart):
    """A basket of items that are named by letters."""

    def __init__(self, letters):
        super().__init__(Document(letter, "{}") for letter in letters)


def batches(**numbers):
    return {key: Held(text="{}", batch=number) for key, number in numbers.items()}


@pytest.mark.parametrize(
    ("there", "written_over"),
    [
        ("abcdef", ""),
        ("bcdef", ""),
        ("abcef", ""),
        ("abcd", "ef"),
        ("abcf", ""),
        ("a", "cdef"),
        ("bcd", "ef"),
        ("", "abcdef"),
        ("abz", "cdef"),
        # Others have put back what they had.
        ("abzef", "cd"),
        ("abef", ""),
        ("zabcd", "ef"),
    ],
)
def test_the_last_batches_that_are_wholly_gone_were_written_over(there, written_over):
    base = batches(a=1, b=1, c=2, d=2, e=3, f=3)
    assert overwritten(base, Basket(there)) == set(written_over)


def test_most_of_many_is_a_loss_whichever_they_are():
    base = batches(**dict.fromkeys("abcdefghijklmnopqrst", 1))
    assert overwritten(base, Basket("abcdefghi")) == set("jklmnopqrst")
    assert overwritten(base, Basket("abcdefghijklmnopqr")) == set()


def test_what_was_put_back_once_may_go_unless_an_old_page_goes_on():
    base = {"a": Held(text="{}", put_back=True), "b": Held(text="{}")}
    assert overwritten(base, Basket("")) == {"b"}
    assert overwritten(base, Basket("z")) == {"a", "b"}
    # That another one is still there, which the old page knew, says nothing of it.
    assert overwritten(base, Basket("bz")) == {"a"}


def test_what_others_put_in_meanwhile_is_wanted_too():
    first, second, third = numbered(0, 3)
    mine = cart(first, second)
    wanted = Wanted({**mine.counts, cart(third).documents[0].key: 0}, mine.documents)
    assert wanted.cart() == mine
    fourth = {"archive": "samp", "record": [1]}
    seen = wanted.seen(cart(third, fourth, fourth, first))
    assert seen.cart() == cart(first, second, fourth)
    assert seen.lacking(cart(first, first)) == 2
    assert [each.value for each in seen.cart().documents][:2] == [first, second]
