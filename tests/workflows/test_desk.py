"""Finding in all repositories at once, offline too, and reading all of one."""

import pytest

from esap_jupyter.catalogue import RepositoryEntry
from esap_jupyter.errors import NotAvailableError, NotFoundError
from esap_jupyter.models import WorkflowQuestion
from tests.peers.fakes.zenodo import FakeZenodo
from tests.peers.fakes.zenodo_hcg16 import CONCEPT
from tests.peers.fakes.zenodo_records import FakeRecord, Whole, notebook
from tests.support.waiting import wait_for
from tests.support.workflows import desk_of, zenodo_entry

TUTORIALS = RepositoryEntry(id="tutorials", name="Tutorials", kind="tutorials")
HCG16 = f"ossr:{int(CONCEPT) + 1}"


@pytest.fixture
def zenodo():
    with FakeZenodo() as fake:
        yield fake


@pytest.fixture
def desk(zenodo, tmp_path):
    with desk_of(tmp_path, zenodo_entry(zenodo), TUTORIALS, fakes=(zenodo,)) as desk:
        yield desk


def find(desk, **question):
    return desk.search(WorkflowQuestion(**question))


def ids(page):
    return [each.id for each in page.items]


def states(page):
    return {each.repository: each.state for each in page.states}


def collected(desk):
    activity = desk.collect("ossr")
    activities = desk._activities()
    wait_for(lambda: activities.get(activity.id).ended is not None)
    return activities.get(activity.id)


def test_repositories_are_asked_side_by_side_and_answer_in_turn(desk):
    page = find(desk)
    assert states(page) == {"ossr": "ok", "tutorials": "ok"}
    assert ids(page)[0].startswith("ossr:")
    assert ids(page)[1].startswith("tutorials:")
    assert page.total == len(page.items) >= 10
    assert not page.is_least


def test_repositories_are_listed_without_asking_them(desk, zenodo):
    assert [each.repository for each in desk.repositories()] == ["ossr", "tutorials"]
    assert zenodo.asked == []


def test_pages_are_turned_without_asking_twice(desk, zenodo):
    for number in range(60):
        key = str(3_000_000 + 2 * number)
        zenodo.add(FakeRecord(id=key, concept=key + "0", title=f"Numbered {number}"))
    seen = []
    for offset in range(0, 60, 20):
        page = find(desk, text="numbered", repositories=["ossr"], offset=offset, limit=20)
        assert page.total == 60
        seen += ids(page)
    assert len(set(seen)) == 60
    assert len(zenodo.asked) == 3, "pages of 25"


def test_a_keyword_is_found_in_any_case(desk):
    page = find(desk, keyword="lofar", repositories=["ossr"])
    assert ids(page) == ["ossr:1000003"]
    assert not find(desk, keyword="jupyter", repositories=["ossr"]).items


def test_hcg_16_is_found_as_a_notebook_once_somebody_has_looked_inside(desk):
    assert HCG16 in ids(find(desk, kind="notebook", repositories=["ossr"])), "it may be one"
    assert find(desk, text="hcg", repositories=["ossr"]).items[0].notebooks is None
    seen = desk.get(HCG16)
    assert len(seen.notebooks) == 9
    assert HCG16 in ids(find(desk, kind="notebook", text="hcg", repositories=["ossr"]))
    (again,) = find(desk, text="hcg", repositories=["ossr"]).items
    assert len(again.notebooks) == 9, "a page that came before is shown as it is known now"
    found = find(desk, text="HCG16_CD_rob2_MS_figure3_mom1.fits", repositories=["ossr"])
    assert ids(found) == [HCG16], "by what its cells read, which no repository knows"


def test_one_that_does_not_answer_spoils_nothing(desk, zenodo):
    find(desk, text="pulsar")
    zenodo.mood = "500"
    page = find(desk, text="folding")
    (state,) = (each for each in page.states if each.repository == "ossr")
    assert state.state == "failed"
    assert "500" in state.message
    assert state.remedy
    assert ids(page) == ["ossr:1000003"], "as it was known before"
    zenodo.mood = "well"
    assert states(find(desk, text="folding"))["ossr"] == "ok", "an error is not kept"


def test_a_repository_that_is_busy_says_for_how_long(desk, zenodo):
    zenodo.left = 0
    page = find(desk, text="pulsar", repositories=["ossr"])
    assert "30 s" in page.states[0].message
    assert page.items == []


def test_offline_nobody_is_asked(desk, zenodo):
    find(desk)
    before = len(zenodo.asked)
    page = find(desk, text="pulsar", is_offline=True)
    assert "ossr:1000003" in ids(page)
    assert states(page) == {"ossr": "cached", "tutorials": "ok"}
    assert page.states[0].when is not None
    assert len(zenodo.asked) == before


def test_an_unknown_repository_is_an_error(desk):
    with pytest.raises(NotFoundError, match="tutorials"):
        find(desk, repositories=["nope"])
    with pytest.raises(NotFoundError):
        desk.get("nope:1")


def test_a_repository_of_an_unknown_kind_is_a_state(tmp_path):
    odd = RepositoryEntry(id="odd", name="Odd", kind="gopher")
    with desk_of(tmp_path, odd, TUTORIALS) as desk:
        page = find(desk)
        assert states(page) == {"odd": "failed", "tutorials": "ok"}
        assert page.items
        assert "gopher" in desk.repositories()[0].message
        with pytest.raises(NotAvailableError, match="gopher"):
            desk.get("odd:1")


def test_looking_inside_is_done_once(desk, zenodo):
    first = desk.get(HCG16)
    before = len(zenodo.asked)
    assert desk.get(HCG16) == first
    assert len(zenodo.asked) == before


def test_what_is_known_is_shown_when_its_repository_is_away(zenodo, tmp_path):
    now = [1000.0]
    entry = zenodo_entry(zenodo)
    with desk_of(tmp_path, entry, fakes=(zenodo,), clock=lambda: now[0]) as desk:
        desk.get(HCG16)
        now[0] += 7200
        zenodo.mood = "500"
        again = desk.get(HCG16)
        assert len(again.notebooks) == 9
        assert "as it was known before" in again.problems[0]


def test_what_was_not_seen_whole_is_looked_at_again(desk, zenodo):
    zenodo.left = 1
    seen = desk.get("ossr:1000003")
    assert seen.notebooks is None, "nobody can say that there are none"
    assert "Not all was seen" in seen.problems[0]
    zenodo.left = None
    desk._shelf.get("ossr")._courtesy._until = 0
    again = desk.get("ossr:1000003")
    assert len(again.notebooks) == 1
    assert again.problems == []


def test_closed_records_say_so_and_are_not_asked_for(desk, zenodo):
    seen = desk.get("ossr:1000040")
    assert seen.notebooks is None
    assert "ask for access" in seen.problems[0]
    assert not any("files" in each.path for each in zenodo.asked)


def test_a_tutorial_is_looked_into(desk):
    seen = desk.get("tutorials:first-search")
    assert seen.notebooks[0].parameters == ["target", "radius"]
    assert "astropy" in seen.notebooks[0].imports


def test_all_of_a_repository_is_read_into_the_index(desk, zenodo):
    for number in range(40):
        key = str(3_000_000 + 2 * number)
        files = {"n.ipynb": Whole(notebook(f"import m{number}"))}
        zenodo.add(FakeRecord(id=key, concept=key + "0", title=f"N {number}", files=files))
    ended = collected(desk)
    assert (ended.state, ended.message) == ("done", "47 records are known.")
    before = len(zenodo.asked)
    page = find(desk, text="m37", is_offline=True, repositories=["ossr"])
    assert [each.title for each in page.items] == ["N 37"]
    assert len(zenodo.asked) == before
    assert desk.repositories()[0].found == 47


def test_reading_all_tells_why_it_failed(desk, zenodo):
    zenodo.mood = "html"
    ended = collected(desk)
    assert ended.state == "failed"
    assert "no list of records" in ended.error.message


def test_reading_all_is_cancelled_at_once(desk, zenodo):
    zenodo.mood = "slow"
    activity = desk.collect("ossr")
    activities = desk._activities()
    assert zenodo.waiting.wait(30)
    activities.cancel(activity.id)
    wait_for(lambda: activities.get(activity.id).ended is not None)
    assert activities.get(activity.id).state == "cancelled"
