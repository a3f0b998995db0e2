"""A gateway's basket is read at rest, written, looked at and mended."""

import threading

import pytest

from esap_jupyter.basket.gateway.merging import Wanted
from esap_jupyter.basket.gateway.settling import Settling
from esap_jupyter.errors import (
    CancelledError,
    ConflictError,
    LoginRefusedError,
    UnreachableError,
)
from esap_jupyter.gateways.documents import Cart, document_of
from tests.peers.fakes.base import HTML, Answer
from tests.peers.fakes.gateway import FakeGateway
from tests.support.gateways import OldPage, apertif, client_of, counts, numbered

BEFORE = [{"archive": "samp", "record": [number]} for number in range(5)]


@pytest.fixture
def fake():
    with FakeGateway() as gateway:
        gateway.carts.put(*BEFORE)
        yield gateway


@pytest.fixture
def cancel():
    return threading.Event()


@pytest.fixture
def kept():
    return []


@pytest.fixture
def settling(fake, cancel, kept):
    with client_of(fake) as client:
        yield Settling(
            client=client,
            keep=kept.append,
            kept="a drawer",
            who="GATE",
            cancel=cancel,
            pause=0.001,
            chance=lambda: 0.5,
        )


def cart(*values):
    return Cart(document_of(value) for value in values)


def with_more(profile, *values):
    return Wanted(
        {**profile.cart.counts, **cart(*values).counts},
        [*profile.cart.documents, *cart(*values).documents],
    )


def patches(fake):
    return [each for each in fake.asked if each.method == "PATCH"]


def test_a_basket_at_rest_is_the_same_twice(fake, settling):
    assert settling.at_rest({}).cart == cart(*BEFORE)
    assert len(fake.asked) == 2


@pytest.mark.parametrize("hidden", [1, 2])
def test_none_for_a_moment_is_not_taken_for_empty(fake, settling, hidden):
    fake.carts.hidden = hidden
    least = cart(*BEFORE).counts
    assert settling.at_rest(least).cart == cart(*BEFORE)


def test_what_stays_away_has_gone(fake, settling):
    fake.carts.delete(BEFORE[0])
    assert settling.at_rest(cart(*BEFORE).counts).cart == cart(*BEFORE[1:])
    assert len(fake.asked) == 3


def test_a_basket_that_changes_all_the_time_is_not_read(fake, settling):
    answer = fake.answer

    def changing(asked):
        fake.carts.put({"n": len(fake.asked)})
        return answer(asked)

    fake.answer = changing
    with pytest.raises(ConflictError, match="all the time"):
        settling.at_rest({})
    assert not patches(fake)


def test_nothing_is_written_where_nothing_is_new(fake, settling, kept):
    profile = settling.at_rest({})
    settled = settling.settle(profile, with_more(profile))
    assert (settled.writes, patches(fake), kept) == (0, [], [])


def test_what_is_new_is_written_once_and_looked_at(fake, settling, kept):
    profile = settling.at_rest({})
    settled = settling.settle(profile, with_more(profile, *numbered(0, 3)))
    assert (settled.writes, kept) == (1, [profile])
    assert fake.carts.items() == [*BEFORE, *numbered(0, 3)]


def test_a_page_that_writes_over_it_loses_nothing(fake, settling):
    """An old page writes all that it knows, right after we have written."""
    page, written = OldPage(fake), []
    page.load()

    def write_over(user, index):
        if index == len(BEFORE) + 3 and not written:
            written.append(threading.Thread(target=page.add, args=(apertif(99),)))
            fake.carts.between = lambda *_: None
            written[0].start()
            written[0].join(30)

    fake.carts.between = write_over
    profile = settling.at_rest({})
    settled = settling.settle(profile, with_more(profile, *numbered(0, 3)))
    assert settled.writes == 2
    assert counts(fake.carts.items()) == counts([*BEFORE, *numbered(0, 3), apertif(99)])
    assert settled.cart == cart(*fake.carts.items())


def test_two_that_mix_are_mended(fake, settling):
    """Another inserts while we do: some of ours are lost, and some are there twice."""
    page, others = OldPage(fake), []
    page.load()

    def in_the_middle(user, index):
        if index == 4 and not others:
            others.append(page.cart)
            page.add(apertif(98), apertif(99))

    fake.carts.between = in_the_middle
    profile = settling.at_rest({})
    settling.settle(profile, with_more(profile, *numbered(0, 3)))
    assert counts(fake.carts.items()) == counts(
        [*BEFORE, *numbered(0, 3), apertif(98), apertif(99)]
    )


@pytest.mark.parametrize("after", [0, 2, 7])
def test_a_write_that_breaks_off_is_mended(fake, settling, kept, after):
    fake.carts.dies_after = after
    profile = settling.at_rest({})
    settled = settling.settle(profile, with_more(profile, *numbered(0, 3)))
    assert (settled.writes, len(kept)) == (2, 2)
    assert fake.carts.items() == [*BEFORE, *numbered(0, 3)]


def test_what_is_to_go_goes_though_others_put_it_back(fake, settling):
    profile = settling.at_rest({})
    gone = document_of(BEFORE[0]).key
    once = []

    def put_back(user, index):
        if index == len(BEFORE) - 1 and not once:
            once.append(fake.carts.put(BEFORE[0]))

    fake.carts.between = put_back
    wanted = Wanted({**profile.cart.counts, gone: 0}, profile.cart.documents)
    assert settling.settle(profile, wanted).writes == 2
    assert fake.carts.items() == BEFORE[1:]


def test_who_always_loses_says_what_is_missing(fake, settling):
    profile = settling.at_rest({})

    def lose(user, index):
        if index == len(BEFORE) + 1:
            fake.carts.delete(apertif(1))

    fake.carts.between = lose
    with pytest.raises(ConflictError, match=r"1 items are missing there.*in a drawer"):
        settling.settle(profile, with_more(profile, apertif(1)))
    assert len(patches(fake)) == 6
    assert fake.carts.items() == BEFORE


def test_what_is_there_too_often_is_no_failure(fake, settling):
    profile = settling.at_rest({})
    fake.carts.between = lambda _, index: index == 6 and fake.carts.put(BEFORE[0])
    settled = settling.settle(profile, with_more(profile, apertif(1)))
    assert settled.writes == 6
    assert settled.cart.counts[document_of(BEFORE[0]).key] == 2


def test_items_that_cannot_be_written_back_are_not_written_over(fake, settling):
    fake.carts.put("no object")
    profile = settling.at_rest({})
    with pytest.raises(ConflictError, match="1 items that it does not take back"):
        settling.settle(profile, with_more(profile, apertif(1)))
    assert not patches(fake)


def test_cancelled_before_it_is_written(fake, settling, cancel):
    profile = settling.at_rest({})
    cancel.set()
    with pytest.raises(CancelledError, match="nothing was written"):
        settling.settle(profile, with_more(profile, apertif(1)))
    with pytest.raises(CancelledError):
        settling.at_rest({})
    assert not patches(fake)


def test_cancelled_while_it_is_written_it_looks_all_the_same(fake, settling, cancel):
    profile = settling.at_rest({})
    fake.carts.between = lambda *_: cancel.set()
    fake.carts.dies_after = 3
    settling.settle(profile, with_more(profile, apertif(1)))
    assert fake.carts.items() == [*BEFORE, apertif(1)]


def test_a_gateway_that_is_gone_after_a_write_says_where_the_basket_is(fake, settling, kept):
    profile = settling.at_rest({})
    answer = fake.answer
    fake.answer = lambda asked: (
        Answer(HTML, status=500) if patches(fake) and asked.method == "GET" else answer(asked)
    )
    with pytest.raises(UnreachableError, match="is kept in a drawer"):
        settling.settle(profile, with_more(profile, apertif(1)))
    assert kept == [profile]


def test_a_login_that_ends_between_reading_and_writing_changes_nothing(fake, settling):
    profile = settling.at_rest({})
    fake.carts.tokens.clear()
    with pytest.raises(LoginRefusedError):
        settling.settle(profile, with_more(profile, apertif(1)))
    assert fake.carts.items() == BEFORE


def test_another_person_than_before_is_not_written_for(fake, settling):
    profile = settling.at_rest({})

    def become_bob(user, index):
        fake.carts.tokens["a11ce" * 8] = "bob"

    fake.carts.between = become_bob
    fake.carts.dies_after = 2
    with pytest.raises(ConflictError, match="another person"):
        settling.settle(profile, with_more(profile, apertif(1)))
    assert fake.carts.items("bob") == []
