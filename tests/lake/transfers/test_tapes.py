"""Files of a lake that are on tape only: a rule brings them onto disk, and they are waited for."""

import threading

import pytest

from esap_jupyter.errors import CancelledError
from esap_jupyter.lake.dids import DidName
from esap_jupyter.lake.transfers.tapes import RuleTapes
from esap_jupyter.models import StageRequest, StageWhat, TransferRequest
from esap_jupyter.platform import Platform
from esap_jupyter.staging.pieces import Piece
from esap_jupyter.staging.wanted import Wanted
from tests.peers.fakes.rucio import refused
from tests.peers.fakes.storing_rucio import StoringRucio
from tests.support.lakes import lake_toml
from tests.support.waiting import wait_for

CONTENT = b"0123456789" * 100
DISK, TAPE = "DAV1", "DAV2"


class TapeRucio(StoringRucio):
    """Rucio, one of whose RSEs is a tape."""

    def _replica(self, did):
        line = super()._replica(did)
        for about in line["pfns"].values():
            about["type"] = "TAPE" if about["rse"] == TAPE else "DISK"
        return line

    def _make_rule(self, body):
        there = {(rule["name"], rule["rse_expression"]) for rule in self.rules.values()}
        if any((did["name"], body["rse_expression"]) in there for did in body["dids"]):
            return refused(409, "DuplicateRule", "A duplicate rule for this did exists.")
        return super()._make_rule(body)

    def recall(self, name):
        """Have a rule's transfer from tape done."""
        self.replicas["test", name][DISK] = "AVAILABLE"
        self.bytes[DISK, f"test/{name}"] = CONTENT


@pytest.fixture
def fake():
    with TapeRucio() as fake:
        fake.store("cold.dat", CONTENT, TAPE)
        yield fake


@pytest.fixture
def make(fake, tmp_path, monkeypatch):
    monkeypatch.setenv("RUCIO_CONFIG", str(tmp_path / "none.cfg"))
    (tmp_path / "ws").mkdir()
    made = []

    def make(**fields):
        path = tmp_path / "lakes.toml"
        path.write_text(lake_toml(fake.url, account="alice", **fields))
        platform = Platform(home=tmp_path / "home", catalogue_paths=[path])
        platform._staging.tape_pause = 0.01
        platform.identities.login("lake", _login())
        made.append(platform)
        return platform

    monkeypatch.setattr("esap_jupyter.lake.transfers.tapes._AGE", 0.0)
    yield make
    for platform in made:
        platform.close()


def _login():
    from esap_jupyter.models import LoginRequest

    return LoginRequest(kind="userpass", username="alice", password="alicepw", account="alice")


def start(platform, tmp_path):
    request = StageRequest(what=[StageWhat(did="rucio://lake/test:cold.dat")])
    plan = platform.stagings.plan(request, root=tmp_path / "ws")
    assert (plan.wait, plan.files[0].way) == (1, "tape")
    return platform.stagings.start(TransferRequest(plan=plan.id), root=tmp_path / "ws")


def state(platform, job):
    return platform.stagings.stagings.get(job.id).state


def test_a_rule_is_made_once_and_waited_for_over_a_restart(fake, make, tmp_path):
    first = make(rse=DISK)
    job = start(first, tmp_path)
    wait_for(lambda: state(first, job) == "waiting" and fake.rules)
    first.close()
    second = make(rse=DISK)
    assert second.stagings.resume() == 1
    wait_for(lambda: "the rule is" in second.activities.get(job.activity).message)
    fake.recall("cold.dat")
    wait_for(lambda: state(second, job) == "done")
    (file,) = second.stagings.details(job.id, offset=0, limit=9).files
    assert (tmp_path / "ws" / file.path).read_bytes() == CONTENT
    ((_, rule),) = fake.rules.items()
    assert (rule["name"], rule["rse_expression"]) == ("cold.dat", DISK)


def test_after_a_restart_without_a_login_the_same_rule_is_waited_for_when_one_has_logged_in(
    fake, make, tmp_path
):
    first = make(rse=DISK)
    job = start(first, tmp_path)
    wait_for(lambda: state(first, job) == "waiting" and fake.rules)
    first.close()
    second = make(rse=DISK)
    second.identities.logout("lake")
    assert second.stagings.resume() == 1
    wait_for(lambda: second.stagings.stagings.get(job.id).login == "lake")
    fake.recall("cold.dat")
    second.identities.login("lake", _login())
    wait_for(lambda: state(second, job) == "done")
    assert len(fake.rules) == 1


@pytest.mark.parametrize("before", [True, False])
def test_what_is_cancelled_has_its_own_rule_removed_and_no_other(fake, make, tmp_path, before):
    platform = make(rse=DISK)
    if before:
        platform.lakes.get("lake").rules.add_each([DidName("test", "cold.dat")], DISK, None, "Mine")
    job = start(platform, tmp_path)
    wait_for(lambda: "the rule is" in platform.activities.get(job.activity).message)
    platform.stagings.act(job.id, "cancel")
    wait_for(lambda: state(platform, job) == "cancelled")
    removed = [asked for asked in fake.asked if asked.method == "DELETE"]
    assert len(removed) == (0 if before else 1)


def test_without_an_rse_it_says_what_to_write(fake, make, tmp_path):
    platform = make()
    job = start(platform, tmp_path)
    wait_for(lambda: state(platform, job) == "failed")
    error = platform.stagings.stagings.get(job.id).error
    assert "on tape" in error.message
    assert "rse =" in error.remedy
    assert fake.rules == {}


def piece(name):
    url = f"rucio://lake/test:{name}"
    return Piece(wanted=Wanted(url=url, who="lake", name=name), way="tape", parent=url)


def test_rules_of_many_files_are_made_and_looked_at_together(fake, make, monkeypatch):
    monkeypatch.setattr("esap_jupyter.lake.transfers.tapes._AGE", 60.0)
    names = [f"{number}.dat" for number in range(60)]
    for each in names:
        fake.store(each, CONTENT, TAPE)
    platform = make(rse=DISK)
    lake = platform.lakes.get("lake")
    kept = lake.rules.add_each([DidName("test", "7.dat")], DISK, None)
    fake.asked.clear()
    tapes = RuleTapes(pieces=None, at=platform.lakes.at)
    made = tapes.ask([piece(each) for each in names], threading.Event())
    assert made["rucio://lake/test:7.dat"] == f"lake/{kept[0]}"
    assert len(set(made.values())) == 60
    fake.asked.clear()
    states = {tapes._rule(lake, rule.partition("/")[2]).state for rule in made.values()}
    assert states == {"REPLICATING"}
    assert [each.path for each in fake.asked].count("/rules/") == 1


def test_what_is_cancelled_while_rules_are_made_says_so(make):
    cancel = threading.Event()
    cancel.set()
    platform = make(rse=DISK)
    with pytest.raises(CancelledError):
        RuleTapes(pieces=None, at=platform.lakes.at).ask([piece("cold.dat")], cancel)
