"""The platform: what it refuses, what it knows of archives, how it ends."""

import os
import stat
import sys
import threading
import time
from pathlib import Path

import pytest

from esap_jupyter.archives.pocket import SandboxProcess
from esap_jupyter.disk.home import default_home
from esap_jupyter.errors import (
    BadRequestError,
    CancelledError,
    EsapError,
    NotAvailableError,
    NotFoundError,
    TargetNotFoundError,
)
from esap_jupyter.models import SearchRequest
from esap_jupyter.net import AddressGuard, cancel_scope
from esap_jupyter.platform import Platform
from tests.support.platforms import platform_of, run
from tests.support.servers import Reply, closed_port, serve
from tests.support.tap import CAPABILITIES, tap, votable


@pytest.fixture(scope="module")
def esap(tmp_path_factory):
    later = '[archives.later]\nname = "Later"\nkind = "nonesuch"\n'
    folder = tmp_path_factory.mktemp("esap")
    with platform_of(folder, later, mine=closed_port(), other=closed_port()) as made:
        yield made


@pytest.mark.parametrize(
    ("fields", "kind", "says"),
    [
        ({"archives": ["nope"], "target": "M31"}, NotFoundError, "There is no archive 'nope'"),
        ({"archives": [], "target": "M31"}, BadRequestError, "No archive"),
        ({"archives": ["mine", "mine"], "target": "M31"}, BadRequestError, "twice"),
        (
            {"archives": ["later"], "target": "M31"},
            NotAvailableError,
            "Later cannot be searched: No connector of the kind 'nonesuch'",
        ),
        ({"archives": ["mine"]}, BadRequestError, "neither"),
        ({"archives": ["mine"], "target": " \t"}, BadRequestError, "neither"),
        ({"archives": ["mine"], "target": "M31", "adql": "SELECT 1"}, BadRequestError, "both"),
        ({"archives": ["mine", "other"], "adql": "SELECT 1"}, BadRequestError, "one archive only"),
        ({"archives": ["mine"], "adql": "x" * 200_001}, BadRequestError, "200000 characters"),
        ({"archives": ["mine"], "target": "M31", "maxrec": 0}, BadRequestError, "limit of 0 rows"),
        ({"archives": ["mine"], "target": "M31", "maxrec": 5_000_001}, BadRequestError, "5000001"),
        ({"archives": ["mine"], "target": "M31", "maxrec": 1.5}, BadRequestError, "got `float`"),
        ({"archives": ["mine"], "target": "x" * 501}, BadRequestError, "500 characters"),
        ({"archives": ["mine"], "target": "10 95"}, BadRequestError, "not a position"),
        (
            {"archives": ["mine"], "target": "M31", "collections": {"x": "y"}},
            BadRequestError,
            "'x', which is not",
        ),
        *[
            (
                {"archives": ["mine"], "target": "M31", "radius": radius},
                BadRequestError,
                "makes no sense",
            )
            for radius in (-1, 0, 400, 180.1, float("nan"), float("inf"))
        ],
    ],
)
def test_nonsense_is_refused_before_anything_starts(esap, fields, kind, says):
    with pytest.raises(kind, match=says) as caught:
        esap.search(SearchRequest(**fields))
    assert caught.value.remedy
    assert esap.activities.list() == []


def test_unknown_targets_start_nothing(esap, monkeypatch):
    monkeypatch.setattr(esap.resolver._sesame, "find", lambda *_: None)
    with pytest.raises(TargetNotFoundError, match=r"knows \"O'Neill\""):
        esap.search(SearchRequest(archives=["mine"], target="O'Neill"))
    assert esap.activities.list() == []


def test_unknown_collection_is_refused_once_they_are_known(tmp_path):
    with serve(tap(votable())) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        esap.check("mine")
        with pytest.raises(BadRequestError, match="MINE has no collection 'x'"):
            run(esap, collections={"mine": "x"})
        assert run(esap, collections={"mine": "my.stars"}).state == "done"


def test_archives_are_listed_without_contacting_any(esap):
    states = {one.id: (one.state, one.reason) for one in esap.archives()}
    assert states["mine"] == ("unknown", "")
    assert states["apertif"] == states["lofar"] == ("unknown", "")
    assert states["later"][0] == "unavailable"
    assert "No connector of the kind 'nonesuch' is installed" in states["later"][1]
    assert esap.archive("sandbox").default
    with pytest.raises(NotFoundError, match="There are: sandbox"):
        esap.archive("nope")


def test_a_check_tells_state_and_collections(tmp_path):
    with serve(tap(votable())) as server, platform_of(tmp_path, mine=f"{server.url}/tap/") as esap:
        archive = esap.check("mine")
        assert (archive.state, archive.reason) == ("reachable", "")
        assert [one.id for one in archive.collections] == ["my.stars", 'my."odd name"']
        assert archive.checked
        assert esap.archive("mine") == archive


@pytest.mark.parametrize(
    ("pages", "says"),
    [
        ({"capabilities": b"<html>x</html>"}, "MINE sent a web page"),
        ({"capabilities": b"<capabilities/>"}, "does not say that it is a TAP service"),
        ({"tables": b"<tableset><oops"}, "MINE sent its list of tables that is not well-formed"),
        ({"tables": b"<nonsense/>"}, "MINE sent <nonsense>"),
    ],
)
def test_a_failing_check_says_why(tmp_path, pages, says):
    with (
        serve(tap(votable(), **pages)) as server,
        platform_of(tmp_path, mine=f"{server.url}/tap") as esap,
    ):
        archive = esap.check("mine")
    assert archive.state == "unreachable"
    assert says in archive.reason


@pytest.mark.parametrize(
    ("page", "state"), [("false", "unreachable"), ("true", "reachable"), ("<", "reachable")]
)
def test_a_service_may_declare_itself_unavailable(tmp_path, page, state):
    def reply(asked):
        if asked.path == "/tap/capabilities":
            extra = f'<capability standardID="ivo://ivoa.net/std/VOSI#availability"><interface><accessURL>{server.url}/a</accessURL></interface></capability></vosi:capabilities>'
            return Reply(CAPABILITIES.replace(b"</vosi:capabilities>", extra.encode()))
        if asked.path == "/a":
            return Reply(
                f"<availability><available>{page}</available><note>Maintenance</note></availability>".encode()
            )
        return tap(votable())(asked)

    with serve(reply) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        archive = esap.check("mine")
    assert archive.state == state
    assert ("Maintenance" in archive.reason) == (state == "unreachable")


def test_the_list_leaves_columns_out(tmp_path):
    with serve(tap(votable())) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        esap.check("mine")
        (listed,) = [one for one in esap.archives() if one.id == "mine"]
        assert [(one.id, one.columns) for one in listed.collections] == [
            ("my.stars", []),
            ('my."odd name"', []),
        ]
        assert len(esap.archive("mine").collections[0].columns) == 3


def test_checks_of_what_cannot_be_asked(tmp_path):
    more = (
        '[archives.odd]\nname = "Odd"\nkind = "odd"\n[archives.lost]\nname = "Lost"\nkind = "tap"\n'
    )
    with platform_of(tmp_path, more) as esap:
        assert esap.check("odd").state == "unavailable"
        assert "kind 'odd'" in esap.check("odd").reason
        assert "gives no address of Lost" in esap.check("lost").reason
        with pytest.raises(NotFoundError):
            esap.check("nope")


def test_wrong_options_are_told(tmp_path):
    with platform_of(tmp_path, "options = { speed = 1 }\n", mine=closed_port()) as esap:
        archive = esap.check("mine")
    assert archive.state == "unavailable"
    assert "options of MINE are wrong" in archive.reason


def test_an_archive_that_recovers_is_reachable_again(tmp_path):
    replies = [Reply(b"", status=500)]

    def reply(asked):
        return replies.pop() if replies else tap(votable())(asked)

    with serve(reply) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        assert esap.check("mine").state == "unreachable"
        assert run(esap).state == "done"
        assert esap.archive("mine").state == "reachable"


def test_home(tmp_path, monkeypatch):
    monkeypatch.setenv("ESAP_HOME", str(tmp_path / "a" / "b"))
    assert default_home() == tmp_path / "a" / "b"
    platform = Platform()
    assert stat.S_IMODE(platform.home.stat().st_mode) == 0o700
    monkeypatch.delenv("ESAP_HOME")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    assert default_home() == tmp_path / "data" / "esap"


def test_a_home_that_cannot_be(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotAvailableError, match="cannot keep anything") as caught:
        _ = Platform(home=tmp_path / "file" / "home").activities
    assert "ESAP_HOME" in caught.value.remedy


def test_unknown_search(esap):
    for method in (esap.searching, esap.cancel_search, esap.wait):
        with pytest.raises(NotFoundError):
            method("nope")


def test_updates_come_in_the_caller_s_thread(tmp_path):
    seen = []
    with serve(tap(votable(5))) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        search = esap.search(SearchRequest(archives=["mine"], target="M31"))
        last = esap.wait(search.id, seen.append)
    assert seen[-1] == last
    assert last.activities[0].state == "done"
    assert search.target.name == "M 31"


def test_code_names_the_collection_where_the_catalogue_has_another(tmp_path):
    with serve(tap(votable())) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        found = run(esap, collections={"mine": "my.stars"})
        assert "collections={'mine': 'my.stars'}" in esap.code(found.result, "stars")
        asked = run(esap, adql="SELECT * FROM my.stars")
        assert "collections" not in esap.code(asked.result, "stars")


def test_code_leaves_the_usual_collection_to_the_catalogue(tmp_path):
    with platform_of(tmp_path) as esap:
        found = run(esap, "sandbox", radius=2.0)
        assert "collections" not in esap.code(found.result, "stars")


def test_closing_ends_everything(tmp_path):
    with platform_of(tmp_path, mine=closed_port()) as esap:
        esap.close()
        with pytest.raises(CancelledError):
            esap.search(SearchRequest(archives=["mine"], target="M31"))


def test_the_sandbox_answers_and_ends(tmp_path):
    with platform_of(tmp_path) as esap:
        activity = run(esap, "sandbox", radius=2.0)
        result = esap.results.get(activity.result)
        process = esap._archives.sandbox()._process
        assert esap.check("sandbox").state == "reachable"
        assert esap._archives.sandbox()._process is process
    assert activity.rows > 3
    assert result.collection == "ongc.objects"
    assert process.poll() is not None


def test_a_sandbox_that_died_is_started_again():
    code = "import sys; print('http://127.0.0.1:9/tap', flush=True); sys.stdin.read()"
    guard = AddressGuard()
    sandbox = SandboxProcess(guard=guard, command=[sys.executable, "-c", code])
    assert sandbox.url() == "http://127.0.0.1:9/tap"
    guard.check("127.0.0.1", 9, "127.0.0.1")
    first = sandbox._process
    first.kill()
    first.wait()
    first.stdin.close()
    first.stdout.close()
    sandbox.url()
    second = sandbox._process
    assert second.pid != first.pid
    sandbox.close()
    assert second.poll() == 0


def test_whoever_waits_for_the_sandbox_can_cancel(tmp_path):
    """The first starts it, the second waits for the first."""
    code = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)"
    mark = tmp_path / "pid"
    command = [sys.executable, "-c", code, str(mark)]
    sandbox = SandboxProcess(guard=AddressGuard(), command=command)
    cancels = [threading.Event(), threading.Event()]
    cancelled = []

    def ask(cancel):
        with cancel_scope(cancel), pytest.raises(CancelledError):
            sandbox.url()
        cancelled.append(cancel)

    threads = [threading.Thread(target=ask, args=[cancel]) for cancel in cancels]
    threads[0].start()
    until(lambda: mark.exists() and mark.read_text())
    threads[1].start()
    for thread, cancel in reversed(list(zip(threads, cancels, strict=True))):
        cancel.set()
        thread.join(20)
    assert cancelled == cancels[::-1]
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


def test_the_sandbox_keeps_to_the_folder_it_was_started_in(tmp_path, monkeypatch):
    (tmp_path / "msgspec.py").write_text("raise SystemExit('the wrong one')")
    monkeypatch.chdir(tmp_path)
    sandbox = SandboxProcess(guard=AddressGuard())
    assert sandbox.url()
    assert Path(f"/proc/{sandbox._process.pid}/cwd").readlink() == tmp_path
    sandbox.close()


@pytest.mark.parametrize("code", ["import no_such_package", "print('hello')", ""])
def test_a_sandbox_that_cannot_start_says_why(code):
    sandbox = SandboxProcess(guard=AddressGuard(), command=[sys.executable, "-c", code])
    with pytest.raises(EsapError, match="The sandbox could not be started") as caught:
        sandbox.url()
    assert ("No module named" in caught.value.message) == ("no_such" in code)
    assert "esap-jupyter[sandbox]" in caught.value.remedy


def until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
