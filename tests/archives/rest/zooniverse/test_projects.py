"""The Zooniverse: projects and workflows, which are for everybody."""

import json
import threading

import pytest

from esap_jupyter import votable
from esap_jupyter.archives.rest.zooniverse.columns import PERSONAL
from esap_jupyter.errors import (
    BadRequestError,
    EsapError,
)
from tests.peers.fakes.panoptes_data import HOSTILE
from tests.support.connectors import answer_of, place
from tests.support.zooniverse import ask


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
