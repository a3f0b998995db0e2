"""Searches of archives that misbehave: a clear error, and nothing left behind."""

import threading
import time

import pytest

from esap_jupyter.models import SearchRequest
from tests.support.platforms import leftovers, platform_of, run
from tests.support.servers import Reply, black_hole, closed_port, endless, serve
from tests.support.tap import CAPABILITIES, TABLES, tap, votable

BOMB = b"""<?xml version="1.0"?><!DOCTYPE VOTABLE [<!ENTITY a "aaaaaaaaaa">]>
<VOTABLE><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/>&a;</RESOURCE></VOTABLE>"""
REFUSAL = votable(status="ERROR", text="Field nope does not exist")


def test_rows_and_provenance(tmp_path):
    with serve(tap(votable(3))) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        activity = run(esap, radius=0.25)
        result = esap.results.get(activity.result)
        assert leftovers(esap) == []
    assert (activity.state, activity.rows, activity.truncated) == ("done", 3, False)
    assert (result.name, result.title, result.collection) == ("m31_mine", "M31 · 0.25°", "my.stars")
    assert [column.unit for column in result.columns] == [None, "mag"]
    provenance = result.provenance
    assert provenance.query.startswith("SELECT * FROM my.stars WHERE 1=CONTAINS(")
    assert (provenance.radius, provenance.maxrec, provenance.target.name) == (0.25, 20000, "M 31")
    assert server.asked[-1].form == {
        "REQUEST": "doQuery",
        "LANG": "ADQL",
        "QUERY": provenance.query,
        "MAXREC": "20000",
        "RESPONSEFORMAT": "votable/b2",
    }


def test_names_of_repeated_searches_differ(tmp_path):
    with serve(tap(votable())) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        for _ in range(3):
            run(esap)
        assert {one.name for one in esap.results.list()} == {"m31_mine", "m31_mine_2", "m31_mine_3"}


def test_overflow_is_truncated(tmp_path):
    body = votable(trailing='<INFO name="QUERY_STATUS" value="OVERFLOW"/>')
    with serve(tap(body)) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        activity = run(esap)
        assert esap.results.get(activity.result).truncated
    assert activity.truncated


@pytest.mark.parametrize(
    ("maxrec", "rows", "truncated"), [(2, 2, True), (3, 3, False), (4, 3, False)]
)
def test_maxrec_holds_even_when_it_is_ignored(tmp_path, maxrec, rows, truncated):
    with serve(tap(votable(3))) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        activity = run(esap, maxrec=maxrec)
    assert server.asked[-1].form["MAXREC"] == str(maxrec)
    assert (activity.rows, activity.truncated) == (rows, truncated)


def test_an_answer_that_drips_for_ever_ends(tmp_path):
    options = "options = { total_timeout = 0.5 }\n"
    with (
        serve(tap(lambda _: Reply(endless(b"<!-- -->", pause=0.05)))) as server,
        platform_of(tmp_path, options, mine=f"{server.url}/tap") as esap,
    ):
        activity = run(esap)
        assert leftovers(esap) == []
    assert activity.error.code == "timed_out"
    assert "MINE did not send its whole answer within 0.5 s" in activity.error.message


def test_of_very_many_collections_the_first_are_listed_and_all_can_be_searched(tmp_path):
    many = b"".join(b"<table><name>t.t%d</name></table>" % i for i in range(6000))
    one = TABLES.replace(b"my.stars", b"t.t5500")
    pages = {"tables": b"<tableset><schema>%s</schema></tableset>" % many, "tables/t.t5500": one}
    with (
        serve(tap(votable(3), **pages)) as server,
        platform_of(tmp_path, 'collection = "T.t5999"\n', mine=f"{server.url}/tap") as esap,
    ):
        archive = esap.check("mine")
        activity = run(esap, collections={"mine": "t.t5500"})
        later = esap.archive("mine")
    assert [one.id for one in archive.collections[:2]] == ["t.t5999", "t.t0"]
    assert len(archive.collections) == 5000
    assert archive.reason.startswith("5000 of its collections are listed")
    assert (later.state, later.reason) == ("reachable", archive.reason)
    assert (activity.state, activity.rows) == ("done", 3)


def test_default_maxrec_is_the_catalogue_s(tmp_path):
    with (
        serve(tap(votable())) as server,
        platform_of(tmp_path, "maxrec = 7\n", mine=f"{server.url}/tap") as esap,
    ):
        run(esap, adql="SELECT 1")
    assert server.asked[-1].form["MAXREC"] == "7"


def test_nothing_found_is_a_result(tmp_path):
    with serve(tap(votable(0))) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        activity = run(esap)
        assert len(esap.results.get(activity.result).columns) == 2
    assert (activity.state, activity.rows) == ("done", 0)


def test_adql_is_sent_as_it_is(tmp_path):
    query = "SELECT name\nFROM my.stars WHERE name = 'O''Neill & Co'"
    with serve(tap(votable())) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        activity = run(esap, adql=query)
        result = esap.results.get(activity.result)
    assert server.asked[-1].form["QUERY"] == query
    assert (result.name, result.provenance.query, result.provenance.target) == (
        "mine_adql",
        query,
        None,
    )
    assert result.title == "SELECT name FROM my.stars WHERE name = 'O''Neill & Co'"


@pytest.mark.parametrize(
    ("reply", "code", "says"),
    [
        (lambda: Reply(REFUSAL), "archive_error", "Field nope does not exist"),
        (
            lambda: Reply(REFUSAL, status=400),
            "archive_error",
            "MINE refused: Field nope does not exist",
        ),
        (lambda: Reply(votable(), status=500), "unreachable", "MINE answered 500"),
        (lambda: Reply(b"no", status=401, media="text/plain"), "archive_error", "Unauthorized: no"),
        (lambda: Reply(b"", status=404), "bad_answer", "no such service"),
        (
            lambda: Reply(
                b"<html><title>Gone <b>fishing</b></title>", status=502, media="text/html"
            ),
            "unreachable",
            "MINE answered 502 Bad Gateway: Gone",
        ),
        (
            lambda: Reply(b"<!DOCTYPE html><html>Login</html>", media="text/html"),
            "bad_answer",
            "MINE",
        ),
        (
            lambda: Reply(votable(50), length=100_000, headers={"X-Lie": "1"}),
            "unreachable",
            "broke off",
        ),
        (lambda: Reply(BOMB), "bad_answer", "MINE"),
        (lambda: Reply(b""), "bad_answer", "MINE"),
        (
            lambda: Reply(endless(b"<!-- x -->" * 6000)),
            "too_large",
            "larger than the limit of 1 MB",
        ),
        (lambda: Reply.gzipped(b"\0" * 5_000_000), "too_large", "MINE"),
    ],
)
def test_bad_answers(tmp_path, reply, code, says):
    options = "options = { max_mb = 1 }\n"
    with (
        serve(tap(lambda _: reply())) as server,
        platform_of(tmp_path, options, mine=f"{server.url}/tap") as esap,
    ):
        activity = run(esap)
        assert leftovers(esap) == []
        assert esap.results.list() == []
    assert (activity.state, activity.error.code) == ("failed", code)
    assert says in activity.error.message
    assert "MINE" in activity.error.message
    assert activity.error.remedy
    assert activity.result is None


@pytest.mark.parametrize("where", ["refused", "hole", "html"])
def test_archives_that_are_not_there(tmp_path, where):
    with black_hole() as hole, serve(b"<html>Under construction</html>") as web:
        url = {"refused": closed_port(), "hole": hole, "html": web.url}[where]
        with platform_of(tmp_path, mine=url) as esap:
            if where == "hole":
                _hurry(esap)
            activity = run(esap)
            assert leftovers(esap) == []
            archive = esap.archive("mine")
    assert activity.state == "failed"
    assert "MINE" in activity.error.message
    assert archive.state == "unreachable"
    assert archive.reason == f"{activity.error.message} {activity.error.remedy}"


def test_a_black_hole_during_the_query_times_out(tmp_path):
    quiet = threading.Event()
    with (
        serve(tap(lambda _: Reply(b"", length=5 + quiet.wait(5)))) as server,
        platform_of(tmp_path, "options = { timeout = 0.3 }\n", mine=f"{server.url}/tap") as esap,
    ):
        activity = run(esap)
        quiet.set()
        assert leftovers(esap) == []
    assert activity.error.code == "timed_out"
    assert "MINE did not answer within 0.3 s" in activity.error.message


@pytest.mark.parametrize("when", ["hole", "waiting", "receiving"])
def test_cancel_stops_it(tmp_path, when):
    quiet = threading.Event()

    def answer(_):
        if when == "waiting":
            quiet.wait(10)
        return Reply(endless(b"<!-- x -->", pause=0.01))

    with black_hole() as hole, serve(tap(answer)) as server:
        url = hole if when == "hole" else f"{server.url}/tap"
        with platform_of(tmp_path, mine=url) as esap:
            search = esap.search(SearchRequest(archives=["mine"], target="M31"))
            stage = {"hole": "asking the archive", "waiting": "waiting for the answer"}
            _until(
                lambda: (
                    esap.searching(search.id).activities[0].message
                    == stage.get(when, "receiving the answer")
                )
            )
            esap.cancel_search(search.id)
            (activity,) = esap.wait(search.id).activities
            assert leftovers(esap) == []
        quiet.set()
    assert (activity.state, activity.error.code) == ("cancelled", "cancelled")


def test_cancel_by_the_activity(tmp_path):
    with serve(tap(lambda _: Reply(endless(b"<!-- x -->", pause=0.01)))) as server:
        with platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
            search = esap.search(SearchRequest(archives=["mine"], target="M31"))
            _until(lambda: server.asked and server.asked[-1].path == "/tap/sync")
            esap.activities.cancel(search.activities[0].id)
            assert esap.wait(search.id).activities[0].state == "cancelled"
        assert server.gone.wait(5)


def test_one_archive_s_failure_is_its_own(tmp_path):
    with (
        serve(tap(votable())) as server,
        platform_of(tmp_path, good=f"{server.url}/tap", bad=closed_port()) as esap,
    ):
        search = esap.search(SearchRequest(archives=["bad", "good"], target="M31"))
        states = {one.archive: one.state for one in esap.wait(search.id).activities}
    assert states == {"good": "done", "bad": "failed"}


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    def full(self, *args, **kwargs):
        raise OSError(28, "No space left on device")

    with serve(tap(votable())) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        monkeypatch.setattr("esap_jupyter.net.body.Body.take", full)
        monkeypatch.setattr(
            "esap_jupyter.archives.vo.tap.connector.TapConnector._get", lambda *_: CAPABILITIES
        )
        activity = run(esap, adql="SELECT 1")
        assert esap.archive("mine").state == "unknown"
    assert activity.error.code == "not_available"
    assert "could not be stored: No space left on device" in activity.error.message
    assert "ESAP_HOME" in activity.error.remedy


@pytest.mark.parametrize("answer", [b"<!DOCTYPE html>Login", votable(50)[:-200]])
def test_a_bad_answer_says_nothing_of_the_service(tmp_path, answer):
    with serve(tap(answer)) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        esap.check("mine")
        assert run(esap).error.code == "bad_answer"
        assert esap.archive("mine").state == "reachable"


def test_a_mistake_of_ours_is_not_hidden(tmp_path, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError("oops")

    with serve(tap(votable())) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        monkeypatch.setattr("esap_jupyter.votable.decode", broken)
        monkeypatch.setattr("threading.excepthook", lambda _: None)
        activity = run(esap)
        assert leftovers(esap) == []
    assert activity.state == "failed"
    assert "ZeroDivisionError: oops" in activity.error.message


def test_the_collection_that_was_chosen(tmp_path):
    two = TABLES.replace(b"<table><name>my.stars</name>", b"<table><name>My.Other</name><column><name>RA</name></column>"
                         b"<column><name>DEC</name></column></table><table><name>my.stars</name>")  # fmt: skip
    with (
        serve(tap(votable(), tables=two)) as server,
        platform_of(tmp_path, mine=f"{server.url}/tap") as esap,
    ):
        first = run(esap)
        assert esap.results.get(first.result).collection == "My.Other"
        chosen = run(esap, collections={"mine": "MY.STARS"})
        assert esap.results.get(chosen.result).collection == "my.stars"
        missing = run(esap, collections={"mine": "my.nothing"})
        unsuitable = run(esap, collections={"mine": 'my."odd name"'})
    assert "MINE has no collection 'my.nothing'" in missing.error.message
    assert "cannot be searched by target" in unsuitable.error.message


def test_obscore_is_preferred(tmp_path):
    obscore = b"<table><name>ivoa.ObsCore</name><column><name>s_ra</name></column><column><name>s_dec</name></column></table></schema>"
    tables = TABLES.replace(b"</schema>", obscore)
    with (
        serve(tap(votable(), tables=tables)) as server,
        platform_of(tmp_path, mine=f"{server.url}/tap") as esap,
    ):
        assert esap.results.get(run(esap).result).collection == "ivoa.ObsCore"
    assert (
        "FROM ivoa.ObsCore WHERE 1=CONTAINS(POINT('ICRS', s_ra, s_dec)"
        in server.asked[-1].form["QUERY"]
    )


def test_a_long_list_of_tables_is_read_in_short(tmp_path, monkeypatch):
    monkeypatch.setattr("esap_jupyter.archives.vo.tap.connector._VOSI_BYTES", 5000)
    short = b"<tableset><schema><table><name>my.stars</name></table></schema></tableset>"
    single = TABLES[TABLES.index(b"<table>") : TABLES.index(b"</table>") + 8].replace(b"xsi:", b"")

    def reply(asked):
        if asked.path == "/tap/tables":
            return Reply(short if asked.query else b"<tableset>" + b" " * 6000 + b"</tableset>")
        if asked.path == "/tap/tables/my.stars":
            return Reply(single)
        return tap(votable())(asked)

    with serve(reply) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        activity = run(esap, collections={"mine": "my.stars"})
        assert activity.error is None
    assert "POINT('ICRS', alpha, delta)" in server.asked[-1].form["QUERY"]


def _until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _hurry(esap):
    esap.http._read_timeout = 0.3
