"""What the basket learns of its items when their files have come."""

from types import SimpleNamespace

import pytest

from esap_jupyter.basket.asked import facts_of
from esap_jupyter.basket.store import Facts
from esap_jupyter.lake.transfers import pieces as module
from esap_jupyter.lake.transfers.pieces import LakePieces
from esap_jupyter.lake.transfers.plan import Plan
from esap_jupyter.models import Did
from esap_jupyter.staging.jobs.records import FileRecord
from esap_jupyter.staging.pieces import Piece
from esap_jupyter.staging.wanted import Wanted

SUMS = {"md5": "ab"}


def file(number, *, parent="", among=None, state="done", size=10, semantics=""):
    wanted = Wanted(url=f"u{number}")
    piece = Piece(wanted=wanted, item="i", parent=parent, among=among, semantics=semantics)
    return FileRecord(
        number=number, position=number, piece=piece, state=state, size=size, checksums=SUMS
    )


def dataset(*sizes, among, **more):
    return [
        file(number, parent="rucio://l/s:ds", among=among, size=size, **more)
        for number, size in enumerate(sizes)
    ]


def test_one_file_tells_all_and_several_files_of_a_lake_their_size():
    whole = Facts(size=10, checksums=SUMS)
    assert facts_of([file(1)]) == {"i": whole}
    assert facts_of(dataset(10, among=1)) == {"i": whole}
    preview = file(2, semantics="http://www.ivoa.net/rdf/datalink/core#preview", size=3)
    assert facts_of([file(1, semantics="#this"), preview]) == {"i": whole}
    assert facts_of(dataset(10, 2**60, among=2)) == {"i": Facts(size=10 + 2**60)}


@pytest.mark.parametrize(
    "files",
    [
        dataset(10, 20, among=3),
        dataset(10, among=2),
        [*dataset(10, among=2), file(2, parent="rucio://l/s:ds", among=2, state="failed")],
        dataset(10, None, among=2),
        dataset(10, 20, among=None),
        [file(1), file(2)],
        [file(1, semantics="#this"), file(2, semantics="#this", state="failed")],
        [file(1, semantics="#this", state="failed"), file(2, semantics="#preview")],
        [file(1, semantics="#preview")],
        [file(1, semantics="#cutout")],
        [file(1), *dataset(10, among=1)],
    ],
)
def test_of_what_has_not_come_whole_nothing_is_learned(files):
    assert facts_of(files) == {}


def test_a_lake_says_among_how_many_files_each_is(monkeypatch):
    def replica(name):
        did = Did(scope="s", name=name, type="file", size="3")
        return SimpleNamespace(did=did, places=[], states={})

    plan = Plan(files={("s", name): replica(name) for name in "ab"})
    monkeypatch.setattr(module, "planned", lambda *_: plan)
    lake = SimpleNamespace(entry=SimpleNamespace(id="l", name="L", all_mounts={}))
    pieces = LakePieces(transfers=lambda: None, at=lambda _: lake)
    assert [piece.among for piece in pieces.pieces("rucio://l/s:ds")] == [2, 2]
