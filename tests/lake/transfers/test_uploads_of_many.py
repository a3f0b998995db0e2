"""Uploads of many files: the lake is asked in lists, and one that it refuses fails alone."""

import pytest

from esap_jupyter.errors import ConflictError, NotLoggedInError, UnreachableError
from esap_jupyter.lake.transfers.registering import Registrar
from tests.peers.fakes.base import Answer
from tests.support.lakes import name

COUNT = 60
SCOPE = "user.alice"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "ws"
    folder.mkdir()
    for number in range(COUNT):
        (folder / f"{number:02}.dat").write_bytes(bytes([number]))
    return folder


def asked(fake, method, path):
    return [each for each in fake.asked if (each.method, each.path) == (method, path)]


def kept(fake):
    return sorted(rule["name"] for rule in fake.rules.values())


def test_addresses_and_rules_are_asked_for_in_lists(fake, here, folder):
    assert len(here.put(folder).new) == COUNT
    assert len(asked(fake, "GET", "/rses/DAV1/lfns2pfns")) == 1
    assert len(asked(fake, "POST", "/rules/")) == 2
    assert len(asked(fake, "GET", "/rules/")) == 1
    assert kept(fake) == [f"{number:02}.dat" for number in range(COUNT)]


def test_what_has_a_rule_gets_no_other_one(fake, here, folder):
    here.put(folder)
    (folder / "new.dat").write_bytes(b"new")
    here.put(folder)
    assert len(kept(fake)) == COUNT + 1
    (last,) = asked(fake, "POST", "/rules/")[2:]
    assert [each["name"] for each in last.json["dids"]] == ["new.dat"]


def test_a_rule_that_is_refused_is_told_for_its_file_and_the_rest_is_kept(fake, here, folder):
    fake.unkept = {"07.dat", "33.dat"}
    done = here.put(folder)
    assert sorted(done.failed) == [f"{SCOPE}:07.dat", f"{SCOPE}:33.dat"]
    assert all(isinstance(error, ConflictError) for error in done.failed.values())
    assert "07.dat is stored, but no rule keeps it" in done.failed[f"{SCOPE}:07.dat"].message
    assert len(done.new) == COUNT
    assert len(kept(fake)) == COUNT - 2
    (activity,) = here.activities.list()
    assert "2 of 60 had trouble; what is stored stays so" in activity.error.message


def test_a_lake_that_makes_no_rules_just_now_is_asked_no_more_than_needed(fake, here, folder):
    fake.refusals["POST", "/rules/"] = Answer(b"", status=401)
    done = here.put(folder)
    assert len(done.failed) == COUNT
    assert isinstance(done.failed[f"{SCOPE}:00.dat"], NotLoggedInError)


def test_one_that_has_no_place_fails_alone(fake, here, folder):
    fake.unplaced = {"07.dat"}
    done = here.put(folder)
    assert list(done.failed) == [f"{SCOPE}:07.dat"]
    assert isinstance(done.failed[f"{SCOPE}:07.dat"], UnreachableError)
    assert len(done.new) == COUNT - 1


def test_long_names_are_asked_for_in_several_short_lines(fake, lake):
    dids = [name(f"{SCOPE}:{number:02}{'ü' * 240}") for number in range(10)]
    found = Registrar(lake).addresses("DAV1", "http", dids)
    assert found.keys() == set(dids)
    assert len(asked(fake, "GET", "/rses/DAV1/lfns2pfns")) == 5
