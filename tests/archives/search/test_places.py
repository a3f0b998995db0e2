"""Many targets are found while the search runs, and hold nobody back."""

import threading

import pytest

from esap_jupyter.errors import TargetNotFoundError
from esap_jupyter.models import SearchRequest, Target
from tests.support.platforms import platform_of, run
from tests.support.servers import serve
from tests.support.tap import tap, votable

HELD = [f"held {n}" for n in range(30)]


class Names:
    """A resolver that finds what is called ``known``, and waits for ``held``."""

    def __init__(self):
        self.go = threading.Event()
        self.some = threading.Event()
        self.asked = []

    def resolve(self, text, **_):
        self.asked.append(text)
        if text.startswith("held"):
            self.some.set()
            assert self.go.wait(20)
        if text.startswith("fault"):
            raise KeyError(text)
        if text.startswith("unknown"):
            raise TargetNotFoundError(f"Nobody knows {text!r}.", remedy="Check the spelling.")
        return Target(text=text, name=text, ra=10, dec=41, sexagesimal="", source="test")


@pytest.fixture
def names(monkeypatch):
    names = Names()
    monkeypatch.setattr(
        "esap_jupyter.archives.targets.resolver.Resolver.resolve",
        lambda _self, text, **more: names.resolve(text, **more),
    )
    yield names
    names.go.set()


def start(esap, *targets):
    return esap.search(SearchRequest(archives=["mine"], targets=list(targets)))


def test_the_start_waits_for_no_name_and_the_activity_tells_how_far_it_is(tmp_path, names):
    told = []
    with (
        serve(tap(votable(1))) as server,
        platform_of(tmp_path, mine=f"{server.url}/tap") as esap,
    ):
        esap.activities.subscribe(told.append)
        search = start(esap, "known", *HELD)
        assert names.some.wait(20)
        assert search.title == "31 targets · 0.5°"
        assert server.asked == []
        names.go.set()
        ended = esap.wait(search.id)
    progress = [(one.done, one.total) for one in told if one.message == "resolving"]
    assert {total for _, total in progress} == {31}
    assert ended.activities[0].state == "done"
    assert [one.text for one in ended.targets] == ["known", *HELD]
    assert ended.unresolved == []


def test_names_that_nobody_knows_are_told_one_by_one_and_left_out(tmp_path, names):
    unknown = [f"unknown {n}" for n in range(22)]
    with (
        serve(tap(votable(1))) as server,
        platform_of(tmp_path, mine=f"{server.url}/tap") as esap,
    ):
        ended = esap.wait(start(esap, "known a", *unknown, "known b").id)
        result = esap.results.get(ended.activities[0].result)
        later = esap.searching(ended.id)
    assert [one.text for one in ended.targets] == ["known a", "known b"]
    assert [one.text for one in later.unresolved] == unknown
    assert later.unresolved[0].error.message == "Nobody knows 'unknown 0'."
    notes = ended.report[0].notes
    names = ", ".join([*unknown[:20], "and 2 more"])
    assert notes[0] == f"22 of 24 targets could not be found and were left out: {names}."
    assert result.provenance.notes == notes


def test_when_no_name_is_known_no_archive_is_blamed(tmp_path, names):
    with serve(tap(votable(1))) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        ended = esap.wait(start(esap, "unknown a", "unknown b").id)
        assert server.asked == []
        assert esap.archive("mine").state == "unknown"
    (activity,) = ended.activities
    assert (activity.state, activity.error.code) == ("failed", "target_not_found")
    assert "Nobody knows 'unknown a'" in activity.error.message
    assert len(ended.unresolved) == 2


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_this_program_leaves_no_target_out_in_silence(tmp_path, names):
    with serve(tap(votable(1))) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        ended = esap.wait(start(esap, "known", "fault").id)
        assert server.asked == []
        assert esap.archive("mine").state == "unknown"
    (activity,) = ended.activities
    assert (activity.state, activity.error.code) == ("failed", "error")
    assert ended.unresolved == []


def test_it_is_cancelled_while_names_are_looked_for(tmp_path, names):
    with serve(tap(votable(1))) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as esap:
        search = start(esap, *HELD)
        assert names.some.wait(20)
        esap.cancel_search(search.id)
        ended = esap.wait(search.id)
        names.go.set()
        assert server.asked == []
    assert ended.activities[0].state == "cancelled"
    assert len(names.asked) < len(HELD)


def test_one_name_is_refused_at_once(tmp_path, names):
    with platform_of(tmp_path, mine="http://127.0.0.1:9") as esap:
        for fields in ({"target": "unknown"}, {"targets": ["unknown"]}):
            with pytest.raises(TargetNotFoundError):
                run(esap, **{"target": "", **fields})
        assert esap.activities.list() == []
