"""ALTA as it answers: pages, cones, placeholders, tape, and parameters that it ignores."""

import threading
from collections import Counter

import msgspec
import pytest

from esap_jupyter.archives.base import Question
from esap_jupyter.archives.rest.alta.connector import AltaConnector
from esap_jupyter.archives.rest.alta.products import COLUMNS, download_urls
from esap_jupyter.errors import (
    BadAnswerError,
    CancelledError,
    EsapError,
    TimedOutError,
    UnreachableError,
)
from tests.peers.fakes.alta import FIELDS, FakeAlta, products
from tests.support.connectors import answer_of, connect, place

TASK, _, RA, DEC = FIELDS[0]


@pytest.fixture
def fake():
    with FakeAlta() as alta:
        yield alta


@pytest.fixture
def alta(fake):
    return connect(AltaConnector, fake.url)


def pages_asked(fake):
    return [(one.params["page"], one.params["page_size"]) for one in fake.asked]


def test_a_cone(fake, alta, tmp_path):
    rows = answer_of(alta, place(RA, DEC, 0.05), tmp_path)
    assert Counter(row["dataProductSubType"] for row in rows) == dict.fromkeys(
        [
            "uncalibratedVisibility",
            "calibratedVisibility",
            "continuumMF",
            "polarisationImage",
            "polarisationCube",
            "imageCube",
            "pulsarTimingTimeSeries",
        ],
        1,
    )
    assert {row["datasetID"] for row in rows} == {TASK}
    assert list(rows[0]) == [each.name for each in COLUMNS]


def test_few_rows_take_few_pages(fake, alta, tmp_path):
    fake.box = True
    everywhere = place(RA, DEC, 0.26)
    whole = answer_of(alta, everywhere, tmp_path)
    fake.asked.clear()
    few = answer_of(alta, msgspec.structs.replace(everywhere, maxrec=3), tmp_path)
    assert few == whole[:3]
    assert pages_asked(fake) == [("1", "100")]


def test_a_page_size_is_always_sent(fake, alta, tmp_path):
    alta.check()
    answer_of(alta, place(RA, DEC), tmp_path)
    alta.count(alta.queries(Question(parameters={"name": "x"}))[0], threading.Event())
    assert all(int(one.params["page_size"]) <= 500 for one in fake.asked)
    assert all(one.params["format"] == "json" for one in fake.asked)


def test_all_pages_are_read(fake, tmp_path):
    alta = connect(AltaConnector, fake.url, page_size=30)
    rows = answer_of(alta, Question(), tmp_path)
    assert len(rows) == len(fake.rows) == 76
    assert pages_asked(fake) == [("1", "30"), ("2", "30"), ("3", "30")]
    assert len({row["PID"] for row in rows}) == 76


def test_pages_smaller_than_asked_for_are_all_read(fake, alta, tmp_path):
    fake.most = 20
    assert len(answer_of(alta, Question(), tmp_path)) == 76


@pytest.mark.parametrize(
    ("maxrec", "rows", "truncated"),
    [(10, 10, True), (75, 75, True), (76, 76, False), (90, 76, False)],
)
def test_the_limit_is_kept_and_told(fake, tmp_path, maxrec, rows, truncated):
    from esap_jupyter import votable

    alta = connect(AltaConnector, fake.url, page_size=25)
    (query,) = alta.queries(Question(maxrec=maxrec))
    alta.fetch(query, tmp_path / "answer", lambda *_: None, threading.Event())
    decoded = votable.decode(tmp_path / "answer", tmp_path / "table")
    assert (decoded.rows, decoded.truncated) == (rows, truncated)


def test_a_page_that_repeats_is_found_out(fake, tmp_path):
    fake.stuck = True
    alta = connect(AltaConnector, fake.url, page_size=20)
    with pytest.raises(BadAnswerError, match="ALTA sent the same page twice"):
        answer_of(alta, Question(), tmp_path)
    assert not (tmp_path / "answer").exists()


def test_progress_counts_bytes(fake, tmp_path):
    alta = connect(AltaConnector, fake.url, page_size=30)
    (query,) = alta.queries(Question())
    seen = []
    alta.fetch(query, tmp_path / "answer", lambda done, _: seen.append(done), threading.Event())
    assert len(seen) == 3
    assert seen == sorted(seen)
    assert seen[0] > 1000


def test_right_ascensions_are_made_positive(fake, alta, tmp_path):
    rows = answer_of(alta, place(0.0, 33.0, 0.5), tmp_path)
    assert {row["ra"] for row in rows} == {359.9, 0.15, 0.4}
    assert any(one["RA"] < 0 for one in fake.rows)


@pytest.mark.parametrize(
    "ignored",
    ["view_ra", "dataProductType", "dataProductSubType__in", "calibrationLevel", "datasetID",
     "name__icontains", "target__icontains", "releases"],
)  # fmt: skip
def test_a_parameter_that_is_ignored_is_found_out(fake, alta, tmp_path, ignored):
    fake.ignored = {ignored}
    terms = {
        "collection": "imaging",
        "dataproduct_type": "image",
        "level": "processed",
        "dataset": TASK,
        "name": "mf",
        "target": "M31",
        "release": "APERTIF_DR1_Imaging",
    }
    only = {
        "view_ra": {},
        "dataProductType": {"dataproduct_type": "image"},
        "dataProductSubType__in": {"collection": "timedomain"},
        "calibrationLevel": {"level": "processed"},
        "datasetID": {"dataset": TASK},
        "name__icontains": {"name": "mf"},
        "target__icontains": {"target": "M31"},
        "releases": {"release": "APERTIF_DR1_Imaging"},
    }
    if ignored == "dataProductSubType__in":
        fake.rows = [row | {"dataProductSubType": "lightCurve"} for row in fake.rows]
        only[ignored] = {"collection": "imaging"}
    question = place(RA, DEC, 0.05) if ignored == "view_ra" else Question(parameters=only[ignored])
    with pytest.raises(BadAnswerError, match=f"ALTA ignored .*{ignored.split('__')[0]}") as caught:
        answer_of(alta, question, tmp_path)
    assert "helpdesk" in caught.value.remedy
    assert not (tmp_path / "answer").exists()
    fake.ignored, fake.rows = set(), products()
    answer_of(alta, Question(parameters=terms), tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "x&view_fov=180",
        "' OR '1'='1",
        "a+b %26 #c",
        "ünï 🌌",
        "<script>",
        "x;y=z?",
        "__in",
        "${7*7}",
    ],
)
@pytest.mark.parametrize(
    ("term", "parameter"),
    [
        ("target", "target__icontains"),
        ("name", "name__icontains"),
        ("dataset", "datasetID"),
        ("release", "releases"),
    ],
)
def test_what_is_typed_stays_a_value(fake, alta, tmp_path, term, parameter, text):  # noqa: PLR0917
    assert answer_of(alta, Question(parameters={term: text}), tmp_path) == []
    sent = fake.asked[-1].lists
    assert sent.keys() == {parameter, "page", "page_size", "format"}
    assert sent[parameter] == [text]


def test_a_cone_that_is_a_square_is_cut_to_a_circle(fake, alta, tmp_path):
    fake.box = True
    rows = answer_of(alta, place(RA, DEC, 0.26), tmp_path)
    assert {round(row["ra"], 3) for row in rows} == {10.685, 10.935}
    fake.box = False
    assert answer_of(alta, place(RA, DEC, 0.26), tmp_path) == rows


def test_fields_that_are_left_out_are_no_neglect(fake, alta, tmp_path):
    fake.hidden = {"calibrationLevel", "fov", "storageRef", "thumbnail", "generatedByActivity"}
    rows = answer_of(alta, Question(parameters={"level": "processed"}), tmp_path)
    assert len(rows) == 60
    assert {row["access_url"] for row in rows} == {None}


def test_files_and_pictures(fake, alta, tmp_path):
    terms = {"dataset": TASK, "name": "_00"}
    rows = answer_of(alta, Question(parameters=terms), tmp_path)
    image = next(row for row in rows if row["name"] == "image_mf_00.fits")
    assert image["access_url"] == (
        f"{fake.root}/webdav/APERTIF_DR1_Imaging/{TASK}_AP_B000/image_mf_00.fits"
    )
    assert image["preview"] == f"{fake.root}/media/{TASK}_AP_B000/image_mf_00.fits.png"
    assert (image["retrievable"], image["online"]) == (True, "online")
    assert image["access_format"] == "application/fits"
    assert image["generatedByActivity"] == f"{TASK}_AP; 1"
    polarised = next(row for row in rows if row["name"] == "image_mf_V_00.fits")
    assert polarised["preview"] == (
        f"https://vo.astron.nl/getproduct/APERTIF_DR1/{TASK}_AP_B000/image_mf_V_00.fits"
        "?preview=True&width=null"
    )
    visibilities = next(row for row in rows if row["name"] == "target_00.UVFITS")
    assert visibilities["preview"] is None


def test_tape_says_so(fake, alta, tmp_path):
    (row, *_) = answer_of(alta, Question(parameters={"level": "raw", "name": ".MS"}), tmp_path)
    assert row["retrievable"] is False
    assert "on tape" in row["online"]
    assert "https://support.astron.nl/rohelpdesk" in row["online"]
    assert row["access_url"] is None


def test_a_prefixed_reference_has_a_second_address(fake, alta, tmp_path):
    (row, *_) = answer_of(alta, Question(parameters={"name": "HI_image_cube0"}), tmp_path)
    assert row["retrievable"] is None
    tried = [row["access_url"], row["access_url_plain"]]
    assert tried[0].endswith(
        f"/webdav/APERTIF_DR1_Imaging/cold:{TASK}_AP_B000/HI_image_cube00.fits"
    )
    statuses = [alta.http.get(url).status for url in tried]
    assert statuses == [404, 200]


@pytest.mark.parametrize(
    ("reference", "paths"),
    [
        ("a/b.fits", ["a/b.fits"]),
        ("cold:a/b.fits", ["cold:a/b.fits", "a/b.fits"]),
        ("x:cold:a/b.fits", ["x:cold:a/b.fits", "a/b.fits"]),
        ("cold:p,a/b c.fits", ["cold:p,a/b%20c.fits", "a/b%20c.fits"]),
        ("cold:?a#b", ["cold:%3Fa%23b", "%3Fa%23b"]),
    ],
)
def test_prefixes_are_cut_as_esap_does_for_previews(reference, paths):
    assert download_urls("R", reference, "https://x/") == [f"https://x/R/{path}" for path in paths]


def test_count(fake, alta):
    (query,) = alta.queries(place(RA, DEC, 0.05))
    count = alta.count(query, threading.Event())
    assert (count.rows, count.some, count.approximate) == (7, True, True)
    (query,) = alta.queries(Question(parameters={"name": "nothing like it"}))
    count = alta.count(query, threading.Event())
    assert (count.rows, count.some, count.approximate) == (0, False, False)


def test_nothing_there_is_no_rows(fake, alta, tmp_path):
    assert answer_of(alta, place(180, -80), tmp_path) == []


@pytest.mark.parametrize(
    ("mood", "error"),
    [
        ("500", (UnreachableError, "ALTA answered 500")),
        ("html", (BadAnswerError, "ALTA answered with a web page")),
        ("empty", (BadAnswerError, "ALTA answered with nothing")),
        ("not json", (BadAnswerError, "ALTA answered with something broken")),
        ("cut", (UnreachableError, "ALTA broke off")),
    ],
)
@pytest.mark.parametrize("when", ["page=1", "page=2"])
def test_bad_answers(fake, tmp_path, mood, error, when):
    alta = connect(AltaConnector, fake.url, page_size=40)
    fake.mood, fake.moody = mood, when
    kind, says = error
    with pytest.raises(kind, match=says) as caught:
        answer_of(alta, Question(), tmp_path)
    assert caught.value.remedy
    assert not (tmp_path / "answer").exists()


@pytest.mark.parametrize(
    "lie", [b"[]", b'"ERROR"', b'{"results": []}', b'{"count": "7", "results": []}',
            b'{"count": 1, "results": {}}', b'{"count": 1, "results": ["x"]}',
            b"[" * 100_000, b'{"count": 1, "results": [{"RA": "north", "dec": 1}]}'],
)  # fmt: skip
def test_answers_of_another_form(fake, alta, tmp_path, lie):
    from tests.peers.fakes.base import Answer

    fake.answer = lambda _: Answer(lie)
    with pytest.raises(BadAnswerError, match="ALTA"):
        answer_of(alta, Question(), tmp_path)


def test_fewer_products_than_counted_are_told_as_truncated(fake, tmp_path):
    from esap_jupyter import votable
    from tests.peers.fakes.base import json_answer

    true = fake.answer

    def answer(asked):
        if asked.params["page"] == "3":
            return json_answer({"detail": "Invalid page."}, 404)
        return true(asked)

    fake.answer = answer
    alta = connect(AltaConnector, fake.url, page_size=30)
    (query,) = alta.queries(Question())
    alta.fetch(query, tmp_path / "answer", lambda *_: None, threading.Event())
    decoded = votable.decode(tmp_path / "answer", tmp_path / "table")
    assert (decoded.rows, decoded.truncated) == (60, True)


def test_a_slow_page_can_be_cancelled(fake, tmp_path):
    alta = connect(AltaConnector, fake.url, page_size=40)
    fake.mood, fake.moody = "slow", "page=2"
    cancel, ended = threading.Event(), []
    (query,) = alta.queries(Question())

    def fetch():
        try:
            alta.fetch(query, tmp_path / "answer", lambda *_: None, cancel)
        except EsapError as error:
            ended.append(error)

    thread = threading.Thread(target=fetch)
    thread.start()
    assert fake.waiting.wait(10)
    cancel.set()
    thread.join(10)
    assert isinstance(ended[0], CancelledError)
    assert not (tmp_path / "answer").exists()


def test_a_page_that_lasts_too_long_is_given_up(fake, tmp_path):
    alta = connect(AltaConnector, fake.url, timeout=0.3)
    fake.mood = "slow"
    with pytest.raises(TimedOutError, match=r"ALTA did not send its whole answer within 0\.3 s"):
        answer_of(alta, Question(), tmp_path)


def test_collections_are_described(alta):
    collections = {one.id: one for one in alta.collections()}
    assert list(collections) == ["all", "imaging", "timedomain"]
    assert (collections["imaging"].ra, collections["imaging"].dec) == ("ra", "dec")
    assert all(
        column.description and column.ucd for column in COLUMNS if column.name != "retrievable"
    )
    assert {column.name: column.unit for column in COLUMNS if column.unit} == {
        "ra": "deg",
        "dec": "deg",
        "fov": "deg",
    }
