"""One's own results as an archive."""

import threading
import time

import pyarrow as pa
import pytest

from esap_jupyter.archives.local import connector as local_connector
from esap_jupyter.archives.local.answer import answer
from esap_jupyter.errors import CancelledError, NotFoundError
from esap_jupyter.models import SearchRequest
from esap_jupyter.platform import Platform
from esap_jupyter.python.result import Result
from esap_jupyter.workers import WorkerPool
from tests.support.platforms import leftovers, run
from tests.support.stored import store_table

STARS = pa.table(
    {
        "name": pa.array(["Alpha", "Beta", None, "δ"]),
        "id": pa.array([2**63 - 1, 2, 3, None], pa.int64()),
        "ra": pa.array([10.0, 10.2, 200.0, None]),
        "dec": pa.array([41.0, 41.1, -20.0, None]),
        "flux": pa.array([[1.0, 2.0], [3.0, 4.0], None, [5.0, 6.0]], pa.list_(pa.float64(), 2)),
    },
    schema=pa.schema(
        [
            pa.field("name", pa.string()),
            pa.field("id", pa.int64()),
            pa.field("ra", pa.float64(), metadata={"unit": "deg", "ucd": "pos.eq.ra;meta.main"}),
            pa.field("dec", pa.float64(), metadata={"unit": "deg", "ucd": "pos.eq.dec;meta.main"}),
            pa.field("flux", pa.list_(pa.float64(), 2), metadata={"unit": "mJy"}),
        ]
    ),
)


@pytest.fixture
def platform(tmp_path):
    platform = Platform(home=tmp_path, catalogue_paths=[])
    store_table(tmp_path, STARS, name="stars")
    yield platform
    platform.close()


def rows(platform, query, **more):
    activity = run(platform, "local", adql=query, **more)
    assert activity.state == "done", activity.error
    return Result(platform.results.get(activity.result)).to_arrow().to_pylist()


def test_result_is_named_with_and_without_its_schema(platform):
    expected = [{"name": "Alpha", "id": 2**63 - 1}]
    for table in ("results.stars", "stars", "RESULTS.Stars"):
        assert rows(platform, f"SELECT name, id FROM {table} WHERE id > 3") == expected


def test_columns_keep_what_describes_them(platform):
    activity = run(platform, "local", adql="SELECT ra AS alpha, flux FROM stars")
    alpha, flux = platform.results.get(activity.result).columns
    assert (alpha.name, alpha.unit, alpha.ucd) == ("alpha", "deg", "pos.eq.ra;meta.main")
    assert (flux.unit, flux.arraysize) == ("mJy", "2")


def test_all_columns_come_back_as_they_were(platform):
    assert rows(platform, "SELECT * FROM stars") == STARS.to_pylist()


def test_two_results_are_joined(platform, tmp_path):
    other = pa.table({"id": [2, 3], "kind": ["galaxy", "star"]})
    store_table(tmp_path, other, name="my kinds!")
    query = 'SELECT s.name, k.kind FROM stars AS s JOIN results."my kinds!" AS k ON s.id = k.id ORDER BY k.kind'
    assert rows(platform, query) == [
        {"name": "Beta", "kind": "galaxy"},
        {"name": None, "kind": "star"},
    ]


def test_newest_of_two_results_that_differ_in_case_counts(platform, tmp_path):
    store_table(tmp_path, pa.table({"x": [1]}), name="STARS")
    platform.results.rename("STARS", "Stars")
    assert rows(platform, "SELECT * FROM results.stars") == [{"x": 1}]


def test_upload_goes_before_a_result_of_its_name(platform, tmp_path):
    other = store_table(tmp_path, pa.table({"x": [7]}), name="other")
    for table in ("stars", "TAP_UPLOAD.stars"):
        assert rows(platform, f"SELECT x FROM {table}", uploads={"stars": other.id}) == [{"x": 7}]


def test_search_by_target_finds_what_lies_there(platform):
    found = run(platform, "local", target="10.1 41.05", radius=0.2)
    assert (found.state, found.rows) == ("done", 2)
    result = platform.results.get(found.result)
    assert result.collection == "results.stars"
    assert result.provenance.query.startswith("SELECT * FROM results.stars WHERE")


def test_collections_are_the_results(platform, tmp_path):
    store_table(tmp_path, pa.table({"select": [1]}), name="select")
    archive = platform.check("local")
    assert archive.state == "reachable"
    newest, stars = archive.collections
    assert (newest.id, newest.ra) == ('results."select"', None)
    assert (stars.id, stars.ra, stars.dec, stars.rows) == ("results.stars", "ra", "dec", 4)


def test_positions_in_radians_are_not_taken_for_degrees(platform, tmp_path):
    fields = [pa.field(name, pa.float64(), metadata={"unit": "rad"}) for name in ("ra", "dec")]
    store_table(tmp_path, pa.table([[1.0], [0.5]], schema=pa.schema(fields)), name="angles")
    assert platform.check("local").collections[0].ra is None
    failed = run(platform, "local", target="10 41", collections={"local": "results.angles"})
    assert "no columns of a position in degrees" in failed.error.message


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT nmae FROM stars", "line 1, column 8"),
        ("SELECT *\nFROM nothing", "line 2, column 6"),
        ("SELECT * FROM read_csv('/etc/passwd')", "only tables can stand in FROM"),
        ("SELECT * FROM '/etc/passwd'", "line 1"),
        ('SELECT * FROM "/etc/passwd"', "there is no table"),
        ("SELECT * FROM esap_result_0", "there is no table"),
        ("DROP TABLE stars", "only SELECT"),
    ],
)
def test_refusals_say_where(platform, query, words):
    failed = run(platform, "local", adql=query)
    assert words in failed.error.message
    assert leftovers(platform) == []


def test_limit_truncates(platform):
    activity = run(platform, "local", adql="SELECT * FROM stars", maxrec=2)
    assert (activity.rows, activity.truncated) == (2, True)


def test_result_of_later_than_the_last_look_is_found(platform, tmp_path):
    platform.check("local")
    store_table(tmp_path, STARS, name="later")
    found = run(platform, "local", target="10 41", collections={"local": "results.later"})
    assert (found.state, found.rows) == ("done", 2)


def test_writing_a_query_knows_the_results(platform, tmp_path):
    store_table(tmp_path, pa.table({"my x": [3, 1, None, 1]}), name="odd name")
    schema = platform.desk.schema("local")
    assert [table.adql for table in schema.schemas[0].tables] == [
        'results."odd name"',
        "results.stars",
    ]
    details = platform.desk.table("local", 'results."odd name"')
    assert (details.columns[0].adql, details.rows) == ('"my x"', 4)
    assert platform.desk.values("local", 'results."odd name"', '"my x"').values == ["1", "3"]
    assert platform.desk.examples("local", "results.stars")
    wrong = platform.desk.check("local", "SELECT nmae FROM results.stars").diagnostics
    assert [one.column for one in wrong] == [8]
    with pytest.raises(NotFoundError):
        platform.desk.table("local", "results.nothing")


def test_missing_engine_is_told(platform, monkeypatch):
    monkeypatch.setattr(local_connector, "find_spec", lambda _: None)
    failed = run(platform, "local", adql="SELECT * FROM stars")
    assert failed.error.code == "not_available"
    assert "duckdb and sqlglot are not installed" in failed.error.message
    assert "esap-jupyter[sandbox]" in failed.error.remedy


SLOW = "SELECT COUNT(*) FROM big AS a, big AS b, big AS c WHERE a.x + b.x + c.x = 1"


def test_cancel_ends_the_computing_here(tmp_path):
    store_table(tmp_path, pa.table({"x": range(20000)}), name="big")
    cancel = threading.Event()

    def progress(_):
        if cancel.is_set():
            raise CancelledError("It was cancelled.")

    threading.Timer(0.5, cancel.set).start()
    with pytest.raises(CancelledError):
        answer(tmp_path, SLOW, {}, tmp_path / "out", maxrec=10, progress=progress)
    assert not (tmp_path / "out").exists()


def test_cancel_ends_the_computing_in_a_worker(tmp_path):
    store_table(tmp_path, pa.table({"x": range(20000)}), name="big")
    pool = WorkerPool()
    platform = Platform(home=tmp_path, catalogue_paths=[], compute=pool)
    try:
        search = platform.search(SearchRequest(archives=["local"], adql=SLOW))
        end = time.monotonic() + 20
        while "decode" not in pool.pids and time.monotonic() < end:
            time.sleep(0.05)
        platform.cancel_search(search.id)
        assert platform.wait(search.id).activities[0].state == "cancelled"
        assert rows(platform, "SELECT COUNT(*) AS n FROM big") == [{"n": 20000}]
    finally:
        platform.close()
        pool.close()
