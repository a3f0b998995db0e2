"""What a TAP connector does at the same time, and where."""

import tempfile
import threading
from pathlib import Path

import msgspec
import pytest

from esap_jupyter.archives.base import Question
from esap_jupyter.archives.vo.tap.connector import TapConnector
from esap_jupyter.catalogue import ArchiveEntry
from esap_jupyter.compute import InlineCompute
from esap_jupyter.errors import CancelledError
from esap_jupyter.models import SearchRequest
from esap_jupyter.net import AddressGuard, HttpClient, cancel_scope
from esap_jupyter.workers import WorkerPool
from tests.support.connectors import connect, place
from tests.support.platforms import platform_of
from tests.support.servers import Reply, serve
from tests.support.tap import CAPABILITIES, TABLES, tap, votable

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


UPLOADS = CAPABILITIES.replace(
    b"  </capability>",
    b'<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-inline"/></capability>',
)


def targets(number: int) -> Question:
    one = place(0.0, 0.0).targets[0]
    many = [msgspec.structs.replace(one, ra=float(at), dec=-1.0) for at in range(number)]
    return Question(targets=tuple(many), radius=0.5)


def test_many_targets_go_along_as_a_table():
    asked = []

    def answer(request):
        asked.append(request.body)
        return Reply(votable(3))

    with serve(tap(answer, capabilities=UPLOADS)) as server:
        connector = connect(TapConnector, f"{server.url}/tap")
        (few,) = connector.queries(targets(20))
        (query,) = connector.queries(targets(305))
        assert not few.targets
        assert "TAP_UPLOAD.esap_targets AS t ON 1=CONTAINS(POINT('ICRS', o." in query.text
        assert "sent along" in query.notes[0]
        with tempfile.TemporaryDirectory() as folder:
            connector.fetch(query, Path(folder, "a"), lambda *_: None, threading.Event())
            assert [path.name for path in Path(folder).iterdir()] == ["a"]
    (body,) = asked
    assert body.count(b"<TR>") == 305
    assert b"<TD>304</TD><TD>304.0</TD><TD>-1.0</TD>" in body


def test_without_uploads_few_targets_stand_in_each_query():
    with serve(tap(votable())) as server:
        queries = connect(TapConnector, f"{server.url}/tap").queries(targets(305))
    assert len(queries) == 16
    assert not any(query.targets or query.apart for query in queries)


def test_who_refuses_the_table_is_asked_apart_from_then_on(tmp_path):
    def answer(request):
        return Reply(votable(1, "ERROR", "no joins"), status=400) if b"JOIN" in request.body else (
            Reply(votable(2))
        )  # fmt: skip

    with (
        serve(tap(answer, capabilities=UPLOADS)) as server,
        platform_of(tmp_path, mine=f"{server.url}/tap") as esap,
    ):
        places = [f"{at} +10" for at in range(41)]
        for _ in "12":
            search = esap.search(SearchRequest(archives=["mine"], targets=places, target=""))
            (told,) = esap.wait(search.id).report
            assert (told.state, told.rows) == ("done", 6)
            assert "TAP_UPLOAD" not in told.query
            assert len(told.query.splitlines()) == 3
        joins = [one for one in server.asked if b"JOIN" in one.body]
        # A check forgets what was refused.
        esap.check("mine")
        esap.wait(esap.search(SearchRequest(archives=["mine"], targets=places, target="")).id)
        later = [one for one in server.asked if b"JOIN" in one.body]
    assert (len(joins), len(later)) == (1, 2)
