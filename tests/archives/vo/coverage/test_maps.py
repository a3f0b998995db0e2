"""Where rows of earlier results lie is known, and of other places nothing is claimed."""

import math
import threading

import msgspec
import pyarrow as pa
import pytest

from esap_jupyter.adql.moc import parse_moc
from esap_jupyter.adql.regions import Circle
from esap_jupyter.archives.vo.coverage.cells import has_rows_in, has_rows_near, map_of
from esap_jupyter.archives.vo.coverage.maps import SeenMaps
from esap_jupyter.compute import InlineCompute
from esap_jupyter.models import Column
from tests.support.coverage import NO_REGISTRY, NOW, stored
from tests.support.platforms import platform_of
from tests.support.servers import closed_port
from tests.support.waiting import wait_for

COLUMNS = [
    Column(name="ra", datatype="double", unit="deg", ucd="pos.eq.ra;meta.main", numeric=True),
    Column(name="dec", datatype="double", unit="deg", ucd="pos.eq.dec;meta.main", numeric=True),
]
HERE = [(10.0 + step / 20, 41.0) for step in range(-4, 5)]


def written(folder, points, name="r"):
    """Write points as a stored table."""
    path = folder / f"{name}.arrow"
    table = pa.table(
        {
            "ra": pa.array([ra for ra, _ in points], pa.float64()),
            "dec": pa.array([dec for _, dec in points], pa.float64()),
        }
    )
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return str(path)


def result(folder, points=HERE, *, name="r", columns=COLUMNS, **more):
    """Return a result of a plain cone of a degree, whose rows are these points."""
    made = stored(len(points), **more)
    path = written(folder, points, name)
    return msgspec.structs.replace(made, id=name, path=path, columns=columns)


def maps(folder, *results, compute=None, seconds=60.0):
    return SeenMaps(
        folder=lambda: folder / "maps",
        results=lambda: list(results),
        collection=lambda _: None,
        compute=compute or InlineCompute(),
        seconds=seconds,
        clock=lambda: NOW,
    )


def presence(seen, place, collection=None):
    told = seen.look(place, {"mine": collection}, threading.Event())
    return told["mine"].presence if told else None


@pytest.mark.parametrize(
    ("place", "known"),
    [
        ((10.0, 41.0, 0.5), "data"),
        ((9.9, 41.05, 0.2), "data"),
        ((10.0, 41.5, 0.2), "none"),
        ((10.0, 41.5, 0.49), None),
        ((10.0, 41.9, 0.2), None),
        ((10.0, 43.0, 0.2), None),
        ((190.0, -41.0, 5.0), None),
        ((10.0, 41.0, 5.0), "data"),
        ((10.025, 41.0, 0.001), None),
    ],
)
def test_a_result_tells_of_its_own_circle_only(tmp_path, place, known):
    assert presence(maps(tmp_path, result(tmp_path)), place) == known


@pytest.mark.parametrize(
    "restricted",
    [
        {"truncated": True},
        {"product": "image"},
        {"polygon": [9, 40, 11, 40, 10, 42]},
        {"targets": ["a", "b"]},
        {"age": 40 * 86400},
    ],
)
def test_what_was_not_asked_for_whole_tells_of_data_and_never_of_none(tmp_path, restricted):
    seen = maps(tmp_path, result(tmp_path, **restricted))
    assert presence(seen, (10.0, 41.0, 0.5)) == "data"
    assert presence(seen, (10.0, 41.5, 0.2)) is None


def test_data_with_footprints_may_reach_where_their_centres_are_not(tmp_path):
    region = Column(name="s_region", datatype="char", xtype="region", ucd="pos.outline;obs.field")
    seen = maps(tmp_path, result(tmp_path, columns=[*COLUMNS, region]))
    assert presence(seen, (10.0, 41.5, 0.2)) is None
    assert presence(seen, (10.0, 41.0, 0.5)) == "data"


def test_rows_without_a_position_may_be_anywhere(tmp_path):
    seen = maps(tmp_path, result(tmp_path, [*HERE, (math.nan, math.nan)]))
    assert presence(seen, (10.0, 41.5, 0.2)) is None


@pytest.mark.parametrize("more", [{"adql": "SELECT 1"}, {"collections": {"mine": "other"}}])
def test_other_tables_tell_nothing(tmp_path, more):
    assert presence(maps(tmp_path, result(tmp_path, **more)), (10.0, 41.0, 0.5)) is None


def test_maps_are_kept_when_results_are_deleted(tmp_path):
    assert presence(maps(tmp_path, result(tmp_path)), (10.0, 41.0, 0.5)) == "data"
    (kept,) = (tmp_path / "maps").iterdir()
    assert presence(maps(tmp_path), (10.0, 41.0, 0.5)) == "data"
    kept.write_bytes(b"{")
    assert presence(maps(tmp_path), (10.0, 41.0, 0.5)) is None
    assert presence(maps(tmp_path, result(tmp_path)), (10.0, 41.0, 0.5)) == "data"


class Busy(InlineCompute):
    """Computes when it is free, which it says when it has been."""

    def __init__(self):
        self.free = threading.Event()

    def run(self, function, /, *args, **more):
        assert self.free.wait(60)
        return super().run(function, *args, **more)


def test_nobody_waits_for_maps_while_something_else_computes(tmp_path):
    busy = Busy()
    seen = maps(tmp_path, result(tmp_path), compute=busy, seconds=0.1)
    place = (10.0, 41.0, 0.5)
    assert (presence(seen, place), presence(seen, place)) == (None, None)
    busy.free.set()
    wait_for(lambda: presence(seen, place) == "data")


def test_a_map_is_as_fine_as_some_thousands_of_cells_allow(tmp_path):
    small = map_of(written(tmp_path, HERE), 0, 1, (1.0, 1.0), len(HERE))
    everywhere = [
        (step * 137.5 % 360, math.degrees(math.asin(step / 10_000 - 1))) for step in range(20_000)
    ]
    wide = map_of(written(tmp_path, everywhere), 0, 1, (1.0, 1.0), 20_000)
    assert (small.order, small.whole, wide.whole) == (10, True, True)
    assert wide.order < 6
    assert len(wide.moc) < 20_000
    ranges, order = parse_moc(small.moc)
    assert order == 10
    assert has_rows_in(ranges, order, Circle(10, 41, 0.5))
    assert not has_rows_near(ranges, Circle(10, 42, 0.5))


def test_of_a_dead_archive_it_is_known_what_it_had(tmp_path):
    with platform_of(tmp_path, NO_REGISTRY, mine=closed_port()) as esap:
        maps_before = maps(tmp_path / "home", result(tmp_path))
        assert presence(maps_before, (10.0, 41.0, 0.5)) == "data"
        (told,) = esap.discovery.look_ahead("10 41", 0.5, ["mine"])
    assert told.presence == "silent"
    assert told.note.startswith("Rows of a result of ")
