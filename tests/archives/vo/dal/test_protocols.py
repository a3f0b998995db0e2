"""What the simple protocols ask, and what they make of refusals."""

import threading
from urllib.parse import parse_qsl, urlsplit

import pytest

from esap_jupyter import votable
from esap_jupyter.archives.base import Question
from esap_jupyter.archives.vo.dal.service import address
from esap_jupyter.errors import ArchiveError, BadAnswerError, BadRequestError, EsapError
from esap_jupyter.models import Interval
from tests.support.dal import KINDS, WITH_MAXREC, connector, target
from tests.support.platforms import platform_of, run
from tests.support.servers import Reply, serve
from tests.support.tap import votable as table

EMPTY = table(0)


def asked(query):
    return parse_qsl(urlsplit(query.url).query, keep_blank_values=True)


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("http://h/p", "http://h/p?RA=1"),
        ("http://h/p?", "http://h/p?RA=1"),
        ("http://h/p?cat=a%20b", "http://h/p?cat=a%20b&RA=1"),
        ("http://h/p?cat=a&", "http://h/p?cat=a&RA=1"),
        ("http://h/p?&&cat=a&ra=7#x", "http://h/p?cat=a&RA=1"),
    ],
)
def test_addresses_of_any_end_take_parameters(base, expected):
    assert address(base, [("RA", "1")]) == expected


def test_sia2_writes_every_constraint():
    question = Question(
        targets=(target(), target(0.0, -90.0)),
        radius=0.25,
        time=Interval(low=58000.5),
        band=Interval(low=0.2, high=0.26),
        product="cube",
        parameters={"collection": ["a&b=c", "d"], "calib": [2, 3], "exptime": {"high": 60}},
        maxrec=7,
    )
    [query] = connector("sia2").queries(question)
    assert asked(query) == [
        ("POS", "CIRCLE 10.684708 41.26875 0.25"),
        ("POS", "CIRCLE 0 -90 0.25"),
        ("BAND", "0.2 0.26"),
        ("TIME", "58000.5 +Inf"),
        ("DPTYPE", "cube"),
        ("COLLECTION", "a&b=c"),
        ("COLLECTION", "d"),
        ("CALIB", "2"),
        ("CALIB", "3"),
        ("EXPTIME", "-Inf 60.0"),
        ("MAXREC", "7"),
    ]
    assert "+" not in query.url.partition("?")[2], "some servers take a + for itself"


def test_several_texts_are_typed_with_commas_between_them():
    [query] = connector("sia2").queries(Question(parameters={"facility": "WSRT, LOFAR ,"}))
    assert [pair for pair in asked(query) if pair[0] == "FACILITY"] == [
        ("FACILITY", "WSRT"),
        ("FACILITY", "LOFAR"),
    ]


def test_sia2_asks_a_polygon():
    [query] = connector("sia2").queries(Question(polygon=((1, 2), (3, 2), (3, 4.5))))
    assert asked(query)[0] == ("POS", "POLYGON 1 2 3 2 3 4.5")


def test_sia2_keeps_addresses_of_many_targets_short():
    queries = connector("sia2").queries(Question(targets=tuple(target(ra=n) for n in range(120))))
    assert [len([1 for name, _ in asked(query) if name == "POS"]) for query in queries] == [
        50,
        50,
        20,
    ]
    assert max(len(query.url) for query in queries) < 4096


@pytest.mark.parametrize(
    ("dec", "radius", "size"),
    [
        (0.0, 0.5, "1,1"),
        (60.0, 0.5, "2.0000761645,1"),
        (89.8, 0.5, "360,1"),
        (10.0, 180.0, "360,180"),
    ],
)
def test_sia1_takes_widths_not_radii(dec, radius, size):
    with serve(EMPTY) as server:
        [query] = connector("sia1", server.url).queries(
            Question(targets=(target(0.0, dec),), radius=radius)
        )
    assert dict(asked(query))["SIZE"] == size
    assert dict(asked(query))["FORMAT"] == "ALL"


@pytest.mark.parametrize("kind", ["sia1", "scs"])
@pytest.mark.parametrize(("metadata", "sent"), [(EMPTY, None), (WITH_MAXREC, "9")])
def test_maxrec_is_sent_to_those_that_announce_it(kind, metadata, sent):
    with serve(metadata) as server:
        [query] = connector(kind, server.url).queries(Question(targets=(target(),), maxrec=9))
    assert dict(asked(query)).get("MAXREC") == sent


def test_ssa_takes_diameters_and_dates():
    question = Question(
        targets=(target(),),
        radius=0.5,
        band=Interval(high=3e-7),
        time=Interval(low=51544.0, high=51544.5),
        parameters={"targetname": "NGC 1"},
        product="spectrum",
    )
    [query] = connector("ssa").queries(question)
    assert asked(query) == [
        ("REQUEST", "queryData"),
        ("POS", "10.684708,41.26875"),
        ("SIZE", "1"),
        ("BAND", "/3e-07"),
        ("TIME", "2000-01-01T00:00:00/2000-01-01T12:00:00"),
        ("TARGETNAME", "NGC 1"),
        ("MAXREC", "20000"),
    ]
    assert query.notes == ("It was not restricted by data type.",)


def test_cone_search():
    with serve(EMPTY) as server:
        mine = connector("scs", f"{server.url}/cone?cat=x&")
        [query] = mine.queries(Question(targets=(target(),), radius=0.1, parameters={"verb": 3}))
    assert asked(query) == [
        ("cat", "x"),
        ("RA", "10.684708"),
        ("DEC", "41.26875"),
        ("SR", "0.1"),
        ("VERB", "3"),
    ]


@pytest.mark.parametrize(
    ("kind", "question", "says"),
    [
        ("sia2", Question(), "all that it has"),
        ("ssa", Question(), "all that it has"),
        ("sia1", Question(), "needs a position"),
        ("scs", Question(), "needs a position"),
        ("sia2", Question(targets=(target(),), product="spectrum"), "images and cubes only"),
        ("sia2", Question(targets=(target(),), parameters={"calib": [9]}), "calib"),
        ("scs", Question(targets=(target(),), parameters={"nonsense": 1}), "nonsense"),
        ("ssa", Question(targets=(target(),), time=Interval(low=1e12)), "too far away"),
        ("scs", Question(adql="SELECT 1"), "ADQL"),
    ],
)
def test_what_cannot_be_asked_is_refused_here(kind, question, says):
    with pytest.raises(BadRequestError, match=says):
        connector(kind).queries(question)


@pytest.mark.parametrize("kind", KINDS)
def test_forms_hold_the_terms_that_are_taken(kind):
    form = connector(kind).form(None)
    assert form["type"] == "object"
    with pytest.raises(BadRequestError) as refused:
        connector(kind).queries(Question(targets=(target(),), parameters={"nonsense": 1}))
    known = refused.value.remedy.removeprefix("Its terms are ").rstrip(".").split(", ")
    assert set(form["properties"]) == set(known)


CONE_ERRORS = [
    b'<VOTABLE><INFO name="Error" value="SR too large"/></VOTABLE>',
    b'<VOTABLE><RESOURCE><PARAM name="Error" datatype="char" value="SR too large"/></RESOURCE></VOTABLE>',
    b'<VOTABLE><DEFINITIONS><PARAM ID="Error" name="Error" value="SR too large"/></DEFINITIONS></VOTABLE>',
    table(status="ERROR", text="SR too large"),
]


@pytest.mark.parametrize("answer", CONE_ERRORS)
@pytest.mark.parametrize("kind", KINDS)
def test_refusals_with_status_200_are_errors(tmp_path, kind, answer):
    more = f'[archives.mine]\nname = "Mine"\nkind = "{kind}"\nurl = "{{}}/x?"\n'
    with serve(answer) as server, platform_of(tmp_path, more.format(server.url)) as esap:
        activity = run(esap, target="10 41")
        assert (
            esap.check("mine").state == "unreachable" or "SR too large" in esap.check("mine").reason
        )
    assert activity.state == "failed"
    assert activity.error.code == ArchiveError.code
    assert "SR too large" in activity.error.message
    assert activity.error.message.startswith("Mine")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(b"<html><title>Oops</title></html>", media="text/html"), BadAnswerError.code),
        (Reply(b"boom", status=500, media="text/plain"), "unreachable"),
        (Reply(b"no", status=400, media="text/plain"), ArchiveError.code),
    ],
)
def test_what_is_no_table_is_an_error(tmp_path, reply, code):
    more = '[archives.mine]\nname = "Mine"\nkind = "ssa"\nurl = "{}"\n'

    def answer(_):
        return Reply(b"".join(chunks), status=reply.status, media=reply.headers["Content-Type"])

    chunks = list(reply.chunks)
    with serve(answer) as server, platform_of(tmp_path, more.format(server.url)) as esap:
        assert run(esap, target="10 41").error.code == code


def test_overflow_is_told(tmp_path):
    cut = table(2, trailing='<INFO name="QUERY_STATUS" value="OVERFLOW"/>')
    more = '[archives.mine]\nname = "Mine"\nkind = "scs"\nurl = "{}"\n'
    with serve(cut) as server, platform_of(tmp_path, more.format(server.url)) as esap:
        activity = run(esap, target="10 41")
    assert (activity.rows, activity.truncated) == (2, True)


@pytest.mark.parametrize(("rows", "some"), [(0, False), (1, True)])
def test_sia2_says_cheaply_whether_there_is_anything(rows, some):
    with serve(table(rows)) as server:
        mine = connector("sia2", server.url)
        [query] = mine.queries(Question(targets=(target(),)))
        count = mine.count(query, threading.Event())
        [request] = server.asked
    assert request.query["MAXREC"] == "1"
    assert count.some is some
    assert count.rows == (None if some else 0)


def test_metadata_become_columns():
    with serve(table(0)) as server:
        [collection] = connector("scs", server.url).collections()
    assert (collection.id, collection.ra, collection.dec) == ("sources", "ra", "dec")
    assert [(one.name, one.unit, one.numeric) for one in collection.columns] == [
        ("id", None, True),
        ("mag", "mag", True),
    ]


def test_nothing_is_left_of_a_refused_answer(tmp_path):
    destination = tmp_path / "answer"
    with serve(CONE_ERRORS[1]) as server:
        mine = connector("scs", server.url)
        [query] = mine.queries(Question(targets=(target(),)))
        with pytest.raises(EsapError):
            mine.fetch(query, destination, lambda *_: None, threading.Event())
    assert not destination.exists()
    assert votable.read(table(1)).num_rows == 1
