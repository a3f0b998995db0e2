"""A service that declares regions and refuses to compute with them is asked by centres, once."""

import pytest

from esap_jupyter.models import SearchRequest
from tests.support.platforms import leftovers, platform_of, run
from tests.support.servers import Reply, serve
from tests.support.tap import TABLES, tap, votable

OBSCORE = TABLES.replace(
    b"</schema>",
    b"<table><name>ivoa.obscore</name><column><name>s_ra</name></column>"
    b"<column><name>s_dec</name></column><column><name>s_region</name>"
    b'<dataType xsi:type="vs:TAPType">REGION</dataType></column></table></schema>',
)
NUMBER = (
    b'<VOTABLE version="1.4"><RESOURCE type="results"><TABLE><FIELD name="n" datatype="long"/>'
    b"<DATA><TABLEDATA><TR><TD>2</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"
)
REFUSAL = votable(0, status="ERROR", text="INTERSECTS is not supported")
NOTE = "It refuses to compute with its regions (INTERSECTS)."


def refusing(queries, status, *, centres=None):
    def reply(asked):
        query = asked.form["QUERY"]
        queries.append(query)
        if "INTERSECTS" in query:
            return Reply(REFUSAL, status=status)
        return Reply(centres or (NUMBER if "COUNT(*)" in query else votable(2)))

    return tap(reply, tables=OBSCORE)


@pytest.mark.parametrize("status", [200, 400])
def test_it_is_asked_by_centres_and_the_report_says_so(tmp_path, status):
    queries = []
    with (
        serve(refusing(queries, status)) as server,
        platform_of(tmp_path, mine=f"{server.url}/tap") as esap,
    ):
        search = esap.search(SearchRequest(archives=["mine"], target="10 41"))
        ended = esap.wait(search.id)
        (report,) = ended.report
        result = esap.results.get(ended.activities[0].result)
        again = run(esap, target="11 41")
        assert leftovers(esap) == []
    assert (report.state, report.rows, again.rows) == ("done", 2, 2)
    assert ["INTERSECTS" in query for query in queries] == [True, False, False]
    assert report.notes == result.provenance.notes
    assert report.notes[0].startswith(NOTE)
    assert report.query == result.provenance.query == queries[1]


def test_what_fails_by_centres_too_is_told_as_it_was_said_first(tmp_path):
    queries = []
    other = votable(0, status="ERROR", text="no such table")
    with (
        serve(refusing(queries, 400, centres=other)) as server,
        platform_of(tmp_path, mine=f"{server.url}/tap") as esap,
    ):
        activity = run(esap, target="10 41")
        run(esap, target="10 41")
    assert "INTERSECTS is not supported" in activity.error.message
    assert ["INTERSECTS" in query for query in queries] == [True, False] * 2


def test_counting_falls_back_too(tmp_path):
    queries = []
    with (
        serve(refusing(queries, 400)) as server,
        platform_of(tmp_path, "[features]\nregistry = false\n", mine=f"{server.url}/tap") as esap,
    ):
        (told,) = esap.discovery.look_ahead("10 41", 0.5, ["mine"])
    assert (told.presence, told.rows) == ("data", 2)
    assert ["INTERSECTS" in query for query in queries] == [True, False]


def test_a_check_forgets_that_it_refused(tmp_path):
    queries = []
    with (
        serve(refusing(queries, 400)) as server,
        platform_of(tmp_path, mine=f"{server.url}/tap") as esap,
    ):
        run(esap, target="10 41")
        esap.check("mine")
        run(esap, target="10 41")
    assert ["INTERSECTS" in query for query in queries] == [True, False] * 2
