"""The lake against the real Rucio: names, filters, paging, rules, quota, faults."""

import threading
import uuid
from pathlib import Path

import msgspec
import pytest

from esap_jupyter.errors import (
    AccessDeniedError,
    BadRequestError,
    LoginRefusedError,
    NotFoundError,
    QuotaError,
    TimedOutError,
    UnreachableError,
)
from esap_jupyter.identity import Credential
from esap_jupyter.lake.transfers.registering import Registrar
from esap_jupyter.models import DidFilter, DidQuestion, RuleRequest
from tests.support.lakes import connected, listed, name, password

pytestmark = pytest.mark.peers

MOUNT = {"rse": "DAV2", "path_begins_at": 1}


def connect(peer, credential=None, **fields):
    ca = {"ca": str(peer.ca)} if peer.url.startswith("https") else {}
    mount = {**MOUNT, "mount": str(peer.mount)} if peer.lake == "first" else {}
    return connected(peer.url, credential or password(), **{**ca, **mount, **fields})


@pytest.fixture
def lake(rucio_lake):
    with connect(rucio_lake) as lake:
        yield lake


def names(dids):
    return {did.name for did in dids}


def test_it_says_its_version_scopes_account_and_quota(lake):
    assert lake.client.ping() == "41.5.1"
    account = lake.accounts.look()
    assert (account.account, account.admin) == ("alice", False)
    quotas = {quota.rse: quota.limit for quota in account.quotas}
    assert quotas["SMALL1"] == "1000"
    assert "NOQUOTA1" not in quotas
    assert account.expires is not None
    scopes = lake.accounts.scopes()
    assert scopes[0].name == "user.alice"
    assert scopes[0].own
    assert {"test", "empty"} <= {scope.name for scope in scopes if not scope.own}


def test_an_administrator_is_known(rucio_lake):
    with connect(rucio_lake, password("operator")) as lake:
        assert lake.accounts.look().admin


@pytest.mark.parametrize("kind", ["x509", "x509_proxy", "oidc"])
def test_every_way_of_logging_in(rucio_lake, kind):
    credential = {
        "x509": lambda: {"certificate": rucio_lake.certificate, "key": rucio_lake.key},
        "x509_proxy": lambda: {"certificate": rucio_lake.proxy, "key": None},
        "oidc": lambda: {"token": rucio_lake.jwt()},
    }[kind]()
    made = Credential(kind=kind, source="login", account="alice", **credential)
    with connect(rucio_lake, made) as lake:
        assert lake.accounts.name() == "alice"


def test_an_expired_token_is_refused_in_words(rucio_lake):
    old = Credential(kind="oidc", source="file", token=rucio_lake.jwt(lifetime="-60"))
    with connect(rucio_lake, old) as lake, pytest.raises(LoginRefusedError, match="take the token"):
        lake.accounts.name()


def test_two_lakes_with_the_same_account_name(rucio_lake):
    second = password(secret="alice2pw")
    with connect(rucio_lake) as one, connect(rucio_lake.second, second) as other:
        assert one.accounts.name() == other.accounts.name() == "alice"
        assert "DAV1" in {rse.name for rse in one.storage.rses()}
        assert "DAV1" not in {rse.name for rse in other.storage.rses()}


def test_pattern_type_and_metadata(lake):
    assert names(listed(lake, name="image_*", type="file")) == {
        "image_1.fits",
        "image_2.fits",
        "image_3.fits",
    }
    assert {did.type for did in listed(lake, type="container")} == {"container"}
    km3 = [[DidFilter(key="instrument", value="KM3")]]
    assert {did.type for did in listed(lake, filters=km3)} == {"file", "dataset"}
    assert names(listed(lake, filters=km3, type="dataset")) == {"ds.events"}
    late = [[DidFilter(key="instrument", operator="like", value="K*"), run(">=", 43)]]
    assert "events_01.dat" not in names(listed(lake, filters=late))
    either = [[run("=", 41)], [run(">", 44)]]
    found = names(listed(lake, filters=either, type="file"))
    assert "events_01.dat" in found
    assert "events_02.dat" not in found


def run(operator, value):
    return DidFilter(key="run", operator=operator, value=str(value))


def test_sizes_can_be_compared(lake):
    large = [[DidFilter(key="bytes", operator=">", value="10000000")]]
    assert "large.dat" in names(listed(lake, filters=large))


def test_keys_of_two_kinds_cannot_be_mixed_and_that_is_told(lake):
    mixed = [[DidFilter(key="instrument", value="KM3"), DidFilter(key="bytes", value="5")]]
    with pytest.raises(BadRequestError, match="same metadata plugin"):
        listed(lake, filters=mixed)


def test_an_unknown_scope_is_told_and_an_empty_one_is_empty(lake):
    assert listed(lake, scope="empty") == []
    with pytest.raises(NotFoundError, match="no scope"):
        listed(lake, scope="nope")


def test_a_scope_with_a_slash_is_no_way_to_another_place(lake):
    with pytest.raises((NotFoundError, BadRequestError)):
        listed(lake, scope="../accounts")


def test_every_odd_name_is_described_with_its_replicas(lake):
    held = list(lake.collections.held(name("test:ds.odd")))
    assert len(held) >= 18
    for did in held:
        asked = name(f"test:{did.name}")
        assert lake.collections.details(asked).did.name == did.name
        # It asks for the rules too.
        assert [each.did.name for each in lake.replicas.files(asked)] == [did.name]


def test_containers_open_as_a_tree(lake):
    def below(did):
        return {row.name for row in lake.collections.held(name(did))}

    assert below("test:cont.all") == {"cont.inner", "cont.events"}
    assert "ds.odd" in below("test:cont.inner")
    whole = lake.collections.did(name("test:cont.all"))
    assert whole.length > 20
    assert int(whole.size) > 10**6
    details = lake.collections.details(name("test:ds.events"))
    assert details.own_metadata["instrument"] == "KM3"
    assert names(details.parents) == {"cont.events"}
    assert "instrument" in lake.collections.metadata_keys()


def test_files_on_the_mounted_rse_are_here_and_can_be_read(lake):
    files = {each.did.name: each for each in lake.replicas.files(name("test:ds.images"))}
    assert {each.state for each in files.values()} == {"here"}
    assert Path(files["image_1.fits"].path).read_bytes().startswith(b"SIMPLE")


def test_files_elsewhere_say_where(lake):
    files = lake.replicas.files(name("test:ds.odd"))
    # Other tests have a file of it brought near, which Rucio keeps for a while.
    assert {each.did.name for each in files if each.state == "here"} <= {
        each.did.name for each in files if "DAV2" in each.rses
    }
    far = [each for each in files if "DAV2" not in each.rses]
    assert len(far) > 10
    assert {each.state for each in far} == {"elsewhere"}
    assert all(each.rses for each in far)


def test_a_stuck_rule_says_why(lake):
    (file,) = lake.replicas.files(name("test:ds.stuck"))
    assert file.state == "stuck"
    rule = next(rule for rule in lake.rules.of(name("test:ds.stuck")) if rule.state == "STUCK")
    told = lake.rules.get(rule.id)
    assert "only_posix.dat to DAV2" in told.error
    assert [lock.state for lock in lake.rules.locks(rule.id)] == ["STUCK"]


def ask_for(lake, rse, did="test:ds.large", **more):
    scope, _, named = did.partition(":")
    return lake.rules.add(
        RuleRequest(scope=scope, name=named, rse_expression=rse, lifetime=600, **more)
    )


def test_a_quota_that_is_used_up_is_refused_and_seen_before(lake):
    for rse in ("SMALL1", "NOQUOTA1"):
        wanted = RuleRequest(scope="test", name="ds.large", rse_expression=rse)
        seen = lake.previews.look(wanted)
        assert seen.fits is False
        assert int(seen.missing) == 20_000_000
        with pytest.raises(QuotaError, match="insufficient quota"):
            ask_for(lake, rse)


def test_who_has_no_quota_and_may_not_is_told(rucio_lake):
    with (
        connect(rucio_lake, password("bob", "bob", "bobpw")) as lake,
        pytest.raises(QuotaError),
    ):
        ask_for(lake, "DAV2")


def test_a_rule_replicates_and_is_removed_by_who_may(rucio_lake, lake):
    did = f"only-once-{uuid.uuid4().hex}"
    dataset = {"type": "DATASET"}
    assert rucio_lake.ask("POST", f"/dids/user.alice/{did}", body=dataset).status == 201
    body = {"dids": [{"scope": "test", "name": "plus+sign.dat"}]}
    assert rucio_lake.ask("POST", f"/dids/user.alice/{did}/dids", body=body).status == 201
    made = ask_for(lake, "DAV2", f"user.alice:{did}", comment="a test")
    try:
        assert made.mine
        assert made.expires is not None
        assert made.comment == "a test"
        assert made.id in {rule.id for rule in lake.rules.mine()}
        rucio_lake.step()
        done = lake.rules.get(made.id)
        assert (done.state, done.locks_ok) == ("OK", 1)
        (file,) = lake.replicas.files(name(f"user.alice:{did}"))
        assert (file.state, file.did.name) == ("here", "plus+sign.dat")
        with pytest.raises(AccessDeniedError, match="can not remove"):
            lake.rules.remove(made.id)
    finally:
        with connect(rucio_lake, password("operator")) as operator:
            operator.rules.remove(made.id)


def test_rules_that_are_made_together_have_their_ids_in_the_order_of_the_dids(rucio_lake, lake):
    dids = [name(f"user.alice:ds.{uuid.uuid4().hex}") for _ in range(5)]
    registrar = Registrar(lake)
    for did in dids:
        registrar.make_dataset(did)
    made = lake.rules.add_each(dids, "DAV2", 600)
    try:
        found = [lake.rules.get(rule).did.name for rule in made]
        mine = {rule.id for rule in lake.rules.mine("DAV2")}
    finally:
        rucio_lake.remove_rules(*made)
    assert found == [did.name for did in dids]
    assert set(made) <= mine
    with pytest.raises(BadRequestError):
        lake.rules.add_each(dids, "DAV2", 10**12)


def test_an_expression_that_is_of_no_rse(lake):
    with pytest.raises(BadRequestError):
        lake.storage.rses("site=nowhere")
    with pytest.raises(BadRequestError):
        ask_for(lake, "NOWHERE")
    assert {rse.name for rse in lake.storage.rses("site=near")} >= {"DAV2"}


def test_a_token_that_the_server_forgets_is_renewed(lake):
    lake.accounts.scopes()
    good = lake.session.headers()["X-Rucio-Auth-Token"]
    lake.session._token = msgspec.structs.replace(lake.session._token, text="alice-x-y-0")
    assert listed(lake, name="image_1.fits")
    assert lake.session.headers()["X-Rucio-Auth-Token"] not in {"alice-x-y-0", ""}
    assert good


def test_a_lake_that_fails_is_told(rucio_lake, lake):
    lake.accounts.name()
    with (
        rucio_lake.fault("/dids/test/dids/search", status=500, body="<html>broken</html>"),
        pytest.raises(UnreachableError, match="500"),
    ):
        listed(lake)


def test_a_lake_that_never_answers_is_given_up(rucio_lake):
    with connect(rucio_lake, timeout=1) as lake:
        lake.accounts.name()
        with rucio_lake.fault("/dids/test/dids/search", delay=5), pytest.raises(TimedOutError):
            listed(lake)


def test_a_lake_that_breaks_off_keeps_what_had_come(rucio_lake, lake):
    lake.accounts.name()
    with rucio_lake.fault("/dids/test/dids/search", break_after=1000):
        key = lake.listings.start(DidQuestion(scope="test")).id
        page = lake.listings.get(key).page(0, 1000, wait=20)
        while not page.ended:
            page = lake.listings.get(key).page(0, 1000, wait=20)
    assert page.rows
    assert page.error.code == "unreachable"


def test_ten_thousand_are_listed_while_they_come(rucio_lake, lake):
    if lake.collections.did(name("test:ds.many")).length != 10_000:
        rucio_lake.fill("--many")
    key = lake.listings.start(DidQuestion(scope="test", name="many_*", type="file")).id
    listing = lake.listings.get(key)
    first = listing.page(0, 100, wait=20)
    assert (len(first.rows), first.ended) == (100, False)
    page = listing.page(9_999, 1, wait=60)
    while not page.ended:
        page = listing.page(10_000, 1, wait=60)
    assert (page.count, page.more) == (10_000, False)


def test_a_listing_that_is_cancelled_stops(lake):
    cancel = threading.Event()
    found = lake.listings.iterate(DidQuestion(scope="test"), cancel)
    next(found)
    cancel.set()
    with pytest.raises(Exception, match="cancelled"):
        list(found)


def test_the_last_files_of_ten_thousand_come_without_looking_for_all(rucio_lake, lake):
    did = name("test:ds.many")
    if lake.collections.did(did).length != 10_000:
        rucio_lake.fill("--many")
    page = lake.replicas.files(did, 9_990, 100)
    assert len(page) == 10
    assert all(file.rses for file in page)
    (first,) = lake.replicas.files(did, 0, 1)
    assert first.did.name not in {file.did.name for file in page}
