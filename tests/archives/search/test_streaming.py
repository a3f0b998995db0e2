"""Rows that can be looked at while the rest is coming, and what is kept of an answer that breaks."""

import os
import threading
import time

import pytest

from esap_jupyter.archives.search import preview as preview_module
from esap_jupyter.archives.search.preview import Preview
from esap_jupyter.errors import ConflictError
from esap_jupyter.models import SearchRequest
from esap_jupyter.results import frames
from esap_jupyter.results.pages import page
from esap_jupyter.results.store import ResultStore
from esap_jupyter.votable import Decoded, decode_prefix
from tests.support.platforms import leftovers, platform_of, run
from tests.support.servers import Reply, serve
from tests.support.tap import tap, votable

WHOLE = votable(9000)
HALF = len(WHOLE) // 2


def until(condition):
    deadline = time.monotonic() + 20
    while not (value := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return value


def paused(gate):
    yield WHOLE[:HALF]
    gate.wait(20)
    yield WHOLE[HALF:]


def test_rows_are_there_before_the_answer_is(tmp_path):
    gate = threading.Event()
    with (
        serve(tap(lambda _: Reply(paused(gate)))) as server,
        platform_of(tmp_path, mine=f"{server.url}/tap") as esap,
    ):
        search = esap.search(SearchRequest(archives=["mine"], target="M31"))
        now = until(lambda: next((a for a in esap.searching(search.id).activities if a.rows), None))
        partial = esap.results.look(now.result)
        first = page(partial.path, 0, 2, [0])
        with pytest.raises(ConflictError, match="still coming"):
            esap.results.get(now.result)
        gate.set()
        (ended,) = esap.wait(search.id).activities
        whole = esap.results.get(now.result)
        assert leftovers(esap) == []
    assert now.state == "running"
    assert partial.partial
    assert 0 < partial.rows < 9000
    assert first.cells == [["0"], ["1"]]
    assert (ended.result, ended.rows, whole.partial) == (now.result, 9000, False)


@pytest.mark.parametrize("how", ["breaks off", "ends early", "is cancelled"])
def test_what_came_is_kept_and_said_to_be_a_part(tmp_path, how):
    gate = threading.Event()

    def answer(_):
        if how == "is cancelled":
            return Reply(paused(gate))
        return Reply(WHOLE[:HALF], length=len(WHOLE) if how == "breaks off" else None,
                     headers={"X-Lie": "1"})  # fmt: skip

    with (
        serve(tap(answer)) as server,
        platform_of(tmp_path, mine=f"{server.url}/tap") as esap,
    ):
        search = esap.search(SearchRequest(archives=["mine"], target="M31"))
        if how == "is cancelled":
            until(lambda: esap.searching(search.id).activities[0].rows)
            esap.cancel_search(search.id)
        (activity,) = esap.wait(search.id).activities
        gate.set()
        result = esap.results.get(activity.result)
        assert leftovers(esap) == []
    assert activity.state == ("cancelled" if how == "is cancelled" else "failed")
    assert activity.error.remedy.startswith(f"The {result.rows} rows that had come are kept as ")
    assert "nothing" not in activity.error.message
    assert result.truncated
    assert 4000 < result.rows == frames.arrow(result.path).num_rows < 5000
    assert result.provenance.notes[-1].startswith(f"It broke off after {result.rows} rows: ")


def test_nothing_is_kept_of_an_answer_that_is_wrong_in_the_middle(tmp_path):
    wrong = WHOLE.replace(b"<TR><TD>8000</TD>", b"<TR><TD>x</TD><TD>y</TD>")
    with serve(tap(wrong)) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        assert run(esap).result is None
        assert leftovers(esap) == []
        assert esap.results.list() == []


def test_a_whole_answer_with_the_status_of_an_error_is_none(tmp_path):
    with (
        serve(tap(lambda _: Reply(WHOLE, status=500))) as server,
        platform_of(tmp_path, mine=f"{server.url}/tap") as esap,
    ):
        assert (run(esap).state, esap.results.list()) == ("failed", [])


@pytest.mark.parametrize("size", [0, 30, 300, 5000, len(WHOLE)])
def test_any_beginning_can_be_decoded(tmp_path, size):
    source, table = tmp_path / "part.xml", tmp_path / "part.arrow"
    source.write_bytes(WHOLE[:size])
    decoded = decode_prefix(source, table)
    if decoded is None:
        assert size < 400
        assert not table.exists()
    else:
        ids = frames.arrow(table).column("id").to_pylist()
        assert ids == list(range(decoded.rows))


def test_an_answer_that_is_waited_for_is_not_cleared_away(tmp_path, monkeypatch):
    monkeypatch.setattr(preview_module, "_SIGN_SECONDS", 0.0)
    store = ResultStore(home=tmp_path)
    draft = store.begin()
    days_ago = time.time() - 3 * 86400
    os.utime(draft.folder, (days_ago, days_ago))
    shown = {"decode": lambda *_: None, "show": lambda *_: None}
    with Preview(answer=draft.answer, folder=draft.folder, **shown) as preview:
        os.utime(draft.folder, (days_ago, days_ago))
        until(lambda: draft.folder.stat().st_mtime > days_ago + 1)
        ResultStore(home=tmp_path).begin()
        assert draft.folder.exists()
    preview.close()


def test_previews_take_no_longer_than_the_whole(tmp_path):
    answer = tmp_path / "answer"
    sizes = []

    def decode(source, table):
        sizes.append(source.stat().st_size)
        table.write_bytes(b"")
        return Decoded(rows=1, columns=[], truncated=False)

    total = 8_000_000
    with (
        Preview(answer=answer, folder=tmp_path, decode=decode, show=lambda *_: None) as preview,
        answer.open("wb", buffering=0) as file,
    ):
        for _ in range(80):
            file.write(b"x" * (total // 80))
            time.sleep(0.005)
    preview.close()
    assert sizes
    assert sum(sizes) <= 2 * total + sizes[0]


def test_what_has_come_whole_is_not_said_to_be_coming(tmp_path, monkeypatch):
    told = []

    class Watched(Preview):
        def __exit__(self, *caught):
            told.extend(each.message for each in esap.activities.list())
            super().__exit__(*caught)

    monkeypatch.setattr("esap_jupyter.archives.search.gathering.Preview", Watched)
    with (
        serve(tap(lambda _: Reply(WHOLE))) as server,
        platform_of(tmp_path, mine=f"{server.url}/tap") as esap,
    ):
        assert run(esap).state == "done"
    assert told == ["reading the rows"]
