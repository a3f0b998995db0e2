"""What of the basket is staged: by ids, a filter, or all of it; and what of it is here."""

import pytest

from esap_jupyter.basket.making import of_cells
from esap_jupyter.columns import column
from esap_jupyter.errors import BadRequestError
from esap_jupyter.models import (
    BasketAddition,
    BasketFilter,
    NewBasketItem,
    StageRequest,
    StageWhat,
    TransferRequest,
)
from esap_jupyter.staging.wanted import Wanted
from tests.support.bytes_server import content
from tests.support.staging import Files, staging

BODY = content(5000, seed=3)


@pytest.fixture
def here(tmp_path):
    files = Files(a__fits=BODY, b__fits=BODY[::-1], c__fits=BODY[1:])
    with staging(tmp_path, files) as made:
        yield made


def put(here, *names, **more):
    """Put addresses of files into the basket, and return the ids of the items."""
    urls = [here.url(name) for name in names]
    return here.platform.basket_desk.put(BasketAddition(urls=urls, **more)).ids


def planned(here, **where):
    """Name the files of a plan of what a filter lets through."""
    what = [StageWhat(basket_where=BasketFilter(**where))]
    plan = here.desk.plan(StageRequest(what=what), root=here.root)
    return [file.name for file in plan.files]


def test_what_a_filter_shows_is_planned_without_any_id(here):
    put(here, "a.fits", "b.fits", group="M31", tags=["t"])
    put(here, "c.fits")
    assert planned(here) == ["a.fits", "b.fits", "c.fits"]
    assert planned(here, group="M31") == planned(here, tag="t") == ["a.fits", "b.fits"]
    assert planned(here, group="") == ["c.fits"]
    assert planned(here, text="b.fits", kind="url") == ["b.fits"]
    with pytest.raises(BadRequestError, match="no such items"):
        planned(here, group="gone")


def test_a_group_is_staged_and_a_few_of_its_plan_are_left_out(here):
    put(here, "a.fits", "b.fits", "c.fits", group="M31")
    what = [StageWhat(basket_where=BasketFilter(group="M31"))]
    plan = here.desk.plan(StageRequest(what=what), root=here.root)
    job = here.desk.start(TransferRequest(plan=plan.id, skip=["1"]), root=here.root)
    assert here.ended(job.id).files == 2
    assert (here.path("a.fits").exists(), here.path("b.fits").exists()) == (True, False)


def counts(here, **where):
    """Count what is here and to fetch: of all, and by group."""
    told = here.platform.basket_desk.presence(BasketFilter(**where))
    return {each.name or "*": (each.here, each.fetch, each.other) for each in told.groups} | {
        "all": (told.whole.here, told.whole.fetch, told.whole.other)
    }


def test_groups_tell_what_is_here_and_what_is_to_fetch(here):
    put(here, "a.fits", "b.fits", group="M31")
    put(here, "c.fits")
    assert counts(here) == {"M31": (0, 2, 0), "*": (0, 1, 0), "all": (0, 3, 0)}
    here.ended(here.start("a.fits").id)
    assert counts(here) == {"M31": (1, 1, 0), "*": (0, 1, 0), "all": (1, 2, 0)}
    told = here.platform.basket_desk.presence(BasketFilter(group="M31"))
    assert (told.whole.here_size, told.whole.unsized) == (str(len(BODY)), 1)
    assert [group.name for group in told.groups] == ["M31"]
    assert told.revision == here.platform.basket.revision


def test_what_is_asked_again_is_not_counted_again_but_looked_at(here, monkeypatch):
    put(here, "a.fits", "b.fits", group="M31")
    here.ended(here.start("a.fits").id)
    first = counts(here)
    store = here.desk.stagings._store
    with monkeypatch.context() as patch:
        patch.setattr(store, "brought", None)
        assert counts(here) == first == {"M31": (1, 1, 0), "all": (1, 1, 0)}
        here.path("a.fits").unlink()
        assert counts(here)["all"] == (0, 2, 0)
    here.ended(here.start("b.fits").id)
    assert counts(here)["all"] == (1, 1, 0)
    put(here, "c.fits")
    assert counts(here) == {"M31": (1, 1, 0), "*": (0, 1, 0), "all": (1, 2, 0)}


def test_what_was_removed_or_changed_since_is_not_here(here):
    put(here, "a.fits", "b.fits")
    here.ended(here.start("a.fits", "b.fits").id)
    assert counts(here)["all"] == (2, 0, 0)
    here.path("a.fits").unlink()
    here.path("b.fits").write_bytes(b"something else")
    assert counts(here)["all"] == (0, 2, 0)
    assert here.desk.here(here.platform.basket.items()) == {}


def test_what_came_is_here_also_when_its_job_is_cleared_away(here):
    ids = put(here, "a.fits", group="M31")
    job = here.desk.start(
        TransferRequest(request=StageRequest(what=[StageWhat(basket=ids)])), root=here.root
    )
    here.ended(job.id)
    here.desk.clear(job.id)
    assert here.desk.transfers() == []
    assert counts(here)["M31"] == (1, 0, 0)
    assert here.desk.here(here.platform.basket.items()) == {ids[0]: here.path("a.fits")}


def test_what_came_without_a_job_is_here_too(here):
    put(here, "a.fits", "b.fits")
    wanted = Wanted(url=here.url("a.fits"))
    here.platform.engine.fetch(wanted, here.root / "by hand")
    assert counts(here)["all"] == (1, 1, 0)


def test_guessed_sizes_are_counted_and_called_guesses(here):
    columns = [column("access_url", "URL"), column("access_estsize", "Size", datatype="long")]
    items = [
        of_cells(columns, [here.url("a.fits"), "12"], otherwise="row"),
        of_cells(columns, [here.url("b.fits"), None], otherwise="row"),
        of_cells(columns, [None, "7"], otherwise="row"),
    ]
    here.platform.basket.add(items)
    view = here.platform.basket.view()
    assert (view.size, view.estimated, view.unsized) == ("12000", 1, 2)
    assert [(each.size, each.estimated) for each in view.groups] == [("12000", 1)]
    assert view.items[0].estimate == "12000"
    told = here.platform.basket_desk.presence(BasketFilter()).whole
    assert (told.fetch, told.fetch_size, told.estimated, told.unsized) == (2, "12000", 1, 1)
    assert told.other == 1
    what = [StageWhat(basket=[view.items[0].id])]
    plan = here.desk.plan(StageRequest(what=what), root=here.root)
    assert (plan.size, plan.estimated, plan.files[0].estimated) == ("12000", 1, True)


def test_what_names_no_file_says_so_by_its_name(here):
    new = NewBasketItem(kind="workflow", title="My notebook")
    here.platform.basket.add([new])
    plan = here.desk.plan(
        StageRequest(what=[StageWhat(basket_where=BasketFilter())]), root=here.root
    )
    (file,) = plan.files
    assert (file.name, file.state) == ("My notebook", "failed")
    assert file.error.message == "'My notebook' names no file: it is a workflow without an address."


def test_what_came_with_a_wrong_size_comes_again(here):
    wrong = NewBasketItem(kind="url", url=here.url("a.fits"), size="4999")
    here.platform.basket_desk.put(BasketAddition(items=[wrong]))

    def stage(folder):
        what = [StageWhat(basket_where=BasketFilter())]
        plan = here.desk.plan(StageRequest(what=what, folder=folder), root=here.root)
        return here.ended(here.desk.start(TransferRequest(plan=plan.id), root=here.root).id)

    assert stage("first").state == "done"
    (here.root / "first/a.fits").unlink()
    again = stage("second")
    assert (again.state, again.error) == ("done", None)
