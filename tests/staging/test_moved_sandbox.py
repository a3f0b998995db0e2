"""Rows of the sandbox, which listens on another port each time it starts."""

from esap_jupyter.models import (
    BasketAddition,
    BasketFilter,
    BasketRows,
    RowSelection,
    SearchRequest,
    StageRequest,
    StageWhat,
    TransferRequest,
)
from esap_jupyter.platform import Platform
from tests.support.waiting import wait_for


def choose_a_row(platform):
    """Put the first image around M31 into the basket."""
    request = SearchRequest(
        archives=["sandbox"], target="M31", radius=1.0, collections={"sandbox": "ivoa.obscore"}
    )
    (found,) = platform.wait(platform.search(request).id).activities
    rows = BasketRows(result=found.result, selection=RowSelection(ranges=[[0, 0]]))
    platform.basket_desk.put(BasketAddition(rows=[rows]))


def bring(platform, root):
    """Stage the basket; return its plan, and the one file as it is then."""
    what = [StageWhat(basket_where=BasketFilter())]
    plan = platform.stagings.plan(StageRequest(what=what), root=root)
    job = platform.stagings.start(TransferRequest(plan=plan.id), root=root)
    wait_for(lambda: platform.stagings.stagings.get(job.id).ended is not None)
    (file,) = platform.stagings.details(job.id, offset=0, limit=9).files
    assert file.error is None, file.error
    return plan, file


def test_what_came_from_another_port_is_here_and_comes_again_from_the_new_one(tmp_path):
    root = tmp_path / "ws"
    root.mkdir()
    ports, paths = set(), set()
    for here in (0, 1):
        platform = Platform(home=tmp_path / "home", catalogue_paths=[])
        try:
            if not here:
                choose_a_row(platform)
            plan, file = bring(platform, root)
            assert (plan.total, plan.here) == (1, here)
            ports.add(plan.files[0].url.split("/")[2])
            paths.add(file.path)
            (item,) = platform.basket.items()
            assert platform.stagings.here([item]) == {item.id: root / file.path}
            assert platform.basket_desk.presence(BasketFilter()).whole.here == 1
        finally:
            platform.close()
    assert (len(ports), len(paths)) == (2, 1)
