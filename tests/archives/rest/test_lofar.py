"""LOFAR's archive: names of files, what StageIT tells of them, and positions at ASTRON VO."""

import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest

from esap_jupyter.archives.base import Question
from esap_jupyter.archives.rest.lofar import catalogue as lofar_catalogue
from esap_jupyter.archives.rest.lofar.connector import LofarConnector
from esap_jupyter.errors import (
    BadRequestError,
    EsapError,
    NotAvailableError,
    UnreachableError,
)
from esap_jupyter.models import Interval
from tests.peers.fakes.stageit import SURLS, TOKEN, FakeStageIt
from tests.support.connectors import answer_of, connect, place
from tests.support.platforms import platform_of, run
from tests.support.servers import Reply, serve
from tests.support.tap import CAPABILITIES, OBSCORE, tap, votable
from tests.support.uws import JobService

URL = "https://lta.lofar.eu/"


@pytest.fixture
def fake():
    with FakeStageIt() as stageit:
        yield stageit


@pytest.fixture
def rc(fake, tmp_path):
    path = tmp_path / ".stagingrc"
    path.write_text(f"api_token={TOKEN}\nhostname={fake.hostport}\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def lofar(fake, rc):
    return with_token(fake, rc)


@pytest.fixture
def bare(tmp_path):
    return connect(LofarConnector, URL, name="LTA", token_file=str(tmp_path / "none"))


def with_token(fake, rc, **more):
    options = {"token_file": str(rc), "stageit": fake.url, **more}
    return connect(LofarConnector, URL, fake.root, name="LTA", **options)


def files(*surls, **more):
    return Question(parameters={"surls": "\n".join(surls), **more})


def test_pasted_surls_are_rows(bare, tmp_path):
    rows = answer_of(bare, files(*SURLS), tmp_path)
    assert [row["surl"] for row in rows] == list(SURLS)
    assert [row["sas_id"] for row in rows] == [403972, 403972, 652884, 555005]
    assert [row["project"] for row in rows] == ["lc4_034", "lc4_034", "lc8_029", "lc6_004"]
    assert {row["source"] for row in rows} == {"pasted"}
    unknown = ("stage_state", "stage_request", "stage_error", "antenna_set", "start_time")
    assert {row[key] for row in rows for key in unknown} == {None}


def test_sas_ids_keep_some_of_the_pasted(bare, tmp_path):
    rows = answer_of(bare, files(*SURLS, sas_ids="L403972 555005"), tmp_path)
    assert [row["surl"] for row in rows] == [SURLS[0], SURLS[1], SURLS[3]]


def test_what_is_online_is_told(lofar, fake, tmp_path):
    (query,) = lofar.queries(files(*SURLS, stageit=True))
    rows = answer_of(lofar, query, tmp_path)
    assert [row["stage_state"] for row in rows] == [
        "online",
        "progressing",
        "failed",
        "not requested",
    ]
    assert [row["stage_request"] for row in rows] == [42000, 42000, 42001, None]
    assert rows[2]["stage_error"] == "File not found"
    assert query.notes == ()


def test_a_later_request_tells_the_state(lofar, fake, tmp_path):
    later = datetime.now(UTC) + timedelta(hours=1)
    number = fake.add([SURLS[2]], when=later)
    old = datetime.now(UTC) - timedelta(days=20)
    fake.add([SURLS[3]], when=old, online=[SURLS[3]])
    rows = answer_of(lofar, files(*SURLS[2:], stageit=True), tmp_path)
    assert [row["stage_state"] for row in rows] == ["requested", "online"]
    assert rows[0]["stage_request"] == number
    rows = answer_of(lofar, files(*SURLS[2:], stageit=True, days=7), tmp_path)
    assert rows[1]["stage_state"] == "not requested"


def test_without_a_token_the_rows_come_and_the_note_says_so(bare, tmp_path):
    (query,) = bare.queries(files(*SURLS, stageit=True))
    assert query.notes[0].startswith("What is online is not known. There is no token")
    assert "https://sdc.astron.nl/stageit/" in query.notes[0]
    assert len(answer_of(bare, query, tmp_path)) == 4


def test_a_question_that_does_not_want_states_does_not_use_the_token(lofar, fake, tmp_path):
    answer_of(lofar, files(*SURLS), tmp_path)
    assert fake.asked == []


def test_a_token_is_in_no_query(lofar, fake, tmp_path):
    (query,) = lofar.queries(files(*SURLS, stageit=True))
    answer_of(lofar, query, tmp_path)
    assert TOKEN not in repr(query)
    assert TOKEN not in repr(vars(lofar))
    assert TOKEN not in str(lofar.form(None))
    assert not any(TOKEN in one.target for one in fake.asked)


def test_a_stageit_that_fails_is_told(lofar, fake, tmp_path):
    fake.mood = "500"
    with pytest.raises(UnreachableError, match="StageIT answered 500"):
        answer_of(lofar, files(*SURLS, stageit=True), tmp_path)
    assert not (tmp_path / "answer").exists()


def test_a_slow_stageit_can_be_cancelled(lofar, fake, tmp_path):
    fake.mood = "slow"
    (query,) = lofar.queries(files(*SURLS, stageit=True))
    cancel, ended = threading.Event(), []

    def fetch():
        try:
            lofar.fetch(query, tmp_path / "answer", lambda *_: None, cancel)
        except EsapError as error:
            ended.append(error.code)

    thread = threading.Thread(target=fetch)
    thread.start()
    assert fake.waiting.wait(10)
    cancel.set()
    thread.join(10)
    assert ended == ["cancelled"]


def test_sas_ids_alone_are_those_of_one_s_own_requests(lofar, tmp_path):
    (query,) = lofar.queries(Question(parameters={"sas_ids": "403972"}))
    rows = answer_of(lofar, query, tmp_path)
    assert [row["surl"] for row in rows] == list(SURLS[:2])
    assert {row["source"] for row in rows} == {"requests at StageIT"}
    assert "lofar_lta" in query.notes[0]
    assert "there may be more" in query.notes[0]
    assert query.protocol == "StageIT"


def test_sas_ids_alone_are_never_invented(bare):
    with pytest.raises(NotAvailableError, match="A SAS id alone does not name files") as caught:
        bare.queries(Question(parameters={"sas_ids": "403972"}))
    assert "lofar_lta" in caught.value.message
    assert "Paste the SURLs" in caught.value.remedy


def test_antennas_need_the_catalogue(bare):
    for more in ({"antenna": "HBA"}, {"product": "PulpDataProduct"}):
        with pytest.raises(NotAvailableError, match="catalogue alone"):
            bare.queries(Question(parameters={"sas_ids": "403972", **more}))
        with pytest.raises(NotAvailableError, match="catalogue alone"):
            bare.queries(files(SURLS[0], **more))


AWLOFAR = """
import datetime

class Some(list):
    def __and__(self, other):
        return Some(one for one in self if other is True or one in other)
    def max(self, key):
        return self[-1] if self else None

class Column:
    def __init__(self, find): self.find = find
    def __eq__(self, value): return self.find(value)
    def __gt__(self, value): return True
    def contains(self, one): return self.find(one)
    __hash__ = None

class Thing:
    def __init__(self, **more): self.__dict__.update(more)

OBSERVATION = Thing(number="403972", antennaSet="HBA Dual", startTime=datetime.datetime(2015, 10, 1, 2, 3))
PRODUCTS = Some(Thing(uri=f"{SURF}/lc4_034/404000/L404000_SB{i:03d}_uv.dppp.MS_0a.tar" if i != 2 else None,
                      subArrayPointing=Thing(targetName="3C 196")) for i in range(4))

class Observation:
    observationId = Column(lambda value: Some([OBSERVATION] if value == "403972" else []))

class CorrelatedDataProduct:
    observations = Column(lambda one: PRODUCTS)
    isValid = Column(lambda value: True)

class FileObject:
    data_object = Column(lambda one: Some([Thing(URI=one.uri)] if one.uri else []))
    isValid = Column(lambda value: True)
"""


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    package = tmp_path / "site" / "awlofar"
    for folder in ("main", "database"):
        (package / folder).mkdir(parents=True)
        (package / folder / "__init__.py").touch()
    (package / "__init__.py").touch()
    surf = SURLS[0].partition("/lc4")[0]
    (package / "main/aweimports.py").write_text(f'SURF = "{surf}"\n{AWLOFAR}')
    (package / "database/Context.py").write_text(
        "class context:\n    def set_project(name): assert name == 'ALL'\n"
    )
    monkeypatch.syspath_prepend(str(package.parent))
    yield package
    for name in [name for name in sys.modules if name.startswith("awlofar")]:
        del sys.modules[name]


def test_the_catalogue_is_asked_where_its_package_is_installed(bare, catalogue, tmp_path):
    assert lofar_catalogue.is_installed()
    (query,) = bare.queries(Question(parameters={"sas_ids": "403972 999999", "antenna": "HBA"}))
    rows = answer_of(bare, query, tmp_path)
    assert [row["name"] for row in rows] == [
        f"L404000_SB{i:03d}_uv.dppp.MS_0a.tar" for i in (0, 1, 3)
    ]
    assert {row["target_name"] for row in rows} == {"3C 196"}
    assert rows[0]["antenna_set"] == "HBA Dual"
    assert rows[0]["start_time"] == "2015-10-01T02:03:00"
    assert {row["source"] for row in rows} == {"LOFAR's catalogue"}
    assert (query.protocol, query.notes) == ("LTA catalogue", ())
    none = Question(parameters={"sas_ids": "403972", "antenna": "LBA"})
    assert answer_of(bare, none, tmp_path) == []
    assert "antenna" in bare.form("lta")["properties"]


def test_a_catalogue_that_cannot_be_used_says_why(bare, catalogue, tmp_path):
    (catalogue / "main/aweimports.py").write_text("raise ImportError('no libclntsh.so')")
    with pytest.raises(UnreachableError, match=r"ImportError: no libclntsh\.so") as caught:
        answer_of(bare, Question(parameters={"sas_ids": "403972"}), tmp_path)
    assert "paste SURLs" in caught.value.remedy


def test_a_limit_is_kept_and_told(bare, tmp_path):
    from esap_jupyter import votable

    (query,) = bare.queries(Question(parameters={"surls": "\n".join(SURLS)}, maxrec=3))
    bare.fetch(query, tmp_path / "answer", lambda *_: None, threading.Event())
    decoded = votable.decode(tmp_path / "answer", tmp_path / "table")
    assert (decoded.rows, decoded.truncated) == (3, True)


def test_a_position_is_asked_at_astron_vo(tmp_path):
    with serve(tap(votable(3), tables=OBSCORE)) as vo:
        lofar = connect(LofarConnector, URL, vo.url, name="LTA", vo=f"{vo.url}/tap")
        time = Interval(low=57000.0, high=58000.0)
        (query,) = lofar.queries(place(202.5, 47.2, 0.5, product="image", time=time))
        assert len(answer_of(lofar, query, tmp_path)) == 3
    asked = vo.asked[-1].form["QUERY"]
    assert "FROM ivoa.obscore WHERE 1=CONTAINS(POINT('ICRS', s_ra, s_dec)" in asked
    assert "CIRCLE('ICRS', 202.5, 47.2, 0.5)" in asked
    assert "dataproduct_type = 'image'" in asked
    assert asked.endswith(
        " AND obs_collection IN ('lotss-dr1', 'lotss-dr2', 'lotss-pdr', 'MSSSVerification', "
        "'hetdex', 'lbcs')"
    )
    assert query.text == asked
    assert (query.protocol, query.collection) == ("TAP", "processed")
    assert "processed data at ASTRON VO" in query.notes[-1]


def test_many_positions_are_asked_of_these_collections_alone(tmp_path):
    def answer(request):
        refused = b"JOIN" in request.body
        return Reply(votable(1, "ERROR", "no joins") if refused else votable(2))

    upload = b'<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-inline"/></capability>'
    pages = {
        "tables": OBSCORE,
        "capabilities": CAPABILITIES.replace(b"  </capability>", upload),
    }
    with serve(tap(answer, **pages)) as vo:
        more = (
            f'[archives.lofar]\noptions = {{ vo = "{vo.url}/tap" }}\n'
            f'[network]\nallow = ["{vo.hostport}"]\n'
        )
        with platform_of(tmp_path, more) as esap:
            activity = run(esap, "lofar", target="", targets=[f"{at} +10" for at in range(41)])
    assert (activity.state, activity.rows) == ("done", 6), activity.error
    queries = [one for one in vo.asked if one.path.endswith("/sync")]
    assert len(queries) == 4
    assert all(b"obs_collection" in one.body for one in queries)


def test_names_of_collections_are_quoted(tmp_path):
    with serve(tap(votable(1), tables=OBSCORE)) as vo:
        options = {"vo": f"{vo.url}/tap", "collections": ["o'neill"]}
        lofar = connect(LofarConnector, URL, vo.url, name="LTA", **options)
        (query,) = lofar.queries(place(1, 2))
    assert query.text.endswith("IN ('o''neill')")


def test_errors_of_astron_vo_name_it(tmp_path):
    with serve(tap(votable(status="ERROR", text="no table"), tables=OBSCORE)) as vo:
        lofar = connect(LofarConnector, URL, vo.url, name="LTA", vo=f"{vo.url}/nothing")
        with pytest.raises(EsapError, match=r"LTA \(at ASTRON VO\)"):
            lofar.queries(place(1, 2))


def test_a_position_beside_names_is_told(bare):
    question = place(1, 2, parameters={"surls": SURLS[0]}, product="image")
    (query,) = bare.queries(question)
    assert query.notes == (
        "It was not restricted by data type.",
        "The position was not used: the name of a file does not tell any.",
    )


@pytest.mark.parametrize("collection", [None, "lta"])
def test_neither_names_nor_a_position(bare, collection):
    with pytest.raises(BadRequestError, match="LTA") as caught:
        bare.queries(Question(collection=collection))
    assert "Paste SURLs" in caught.value.remedy
    if collection:
        with pytest.raises(BadRequestError, match="No file of LTA is named"):
            bare.queries(place(1, 2, collection=collection))


def test_the_form_tells_of_the_token(bare, lofar, rc):
    def told(connector):
        return connector.form(None)["properties"]["stageit"]["description"]

    assert "There is no token" in told(bare)
    assert "is used" in told(lofar)
    rc.chmod(0o644)
    assert "Others can read" in told(lofar)
    rc.write_text("user=alice\npassword=pa55\n")
    assert "stager of old" in told(lofar)
    assert "pa55" not in told(lofar)
    assert bare.form("processed") is None


def test_check_asks_whom_it_needs(fake, rc):
    with serve(tap(votable(), tables=OBSCORE)) as vo:
        options = {"token_file": str(rc), "stageit": fake.url, "vo": f"{vo.url}/tap"}
        lofar = connect(LofarConnector, URL, fake.root, vo.url, name="LTA", **options)
        lofar.check()
        assert fake.asked[-1].path.endswith("/graphql/")
        rc.write_text(f"api_token=wrong\nhostname={fake.hostport}\n")
        with pytest.raises(NotAvailableError, match="refused the token"):
            lofar.check()


def test_pasted_surls_are_counted(bare, lofar):
    cancel = threading.Event()
    for sas_ids, rows in (("", 4), ("403972", 2), ("999999", 0)):
        (query,) = bare.queries(files(*SURLS, sas_ids=sas_ids))
        count = bare.count(query, cancel)
        assert (count.rows, count.some, count.approximate) == (rows, rows > 0, False)
    (query,) = lofar.queries(Question(parameters={"sas_ids": "403972"}))
    assert lofar.count(query, cancel) is None


def test_jobs_at_astron_vo_are_watched(bare):
    watcher = object()
    own = bare.watched_by(watcher)
    assert own._vo.jobs is own.jobs is watcher
    assert bare._vo.jobs is not watcher


def test_staging_can_use_the_same_client(lofar, bare):
    assert lofar.stager().state(42000).online == SURLS[:1]
    assert bare.stager() is None


def test_its_jobs_at_astron_vo_can_be_followed_fetched_and_deleted(tmp_path):
    with serve(JobService()) as server:
        lta = (
            '[archives.lta]\nname = "LTA"\nkind = "lofar_lta"\n'
            f'url = "{URL}"\noptions = {{ vo = "{server.url}/tap" }}\n'
        )
        with platform_of(tmp_path, lta, mine=f"{server.url}/tap") as platform:
            run(platform, adql="SELECT * FROM my.stars", mode="async")
            (made,) = platform.jobs.list()
            platform.jobs.book.update(made.id, archive="lta", request=None, activity=None)
            assert platform.jobs.get(made.id).phase == "COMPLETED"
            (fetched,) = platform.wait(platform.jobs.fetch(made.id).id).activities
            assert (fetched.archive, fetched.rows) == ("lta", 3)
            platform.jobs.remove(made.id)
            assert platform.jobs.list() == []
