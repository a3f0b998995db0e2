"""Rules: made, told of, refused; and what they would take."""

import msgspec
import pytest

from esap_jupyter.errors import (
    AccessDeniedError,
    BadRequestError,
    NotFoundError,
    QuotaError,
    UnreachableError,
)
from esap_jupyter.lake import rule_states
from esap_jupyter.models import Did, Rule, RuleRequest
from tests.peers.fakes.base import Answer, json_answer
from tests.support.lakes import name, to_fake


def wanted(**fields):
    return RuleRequest(**{"scope": "test", "name": "a.dat", "rse_expression": "DAV2", **fields})


@pytest.fixture
def file(fake):
    return fake.add("a.dat", on={"DAV1": "AVAILABLE"})


def test_a_rule_is_made_and_told_as_it_is(fake, file):
    with to_fake(fake, webui="https://ui.example") as lake:
        rule = lake.rules.add(wanted(lifetime=3600, comment="why"))
    assert (rule.state, rule.mine, rule.rse_expression) == ("REPLICATING", True, "DAV2")
    assert rule.webui == f"https://ui.example/rule?rule_id={rule.id}"
    sent = next(asked.json for asked in fake.asked if asked.method == "POST")
    assert sent["dids"] == [{"scope": "test", "name": "a.dat"}]
    assert (sent["account"], sent["copies"], sent["lifetime"]) == ("alice", 1, 3600)


def test_another_web_page_of_rules_can_be_named(fake, file):
    with to_fake(fake, webui="https://ui.example/rule/page/{rule}") as lake:
        rule = lake.rules.add(wanted())
    assert rule.webui == f"https://ui.example/rule/page/{rule.id}"


def test_a_refused_quota_is_an_error_and_no_rule(fake, file, lake):
    fake.quota["DAV2"] = 0
    with pytest.raises(QuotaError, match="insufficient quota") as told:
        lake.rules.add(wanted())
    assert "quota" in told.value.remedy
    assert fake.rules == {}


def test_an_unknown_rse_is_told(file, lake):
    with pytest.raises(BadRequestError, match="empty set"):
        lake.rules.add(wanted(rse_expression="NOWHERE"))


@pytest.mark.parametrize(
    "fields",
    [
        {"rse_expression": " "},
        {"copies": 0},
        {"copies": 10**6},
        {"lifetime": 0},
        {"lifetime": -5},
        {"lifetime": 10**12},
        {"name": ""},
        {"name": "a\nb"},
    ],
)
def test_rules_without_sense_are_not_sent(fake, lake, fields):
    with pytest.raises(BadRequestError):
        lake.rules.add(wanted(**fields))
    assert not any(asked.method == "POST" for asked in fake.asked)


def test_rules_of_a_did_and_ones_own(fake, file, lake):
    fake.add("b.dat")
    first, other = fake.add_rule("a.dat", "DAV2"), fake.add_rule("b.dat", "DAV2", account="bob")
    assert [rule.id for rule in lake.rules.of(name("test:a.dat"))] == [first]
    assert [rule.id for rule in lake.rules.mine()] == [first]
    assert not lake.rules.get(other).mine


def test_a_stuck_rule_tells_why(fake, file, lake):
    key = fake.add_rule("a.dat", "DAV2", "STUCK", error="No sources")
    transfer = {"name": "a.dat", "rse": "DAV2", "last_error": "checksum mismatch"}
    fake.refusals["GET", "/analysis"] = json_answer(
        {"rule_error": "No sources", "transfers": [transfer]}
    )
    assert lake.rules.get(key).error == "No sources; a.dat to DAV2: checksum mismatch"


def test_a_stuck_rule_that_cannot_be_examined_says_so(fake, file, lake):
    key = fake.add_rule("a.dat", "DAV2", "STUCK", error="No sources")
    fake.refusals["GET", "/analysis"] = Answer(b"", status=500)
    assert "does not tell why" in lake.rules.get(key).error


def test_who_may_not_remove_a_rule_is_told(fake, file, lake):
    with pytest.raises(AccessDeniedError, match="can not remove"):
        lake.rules.remove(fake.add_rule("a.dat", "DAV2"))


@pytest.mark.parametrize("key", ["", "../accounts/root", "a b", "é"])
def test_what_is_no_id_of_a_rule_is_not_asked_for(fake, lake, key):
    with pytest.raises(BadRequestError):
        lake.rules.get(key)
    assert fake.asked == []


def test_an_unknown_rule_is_told(lake):
    with pytest.raises(NotFoundError):
        lake.rules.get("0" * 32)


def test_locks(fake, file, lake):
    (lock,) = lake.rules.locks(fake.add_rule("a.dat", "DAV2"))
    assert (lock.did.name, lock.rse, lock.state) == ("a.dat", "DAV2", "OK")


def test_a_server_that_fails_is_no_list_of_rules(fake, file, lake):
    fake.refusals["GET", "/rules/"] = Answer(b"<html>", status=500, media="text/html")
    with pytest.raises(UnreachableError):
        lake.rules.mine()


def test_a_preview_counts_what_is_missing(fake, lake):
    fake.add("here.dat", on={"DAV1": "AVAILABLE", "DAV2": "AVAILABLE"})
    fake.add("there.dat", on={"DAV1": "AVAILABLE"})
    fake.add("ds", "DATASET", holds=["here.dat", "there.dat"])
    seen = lake.previews.look(wanted(name="ds"))
    assert (seen.rses, seen.files, seen.size, seen.missing) == (["DAV2"], 2, "2000", "1000")
    assert seen.fits
    assert [quota.rse for quota in seen.quotas] == ["DAV2"]
    assert fake.rules == {}


def test_what_is_on_its_way_is_missing_still_but_needs_no_more_quota(fake, lake):
    fake.add("coming.dat", on={"DAV1": "AVAILABLE", "DAV2": "COPYING"})
    fake.quota["DAV2"] = 1
    seen = lake.previews.look(wanted(name="coming.dat"))
    assert (seen.missing, seen.fits) == ("1000", True)


def test_a_preview_says_that_there_is_no_room(fake, file, lake):
    fake.quota["DAV2"] = 999
    seen = lake.previews.look(wanted())
    assert seen.fits is False
    assert "not enough quota" in seen.note
    del fake.quota["DAV2"]
    assert "has no quota" in lake.previews.look(wanted()).note


def test_a_preview_of_more_copies_than_there_are_rses(file, lake):
    seen = lake.previews.look(wanted(copies=2))
    assert seen.fits is False
    assert "2 are needed" in seen.note


def test_what_is_there_already_needs_no_quota(fake, lake):
    fake.add("a.dat", on={"DAV2": "AVAILABLE"})
    fake.quota.clear()
    assert lake.previews.look(wanted()).fits


def test_a_state_that_is_given_for_a_reason_is_put_into_words(fake, file, lake):
    told = "RequestErrMsg.MISMATCH_SCHEME:RequestState.MISMATCH_SCHEME"
    key = fake.add_rule("a.dat", "DAV2", "STUCK", error=told)
    words = "the RSEs share no protocol to copy by (MISMATCH_SCHEME)"
    assert lake.rules.get(key).error == words
    assert [rule.error for rule in lake.rules.of(name("test:a.dat"))] == [words]


@pytest.mark.parametrize("key", ["test", "0", "g" * 32, "a" * 33])
@pytest.mark.parametrize("ask", ["get", "locks", "remove"])
def test_what_cannot_be_the_id_of_a_rule_is_not_there_and_the_lake_is_not_asked(
    fake, lake, ask, key
):
    with pytest.raises(NotFoundError, match="32 hexadecimal digits"):
        getattr(lake.rules, ask)(key)
    assert fake.asked == []


def test_a_state_that_has_changed_since_somebody_looked_is_told_once(fake):
    told = []
    fake.add("ds", "DATASET")
    fake.add_rule("ds", "DAV1", "OK")
    key = fake.add_rule("ds", "DAV2", "REPLICATING")

    def changed(lake, rule):
        told.append((lake, rule.id, rule.state))

    with to_fake(fake, rule_changed=changed) as lake:
        lake.rules.mine()
        lake.rules.mine()
        assert told == []
        fake.rules[key]["state"] = "STUCK"
        lake.rules.of(name("test:ds"))
        lake.rules.mine()
        assert told == [("lake", key, "STUCK")]
        fake.rules[key]["state"] = "OK"
        lake.rules.get(key)
    assert told[1:] == [("lake", key, "OK")]


def test_only_so_many_states_are_remembered(monkeypatch):
    told = []
    monkeypatch.setattr(rule_states, "_REMEMBERED", 2)
    states = rule_states.RuleStates(lake="lake", changed=lambda _, rule: told.append(rule.id))
    did = Did(scope="test", name="ds", type="dataset")
    rules = [
        Rule(id=key, did=did, account="a", rse_expression="X", copies=1, state="OK")
        for key in "abc"
    ]
    states.see(rules)
    states.see(msgspec.structs.replace(rule, state="STUCK") for rule in rules[::-1])
    assert told == ["c", "b"]
