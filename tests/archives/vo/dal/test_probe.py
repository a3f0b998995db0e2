"""Protocols without a count say what they can: has data, none, or that they give no count."""

import threading
from itertools import repeat

import pytest

from esap_jupyter.archives.base import Question
from esap_jupyter.archives.refusals import refusal
from esap_jupyter.errors import ArchiveError, ServerError
from tests.support.dal import WITH_MAXREC, connector, target
from tests.support.platforms import platform_of
from tests.support.servers import Reply, serve
from tests.support.tap import votable as table

KINDS = ["scs", "sia1", "ssa", "sia2"]


def counted(kind, answer, *, metadata=None, radius=0.1):
    """Count at a service, and return what was asked for besides."""

    def reply(asked):
        words = {name.upper(): value for name, value in asked.query.items()}
        is_metadata = words.get("FORMAT") == "METADATA" or words.get("SR") == "0"
        if is_metadata:
            return Reply(metadata or table(0))
        return Reply(answer) if isinstance(answer, bytes) else answer(words)

    with serve(reply) as server:
        mine = connector(kind, server.url)
        [query] = mine.queries(Question(targets=(target(),), radius=radius))
        count = mine.count(query, threading.Event())
        return count, server.asked[-1].query


@pytest.mark.parametrize("kind", KINDS)
def test_zero_is_said_aloud(kind):
    count, _ = counted(kind, table(0))
    assert (count.rows, count.some, count.approximate) == (0, False, False)


@pytest.mark.parametrize("kind", KINDS)
def test_one_row_asked_for_is_no_count(kind):
    count, asked = counted(kind, table(1), metadata=WITH_MAXREC)
    assert asked["MAXREC"] == "1"
    assert (count.rows, count.some, count.approximate) == (None, True, True)
    assert count.note.endswith("gives no count: one row was asked for.")


@pytest.mark.parametrize("kind", KINDS)
def test_who_sends_all_regardless_is_counted(kind):
    count, _ = counted(kind, table(7))
    assert (count.rows, count.approximate) == (7, False)


@pytest.mark.parametrize("kind", KINDS)
def test_an_overflow_is_no_count(kind):
    cut = table(7, trailing='<INFO name="QUERY_STATUS" value="OVERFLOW"/>')
    count, _ = counted(kind, cut)
    assert (count.rows, count.some, count.approximate) == (None, True, True)


@pytest.mark.parametrize("kind", ["scs", "sia1"])
def test_a_long_answer_is_left_once_rows_have_come(kind):
    left = threading.Event()

    def endless(_):
        def body():
            try:
                yield table(3).partition(b"</TABLEDATA>")[0]
                yield from repeat(b"<TR><TD>1</TD><TD>2</TD></TR>" * 1000)
            finally:
                left.set()

        return Reply(body())

    count, _ = counted(kind, endless)
    assert (count.rows, count.some, count.approximate) == (None, True, True)
    assert left.wait(20)


@pytest.mark.parametrize(("rows", "some"), [(0, False), (5, True)])
def test_without_a_limit_only_a_small_cone_is_searched(rows, some):
    count, asked = counted("scs", table(rows), radius=2.0)
    assert (asked["SR"], asked["VERB"]) == ("0.25", "2")
    assert (count.rows, count.some) == (None, some)
    assert "within 0.25° of the centre" in count.note
    _, asked = counted("scs", table(rows), radius=2.0, metadata=WITH_MAXREC)
    assert (asked["SR"], asked["MAXREC"]) == ("2", "1")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_is_told(kind, status):
    refused = table(0, status="ERROR", text="no such place")
    with pytest.raises(ArchiveError, match="no such place"):
        counted(kind, lambda _: Reply(refused, status=status))


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_refusal_without_end_the_beginning_is_kept(kind, monkeypatch):
    lengths = []

    def listening(status, body, content_type, *, who):
        lengths.append(len(body))
        return refusal(status, body, content_type, who=who)

    monkeypatch.setattr("esap_jupyter.archives.vo.dal.probe.refusal", listening)
    page = b"Down for a while. " + b"x" * (1 << 20)
    with pytest.raises(ServerError, match="Down for a while"):
        counted(kind, lambda _: Reply(page, status=500, media="text/plain"))
    assert lengths == [128 * 1024]


def test_nothing_near_the_centre_declares_nothing(tmp_path):
    more = (
        '[features]\nregistry = false\n[archives.cone]\nname = "Cone"\nkind = "scs"\nurl = "{}"\n'
    )
    with (
        serve(table(0)) as server,
        platform_of(tmp_path, more.format(server.url)) as esap,
    ):
        (wide,) = esap.discovery.look_ahead("10 41", 2.0, ["cone"])
        (small,) = esap.discovery.look_ahead("10 41", 0.2, ["cone"])
    assert (wide.presence, wide.rows, wide.source) == ("undeclared", None, "")
    assert wide.note == (
        "SCS gives no count before a search; there are none within 0.25° of the centre."
    )
    assert (small.presence, small.rows, small.source) == ("none", 0, "count")
