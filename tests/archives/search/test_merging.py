"""The merged result of a search: given again, replaced, or kept where it has a name."""

import threading

import msgspec
import pyarrow as pa
import pytest

from esap_jupyter.archives.search.merging import Merging
from esap_jupyter.compute import InlineCompute
from esap_jupyter.models import Activity, Search, SearchRequest
from esap_jupyter.results.store import ResultStore
from tests.support.stored import TARGET, store_table

STARS = pa.table({"ra": pa.array([1.0]), "dec": pa.array([2.0])})


def activity(archive, result):
    return Activity(
        id=archive,
        kind="search",
        title="M31",
        state="done",
        revision=1,
        started=1.0,
        ended=2.0,
        archive=archive,
        result=result,
    )


def search(**results):
    return Search(
        id="s1",
        title="M31 · 0.5°",
        request=SearchRequest(archives=list(results), target="M31"),
        target=TARGET,
        targets=[TARGET],
        started=1.0,
        activities=[activity(*each) for each in results.items()],
    )


@pytest.fixture
def merging(tmp_path):
    store = ResultStore(home=tmp_path)
    return Merging(store=store, compute=InlineCompute())


def stored(folder, name):
    return store_table(folder, STARS, name=name, archive=name).id


def merged_results(folder):
    return [one for one in ResultStore(home=folder).list() if one.archive == "all"]


def test_the_same_rows_are_merged_once(merging, tmp_path):
    asked = search(a=stored(tmp_path, "a"))
    assert merging.merged(asked).id == merging.merged(asked).id
    assert len(merged_results(tmp_path)) == 1


def test_what_was_merged_is_replaced_when_more_has_come(merging, tmp_path):
    one, two = stored(tmp_path, "a"), stored(tmp_path, "b")
    first = merging.merged(search(a=one))
    second = merging.merged(search(a=one, b=two))
    assert (first.rows, second.rows) == (1, 2)
    assert [each.id for each in merged_results(tmp_path)] == [second.id]
    assert merging.merged(search(a=one)).rows == 1
    assert len(merged_results(tmp_path)) == 1


def test_what_was_given_a_name_is_kept(merging, tmp_path):
    one, two = stored(tmp_path, "a"), stored(tmp_path, "b")
    first = merging.merged(search(a=one))
    ResultStore(home=tmp_path).rename(first.id, "my sample")
    second = merging.merged(search(a=one, b=two))
    assert {each.id for each in merged_results(tmp_path)} == {first.id, second.id}


def test_other_searches_do_not_wait(tmp_path):
    inside, go_on = threading.Event(), threading.Event()

    class Slow(InlineCompute):
        def run(self, function, /, *args, **kwargs):
            if not inside.is_set():
                inside.set()
                assert go_on.wait(20)
            return super().run(function, *args, **kwargs)

    mine = Merging(store=ResultStore(home=tmp_path), compute=Slow())
    one, two = search(a=stored(tmp_path, "a")), search(b=stored(tmp_path, "b"))
    first = threading.Thread(target=mine.merged, args=[one])
    first.start()
    assert inside.wait(20)
    other = threading.Thread(target=mine.merged, args=[msgspec.structs.replace(two, id="s2")])
    other.start()
    other.join(20)
    waited = other.is_alive()
    go_on.set()
    first.join()
    assert not waited


def test_pages_do_not_wait_for_it(tmp_path):
    lanes = []

    class Noting(InlineCompute):
        def run(self, function, /, *args, lane="view", **kwargs):
            lanes.append(lane)
            return super().run(function, *args, lane=lane, **kwargs)

    merging = Merging(store=ResultStore(home=tmp_path), compute=Noting())
    one = stored(tmp_path, "one")
    merging.merged(search(a=one))
    assert lanes == ["decode"]
