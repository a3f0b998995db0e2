"""Files of lakes as parts of a job: when their lakes are asked."""

import threading
from types import SimpleNamespace

import pytest

from esap_jupyter.errors import NotFoundError
from esap_jupyter.lake.transfers import pieces as module
from esap_jupyter.lake.transfers.pieces import LakePieces
from esap_jupyter.lake.transfers.plan import Plan


def lake_of(address):
    return SimpleNamespace(entry=SimpleNamespace(id=address.lake, name=address.lake))


@pytest.fixture
def pieces():
    return LakePieces(transfers=lambda: None, at=lake_of)


def test_a_lake_that_does_not_answer_holds_up_no_other(pieces, monkeypatch):
    asked, answer, done = threading.Event(), threading.Event(), threading.Event()

    def planned(lake, _dids, *_cancel):
        if lake.entry.id == "slow":
            asked.set()
            answer.wait(60)
        return Plan()

    def other():
        pieces.pieces("rucio://quick/test:a.dat")
        done.set()

    monkeypatch.setattr(module, "planned", planned)
    slow = threading.Thread(target=pieces.pieces, args=("rucio://slow/test:a.dat",))
    slow.start()
    assert asked.wait(60)
    quick = threading.Thread(target=other)
    quick.start()
    try:
        assert done.wait(60)
    finally:
        answer.set()
        slow.join()
        quick.join()


def test_what_has_failed_is_soon_asked_again_and_what_went_well_is_not(pieces, monkeypatch):
    now, plans = [0.0], [Plan(failed={"test:a.dat": NotFoundError("None.")}), Plan()]
    monkeypatch.setattr(module, "planned", lambda *_: plans.pop(0))
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    for now[0] in (100.0, 119.0):
        with pytest.raises(NotFoundError):
            pieces.pieces("rucio://lake/test:a.dat")
    for now[0] in (121.0, 700.0):
        assert pieces.pieces("rucio://lake/test:a.dat") == []
    assert plans == []
