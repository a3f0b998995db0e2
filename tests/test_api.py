"""``import esap_jupyter as esap``."""

import importlib
import io
import threading

import numpy as np
import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import ArchiveError, BadRequestError, NotFoundError, UnreachableError
from esap_jupyter.lazy import Lazy
from esap_jupyter.models import Activity, ErrorInfo, Search, SearchRequest
from esap_jupyter.python.progress import ProgressLine
from tests.support.platforms import platform_of
from tests.support.servers import closed_port, serve
from tests.support.tap import tap, votable


@pytest.fixture
def served(tmp_path, monkeypatch):
    hostile = 'description = "<img src=x onerror=alert(1)>"\n'
    with (
        serve(tap(votable(3))) as server,
        platform_of(tmp_path, hostile, bad=closed_port(), mine=f"{server.url}/tap") as platform,
    ):
        monkeypatch.setattr(api, "_platform", Lazy(lambda: platform, threading.RLock()))
        yield server


def test_search(served):
    found = esap.search("M31", radius=0.25, archives=["mine", "bad"])
    assert [(archive, len(result)) for archive, result in found.items()] == [("mine", 3)]
    assert (len(found), "mine" in found, "bad" in found, "other" in found) == (
        1,
        True,
        False,
        False,
    )
    assert (found.get("mine"), found.get("bad"), found.get("bad", 0)) == (found["mine"], None, 0)
    assert len(found["mine"]) == 3
    assert isinstance(found.errors["bad"], UnreachableError)
    with pytest.raises(UnreachableError, match="BAD cannot be reached"):
        found["bad"]
    with pytest.raises(KeyError):
        found["other"]
    assert "mine: 3 rows" in repr(found)
    assert "failed: BAD cannot" in repr(found)


def test_search_with_quantity_and_skycoord(served):
    from astropy import units as u
    from astropy.coordinates import SkyCoord

    esap.search(SkyCoord(10, -1e-7, unit="deg"), radius=30 * u.arcmin, archives="mine")
    assert "CIRCLE('ICRS', 10.0, -0.0000001, 0.5)" in served.asked[-1].form["QUERY"]
    with pytest.raises(BadRequestError, match="not an angle"):
        esap.search("M31", radius=3 * u.m, archives="mine")
    with pytest.raises(BadRequestError, match="not an angle"):
        esap.search("M31", radius="wide", archives="mine")
    with pytest.raises(BadRequestError, match="not a target"):
        esap.search(3.5, archives="mine")
    esap.search(SkyCoord([1, 2], [3, 4], unit="deg"), archives="mine")
    query = served.asked[-1].form["QUERY"]
    assert "CIRCLE('ICRS', 1.0, 3.0, 0.5)" in query
    assert "CIRCLE('ICRS', 2.0, 4.0, 0.5)" in query


def test_adql(served):
    result = esap.adql("mine", "SELECT 1", maxrec=2)
    assert (len(result), result.truncated) == (2, True)
    assert list(result.to_table()["id"]) == [0, 1]
    with pytest.raises(UnreachableError):
        esap.adql("bad", "SELECT 1")
    with pytest.raises(BadRequestError, match="empty"):
        esap.adql("mine", " ")
    with pytest.raises(NotFoundError):
        esap.adql("nope", "SELECT 1")


@pytest.mark.parametrize(
    "fields",
    [
        {"archives": 5},
        {"archives": b"mine"},
        {"archives": [["mine"]]},
        {"maxrec": "5"},
        {"maxrec": 1.5},
        {"maxrec": True},
        {"collections": "x"},
        {"collections": {"mine": 5}},
        {"collections": {"mine": "\ud800"}},
        {"radius": 10**400},
        {"target": "\ud800"},
        {"target": b"M31"},
    ],
)
def test_anything_of_another_type_is_refused(served, fields):
    with pytest.raises(BadRequestError) as caught:
        esap.search(**{"target": "M31", "archives": ["mine"], **fields})
    assert caught.value.remedy
    assert api.platform().activities.list() == []


@pytest.mark.parametrize("query", [None, 5, b"SELECT 1", "SELECT '\ud800'"])
def test_a_query_is_text(served, query):
    with pytest.raises(BadRequestError):
        esap.adql("mine", query)
    with pytest.raises(BadRequestError):
        esap.adql(["mine"], "SELECT 1")


def test_whole_numbers_of_numpy_are_whole_numbers(served):
    result = esap.adql("mine", "SELECT 1", maxrec=np.int64(2))
    assert (len(result), esap.load(result.id).provenance.maxrec) == (2, 2)


@pytest.mark.parametrize("text", [None, 5, b"M31", "M31\ud800", "M31\u200b"])
def test_only_text_is_resolved_and_loaded(served, text):
    with pytest.raises(BadRequestError):
        esap.resolve(text)
    with pytest.raises((BadRequestError, NotFoundError)):
        esap.load(text)


def test_refusals_are_raised_in_the_archive_s_words(tmp_path, monkeypatch):
    body = votable(status="ERROR", text="No such column: x")
    with serve(tap(body)) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as platform:
        monkeypatch.setattr(api, "_platform", Lazy(lambda: platform, threading.RLock()))
        with pytest.raises(ArchiveError, match="No such column: x"):
            esap.adql("mine", "SELECT x")


def test_results_are_stored(served):
    esap.search("M31", archives="mine")
    (stored,) = esap.results()
    assert stored.name == "m31_mine"
    assert esap.load("m31_mine").id == esap.load(stored.id).id == stored.id
    assert "m31_mine" in repr(esap.results())
    with pytest.raises(NotFoundError):
        esap.load("nope")


def test_lists_show_themselves_escaped(served):
    html = esap.archives()._repr_html_()
    assert "<img" not in html
    assert "&lt;img src=x" in html
    assert "<td>mine</td>" in html
    esap.search("10 10", archives="mine")
    assert "<table>" in esap.results()._repr_html_()


def test_found_shows_itself_escaped():
    request = SearchRequest(archives=["a"], target="x")
    activity = Activity(
        id="1", kind="search", title="", state="failed", revision=1, started=0, archive="a",
        error=ErrorInfo(code="archive_error", message="<script>"),
    )  # fmt: skip
    search = Search(
        id="s", title="<i>", request=request, target=None, started=0, activities=[activity]
    )
    html = api.Found(search=search, results={})._repr_html_()
    assert "<script>" not in html
    assert "<i>" not in html
    assert "failed: &lt;script&gt;" in html


def test_resolve():
    position = esap.resolve("10.5 -20.25")
    assert (position.ra.deg, position.dec.deg) == (10.5, -20.25)


def test_interrupting_cancels_and_is_raised(served, monkeypatch):
    cancelled = []
    platform = api.platform()

    def interrupt(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(platform, "wait", interrupt)
    monkeypatch.setattr(platform, "cancel_search", cancelled.append)
    with pytest.raises(KeyboardInterrupt):
        esap.search("M31", archives="mine")
    assert len(cancelled) == 1


def test_by_default_the_marked_archives_are_searched(served):
    assert api._chosen(None) == ["sandbox", "astron_vo"]


def test_folders_are_callable_and_folders():
    importlib.import_module("esap_jupyter.archives.vo.tap.connector")
    importlib.import_module("esap_jupyter.results.store")
    importlib.import_module("esap_jupyter.adql.parser")
    assert esap.archives.vo.tap.connector.TapConnector
    assert esap.results.store.ResultStore
    assert callable(esap.archives)
    assert callable(esap.results)
    assert callable(esap.adql)


def test_names():
    assert set(esap.__all__) <= set(dir(esap))
    for name in esap.__all__:
        assert getattr(esap, name) is not None
    for name in ("samp", "launch"):
        assert not hasattr(esap, name)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_one_line_and_only_on_terminals():
    activity = Activity(
        id="1", kind="search", title="", state="running", revision=1, started=0, archive="a",
        message="receiving the answer", done=2 << 20, unit="bytes",
    )  # fmt: skip
    request = SearchRequest(archives=["a"], target="x")
    search = Search(
        id="s", title="x\n\x1b[31m", request=request, target=None, started=0, activities=[activity]
    )
    silent, terminal = io.StringIO(), Terminal()
    ProgressLine(silent).update(search)
    line = ProgressLine(terminal)
    line.update(search)
    line.clear()
    assert silent.getvalue() == ""
    assert "a: receiving the answer, 2.0 MB" in terminal.getvalue()
    assert "\n" not in terminal.getvalue()
    assert "\x1b" not in terminal.getvalue()
