"""Files of a lake that are on tape only: a rule brings them onto disk, and they are waited for."""

import pytest

from esap_jupyter.models import StageRequest, StageWhat, TransferRequest
from esap_jupyter.platform import Platform
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
        platform.tape_pause = 0.01
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


def test_without_an_rse_it_says_what_to_write(fake, make, tmp_path):
    platform = make()
    job = start(platform, tmp_path)
    wait_for(lambda: state(platform, job) == "failed")
    error = platform.stagings.stagings.get(job.id).error
    assert "on tape" in error.message
    assert "rse =" in error.remedy
    assert fake.rules == {}
