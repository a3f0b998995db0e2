"""Answers in several parts, and many targets."""

import json
import threading

import pytest

from esap_jupyter.archives.base import Connector, Query
from esap_jupyter.errors import UnreachableError
from esap_jupyter.models import SearchRequest
from esap_jupyter.net.watch import Watch
from esap_jupyter.results import frames
from tests.support.platforms import leftovers, platform_of
from tests.support.servers import Reply, closed_port, serve
from tests.support.tap import tap, votable

PLACES = ["10 +10", "20 +20", "30 +30", "40 +40"]


class Single(Connector):
    """Takes one target a query; its rows lie beside it, and it fails where a test wants it."""

    fails = frozenset()
    unit = "deg"
    most = 0
    now = 0
    lock = threading.Lock()

    def check(self):
        """Nothing is asked."""

    def collections(self):
        return []

    def queries(self, question):
        target = question.target
        return [
            Query(url=self.url, params={"ra": str(target.ra), "dec": str(target.dec)},
                  protocol="SCS", language="URL", text=f"{target.ra:g}", maxrec=question.maxrec)
        ]  # fmt: skip

    def fetch(self, query, destination, progress, cancel):
        cls = type(self)
        with cls.lock:
            cls.now += 1
            cls.most = max(cls.most, cls.now)
        try:
            if query.text in cls.fails:
                raise UnreachableError("It broke.", remedy="Retry.")
            ra, dec = float(query.params["ra"]), float(query.params["dec"])
            kind = "long" if ra > 25 else "int"
            destination.write_bytes(
                b'<VOTABLE version="1.4"><RESOURCE type="results"><TABLE>'
                b'<FIELD name="ra" datatype="double" ucd="pos.eq.ra;meta.main" '
                + f'unit="{cls.unit}"/>'.encode()
                + b'<FIELD name="dec" datatype="double" ucd="pos.eq.dec;meta.main" unit="deg"/>'
                + f'<FIELD name="n" datatype="{kind}"/>'.encode()
                + b"<DATA><TABLEDATA>"
                + f"<TR><TD>{ra}</TD><TD>{dec + 0.5}</TD><TD>7</TD></TR>".encode() * 2
                + b"</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"
            )
        finally:
            with cls.lock:
                cls.now -= 1


@pytest.fixture
def single(monkeypatch):
    class Fresh(Single):
        pass

    monkeypatch.setattr("esap_jupyter.archives.board.connector_class", lambda _: Fresh)
    return Fresh


def ask(esap, **fields):
    fields.setdefault("targets", PLACES)
    search = esap.search(SearchRequest(archives=["mine"], **fields))
    return esap.wait(search.id)


def test_rows_of_all_targets_stand_together(tmp_path, single):
    with platform_of(tmp_path, mine="http://127.0.0.1:9") as esap:
        found = ask(esap)
        result = esap.results.get(found.activities[0].result)
        assert leftovers(esap) == []
    table = frames.arrow(result.path)
    assert found.activities[0].rows == 8
    assert table.column("nearest_target").to_pylist() == [one for one in PLACES for _ in "12"]
    assert table.column("nearest_distance").to_pylist() == pytest.approx([0.5] * 8)
    assert table.schema.field("n").type == "int64"
    assert result.columns[-1].ucd == "pos.angDistance"
    assert result.columns[-1].unit == "deg"
    assert result.name == "targets_mine"
    assert 1 <= single.most <= 3


def test_the_report_says_why_rows_do_not_name_their_targets(tmp_path, single):
    single.unit = "rad"
    with platform_of(tmp_path, mine="http://127.0.0.1:9") as esap:
        found = ask(esap)
        result = esap.results.get(found.activities[0].result)
    assert "nearest_target" not in {one.name for one in result.columns}
    (note,) = result.provenance.notes
    assert "not told apart by target, as ra is in rad" in note
    assert found.report[0].notes == [note]


def test_a_part_that_fails_leaves_the_others(tmp_path, single):
    single.fails = frozenset({"20"})
    with platform_of(tmp_path, mine="http://127.0.0.1:9") as esap:
        found = ask(esap)
        result = esap.results.get(found.activities[0].result)
    assert (found.activities[0].state, result.rows, result.truncated) == ("done", 6, True)
    assert result.provenance.notes == [
        "1 of 4 questions failed, and their rows are missing: It broke. Retry."
    ]
    assert found.report[0].notes == result.provenance.notes


def test_when_all_fail_it_has_failed(tmp_path, single):
    single.fails = frozenset({"10", "20", "30", "40"})
    with platform_of(tmp_path, mine="http://127.0.0.1:9") as esap:
        (activity,) = ask(esap).activities
        assert leftovers(esap) == []
    assert (activity.state, activity.error.message) == ("failed", "MINE: It broke.")


def test_how_many_questions_are_answered_is_told(tmp_path, single):
    told = []
    with platform_of(tmp_path, mine="http://127.0.0.1:9") as esap:
        esap.activities.subscribe(told.append)
        ask(esap)
    asking = [one for one in told if one.unit == "questions" and one.state == "running"]
    assert {(one.message, one.total) for one in asking} == {("asking", 4)}


def test_that_the_service_is_busy_is_told_and_when_it_is_asked_again(tmp_path, monkeypatch):
    monkeypatch.setattr(Watch, "sleep", lambda *_: None)
    told = []
    replies = []
    answer = tap(lambda _: replies.pop() if replies else Reply(votable()))
    with serve(answer) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        esap.activities.subscribe(told.append)
        for targets in (["10 +10"], [f"{at} +10" for at in range(41)]):
            replies.append(Reply(status=503, headers={"Retry-After": "12"}))
            told.clear()
            ask(esap, targets=targets)
            words = [one.message for one in told]
            first = words.index("the service is busy, asked again in 12 s")
            assert words[first + 1] == "the service is busy, asked again in 7 s"
            assert {"asking the archive", "asking"} & set(words[first + 2 :])


def test_the_limit_holds_over_all(tmp_path, single):
    with platform_of(tmp_path, mine="http://127.0.0.1:9") as esap:
        (activity,) = ask(esap, maxrec=3).activities
    assert (activity.rows, activity.truncated) == (3, True)


def test_the_report_outlives_its_process(tmp_path):
    with (
        serve(tap(votable())) as server,
        platform_of(tmp_path, good=f"{server.url}/tap", bad=closed_port()) as esap,
    ):
        search = esap.search(SearchRequest(archives=["bad", "good"], target="M31"))
        esap.wait(search.id)
    kept = json.loads((tmp_path / "home" / "searches" / f"{search.id}.json").read_text())
    assert [one["archive"] for one in kept["report"]] == ["bad", "good"]
    with platform_of(tmp_path, good=f"{server.url}/tap", bad=closed_port()) as later:
        bad, good = later.searching(search.id).report
    assert (bad.name, bad.state, bad.rows, bad.error.code) == ("BAD", "failed", None, "unreachable")
    assert (good.state, good.rows, good.truncated) == ("done", 2, False)
    assert good.query.startswith("SELECT * FROM my.stars WHERE")
    assert good.seconds > 0
