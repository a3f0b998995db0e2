"""Data lakes from Python, with a Rucio in memory."""

import pickle
from datetime import timedelta

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import (
    BadRequestError,
    LoginRefusedError,
    NotFoundError,
    NotLoggedInError,
    QuotaError,
)
from esap_jupyter.wording import describe_error
from tests.peers.fakes.rucio import FakeRucio
from tests.support.lakes import lake_toml
from tests.support.platforms import platform_of

MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture
def rucio():
    with FakeRucio() as rucio:
        rucio.add("a.dat", on={"DAV1": "AVAILABLE"}, instrument="KM3")
        rucio.add(MARKUP, on={"DAV1": "AVAILABLE"})
        rucio.add("ds", "DATASET", holds=["a.dat", MARKUP])
        yield rucio


@pytest.fixture
def lake(rucio, tmp_path, monkeypatch):
    monkeypatch.setenv("RUCIO_CONFIG", str(tmp_path / "none.cfg"))
    with platform_of(tmp_path, lake_toml(rucio.url, rse="DAV2")) as platform:
        monkeypatch.setattr(api, "_platform", lambda: platform)
        esap.login("lake", username="alice", password="alicepw", account="alice")
        yield esap.lake("lake")


def test_lakes_are_listed_as_a_table(lake, rucio):
    rucio.asked.clear()
    listed = esap.lakes()
    assert [one.id for one in listed] == ["lake"]
    assert "lake" in repr(listed)
    assert "<table>" in listed._repr_html_()
    assert rucio.asked == []


def test_whoever_has_not_logged_in_is_told_so(rucio, tmp_path, monkeypatch):
    monkeypatch.setenv("RUCIO_CONFIG", str(tmp_path / "none.cfg"))
    with platform_of(tmp_path, lake_toml(rucio.url)) as platform:
        monkeypatch.setattr(api, "_platform", lambda: platform)
        with pytest.raises(NotLoggedInError, match="not logged in to Lake") as caught:
            esap.lake("lake").scopes()
    assert 'esap.login("lake")' in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    assert "esap.login" not in describe_error(caught.value).remedy
    assert rucio.asked == []


@pytest.mark.parametrize("key", ["nope", ""])
def test_unknown_lakes(lake, key):
    with pytest.raises(NotFoundError, match="Lakes here: lake"):
        esap.lake(key)
    with pytest.raises(BadRequestError):
        esap.lake(5)


def test_dids_by_pattern_type_and_metadata(lake):
    assert [did.name for did in lake.dids("test:*")] == ["a.dat", MARKUP, "ds"]
    assert [did.name for did in lake.dids("test", "dataset")] == ["ds"]
    assert [did.name for did in lake.dids("test:*", instrument="KM3")] == ["a.dat"]
    either = [{"instrument": "KM3"}, {"instrument": "other"}]
    assert [did.name for did in lake.dids("test:*", any_of=either)] == ["a.dat"]


def test_a_limit_says_that_there_are_more(lake):
    some = lake.dids("test:*", limit=2)
    assert len(some) == 2
    assert some.more
    assert "has more" in repr(some)
    assert not lake.dids("test:*", limit=3).more
    assert next(lake.iter_dids("test:*")).name == "a.dat"


@pytest.mark.parametrize(
    ("pattern", "more"), [("", {}), ("test:*", {"type": "magic"}), ("test:*", {"run__x": 1})]
)
def test_questions_without_sense(lake, pattern, more):
    with pytest.raises(BadRequestError):
        lake.dids(pattern, **more)


@pytest.mark.parametrize("pattern", ["a.*", "*", "t%:a.*"])
def test_a_pattern_without_scope_says_what_to_write(lake, rucio, pattern):
    rucio.asked.clear()
    with pytest.raises(BadRequestError, match=r"Write scope:.*scopes\(\)"):
        lake.dids(pattern)
    assert rucio.asked == []


def test_lists_without_anything_say_so_in_words(lake):
    assert repr(lake.dids("test:nothing*")) == "no DIDs"
    assert lake.rules()._repr_html_() == "<p>no rules</p>"


def test_names_are_text_in_tables(lake):
    assert MARKUP not in lake.dids("test:*")._repr_html_()
    assert "&lt;img" in lake.dids("test:*")._repr_html_()


@pytest.mark.parametrize("did", ["test:ds", "rucio://lake/test:ds", "rucio://127.0.0.1/test:ds"])
def test_a_did_is_named_in_many_ways(lake, did):
    assert lake.did(did).length == 2
    assert lake.did(lake.did(did)) == lake.did(did)


def test_an_address_in_another_lake_is_not_taken_for_one_in_this(lake):
    with pytest.raises(BadRequestError, match="not in the lake 'lake'"):
        lake.download("rucio://other/test:ds")


def test_all_about_a_did(lake):
    assert lake.metadata("test:a.dat")["instrument"] == "KM3"
    assert [did.name for did in lake.content("test:ds")] == ["a.dat", MARKUP]
    assert [did.name for did in lake.parents("test:a.dat")] == ["ds"]
    files = lake.files("test:ds")
    assert {file.state for file in files} == {"elsewhere"}
    assert "DAV1" in files._repr_html_()
    assert lake.replicas("test:a.dat")[0].states == {"DAV1": "AVAILABLE"}
    assert lake.scopes()[0] == "user.alice"
    assert lake.account().account == "alice"
    assert "instrument" in lake.keys()  # noqa: SIM118  (a method that asks the lake)
    assert lake.rses("DAV2")[0].name == "DAV2"


@pytest.mark.parametrize(
    ("lifetime", "sent"),
    [(3600, 3600), (timedelta(days=1), 86400), (None, None), (float("inf"), None)],
)
def test_a_rule_goes_to_the_lakes_own_rse_unless_told(lake, rucio, lifetime, sent):
    assert lake.preview("test:a.dat").fits
    rule = lake.rule("test:a.dat", lifetime=lifetime)
    assert rule.rse_expression == "DAV2"
    made = [asked.json for asked in rucio.asked if asked.path == "/rules/" and asked.body]
    assert made[-1]["lifetime"] == sent
    assert [each.id for each in lake.rules()] == [rule.id]
    assert lake.look_at_rule(rule) == lake.look_at_rule(rule.id)
    assert lake.look_at_rule(rule).id == rule.id
    assert "REPLICATING" in repr(lake.rules("test:a.dat"))


def test_a_quota_that_is_used_up_is_an_exception(lake, rucio):
    rucio.quota.clear()
    with pytest.raises(QuotaError):
        lake.rule("test:a.dat")


def test_a_password_that_was_changed_in_the_lake_is_refused_once_and_says_so(lake, rucio):
    lake.scopes()
    rucio.password = "changed"
    rucio.expire()
    rucio.asked.clear()
    for _ in range(3):
        with pytest.raises(LoginRefusedError):
            lake.scopes()
    assert [asked.path for asked in rucio.asked].count("/auth/userpass") == 1
    (identity,) = [each for each in esap.identity() if each.service == "lake"]
    assert identity.state == "refused"
    assert identity.reason
    esap.login("lake", username="alice", password="changed", account="alice")
    assert lake.scopes()
