"""What a TAP connector does at the same time, and where."""

import threading

import pytest

from esap_jupyter.archives.base import Question
from esap_jupyter.archives.vo.tap.connector import TapConnector
from esap_jupyter.catalogue import ArchiveEntry
from esap_jupyter.compute import InlineCompute
from esap_jupyter.errors import CancelledError
from esap_jupyter.net import AddressGuard, HttpClient, cancel_scope
from esap_jupyter.workers import WorkerPool
from tests.support.connectors import place
from tests.support.servers import Reply, serve
from tests.support.tap import CAPABILITIES, TABLES, tap

OBSCORE = TABLES.replace(
    b"</schema>",
    b"<table><name>ivoa.obscore</name><column><name>s_ra</name></column>"
    b"<column><name>s_dec</name></column></table></schema>",
)
LONG = TABLES.replace(b"</schema>", b"<!--" + b" " * 70_000 + b"--></schema>")


class Noting(InlineCompute):
    """Computes here, and notes in which lane it should have been."""

    def __init__(self):
        self.lanes = []

    def run(self, function, /, *args, lane="view", **kwargs):
        self.lanes.append(lane)
        return super().run(function, *args, lane=lane, **kwargs)


def connector(server, compute):
    url = f"{server.url}/tap"
    http = HttpClient(guard=AddressGuard([url]), user_agent="test", retries=0)
    entry = ArchiveEntry(id="x", name="X", kind="tap")
    return TapConnector(entry=entry, url=url, http=http, compute=compute)


@pytest.mark.parametrize(("tables", "lanes"), [(TABLES, []), (LONG, ["decode"])])
def test_long_documents_are_read_elsewhere(tables, lanes):
    compute = Noting()
    with serve(tap(b"", tables=tables)) as server:
        mine = connector(server, compute)
        mine.check()
        first, _ = mine.collections()
        assert mine.collections()[0] is first
    assert (first.id, len(first.columns)) == ("my.stars", 3)
    assert compute.lanes == lanes


def test_a_worker_reads_them():
    pool = WorkerPool()
    try:
        with serve(tap(b"", tables=LONG)) as server:
            assert [one.id for one in connector(server, pool).collections()] == [
                "my.stars",
                'my."odd name"',
            ]
        assert list(pool.pids) == ["decode"]
    finally:
        pool.close()


def test_reading_ends_with_the_search():
    class Cancelled(InlineCompute):
        def run(self, *args, cancel=None, **kwargs):
            cancel.set()
            return super().run(*args, cancel=cancel, **kwargs)

    with (
        serve(tap(b"", tables=LONG)) as server,
        cancel_scope(threading.Event()),
        pytest.raises(CancelledError),
    ):
        connector(server, Cancelled()).collections()


def test_a_search_does_not_wait_for_a_check():
    asked, go_on = threading.Event(), threading.Event()

    def reply(_):
        if not asked.is_set():
            asked.set()
            go_on.wait(20)
        return Reply(CAPABILITIES)

    with serve(reply) as server:
        mine = connector(server, InlineCompute())
        check = threading.Thread(target=mine.check)
        check.start()
        assert asked.wait(20)
        [query] = mine.queries(Question(adql="SELECT 1"))
        assert check.is_alive()
        go_on.set()
        check.join()
    assert query.text == "SELECT 1"


@pytest.mark.parametrize(("collection", "told"), [("ivoa.obscore", True), ("my.stars", False)])
def test_that_data_are_found_by_their_centres_is_told(collection, told):
    with serve(tap(b"", tables=OBSCORE)) as server:
        mine = connector(server, InlineCompute())
        (query,) = mine.queries(place(1, 2, collection=collection))
    assert any("centre" in note for note in query.notes) is told


def test_where_footprints_are_regions_nothing_is_told():
    region = b'<column><name>s_region</name><dataType extendedType="adql:REGION">char</dataType>'
    tables = OBSCORE.replace(
        b"<column><name>s_ra</name>", region + b"</column><column><name>s_ra</name>"
    )
    with serve(tap(b"", tables=tables)) as server:
        mine = connector(server, InlineCompute())
        (query,) = mine.queries(place(1, 2, collection="ivoa.obscore"))
    assert "1=INTERSECTS(s_region, " in query.text
    assert query.notes == ()
