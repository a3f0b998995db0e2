"""Tables of a kernel as uploads and results, and jobs, in Python."""

import threading

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.table import MaskedColumn, QTable, Table
from astropy.time import Time

import esap_jupyter as esap
from esap_jupyter import api, votable
from esap_jupyter.errors import (
    ArchiveError,
    BadRequestError,
    NotFoundError,
    TimedOutError,
    UnreachableError,
)
from esap_jupyter.lazy import Lazy
from tests.support.platforms import platform_of
from tests.support.servers import Reply, serve
from tests.support.uws import JobService, form_of

QUERY = "SELECT * FROM TAP_UPLOAD.mine"


@pytest.fixture
def service():
    return JobService()


@pytest.fixture
def platform(service, tmp_path, monkeypatch):
    with serve(service) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as platform:
        monkeypatch.setattr(api, "_platform", Lazy(lambda: platform, threading.RLock()))
        yield platform


def sent(service, page):
    """The form that was posted to a page last."""
    return form_of([one for one in service.asked if one.path == f"/tap/{page}"][-1])


TABLE = Table(
    {
        "id": MaskedColumn([2**63 - 1, 2, 3], mask=[False, True, False]),
        "ra": MaskedColumn([1.5, np.nan, 3.0], unit="deg", description="where & <what>"),
        "name": ["δ <b>", "", "plain"],
        "pair": np.array([[1, 2], [3, 4], [5, 6]], dtype="i4"),
        "on": [True, False, True],
    }
)
TABLE["ra"].meta["ucd"] = "pos.eq.ra;meta.main"


@pytest.mark.parametrize(("mode", "page"), [("sync", "sync"), ("async", "async")])
def test_table_goes_along_exactly(platform, service, mode, page):
    result = esap.adql("mine", QUERY, uploads={"mine": TABLE}, mode=mode)
    assert len(result) == 3
    form = sent(service, page)
    assert (form["UPLOAD"], form["QUERY"], form["LANG"]) == ("mine,param:mine", QUERY, "ADQL")
    table = votable.read(form["mine"])
    assert table.column("id").to_pylist() == [2**63 - 1, None, 3]
    # TABLEDATA does not tell an empty text from a missing one (VOTable 1.4, section 6.1).
    assert table.column("name").to_pylist() == ["δ <b>", None, "plain"]
    assert table.column("pair").to_pylist() == [[1, 2], [3, 4], [5, 6]]
    assert table.column("on").to_pylist() == [True, False, True]
    field = table.schema.field("ra")
    assert (field.metadata[b"unit"], field.metadata[b"ucd"]) == (b"deg", b"pos.eq.ra;meta.main")
    assert field.metadata[b"description"] == b"where & <what>"
    assert [one.name for one in esap.results()] == ["mine_adql", "mine"]


def test_several_tables_of_several_kinds(platform, service):
    kept = esap.store(pl.DataFrame({"x": [1]}), name="kept")
    uploads = {"a": pd.DataFrame({"y": [1.5]}), "b": pa.table({"z": ["t"]}), "c": kept, "d": "kept"}
    esap.adql("mine", QUERY, uploads=uploads)
    form = sent(service, "sync")
    assert form["UPLOAD"] == "a,param:a;b,param:b;c,param:c;d,param:d"
    found = {name: votable.read(form[name]).to_pylist() for name in uploads}
    assert found == {"a": [{"y": 1.5}], "b": [{"z": "t"}], "c": [{"x": 1}], "d": [{"x": 1}]}


def test_table_beyond_the_services_limit_is_not_sent(platform, service):
    rows = {"x": np.arange(1001)}
    with pytest.raises(BadRequestError, match="'mine' has 1001 rows; MINE takes at most 1000"):
        esap.adql("mine", QUERY, uploads={"mine": Table(rows)})
    assert not any(one.method == "POST" for one in service.asked)


def test_bytes_limit_is_told_too(platform, service):
    service.capabilities = service.capabilities.replace(b'unit="row"', b'unit="byte"')
    with pytest.raises(BadRequestError, match="kB as a VOTable; MINE takes at most 1 kB"):
        esap.adql("mine", QUERY, uploads={"mine": Table({"x": np.arange(1000)})})
    assert not any(one.method == "POST" for one in service.asked)


def test_service_without_uploads_says_so(platform, service):
    service.capabilities = service.capabilities.replace(b"upload-inline", b"upload-http")
    with pytest.raises(BadRequestError, match="MINE does not take uploaded tables"):
        esap.adql("mine", QUERY, uploads={"mine": TABLE})


@pytest.mark.parametrize("name", ["1st", "a b", "x,param:y", "TAP_UPLOAD.t", ""])
def test_names_that_are_none_are_refused(platform, service, name):
    with pytest.raises(BadRequestError):
        esap.adql("mine", QUERY, uploads={name: esap.store(TABLE, name="t")})
    assert not any(one.method == "POST" for one in service.asked)


def test_positions_times_and_quantities_are_stored(platform):
    table = QTable(
        {
            "flux": [1, 2] * u.mJy,
            "where": SkyCoord([10, 20], [-1, 1], unit="deg", frame="icrs"),
            "when": Time(["2026-01-01T00:00:00", "2026-01-02T12:00:00"]),
            "small": np.array([1, 65535], dtype="u2"),
        }
    )
    result = esap.store(table, name="mixed")
    columns = {column.name: column for column in result.columns}
    assert (columns["flux"].unit, columns["where_ra"].unit) == ("mJy", "deg")
    assert columns["where_dec"].ucd == "pos.eq.dec"
    row = result.to_arrow().to_pylist()[1]
    assert row["small"] == 65535
    assert row["when"].startswith("2026-01-02T12:00:00")
    assert (result.archive, result.provenance.protocol) == ("local", "upload")
    assert esap.load("mixed").id == result.id


def test_arrow_and_pandas_types_become_those_of_votable(platform):
    frame = pd.DataFrame(
        {"kind": pd.Categorical(["a", "b", "a"]), "n": pd.array([1, None, 3], "Int64")},
        index=["x", "y", "z"],
    )
    assert esap.store(frame).to_arrow().to_pylist() == [
        {"kind": "a", "n": 1},
        {"kind": "b", "n": None},
        {"kind": "a", "n": 3},
    ]
    table = pa.table({"u": pa.array([2**32 - 1], pa.uint32()), "none": pa.nulls(1)})
    assert esap.store(table).to_arrow().to_pylist() == [{"u": 2**32 - 1, "none": None}]


@pytest.mark.parametrize(
    "wrong",
    [
        [1, 2],
        "nothing of that name",
        pa.table({"s": [{"a": 1}]}),
        pa.table({"u": pa.array([2**64 - 1], pa.uint64())}),
        Table({"u": np.array([2**64 - 1], dtype="u8")}),
    ],
)
def test_what_is_no_table_is_refused(platform, wrong):
    with pytest.raises((BadRequestError, NotFoundError)):
        esap.adql("mine", QUERY, uploads={"mine": wrong})
    assert esap.results() == []


def test_code_of_a_stored_table_loads_it(platform):
    stars = esap.store(TABLE, name="stars")
    scope = {}
    exec(platform.code(stars.id, "again"), scope)
    assert len(scope["again"]) == 3


def test_result_is_asked_in_adql(platform):
    stars = esap.store(Table({"name": ["a", "b"], "mag": [9.0, 11.0]}), name="stars")
    other = esap.store(Table({"name": ["a"], "kind": ["star"]}), name="kinds")
    bright = stars.query("SELECT name FROM result WHERE mag < 10")
    assert bright.to_arrow().to_pylist() == [{"name": "a"}]
    joined = other.query("SELECT r.kind, s.mag FROM result AS r JOIN stars AS s ON s.name = r.name")
    assert joined.to_arrow().to_pylist() == [{"kind": "star", "mag": 9.0}]
    with pytest.raises(BadRequestError, match="line 1, column 8"):
        stars.query("SELECT nmae FROM result")


def test_jobs_in_python(platform, service):
    esap.adql("mine", "SELECT 1 FROM t", mode="async")
    (job,) = esap.jobs()
    assert (job.phase, job.query, job.archive) == ("COMPLETED", "SELECT 1 FROM t", "mine")
    assert len(job.fetch()) == 3
    assert "done" in repr(job)
    assert "SELECT 1 FROM t" in repr(esap.jobs())
    assert job.extend(5).model.destruction > 0
    assert esap.job(job.id).url == job.url == esap.job(f"{job.url}/results").url
    job.delete()
    assert esap.jobs() == []
    assert repr(esap.jobs()) == "no jobs"
    assert "no jobs" in esap.jobs()._repr_html_()
    with pytest.raises(NotFoundError):
        esap.job(job.id)


def test_waiting_for_a_job_of_another_tool(platform, service):
    key = service.put("EXECUTING", parameters={"QUERY": "<img src=x onerror=alert(1)>"})
    url = f"{platform.archive('mine').url}/async/{key}"
    job = esap.job(url)
    with pytest.raises(TimedOutError, match=r"is not over after 0\.01 s: running"):
        job.wait(0.01)
    assert "<img" not in esap.jobs()._repr_html_()
    assert job.abort().wait().phase == "ABORTED"
    with pytest.raises(ArchiveError, match="stopped the job"):
        job.fetch()
    assert [one.url for one in esap.jobs("mine")] == [url]


class Slow:
    """Answers a synchronous query only after its client has lost patience."""

    def __init__(self, service, stop):
        self.service, self.stop = service, stop

    def __call__(self, asked):
        self.stop.wait(10)
        return Reply(self.service.answer)


@pytest.fixture
def impatient(service, tmp_path, monkeypatch):
    stop = threading.Event()
    service.sync = Slow(service, stop)
    more = "[archives.mine.options]\ntimeout = 0.3\n"
    with (
        serve(service) as server,
        platform_of(tmp_path, more, mine=f"{server.url}/tap") as platform,
    ):
        monkeypatch.setattr(api, "_platform", Lazy(lambda: platform, threading.RLock()))
        yield platform
        stop.set()


def test_chosen_for_you_goes_on_as_a_job_where_it_takes_too_long(impatient, service):
    assert len(esap.adql("mine", "SELECT 1 FROM t")) == 3
    assert [one.path for one in service.asked if one.path.endswith("sync")] == [
        "/tap/sync",
        "/tap/async",
    ]
    esap.adql("mine", "SELECT 2 FROM t")
    assert sum(one.path == "/tap/sync" for one in service.asked) == 1


def test_synchronous_timeout_names_the_way_out(impatient):
    with pytest.raises(UnreachableError, match="Run it as an async job") as caught:
        esap.adql("mine", "SELECT 1 FROM t", mode="sync")
    assert caught.value.code == "timed_out"


@pytest.mark.parametrize(
    ("query", "maxrec", "page"),
    [
        ("SELECT * FROM t", None, "sync"),
        ("SELECT * FROM t", 1_000_000, "async"),
        ("select  top 10 * FROM t", 1_000_000, "sync"),
        ("SELECT DISTINCT TOP 200000 * FROM t", 1_000_000, "async"),
    ],
)
def test_many_rows_are_asked_for_by_a_job(platform, service, query, maxrec, page):
    esap.adql("mine", query, maxrec=maxrec)
    posted = [one.path for one in service.asked if one.method == "POST"]
    assert posted[0] == f"/tap/{page}"
