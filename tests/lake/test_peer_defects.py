"""The functional defects of rucio-jupyterlab 40.0.2, by their numbers, as they are not here."""

import threading
import time
import tomllib
from pathlib import Path

import msgspec
import pytest

from esap_jupyter.catalogue import lake_of
from esap_jupyter.errors import BadRequestError, NotFoundError, QuotaError, UnreachableError
from esap_jupyter.handlers import HANDLERS
from esap_jupyter.handlers.openapi import operations
from esap_jupyter.lake.configs.instances import instance_lake
from esap_jupyter.lake.filters import literal
from esap_jupyter.lake.lakes import Lakes
from esap_jupyter.models import DidFilter, DidQuestion, RuleRequest
from esap_jupyter.net import AddressGuard, HttpClient
from tests.peers.fakes.base import Answer
from tests.peers.fakes.rucio import FakeRucio
from tests.support.lakes import listed, name, password, to_fake

ROOT = Path(__file__).parents[2]
RULE = RuleRequest(scope="test", name="a.dat", rse_expression="DAV2")


def test_b01_no_route_demands_an_argument_that_its_page_does_not_send():
    demanded = {
        (handler.path, field.name)
        for handler in HANDLERS
        if handler.path.startswith("lakes")
        for declared in operations(handler).values()
        if declared.query is not None
        for field in msgspec.structs.fields(declared.query)
        if field.required
    }
    # Which lake stands in the path; what is left is the DID, which says what is asked for.
    assert {argument for _, argument in demanded} == {"did"}


def test_b02_a_rule_that_is_refused_is_no_success(fake, lake):
    fake.add("a.dat")
    fake.quota.clear()
    with pytest.raises(QuotaError):
        lake.rules.add(RULE)
    assert fake.rules == {}


@pytest.mark.parametrize(("status", "kind"), [(404, NotFoundError), (500, UnreachableError)])
def test_b03_what_went_wrong_is_not_fetching_for_ever(fake, lake, status, kind):
    fake.add("a.dat")
    if status == 500:
        fake.refusals["POST", "/replicas/list"] = Answer(b"", status=500)
    else:
        body = b'{"ExceptionClass": "DataIdentifierNotFound", "ExceptionMessage": "gone"}'
        fake.refusals["POST", "/replicas/list"] = Answer(body, status=404)
    with pytest.raises(kind):
        lake.replicas.files(name("test:a.dat"))


@pytest.mark.parametrize("odd", ["a:b", "a:b:c", ":", "a/b:c"])
def test_b06_a_name_may_hold_a_colon(fake, lake, odd):
    fake.add(odd, on={"DAV2": "AVAILABLE"})
    did = name(f"test:{odd}")
    assert lake.collections.details(did).did.name == odd
    assert lake.replicas.files(did)[0].did.name == odd
    assert (
        lake.rules.add(RuleRequest(scope="test", name=odd, rse_expression="DAV2")).did.name == odd
    )


def test_b08_a_failing_request_is_answered_once_with_its_cause(fake, lake):
    fake.add("a.dat")
    fake.refusals["POST", "/rules/"] = Answer(b"<html>down</html>", status=503)
    with pytest.raises(UnreachableError, match="503"):
        lake.rules.add(RULE)


def test_b09_nothing_found_is_an_empty_listing_and_nothing_is_printed(fake, lake, capsys):
    assert listed(lake, name="nothing*") == []
    assert capsys.readouterr() == ("", "")


def test_b11_the_type_of_a_did_does_not_depend_on_its_state(fake):
    fake.add("a.dat", on={"DAV1": "AVAILABLE", "DAV2": "COPYING"})
    with to_fake(fake, rse="DAV2") as lake:
        (file,) = lake.replicas.files(name("test:a.dat"))
        assert (file.state, file.did.type) == ("replicating", "file")
        assert lake.collections.did(name("test:a.dat")).type == "file"


@pytest.mark.parametrize("slash", ["", "/"])
def test_b12_a_path_before_the_lake_is_kept_and_scopes_are_encoded(slash):
    with FakeRucio(prefix="/a/rucio") as fake, to_fake(fake) as lake:
        assert lake.client.ping()
        with pytest.raises(NotFoundError):
            listed(lake, scope="a/b?x=1#c d")
        with pytest.raises(BadRequestError, match="no scope"):
            listed(lake, scope="../accounts")
        searched = [asked.target for asked in fake.asked if "search" in asked.target]
    assert [target.partition("?")[0] for target in searched] == [
        "/a/rucio/dids/a%2Fb%3Fx%3D1%23c%20d/dids/search"
    ]
    entry = lake_of({"id": "x", "name": "X", "url": f"https://h/rucio{slash}"})
    assert entry.base == "https://h/rucio"


@pytest.mark.parametrize(
    ("operator", "key"),
    [("!=", "run.ne"), ("<=", "run.lte"), (">=", "run.gte"), ("<", "run.lt"), (">", "run.gt")],
)
def test_b13_each_comparison_is_what_it_says(operator, key):
    written = literal("*", [[DidFilter(key="run", operator=operator, value="5")]])
    assert written == repr([{"name": "*", key: 5}])


def test_b13_commas_stay_in_values_and_ranges_have_no_quotes():
    title = [DidFilter(key="title", value="a,b;c")]
    span = [
        DidFilter(key="run", operator=">", value="10"),
        DidFilter(key="run", operator="<", value="20"),
    ]
    written = literal("*", [title, span])
    assert written == repr(
        [{"name": "*", "title": "a,b;c"}, {"name": "*", "run.gt": 10, "run.lt": 20}]
    )
    with pytest.raises(BadRequestError):
        literal("*", [[DidFilter(key="name!", value="x")]])


def test_b16_two_lakes_with_the_same_did_keep_apart(fake):
    fake.add("a.dat", on={"DAV1": "AVAILABLE"})
    http = HttpClient(guard=AddressGuard(), user_agent="t", retries=0)
    with FakeRucio() as other:
        other.add("a.dat", on={"DAV2": "AVAILABLE"})
        entries = {
            key: lake_of({"id": key, "name": key, "url": each.url})
            for key, each in (("one", fake), ("two", other))
        }
        lakes = Lakes(
            described=lambda: entries, http=lambda: http, credential=lambda *_: password()
        )
        found = {}

        def look(key):
            found[key] = lakes.get(key).replicas.files(name("test:a.dat"))[0].rses

        threads = [threading.Thread(target=look, args=(key,)) for key in entries for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lakes.close()
    assert found == {"one": ["DAV1"], "two": ["DAV2"]}


def test_b18_a_lake_without_sense_is_shown_with_its_reason():
    broken = instance_lake({"name": "x", "display_name": "X", "rucio_base_url": "nonsense"})
    lakes = Lakes(described=lambda: {"x": broken}, http=lambda: None, credential=lambda *_: None)
    (lake,) = lakes.list()
    assert (lake.name, lake.state) == ("X", "unavailable")
    assert "url" in lake.reason


def test_b19_the_package_declares_what_it_imports_and_pins_nobody_out():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=3.11"
    needed = project["dependencies"]
    assert not any(each.startswith(("rucio", "notebook", "jsonschema")) for each in needed)
    assert any(each.startswith("urllib3") for each in needed)


def test_p01_a_slow_lake_keeps_no_other_waiting(fake):
    fake.moody, fake.mood = "/rules/", "slow"
    fake.add("a.dat")
    with FakeRucio() as quick, to_fake(fake) as slow, to_fake(quick) as lake:
        slow.accounts.name()
        thread = threading.Thread(target=slow.rules.add, args=(RULE,))
        thread.start()
        assert fake.waiting.wait(10)
        assert lake.accounts.scopes()
        fake.release.set()
        thread.join(10)


def test_p03_a_listing_is_not_read_whole_before_it_is_shown(fake, lake):
    for number in range(100):
        fake.add(f"{number}.dat")
    fake.moody, fake.mood = "/search", "slow"
    key = lake.listings.start(DidQuestion(scope="test")).id
    assert fake.waiting.wait(10)
    end = time.monotonic() + 10
    page = lake.listings.get(key).page(0, 10, wait=5)
    while len(page.rows) < 10 and time.monotonic() < end:
        page = lake.listings.get(key).page(0, 10, wait=5)
    assert (len(page.rows), page.ended) == (10, False)
    fake.release.set()
