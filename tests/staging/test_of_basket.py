"""What of the basket is staged: by ids, a filter, or all of it; and what of it is here."""

import pytest

from esap_jupyter.errors import BadRequestError
from esap_jupyter.models import (
    BasketAddition,
    BasketFilter,
    StageRequest,
    StageWhat,
    TransferRequest,
)
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
