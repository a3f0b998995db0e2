"""What DIDs are, what they hold, and who one is."""

import pytest

from esap_jupyter.errors import NotFoundError
from esap_jupyter.lake.dids import DidName
from esap_jupyter.models import Quota, Scope
from tests.peers.fakes.base import Answer
from tests.support.lakes import name

ODD = ("colon:inside.dat", "slash/in", "/etc/passwd", "with space+plus", "星", "x" * 250, "%41")


@pytest.fixture
def nested(fake):
    fake.add("a.dat", instrument="KM3")
    fake.add("b.dat")
    fake.add("ds", "DATASET", holds=["a.dat", "b.dat"])
    fake.add("all", "CONTAINER", holds=["ds"])
    return fake


def test_a_collection_tells_the_size_of_all_that_it_holds(nested, lake):
    did = lake.collections.did(name("test:all"))
    assert (did.type, did.size, did.length) == ("container", "2000", 2)


def test_details(nested, lake):
    details = lake.collections.details(name("test:a.dat"))
    assert details.did.adler32 == "0000abcd"
    assert details.metadata["did_type"] == "FILE"
    assert details.own_metadata == {"instrument": "KM3"}
    assert [parent.name for parent in details.parents] == ["ds"]
    assert len(nested.asked) == 5


def test_keys_that_were_met_can_be_searched_by(nested, lake):
    nested.dids["test", "a.dat"]["colour"] = "red"
    nested._about = lambda did, own=False: {
        "scope": did[0],
        "name": did[1],
        "did_type": "FILE",
        **({"colour": "red"} if own else {}),
    }
    lake.collections.details(name("test:a.dat"))
    keys = lake.collections.metadata_keys()
    assert keys[:2] == ["colour", "instrument"]
    assert len(keys) == len(set(keys))


def test_content_is_paged_and_comes_of_one_answer(fake, lake):
    names = [f"{number:03}.dat" for number in range(250)]
    for each in names:
        fake.add(each)
    fake.add("ds", "DATASET", holds=names)
    did, seen = name("test:ds"), []
    while True:
        page = lake.collections.content(did, len(seen), 100)
        seen += [each.name for each in page.rows]
        if page.ended and len(seen) >= page.count:
            break
    assert seen == names
    assert [asked.path for asked in fake.asked].count("/dids/test/ds/dids") == 1
    lake.collections.content(did, 0, 100)
    assert [asked.path for asked in fake.asked].count("/dids/test/ds/dids") == 2


def test_an_unknown_collection_is_an_error_and_no_empty_page(lake):
    page = lake.collections.content(name("test:nope"))
    assert page.error.code == "not_found"


def test_files_through_all_levels(nested, lake):
    assert [each.name for each in lake.collections.files(name("test:all"))] == ["a.dat", "b.dat"]


@pytest.mark.parametrize("odd", ODD)
def test_odd_names_reach_the_lake_as_they_are(fake, lake, odd):
    fake.add(odd)
    assert lake.collections.details(DidName("test", odd)).did.name == odd


@pytest.mark.parametrize("odd", ["..", "../../escape.dat", "%2e%2e/x"])
def test_names_that_climb_never_stand_in_an_address(fake, lake, odd):
    fake.add(odd)
    fake.add("ds", "DATASET", holds=[odd])
    details = lake.collections.details(DidName("test", odd))
    assert (details.did.name, details.did.size) == (odd, "1000")
    assert lake.rules.of(DidName("test", odd)) == []
    assert [each.did.name for each in lake.replicas.files(DidName("test", odd))] == [odd]
    assert all(".." not in asked.path and "%2E" not in asked.path.upper() for asked in fake.asked)
    with pytest.raises(NotFoundError):
        lake.collections.did(DidName("test", f"{odd}/../nope"))


def test_account_and_quota(fake, lake):
    fake.quota["DAV2"] = 5000
    account = lake.accounts.look()
    assert (account.account, account.type, account.admin) == ("alice", "USER", False)
    assert account.expires is not None
    assert Quota(rse="DAV2", used="0", files=0, limit="5000") in account.quotas


def test_administrators_are_known(fake, lake):
    fake.refusals["GET", "/attr/"] = Answer(b'[{"key": "admin", "value": true}]')
    assert lake.accounts.look().admin


def test_own_scopes_come_first(lake):
    assert lake.accounts.scopes() == [
        Scope(name="user.alice", own=True),
        Scope(name="test", own=False),
    ]
