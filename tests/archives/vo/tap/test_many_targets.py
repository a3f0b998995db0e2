"""Lists of targets at a real service: the sandbox."""

from esap_jupyter.models import SearchRequest
from esap_jupyter.platform import Platform
from esap_jupyter.python.result import Result


def rows(platform: Platform, **request) -> list[tuple]:
    search = platform.search(SearchRequest(archives=["sandbox"], radius=0.5, **request))
    (activity,) = platform.wait(search.id).activities
    assert activity.state == "done", activity.error
    table = Result(platform.results.get(activity.result)).to_arrow()
    names = [name for name in table.column_names if not name.startswith("nearest_")]
    return sorted(zip(*(map(str, table[name].to_pylist()) for name in names), strict=True))


def test_a_row_near_several_of_many_targets_is_given_once(tmp_path):
    near = [f"10.{at:02} +41.2" for at in range(25)]
    platform = Platform(home=tmp_path)
    try:
        for table in ("ongc.objects", "ivoa.obscore"):
            collections = {"sandbox": table}
            few = rows(platform, targets=[near[0], near[12], near[24]], collections=collections)
            many = rows(platform, targets=near, collections=collections)
            assert few
            assert set(few) <= set(many)
            assert len(set(many)) == len(many)
    finally:
        platform.close()
