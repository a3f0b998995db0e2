"""The Zooniverse: projects and workflows for all, exports for who may have them."""

import json
import logging
import threading
from urllib.parse import urlsplit

import pytest

from esap_jupyter import votable
from esap_jupyter.archives.base import Question
from esap_jupyter.archives.rest.zooniverse.columns import PERSONAL
from esap_jupyter.archives.rest.zooniverse.connector import ZooniverseConnector
from esap_jupyter.errors import (
    ArchiveError,
    BadAnswerError,
    BadRequestError,
    CancelledError,
    EsapError,
)
from esap_jupyter.workers import WorkerPool
from tests.peers.fakes.panoptes import FakePanoptes
from tests.peers.fakes.panoptes_data import CLASSIFICATIONS, HOSTILE, csv_of
from tests.support.connectors import answer_of, connect, place

CLASSIFIED = "projects/1/classifications"


@pytest.fixture
def fake():
    with FakePanoptes() as panoptes:
        yield panoptes


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ESAP_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def credentials(home, mode=0o600, **pairs):
    lines = [f"{key} = {json.dumps(value)}" for key, value in pairs.items()]
    path = home / "credentials.toml"
    path.write_text("\n".join(["[mine]", *lines]), encoding="utf-8")
    path.chmod(mode)


@pytest.fixture
def login(fake, home):
    credentials(home, client_id=fake.client_id, client_secret=fake.client_secret)


@pytest.fixture
def logged_in(zoo, login):
    return zoo


@pytest.fixture
def zoo(fake, home):
    return connect(ZooniverseConnector, fake.url, name="MINE", wait=0)


def ask(collection=None, maxrec=20_000, **parameters):
    return Question(collection=collection, parameters=parameters, maxrec=maxrec)


def classifications(**parameters):
    return ask("classifications_export", project="1", **parameters)


def table_of(zoo, question, folder):
    (query,) = zoo.queries(question)
    zoo.fetch(query, folder / "a.xml", lambda _d, _t: None, threading.Event())
    return votable.read(folder / "a.xml")


# -- what everybody may see


def test_projects_of_all_pages(fake, zoo, tmp_path):
    rows = answer_of(zoo, ask(), tmp_path)
    assert len(rows) == 47
    assert rows[0]["id"] == 1
    assert rows[0]["owner"] == "Zookeeper"
    assert rows[0]["launch_date"] == "2020-01-01T00:00:00.000"
    assert rows[2]["display_name"] == HOSTILE
    assert json.loads(rows[0]["available_languages"]) == ["en", "nl"]
    assert all("Authorization" not in each.headers for each in fake.asked)


def test_pages_are_followed_until_none_follows(fake, zoo, tmp_path):
    rows = answer_of(zoo, ask(maxrec=19), tmp_path)
    assert len(rows) == 19
    (query,) = zoo.queries(ask(maxrec=47))
    zoo.fetch(query, tmp_path / "whole.xml", lambda _d, _t: None, threading.Event())
    assert not votable.decode(tmp_path / "whole.xml", tmp_path / "whole.arrow").truncated
    (query,) = zoo.queries(ask(maxrec=19))
    zoo.fetch(query, tmp_path / "part.xml", lambda _d, _t: None, threading.Event())
    assert votable.decode(tmp_path / "part.xml", tmp_path / "part.arrow").truncated


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        ({"search": "radio galaxy"}, [2]),
        ({"slug": "stranger/closed"}, [4]),
        ({"project": "3"}, [3]),
        ({"project": 3}, [3]),
        ({"search": "no such words"}, []),
        ({"owner": "zookeeper", "search": "zoo"}, [1, 2]),
    ],
)
def test_own_terms(zoo, tmp_path, terms, found):
    assert [row["id"] for row in answer_of(zoo, ask(**terms), tmp_path)] == found


def test_workflows_of_a_project(zoo, tmp_path):
    rows = answer_of(zoo, ask("workflows", project="1"), tmp_path)
    assert [(row["id"], row["project_id"], row["active"]) for row in rows] == [
        (10, 1, True),
        (11, 1, False),
    ]
    assert json.loads(rows[0]["tasks"])["T0"]["type"] == "single"
    assert [r["id"] for r in answer_of(zoo, ask("workflows", workflow="20"), tmp_path)] == [20]


def test_chosen_columns(zoo, tmp_path):
    rows = answer_of(zoo, ask(fields=["id", "slug"], search="galaxy zoo"), tmp_path)
    assert list(rows[0]) == ["id", "slug"]


def test_the_count_is_told_beforehand(zoo):
    (query,) = zoo.queries(ask(owner="zookeeper", search="galaxy"))
    assert zoo.count(query, threading.Event()).rows == 2


def test_check_and_forms(fake, zoo):
    zoo.check()
    for collection in zoo.collections():
        schema = zoo.form(collection.id)
        assert schema["type"] == "object"
        assert "project" in schema["properties"]
        assert PERSONAL.isdisjoint(schema["properties"])
    assert zoo.form("classifications_export")["properties"]["personal"]["default"] is False
    assert "personal" not in zoo.form("subjects_export")["properties"]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (place(10, 20), "knows no positions"),
        (ask("nothing"), "no collection 'nothing'"),
        (ask(ra="10"), "has no term 'ra'"),
        (ask(project="1/../../me"), "not the id of a project"),
        (ask("classifications_export", project="1", workflow="x"), "not the id of a workflow"),
        (ask("classifications_export"), "exported for one project"),
        (ask(owner="a/b?c=d"), "no owner"),
        (ask(search=["x"]), "A term of MINE is wrong"),
        (ask(fields=["nothing"]), "no column 'nothing'"),
        (ask("classifications_export", project="1", fields=["user_ip"]), "is personal data"),
    ],
)
def test_what_cannot_be_asked(fake, zoo, question, says):
    with pytest.raises(BadRequestError, match=says) as caught:
        zoo.queries(question)
    assert caught.value.remedy
    assert fake.asked == []


def test_search_words_do_not_become_parameters(fake, zoo, tmp_path):
    answer_of(zoo, ask(search="x&owner=y#'\"%"), tmp_path)
    assert fake.asked[0].params["search"] == "x&owner=y#'\"%"
    assert "owner" not in fake.asked[0].params


@pytest.mark.parametrize("mood", ["500", "html", "empty", "not json", "cut"])
def test_broken_answers_are_errors(fake, zoo, tmp_path, mood):
    fake.mood = mood
    (query,) = zoo.queries(ask())
    with pytest.raises(EsapError, match="MINE"):
        zoo.fetch(query, tmp_path / "a.xml", lambda _d, _t: None, threading.Event())
    assert list(tmp_path.glob("a.xml*")) == []


# -- exports


def test_an_export_without_a_login(fake, zoo, tmp_path):
    with pytest.raises(BadRequestError, match="only who are logged in") as caught:
        answer_of(zoo, classifications(), tmp_path)
    assert "credentials.toml" in caught.value.remedy
    assert fake.asked == []


def test_classifications(fake, zoo, login, tmp_path):
    fake.states[CLASSIFIED] = "finished"
    table = table_of(zoo, classifications(), tmp_path)
    assert PERSONAL.isdisjoint(table.column_names)
    first, second = table.to_pylist()
    assert first["classification_id"] == 9007199254740993
    assert first["created_at"] == "2026-01-02T03:04:05"
    assert json.loads(first["annotations"]) == CLASSIFICATIONS[0]["annotations"]
    assert json.loads(first["subject_data"]) == CLASSIFICATIONS[0]["subject_data"]
    assert first["metadata_started_at"] == "2026-01-02T03:03:00.000"
    assert (first["annotation_tasks"], first["annotation_value"]) == ("T0", 'Smooth, or\n"not"')
    assert (first["ra"], first["dec"]) == (10.68, 41.27)
    assert (second["annotation_tasks"], second["ra"]) == (None, None)


def test_personal_columns_only_when_asked_for(fake, zoo, login, tmp_path):
    fake.states[CLASSIFIED] = "ready"
    table = table_of(zoo, classifications(personal=True), tmp_path)
    assert set(table.column_names) >= PERSONAL
    assert table.column("user_name").to_pylist()[1] == "jocelyn"
    for name in PERSONAL:
        meta = table.schema.field(name).metadata
        assert any(b"Personal data" in value for value in meta.values()), name


def test_subjects_and_workflow_definitions(fake, zoo, login, tmp_path):
    fake.states |= {"projects/1/subjects": "ready", "projects/1/workflows": "ready"}
    (row,) = answer_of(zoo, ask("subjects_export", project="1"), tmp_path)
    assert row["subject_id"] == 501
    assert row["location"].endswith("/a.png")
    (row,) = answer_of(zoo, ask("workflows_export", project="1"), tmp_path)
    assert json.loads(row["strings"]) == {"T0.question": "Shape?"}


def test_a_workflow_alone(fake, zoo, login, tmp_path):
    fake.states["workflows/10/classifications"] = "ready"
    question = ask("classifications_export", workflow="10")
    assert len(answer_of(zoo, question, tmp_path)) == 2


def test_long_exports_are_cut_at_the_limit_and_say_so(fake, zoo, login, tmp_path):
    fake.states[CLASSIFIED] = "ready"
    fake.contents[CLASSIFIED] = csv_of([CLASSIFICATIONS[0]] * 1200)
    question = ask("classifications_export", maxrec=1000, project="1")
    (query,) = zoo.queries(question)
    zoo.fetch(query, tmp_path / "a.xml", lambda _d, _t: None, threading.Event())
    decoded = votable.decode(tmp_path / "a.xml", tmp_path / "a.arrow")
    assert (decoded.rows, decoded.truncated) == (1000, True)
    assert not list(tmp_path.glob("*.csv"))


def test_one_that_is_being_made(fake, zoo, login, tmp_path):
    fake.states[CLASSIFIED] = "creating"
    fake.updated[CLASSIFIED] = "2026-11-26T08:00:00.000Z"
    with pytest.raises(ArchiveError) as caught:
        answer_of(zoo, classifications(), tmp_path)
    assert "is being made by MINE since 2026-11-26 08:00 UTC" in caught.value.message
    assert "Ask again later" in caught.value.remedy
    assert all(each.method == "GET" for each in fake.asked if "export" in each.path)


def test_one_that_is_made_is_waited_for_where_that_is_cheap(fake, login, tmp_path):
    fake.states[CLASSIFIED] = "creating"
    fake.passed = 1
    patient = connect(ZooniverseConnector, fake.url, name="MINE", wait=20)
    assert len(answer_of(patient, classifications(), tmp_path)) == 2


def test_having_one_made(fake, zoo, login, tmp_path):
    with pytest.raises(ArchiveError, match="has no projects/1/classifications export for you"):
        answer_of(zoo, classifications(), tmp_path)
    with pytest.raises(ArchiveError, match="is being made"):
        answer_of(zoo, classifications(make=True), tmp_path)
    posted = [each for each in fake.asked if each.method == "POST" and "export" in each.path]
    assert [each.json for each in posted] == [{"media": {"content_type": "text/csv"}}]


def test_a_fresh_one_is_not_made_again(fake, zoo, login, tmp_path, monkeypatch):
    fake.states[CLASSIFIED] = "ready"
    fake.updated[CLASSIFIED] = "2999-01-01T00:00:00Z"
    assert len(answer_of(zoo, classifications(make=True), tmp_path)) == 2
    fake.updated[CLASSIFIED] = "2020-01-01T00:00:00Z"
    with pytest.raises(ArchiveError, match="is being made"):
        answer_of(zoo, classifications(make=True), tmp_path)


def test_somebody_elses_export(fake, zoo, login, tmp_path):
    with pytest.raises(ArchiveError, match="for you") as caught:
        answer_of(zoo, ask("subjects_export", project="4", make=True), tmp_path)
    assert "collaborate" in caught.value.remedy


@pytest.mark.parametrize(
    ("csv", "says"),
    [
        (b"<html>no</html>\n", "something else than the CSV"),
        (b"", "something else than the CSV"),
        (b"a,b\n1,2,3\n", "3 cells for 2 columns"),
        (b"a,a\n1,2\n", "two columns of one name"),
        (b"subject_id\nnot a number\n", "which is no long"),
    ],
)
def test_exports_that_are_no_tables(fake, logged_in, tmp_path, csv, says):
    fake.states[CLASSIFIED] = "ready"
    fake.contents[CLASSIFIED] = csv or b" "
    (query,) = logged_in.queries(classifications())
    with pytest.raises(BadAnswerError, match=says):
        logged_in.fetch(query, tmp_path / "a.xml", lambda _d, _t: None, threading.Event())
    assert list(tmp_path.glob("a.xml*")) == []


def test_waiting_can_be_cancelled(fake, login, tmp_path):
    fake.states[CLASSIFIED] = "creating"
    zoo = connect(ZooniverseConnector, fake.url, name="MINE", wait=600)
    (query,) = zoo.queries(classifications())
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(CancelledError):
        zoo.fetch(query, tmp_path / "a.xml", lambda _d, _t: None, cancel)


# -- logging in


def test_a_password_signs_in_with_csrf_and_cookies(fake, zoo, home, tmp_path):
    pairs = {"username": fake.login, "password": fake.password}
    credentials(home, client_id=fake.client_id, **pairs)
    fake.states[CLASSIFIED] = "ready"
    assert len(answer_of(zoo, classifications(), tmp_path)) == 2


def test_the_environment_of_their_own_client(fake, home, tmp_path, monkeypatch):
    monkeypatch.setenv("PANOPTES_CLIENT_ID", fake.client_id)
    monkeypatch.setenv("ESAP_MINE_CLIENT_SECRET", fake.client_secret)
    fake.states[CLASSIFIED] = "ready"
    zoo = connect(ZooniverseConnector, fake.url, name="MINE", wait=0)
    assert len(answer_of(zoo, classifications(), tmp_path)) == 2


def test_a_token_is_kept_and_renewed(fake, zoo, login, tmp_path):
    fake.states[CLASSIFIED] = "ready"
    answer_of(zoo, classifications(), tmp_path)
    answer_of(zoo, classifications(), tmp_path)
    assert [each.path for each in fake.asked].count("/oauth/token") == 1
    fake.tokens.clear()
    answer_of(zoo, classifications(), tmp_path)
    assert [each.path for each in fake.asked].count("/oauth/token") == 2
    fake.expires_in = 60
    fake.tokens.clear()
    answer_of(zoo, classifications(), tmp_path)
    answer_of(zoo, classifications(), tmp_path)
    assert [each.path for each in fake.asked].count("/oauth/token") == 4


def test_a_file_that_others_can_read_is_not_used(fake, zoo, home, tmp_path):
    credentials(home, 0o644, client_id=fake.client_id, client_secret=fake.client_secret)
    with pytest.raises(BadRequestError, match="can be read by others"):
        answer_of(zoo, classifications(), tmp_path)
    assert fake.asked == []


def test_a_login_is_not_sent_over_http(home, tmp_path):
    credentials(home, client_id="x", client_secret="y")
    zoo = connect(ZooniverseConnector, "http://zoo.example.org/api")
    with pytest.raises(BadRequestError, match="not sent over http"):
        answer_of(zoo, classifications(), tmp_path)


@pytest.mark.parametrize("wrong", [{"client_secret": "WRONG/secret"}, {"password": "WRONG/secret"}])
def test_secrets_stay_where_they_belong(fake, home, tmp_path, caplog, wrong):
    zoo = connect(ZooniverseConnector, fake.url, name="MINE", wait=0)
    caplog.set_level(logging.DEBUG)
    fake.states[CLASSIFIED] = "ready"
    pairs = {"client_id": fake.client_id, "username": fake.login, **wrong}
    credentials(home, **pairs)
    with pytest.raises(BadRequestError, match="refuses the login") as caught:
        answer_of(zoo, classifications(), tmp_path)
    right = {"username": fake.login, "password": fake.password, "client_id": fake.client_id}
    credentials(home, **right)
    answer_of(zoo, classifications(), tmp_path)
    (query,) = zoo.queries(classifications())
    said = caplog.text + str(caught.value) + repr(query) + repr(zoo)
    said += repr(vars(zoo)) + repr(caught.value.__cause__)
    for secret in ("WRONG/secret", fake.password, *fake.tokens):
        assert secret not in said
        for asked in fake.asked:
            assert secret not in urlsplit(asked.target).query
    uploads = [each for each in fake.asked if each.path.startswith("/uploads/")]
    assert len(uploads) == 1
    assert "Authorization" not in uploads[0].headers


def test_exports_are_read_in_a_worker(fake, home, login, tmp_path):
    pool = WorkerPool()
    fake.states[CLASSIFIED] = "ready"
    fake.contents[CLASSIFIED] = csv_of([CLASSIFICATIONS[0]] * 1200)
    try:
        zoo = connect(ZooniverseConnector, fake.url, name="MINE", wait=0)
        zoo.compute = pool
        seen = []
        (query,) = zoo.queries(classifications())
        zoo.fetch(query, tmp_path / "a.xml", lambda *done: seen.append(done), threading.Event())
        assert votable.read(tmp_path / "a.xml").num_rows == 1200
        fake.contents[CLASSIFIED] = b"a,b\n1,2,3\n"
        with pytest.raises(BadAnswerError, match="3 cells for 2 columns"):
            zoo.fetch(query, tmp_path / "b.xml", lambda *_: None, threading.Event())
    finally:
        pool.close()
