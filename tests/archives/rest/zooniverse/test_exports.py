"""Exports of the Zooniverse, which are for owners and collaborators."""

import json
import threading

import pytest

from esap_jupyter import votable
from esap_jupyter.archives.rest.zooniverse.columns import PERSONAL
from esap_jupyter.archives.rest.zooniverse.connector import ZooniverseConnector
from esap_jupyter.errors import (
    ArchiveError,
    BadAnswerError,
    BadRequestError,
    CancelledError,
)
from esap_jupyter.workers import WorkerPool
from tests.peers.fakes.panoptes_data import CLASSIFICATIONS, csv_of
from tests.support.connectors import answer_of, connect
from tests.support.zooniverse import CLASSIFIED, ask, classifications, table_of


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


def test_one_that_is_made_is_waited_for_where_that_is_cheap(fake, home, login, tmp_path):
    fake.states[CLASSIFIED] = "creating"
    fake.passed = 1
    patient = connect(ZooniverseConnector, fake.url, name="MINE", home=home, wait=20)
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


def test_waiting_can_be_cancelled(fake, home, login, tmp_path):
    fake.states[CLASSIFIED] = "creating"
    zoo = connect(ZooniverseConnector, fake.url, name="MINE", home=home, wait=600)
    (query,) = zoo.queries(classifications())
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(CancelledError):
        zoo.fetch(query, tmp_path / "a.xml", lambda _d, _t: None, cancel)


def test_exports_are_read_in_a_worker(fake, home, login, tmp_path):
    pool = WorkerPool()
    fake.states[CLASSIFIED] = "ready"
    fake.contents[CLASSIFIED] = csv_of([CLASSIFICATIONS[0]] * 1200)
    try:
        zoo = connect(ZooniverseConnector, fake.url, name="MINE", home=home, wait=0)
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
