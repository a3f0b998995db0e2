"""Knowing before asking: seen, counted, declared, and nobody holds the others."""

import contextlib
import json
import threading
import time

import pytest

from esap_jupyter.archives.vo.coverage.mocserver import MocServer
from esap_jupyter.archives.vo.coverage.seen import SeenResults, separation
from esap_jupyter.archives.vo.coverage.waiting import Waiting
from esap_jupyter.errors import CancelledError, EsapError, NotFoundError
from esap_jupyter.models.discovery import Coverage
from esap_jupyter.net import AddressGuard, HttpClient
from tests.support.coverage import NO_REGISTRY, NOW, stored
from tests.support.platforms import platform_of, run
from tests.support.registry import answer
from tests.support.servers import Reply, black_hole, closed_port, serve
from tests.support.tap import tap, votable

NUMBER = (
    '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">'
    '<TABLE><FIELD name="number_of_rows" datatype="long"/><DATA><TABLEDATA><TR><TD>{}</TD></TR>'
    "</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"
)


def counting(rows):
    """A TAP service that counts, and says nothing of the registry's tables."""

    def reply(asked):
        assert asked.form["QUERY"].startswith("SELECT COUNT(*)"), asked.form
        return Reply(NUMBER.format(rows).encode())

    return tap(reply)


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    # A machine with much else to do is not to decide what these say.
    monkeypatch.setattr("esap_jupyter.archives.vo.coverage.desk._SECONDS", 60.0)


@pytest.mark.parametrize(("rows", "presence"), [(7, "data"), (0, "none")])
def test_a_tap_service_counts(tmp_path, rows, presence):
    with (
        serve(counting(rows)) as server,
        platform_of(tmp_path, NO_REGISTRY, mine=f"{server.url}/tap") as esap,
    ):
        (told,) = esap.discovery.look_ahead("10 41", 0.5, ["mine"])
        first = len(server.asked)
        again = esap.discovery.look_ahead("10 41", 0.5, ["mine"])
        assert (again, len(server.asked)) == ([told], first)
    assert (told.presence, told.rows, told.source) == (presence, rows, "count")


def test_the_collection_that_is_searched_is_counted(tmp_path):
    chosen = {"sandbox": "ivoa.obscore"}
    with platform_of(tmp_path, NO_REGISTRY) as esap:
        look = esap.discovery.look_ahead
        (objects,) = look("M51", 3.0, ["sandbox"])
        (images,) = look("M51", 3.0, ["sandbox"], collections=chosen)
        found = run(esap, "sandbox", target="M51", radius=3.0, collections=chosen)
    assert images.source == "count"
    assert 0 < images.rows == found.rows < objects.rows


def test_nobody_holds_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr("esap_jupyter.archives.vo.coverage.desk._SECONDS", 5.0)
    with serve(counting(3)) as server, black_hole() as hole:
        dead = closed_port()
        with platform_of(
            tmp_path, NO_REGISTRY, mine=f"{server.url}/tap", hole=hole, dead=dead
        ) as esap:
            started = time.monotonic()
            came = []
            told = esap.discovery.look_ahead(
                "10 41", 0.5, ["hole", "mine", "dead"], found=lambda one: came.append(one.archive)
            )
            took = time.monotonic() - started
    assert [each.archive for each in told] == ["hole", "mine", "dead"]
    assert told[1].rows == 3
    assert told[0].error.code == "timed_out"
    assert told[2].error.code == "unreachable"
    assert told[2].error.message.startswith("DEAD")
    assert [told[0].presence, told[2].presence] == ["silent"] * 2
    assert sorted(came) == ["dead", "hole", "mine"]
    assert came[-1] == "hole"
    assert took < 60


def test_many_archives_are_asked_a_few_at_a_time_and_told_as_they_come(tmp_path, monkeypatch):
    monkeypatch.setattr("esap_jupyter.archives.vo.coverage.counts._TOGETHER", 3)
    lock, now, most = threading.Lock(), [0], [0]

    def reply(asked):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        try:
            return counting(1)(asked)
        finally:
            with lock:
                now[0] -= 1

    with contextlib.ExitStack() as stack:
        urls = {f"a{n}": f"{stack.enter_context(serve(reply)).url}/tap" for n in range(8)}
        esap = stack.enter_context(platform_of(tmp_path, NO_REGISTRY, **urls))
        came = []
        told = esap.discovery.look_ahead("10 41", 0.5, list(urls), found=came.append)
    assert [each.archive for each in told] == list(urls)
    assert {each.archive for each in came} == set(urls)
    assert 1 <= most[0] <= 3


def test_an_archive_that_refuses_does_answer(tmp_path):
    refused = votable(0, status="ERROR", text="no COUNT here")
    with (
        serve(tap(refused)) as server,
        platform_of(tmp_path, NO_REGISTRY, mine=f"{server.url}/tap") as esap,
    ):
        (told,) = esap.discovery.look_ahead("10 41", 0.5, ["mine"])
    assert told.presence == "failed"
    assert "no COUNT here" in told.error.message
    assert told.error.remedy == "Search it to see whether it has data here."


def test_a_broken_server_does_answer(tmp_path):
    down = Reply(b"down", status=500, media="text/plain")
    with (
        serve(lambda _: down) as server,
        platform_of(tmp_path, NO_REGISTRY, mine=f"{server.url}/tap") as esap,
    ):
        (told,) = esap.discovery.look_ahead("10 41", 0.5, ["mine"])
    assert told.presence == "failed"
    assert "answered 500" in told.error.message


def test_what_is_declared_stands_beside_silence_not_instead_of_it():
    told = []
    waiting = Waiting(told.append)
    waiting.take(Coverage(archive="dead", presence="silent"))
    waiting.take(Coverage(archive="mute", note="SCS gives no count before a search."))
    waiting.take(Coverage(archive="sure", presence="none", rows=0, source="count"))
    assert [one.archive for one in told] == ["sure"]
    data = {
        key: Coverage(archive=key, presence="data", source="registry")
        for key in ("dead", "mute", "sure")
    }
    waiting.declare(data)
    waiting.declare({})
    waiting.take(Coverage(archive="late", presence="silent"))
    dead, mute, late = told[1:]
    assert (dead.presence, dead.note) == ("silent", "It declares data here to the registry.")
    assert (mute.presence, mute.source) == ("data", "registry")
    assert "no count" in mute.note
    assert late.presence == "silent"


def test_what_comes_too_late_is_learnt_for_the_next_time(tmp_path, monkeypatch):
    go_on, read = threading.Event(), threading.Event()

    def reply(asked):
        if asked.path.endswith("/tables"):
            assert go_on.wait(20)
            read.set()
        return counting(3)(asked)

    monkeypatch.setattr("esap_jupyter.archives.vo.coverage.desk._SECONDS", 0.5)
    with (
        serve(reply) as server,
        platform_of(tmp_path, NO_REGISTRY, mine=f"{server.url}/tap") as esap,
    ):
        (late,) = esap.discovery.look_ahead("10 41", 0.5, ["mine"])
        go_on.set()
        assert read.wait(20)
        connector = esap._archives.synced().connector("mine")
        for _ in range(2000):
            if connector._known.collections:
                break
            time.sleep(0.01)
        asked = [one.path for one in server.asked]
        assert connector.collections()
        assert [one.path for one in server.asked] == asked
    assert (late.presence, late.error.code) == ("silent", "timed_out")


def test_errors_are_not_remembered(tmp_path):
    broken = threading.Event()
    broken.set()

    def reply(asked):
        if broken.is_set():
            return Reply(b"down", status=503, media="text/plain", headers={"Retry-After": "0"})
        return counting(3)(asked)

    with (
        serve(reply) as server,
        platform_of(tmp_path, NO_REGISTRY, mine=f"{server.url}/tap") as esap,
    ):
        (first,) = esap.discovery.look_ahead("10 41", 0.5, ["mine"])
        broken.clear()
        (second,) = esap.discovery.look_ahead("10 41", 0.5, ["mine"])
    assert first.error is not None
    assert second.rows == 3


def test_it_can_be_cancelled(tmp_path):
    cancel = threading.Event()
    with black_hole() as hole, platform_of(tmp_path, NO_REGISTRY, hole=hole) as esap:
        threading.Timer(0.2, cancel.set).start()
        with pytest.raises(CancelledError):
            esap.discovery.look_ahead("10 41", 0.5, ["hole"], cancel=cancel)


def test_an_unknown_archive_is_told(tmp_path):
    with platform_of(tmp_path, NO_REGISTRY) as esap:
        (told,) = esap.discovery.look_ahead("10 41", 0.5, ["nobody"])
        assert told.error.code == NotFoundError.code


def test_the_registry_declares(tmp_path):
    def reply(asked):
        query = asked.form["QUERY"]
        there = "INTERSECTS" in query and "'ivo://a/there'" in query
        ids = ["ivo://a/there"] if there else ["ivo://a/there", "ivo://a/away"]
        return Reply(answer([{"ivoid": each} for each in ids]))

    with serve(votable(0)) as cone, serve(tap(reply)) as server:
        more = f'[archives.vo]\nurl = "{server.url}/tap"\n' + "".join(
            f'[archives.{key}]\nname = "{key}"\nkind = "scs"\nurl = "{cone.url}"\n'
            f'ivoid = "ivo://A/{key.upper()}"\n'
            for key in ("there", "away", "silent")
        )
        with platform_of(tmp_path, more) as esap:
            told = esap.discovery.look_ahead("10 41", 0.5, ["there", "away", "silent"])
    assert [(each.presence, each.source) for each in told] == [
        ("data", "registry"),
        ("none", "registry"),
        ("undeclared", ""),
    ]
    assert told[2].note.startswith("SCS gives no count before a search")


def test_mocserver_says_yes_and_never_no(tmp_path):
    records = [
        {"ID": "x/a", "publisher_did": "ivo://A/There?x"},
        {"ID": "x/b", "cs_service_url": ["http://h/cone?"]},
        {"ID": "x/c"},
        "odd",
    ]
    archives = {
        "there": ("ivo://a/there", None),
        "cone": (None, "http://H/cone"),
        "other": ("ivo://a/other", "http://h/other"),
        "bare": (None, None),
    }
    with serve(lambda _: Reply(json.dumps(records).encode(), media="application/json")) as server:
        http = HttpClient(guard=AddressGuard([server.url]), user_agent="test")
        having = MocServer(url=server.url, http=http).having(
            archives, (1.0, -2.0, 0.5), threading.Event()
        )
        [asked] = server.asked
    assert having == {"there", "cone"}
    assert (asked.query["RA"], asked.query["DEC"], asked.query["SR"]) == ("1.0", "-2.0", "0.5")


def test_mocserver_is_asked_where_the_catalogue_names_it(tmp_path):
    def moc(_):
        records = [{"cs_service_url": f"{cone.url}/cone"}]
        return Reply(json.dumps(records).encode(), media="application/json")

    with serve(votable(0)) as cone, serve(moc) as server, serve(tap(answer([]))) as registry:
        more = (
            f'[archives.vo]\nurl = "{registry.url}/tap"\n'
            f'options = {{ mocserver = "{server.url}/query" }}\n'
            f'[archives.cone]\nname = "Cone"\nkind = "scs"\nurl = "{cone.url}/cone"\n'
            f'[network]\nallow = ["{server.hostport}"]\n'
        )
        with platform_of(tmp_path, more) as esap:
            (told,) = esap.discovery.look_ahead("10 41", 0.5, ["cone"])
    assert (told.presence, told.source) == ("data", "mocserver")


@pytest.mark.parametrize("body", [b"<html></html>", b"{}", b"["])
def test_mocserver_that_answers_nonsense(body):
    with serve(body) as server:
        http = HttpClient(guard=AddressGuard([server.url]), user_agent="test")
        with pytest.raises(EsapError, match="MocServer"):
            MocServer(url=server.url, http=http).having({}, (1.0, 2.0, 0.5), threading.Event())


def seen(*results, collection=None):
    return SeenResults(
        results=lambda: list(results), collection=lambda _: collection, clock=lambda: NOW
    )


@pytest.mark.parametrize(
    ("result", "place", "presence"),
    [
        (stored(0), (10.0, 41.0, 0.5), "none"),
        (stored(0), (10.2, 41.2, 0.5), "none"),
        (stored(0), (10.0, 41.9, 0.5), None),
        (stored(0), (10.0, 41.0, 1.5), None),
        (stored(5), (10.0, 41.0, 1.0), "data"),
        (stored(5), (10.1, 41.0, 2.0), "data"),
        (stored(5), (10.0, 41.0, 0.5), None),
        (stored(0, age=40 * 86400), (10.0, 41.0, 0.5), None),
        (stored(0, product="image"), (10.0, 41.0, 0.5), None),
        (stored(0, parameters={"mine": {"x": 1}}), (10.0, 41.0, 0.5), None),
        (stored(0, collections={"mine": "other"}), (10.0, 41.0, 0.5), None),
    ],
)
def test_what_earlier_answers_tell(result, place, presence):
    told = seen(result).look(place, {"mine": None, "other": None})
    assert [each.presence for each in told.values()] == ([presence] if presence else [])


def test_an_earlier_count_is_exact_for_the_same_circle_only():
    place = (10.0, 41.0, 1.0)
    assert seen(stored(5)).look(place, {"mine": None})["mine"].approximate is False
    assert seen(stored(5, truncated=True)).look(place, {"mine": None})["mine"].approximate is True
    wider = seen(stored(5)).look((10.0, 41.0, 2.0), {"mine": None})["mine"]
    assert (wider.rows, wider.approximate) == (5, True)
    named = seen(stored(5, collections={"mine": "own"}), collection="own")
    assert "before" in named.look(place, {"mine": None})["mine"].note
    assert "before" in named.look(place, {"mine": "own"})["mine"].note
    assert named.look(place, {"mine": "other"}) == {}
    other = seen(stored(5, collections={"mine": "other"}), collection="own")
    assert other.look(place, {"mine": "other"})["mine"].rows == 5


def test_separation_across_the_pole_and_the_meridian():
    assert separation((0, 89, 0), (180, 89, 0)) == pytest.approx(2)
    assert separation((359.5, 0, 0), (0.5, 0, 0)) == pytest.approx(1)


def test_a_search_that_found_nothing_is_remembered(tmp_path):
    with (
        serve(tap(votable(0))) as server,
        platform_of(tmp_path, NO_REGISTRY, mine=f"{server.url}/tap") as esap,
    ):
        assert run(esap, target="10 41", radius=1.0).rows == 0
        before = len(server.asked)
        (told,) = esap.discovery.look_ahead("10 41", 0.5, ["mine"])
        assert len(server.asked) == before
    assert (told.presence, told.rows, told.source) == ("none", 0, "seen")
