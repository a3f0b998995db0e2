"""Listings: streamed, paged while they run, honest about what is missing."""

import json
import threading

import pytest

from esap_jupyter.errors import BadRequestError, NotFoundError
from esap_jupyter.lake.listing import DidListing
from esap_jupyter.lake.listings import Listings
from esap_jupyter.models import Did, DidFilter, DidQuestion
from tests.peers.fakes.base import Answer
from tests.support.lakes import connected, listed
from tests.support.servers import Reply, serve

QUESTION = DidQuestion(scope="test")


def dids(*numbers):
    return [Did(scope="test", name=f"{number}.dat", type="file") for number in numbers]


class Slow:
    """Gives one DID each time that it is allowed to."""

    def __init__(self):
        self.allowed = threading.Semaphore(0)
        self.cancelled = None

    def __call__(self, cancel):
        self.cancelled = cancel
        for did in dids(*range(10)):
            self.allowed.acquire(timeout=10)
            yield did


@pytest.fixture
def slow():
    return Slow()


@pytest.fixture
def listing(slow):
    made = DidListing(key="k", lake="lake", question=QUESTION, source=slow, limit=8)
    yield made
    made.cancel()
    slow.allowed.release(20)


def test_the_first_page_is_out_while_the_rest_comes(slow, listing):
    slow.allowed.release(3)
    page = listing.page(0, 3, wait=10)
    assert [did.name for did in page.rows] == ["0.dat", "1.dat", "2.dat"]
    assert not page.ended
    assert not page.more


def test_a_page_that_has_begun_is_not_waited_for_to_the_end(slow, listing):
    slow.allowed.release(2)
    page = listing.page(0, 5, wait=600)
    assert len(page.rows) == 2
    assert not page.ended


def test_the_limit_is_told(slow, listing):
    slow.allowed.release(20)
    while not listing.page(0, 100, wait=10).ended:
        pass
    page = listing.page(6, 100)
    assert (len(page.rows), page.count, page.more, page.error) == (2, 8, True, None)
    assert listing.model().more


def test_what_goes_wrong_in_the_middle_leaves_what_had_come():
    def breaking(_cancel):
        yield from dids(1, 2)
        raise ZeroDivisionError

    listing = DidListing(key="k", lake="lake", question=QUESTION, source=breaking, limit=8)
    page = listing.page(0, 100, wait=10)
    assert page.ended
    assert len(page.rows) == 2
    assert "ZeroDivisionError" in page.error.message


def test_types_sizes_and_pattern(fake, lake):
    fake.add("a.dat", bytes=2**60)
    fake.add("b.dat")
    fake.add("all", "DATASET", holds=["a.dat"])
    assert [(did.name, did.type, did.size) for did in listed(lake)] == [
        ("a.dat", "file", str(2**60)),
        ("b.dat", "file", "1000"),
        ("all", "dataset", None),
    ]
    assert [did.name for did in listed(lake, name="a*", type="file")] == ["a.dat"]
    assert [did.name for did in listed(lake, type="collection")] == ["all"]


def test_an_empty_answer_is_no_error_where_the_scope_exists(lake):
    assert listed(lake, name="nothing*") == []


def test_an_empty_answer_of_an_unknown_scope_is_told(lake):
    with pytest.raises(NotFoundError, match="no scope 'nope'"):
        listed(lake, scope="nope")


def test_own_metadata_needs_a_request_for_many_and_not_for_each(fake, lake):
    for number in range(100):
        fake.add(f"{number}.dat", instrument="KM3")
    fake.add("ds", "DATASET", instrument="KM3")
    fake.add("other.dat")
    filters = [[DidFilter(key="instrument", value="KM3")]]
    found = listed(lake, filters=filters)
    assert len(found) == 101
    assert {did.type for did in found} == {"file", "dataset"}
    assert found[0].size == "1000"
    assert [did.name for did in listed(lake, filters=filters, type="dataset")] == ["ds"]
    assert [asked.path for asked in fake.asked].count("/dids/bulkmeta") == 4


def test_the_lake_is_not_asked_for_more_than_is_kept(fake, lake):
    for number in range(10):
        fake.add(f"{number}.dat")
    listings = Listings(client=lake.client, most=4)
    key = listings.start(QUESTION).id
    page = listings.get(key).page(0, 100, wait=10)
    assert (page.count, page.more, page.ended) == (4, True, True)
    assert fake.asked[-1].params["limit"] == "5"


def test_a_question_without_sense_is_refused_before_anybody_is_asked(fake, lake):
    for question in (
        DidQuestion(scope=""),
        DidQuestion(scope="a\nb"),
        DidQuestion(scope="test", name="a\x00"),
        DidQuestion(scope="test", filters=[[DidFilter(key="a.b", value="1")]]),
    ):
        with pytest.raises(BadRequestError):
            lake.listings.start(question)
    assert fake.asked == []


def test_a_lake_that_breaks_off_in_the_middle_is_told(fake, lake):
    for number in range(200):
        fake.add(f"{number}.dat")
    fake.moody, fake.mood = "/search", "cut"
    key = lake.listings.start(QUESTION).id
    page = lake.listings.get(key).page(0, 1000, wait=10)
    while not page.ended:
        page = lake.listings.get(key).page(0, 1000, wait=10)
    assert 0 < page.count < 200
    assert page.error.code == "unreachable"
    assert "Lake broke off" in page.error.message


def test_a_listing_that_is_stopped_hangs_up(fake, lake):
    for number in range(200):
        fake.add(f"{number}.dat")
    fake.moody, fake.mood = "/search", "slow"
    key = lake.listings.start(QUESTION).id
    assert fake.waiting.wait(10)
    listing = lake.listings.get(key)
    lake.listings.remove(key)
    page = listing.page(0, 1000, wait=10)
    while not page.ended:
        page = listing.page(0, 1000, wait=10)
    assert page.error.code == "cancelled"
    with pytest.raises(NotFoundError, match="kept no longer"):
        lake.listings.get(key)


def test_only_the_latest_listings_are_kept(lake):
    keys = [lake.listings.start(QUESTION).id for _ in range(30)]
    with pytest.raises(NotFoundError):
        lake.listings.get(keys[0])
    assert lake.listings.get(keys[-1])


def test_rows_are_had_before_the_server_has_sent_all():
    gate = threading.Event()
    line = {"scope": "test", "did_type": "FILE", "bytes": 1}

    def lines():
        for number in range(150):
            yield json.dumps({**line, "name": f"{number}"}).encode() + b"\n"
        gate.wait(10)
        yield json.dumps({**line, "name": "last"}).encode() + b"\n"

    def answer(asked):
        if asked.path == "/auth/userpass":
            return Reply(b"", headers={"X-Rucio-Auth-Token": "t"})
        return Reply(lines(), media="application/x-json-stream")

    with serve(answer) as server, connected(server.url) as lake:
        key = lake.listings.start(QUESTION).id
        page = lake.listings.get(key).page(0, 100, wait=10)
        assert (len(page.rows), page.ended) == (100, False)
        gate.set()
        rest = lake.listings.get(key).page(100, 51, wait=10)
        while not rest.ended:
            rest = lake.listings.get(key).page(100, 51, wait=10)
        # Without a length nobody can tell whether more was to come, but each line is whole.
        assert rest.rows[-1].name == "last"


def test_a_name_that_is_no_text_is_told(fake, lake):
    fake.refusals["GET", "/search"] = Answer(b'{"scope": "test", "name": null}\n')
    key = lake.listings.start(QUESTION).id
    page = lake.listings.get(key).page(0, 10, wait=10)
    assert page.error.code == "bad_answer"


def test_a_token_that_ends_in_the_middle_of_a_listing_is_renewed(fake, lake):
    for number in range(60):
        fake.add(f"{number}.dat", instrument="KM3")
    search = fake._search

    def and_forget(asked, scope):
        fake.expire()
        return search(asked, scope)

    fake._search = and_forget
    filters = [[DidFilter(key="instrument", value="KM3")]]
    assert len(listed(lake, filters=filters)) == 60
    assert [asked.path for asked in fake.asked].count("/auth/userpass") == 2


def test_a_token_that_cannot_be_renewed_ends_a_listing_with_what_had_come(fake, lake):
    for number in range(60):
        fake.add(f"{number}.dat", instrument="KM3")
    about, asked = fake._about, []

    def then_change(did, **more):
        asked.append(did)
        if len(asked) == 20:
            fake.expire()
            fake.password = "another"
        return about(did, **more)

    fake._about = then_change
    filters = [[DidFilter(key="instrument", value="KM3")]]
    key = lake.listings.start(DidQuestion(scope="test", filters=filters)).id
    page = lake.listings.get(key).page(0, 100, wait=10)
    while not page.ended:
        page = lake.listings.get(key).page(0, 100, wait=10)
    assert page.count == 20
    assert page.error.code == "login_refused"
