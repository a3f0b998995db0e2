"""How well a facility fits: by data, environment and room, each with its reason."""

import pytest

from esap_jupyter.catalogue import FacilityEntry
from esap_jupyter.facilities.bundle import Needs
from esap_jupyter.facilities.fitting import compared

GB = 1_000_000_000


def fit(needs, builds=(), **fields):
    entry = FacilityEntry(id="x", name="X", kind="any", url="https://x.example", **fields)
    return compared(entry, Needs(**needs), builds=builds)


def test_of_what_is_not_known_nothing_is_said():
    assert fit({}) == fit({}, near=("escape",), offers=("numpy",), room=GB)
    assert fit({}).score == 0.4
    assert fit({}).why == fit({}).but == ()


def test_data_nearby_count_by_how_many_they_are():
    whole = fit({"places": ("escape", "escape")}, near=("ESCAPE",))
    half = fit({"places": ("escape", "vo.astron.nl")}, near=("escape",))
    none = fit({"places": ("vo.astron.nl",)}, near=("escape",))
    assert whole.score > half.score > none.score
    assert whole.why == ("has all of the data nearby (escape)",)
    assert half.why == ("has 1 of 2 of the data nearby (escape)",)
    assert none.but == ("its data have to come from elsewhere",)


def test_packages_are_compared_whatever_they_are_written_like():
    good = fit({"packages": ("astropy", "scikit_learn")}, offers=("Astropy", "scikit-learn"))
    bad = fit({"packages": ("astropy", "casatools")}, offers=("astropy",))
    assert good.score > bad.score
    assert good.why == ("has the packages that it imports",)
    assert bad.but == ("has no casatools, as far as is known",)


@pytest.mark.parametrize(("size", "better"), [(GB, True), (3 * GB, False)])
def test_room_is_compared_with_the_size_of_the_data(size, better):
    found = fit({"size": size}, room=2 * GB)
    assert (found.score > fit({}).score) is better
    assert found.why == (("has room for 1 GB",) if better else ())
    assert found.but == (() if better else ("has 2 GB of room for 3 GB of data",))


def test_the_best_has_all_of_it_and_no_score_leaves_its_range():
    best = fit(
        {"places": ("escape",), "environment": ("conda",), "size": 1},
        builds=("conda",),
        near=("escape",),
        room=GB,
    )
    assert best.score == 1.0
    assert fit({"size": GB, "environment": ("r",)}, builds=("conda",), room=1).score >= 0.05
