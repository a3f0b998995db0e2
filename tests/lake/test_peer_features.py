"""The features of rucio-jupyterlab that are the lake's, by the rows of their table."""

import pytest

from esap_jupyter.models import DidFilter, DidQuestion, RuleRequest
from tests.support.lakes import listed, name, to_fake


@pytest.fixture
def filled(fake):
    fake.add("a.dat", on={"DAV1": "AVAILABLE"}, instrument="KM3")
    fake.add("b.dat", on={"DAV1": "AVAILABLE", "DAV2": "AVAILABLE"})
    fake.add("ds", "DATASET", holds=["a.dat", "b.dat"])
    fake.add("all", "CONTAINER", holds=["ds"])
    return fake


def names(dids):
    return [did.name for did in dids]


def test_peer_row_02_search_by_scope_and_name_with_wildcards_everywhere(filled, lake):
    assert names(listed(lake, name="a.dat")) == ["a.dat"]
    assert names(listed(lake, name="*.dat")) == ["a.dat", "b.dat"]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("all", ["a.dat", "b.dat", "ds", "all"]),
        ("collection", ["ds", "all"]),
        ("dataset", ["ds"]),
        ("container", ["all"]),
        ("file", ["a.dat", "b.dat"]),
    ],
)
def test_peer_row_03_search_by_type(filled, lake, kind, found):
    assert names(listed(lake, type=kind)) == found


def test_peer_row_04_metadata_filters_with_and_and_or(filled, lake):
    km3 = DidFilter(key="instrument", value="KM3")
    other = DidFilter(key="instrument", value="other")
    assert names(listed(lake, filters=[[km3]])) == ["a.dat"]
    assert names(listed(lake, filters=[[other], [km3]])) == ["a.dat"]
    assert names(listed(lake, filters=[[other]])) == []


def test_peer_row_05_scopes_are_listed_those_of_ones_own_first(lake):
    assert [scope.name for scope in lake.accounts.scopes()] == ["user.alice", "test"]


def test_peer_row_06_a_long_list_is_paged_and_says_where_it_was_cut(fake, lake):
    for number in range(1500):
        fake.add(f"{number:04}.dat")
    lake.listings._most = 1200
    key = lake.listings.start(DidQuestion(scope="test")).id
    page = lake.listings.get(key).page(1100, 200, wait=20)
    while not page.ended:
        page = lake.listings.get(key).page(1100, 200, wait=20)
    assert (len(page.rows), page.count, page.more) == (100, 1200, True)


def test_peer_row_07_what_a_collection_holds_at_each_level_and_through_all(filled, lake):
    assert names(lake.collections.held(name("test:all"))) == ["ds"]
    assert names(lake.collections.files(name("test:all"))) == ["a.dat", "b.dat"]


def test_peer_row_08_each_file_has_a_state(filled):
    with to_fake(filled, rse="DAV2") as lake:
        states = {each.did.name: each.state for each in lake.replicas.files(name("test:ds"))}
    assert states == {"a.dat": "elsewhere", "b.dat": "available"}


def test_peer_row_09_make_available_where_and_for_how_long_one_chooses(filled, lake):
    wanted = RuleRequest(scope="test", name="ds", rse_expression="DAV1", lifetime=60, copies=1)
    assert lake.previews.look(wanted).fits
    assert lake.rules.add(wanted).rse_expression == "DAV1"
    (sent,) = (each.json for each in filled.asked if each.path == "/rules/" and each.body)
    assert sent["lifetime"] == 60


def test_peer_row_10_a_rule_links_to_its_page(filled):
    with to_fake(filled, webui="https://ui.example/") as lake:
        key = filled.add_rule("ds", "DAV2")
        assert lake.rules.get(key).webui == f"https://ui.example/rule?rule_id={key}"


def test_peer_row_17_nothing_is_kept_that_would_have_to_be_purged(filled, lake):
    assert names(listed(lake, name="*.dat")) == ["a.dat", "b.dat"]
    filled.add("c.dat")
    assert names(listed(lake, name="*.dat")) == ["a.dat", "b.dat", "c.dat"]
