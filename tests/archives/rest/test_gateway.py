"""An ESAP API gateway as it answers, HTTP 200 or not."""

import base64
import json
import threading
import time
from math import isnan

import pytest

from esap_jupyter import votable
from esap_jupyter.archives.base import Question
from esap_jupyter.archives.rest.gateway.client import error_in
from esap_jupyter.archives.rest.gateway.connector import GatewayConnector
from esap_jupyter.archives.rest.gateway.rows import write_answer
from esap_jupyter.archives.rest.gateway.terms import clean_form
from esap_jupyter.errors import (
    ArchiveError,
    BadAnswerError,
    BadRequestError,
    EsapError,
    UnreachableError,
)
from tests.peers.fakes.gateway import FakeGateway, recorded
from tests.support.connectors import answer_of, connect, place

FIELD = place(320.0, 40.0, 1.5)


@pytest.fixture
def fake():
    with FakeGateway() as gateway:
        yield gateway


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def gateway(fake, **options):
    return connect(GatewayConnector, fake.url, name="GATE", **options)


@pytest.fixture
def astron(fake, home):
    return gateway(fake, home=home, archive="astron_vo")


def rows_asked(fake):
    return [each for each in fake.asked if each.path.endswith("query/query/")]


def dataset(name, **parameters):
    return Question(collection=name, parameters=parameters)


def token(home, value, url):
    path = home / "credentials.toml"
    path.write_text(f'[mine]\nurl = "{url}"\ntoken = "{value}"\n')
    path.chmod(0o600)


def ended_token():
    claims = base64.urlsafe_b64encode(json.dumps({"exp": 1_600_000_000}).encode()).decode()
    return f"x.{claims.rstrip('=')}.y"


def test_a_cone(fake, astron, tmp_path):
    rows = answer_of(astron, FIELD, tmp_path)
    assert len(rows) == 9
    first = recorded("q_nopag")["results"][0]
    assert rows[0]["target"] == first["target"]
    assert (rows[0]["ra"], rows[0]["dec"]) == (first["ra"], first["dec"])
    (asked,) = rows_asked(fake)
    assert asked.params == {
        "dataset_uri": "lotss-dr1",
        "ra": "320",
        "dec": "40",
        "fov": "1.5",
        "page_size": "20001",
        "pagination": "false",
    }
    assert all(each.path.endswith("/") for each in fake.asked if "-uri" in each.path)


def test_columns_have_units_and_meaning(astron, tmp_path):
    (query,) = astron.queries(FIELD)
    astron.fetch(query, tmp_path / "a.xml", lambda _d, _t: None, threading.Event())
    schema = votable.read(tmp_path / "a.xml").schema
    ra = {key.decode(): value.decode() for key, value in schema.field("ra").metadata.items()}
    assert "deg" in ra.values()
    assert "pos.eq.ra;meta.main" in ra.values()


@pytest.mark.parametrize(("there", "truncated"), [(30, False), (31, True), (500, True)])
def test_as_many_rows_as_asked_for_are_truncated(fake, astron, tmp_path, there, truncated):
    fake.rows = there
    question = place(320, 40, maxrec=30)
    (query,) = astron.queries(question)
    astron.fetch(query, tmp_path / "a.xml", lambda _d, _t: None, threading.Event())
    decoded = votable.decode(tmp_path / "a.xml", tmp_path / "a.arrow")
    assert (decoded.rows, decoded.truncated) == (30, truncated)


def test_rows_of_datasets_with_a_longer_name_are_left_out(tmp_path):
    answer = {"results": [{"dataset": "a", "ra": 1.0}, {"dataset": "ab", "ra": 2.0}]}
    (tmp_path / "a.json").write_text(json.dumps(answer))
    write_answer(tmp_path / "a.json", tmp_path / "a.xml", dataset="a", maxrec=5, who="GATE")
    assert votable.read(tmp_path / "a.xml").column("ra").to_pylist() == [1.0]


def test_rows_of_other_datasets_may_have_taken_the_place_of_some(tmp_path):
    source, destination = tmp_path / "rows.json", tmp_path / "rows.vot"
    found = [{"dataset": "a", "name": "1"}, {"dataset": "ab", "name": "2"}]
    source.write_text(json.dumps([*found, {"dataset": "ab", "name": "3"}]))
    for maxrec, truncated in ((2, True), (3, False)):
        assert write_answer(source, destination, dataset="a", maxrec=maxrec, who="E") == 1
        assert votable.decode(destination, tmp_path / "t.arrow").truncated is truncated


def test_datasets_are_collections_but_not_those_with_invented_rows(fake, home):
    everything = gateway(fake)
    everything.check()
    found = {each.id for each in everything.collections()}
    assert {"lotss-dr1", "vo_reg", "ned-objdir"} <= found
    assert "lofar-lta" not in found
    with pytest.raises(BadRequestError, match="no dataset 'lofar-lta'") as caught:
        everything.queries(place(1, 2, collection="lofar-lta"))
    assert "made up" in caught.value.remedy


def test_the_form_is_the_gateways_own(fake, astron):
    form = astron.form(None)
    assert list(form["properties"]) == ["target", "level", "collection"]
    assert {"const": "hetdex", "title": "hetdex"} in form["properties"]["collection"]["oneOf"]
    assert all("default" not in each for each in form["properties"].values())
    registry = gateway(fake, archive="ivoa").form("vo_reg")
    assert list(registry["properties"]) == ["keyword", "service_type", "waveband"]


@pytest.mark.parametrize("name", ["nosuch", "none", "zooniverse", "adex"])
def test_configurations_that_hold_no_form(fake, home, name):
    assert gateway(fake, archive="astron_vo", form=name).form(None)["properties"] == {}


def test_fields_of_a_form_that_make_no_sense_are_left_out():
    fields = {
        "a": {"type": ["string", "null"]},
        "b": {"type": {}},
        "c": {"type": "string", "title": {"x": 1}, "minimum": "0", "description": "C"},
    }
    form = clean_form({"query_schema": {"properties": fields}}, "Gate")
    assert form["properties"] == {"c": {"type": "string", "description": "C"}}


def test_all_restricts_nothing(fake, astron):
    (query,) = astron.queries(dataset("hetdex", target="M31", collection="all", level=None))
    assert {"target": "M31"}.items() <= query.params.items()
    assert not {"collection", "level"} & query.params.keys()


def test_apostrophes_are_doubled_where_the_gateway_makes_adql(fake, astron, tmp_path):
    question = dataset("hetdex", target="x' OR '1'='1")
    (query,) = astron.queries(question)
    assert query.params["target"] == "x'' OR ''1''=''1"
    assert len(answer_of(astron, query, tmp_path)) == 9


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (dataset("hetdex"), "wants a target"),
        (dataset("hetdex", foo="bar"), "has no term 'foo'"),
        (dataset("hetdex", resource="other.table"), "has no term 'resource'"),
        (dataset("hetdex", collection="' OR 1"), "none of the values"),
        (dataset("hetdex", target="a\nb"), "a line of text"),
        (dataset("hetdex", target=["a"]), "a line of text"),
        (dataset("nothing", target="a"), "no dataset 'nothing'"),
    ],
)
def test_what_cannot_be_asked(fake, astron, question, says):
    with pytest.raises(BadRequestError, match=says) as caught:
        astron.queries(question)
    assert caught.value.remedy
    assert rows_asked(fake) == []


def test_a_plus_would_find_nothing_in_the_registry(fake, home):
    with pytest.raises(BadRequestError, match=r"turns \+ into a blank"):
        gateway(fake, archive="ivoa").queries(dataset("vo_reg", keyword="S2126+4123"))


# -- errors


def test_errors_come_with_http_200(fake, astron, tmp_path):
    fake.dead = True
    with pytest.raises(UnreachableError, match="could not reach the service behind it") as caught:
        answer_of(astron, FIELD, tmp_path)
    assert "Connection refused" in caught.value.message
    assert "ERROR" not in caught.value.message


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("q_lofar", ArchiveError, "GATE refused: could not translate key fov"),
        ("q_quote", ArchiveError, "Could not parse your query"),
        ("q_bad_ra", ArchiveError, "invalid input syntax"),
        ("q_unknown_ds", ArchiveError, "No datasets found"),
        ("q_noparams", ArchiveError, "No query parameters given"),
        ("q_tap_dead", UnreachableError, "service behind it"),
    ],
)
def test_recorded_errors(tmp_path, name, kind, says):
    for body in (recorded(name), {"results": recorded(name)}):
        (tmp_path / "a.json").write_text(json.dumps(body))
        with pytest.raises(kind, match=says):
            write_answer(tmp_path / "a.json", tmp_path / "a.xml", dataset="x", maxrec=5, who="GATE")
    assert not (tmp_path / "a.xml").exists()


@pytest.mark.parametrize("body", ['{"error": "no name"}', '["135, oddly said"]', '{"x": 1}', "[1]"])
def test_other_shapes_are_errors_too(tmp_path, body):
    (tmp_path / "a.json").write_text(body)
    with pytest.raises((ArchiveError, BadAnswerError), match="GATE"):
        write_answer(tmp_path / "a.json", tmp_path / "a.xml", dataset="x", maxrec=5, who="GATE")


@pytest.mark.parametrize("mood", ["500", "html", "empty", "not json", "cut"])
@pytest.mark.parametrize("where", ["datasets-uri", "query/query"])
def test_broken_answers(fake, astron, tmp_path, mood, where):
    fake.moody, fake.mood = where, mood
    with pytest.raises(EsapError, match="GATE"):
        answer_of(astron, FIELD, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_no_rows_are_no_error(fake, astron, tmp_path):
    fake.rows = 0
    assert answer_of(astron, FIELD, tmp_path) == []


# -- tokens


def test_a_token_is_sent_where_rows_are_asked_for(fake, astron, home, tmp_path):
    token(home, fake.token, fake.url)
    answer_of(astron, FIELD, tmp_path)
    sent = [each.path for each in fake.asked if "Authorization" in each.headers]
    assert sent == ["/esap-api/query/query/"]


def test_a_token_is_not_sent_to_another_gateway(fake, astron, home, tmp_path):
    token(home, fake.token, "https://esap.example.org/esap-api/")
    with pytest.raises(BadRequestError, match=r"is for https://esap\.example\.org, and is not"):
        answer_of(astron, FIELD, tmp_path)
    assert rows_asked(fake) == []


def test_a_token_that_has_ended_is_not_sent(fake, astron, home, tmp_path):
    token(home, ended_token(), fake.url)
    answer_of(astron, FIELD, tmp_path)
    assert not any("Authorization" in each.headers for each in fake.asked)


@pytest.mark.parametrize("bare", [False, True])
def test_a_refused_token_does_not_hide_what_is_public(fake, astron, home, tmp_path, bare):
    token(home, "revoked", fake.url)
    fake.bare_401 = bare
    assert len(answer_of(astron, FIELD, tmp_path)) == 9
    assert len(rows_asked(fake)) == 2
    assert "revoked" not in "".join(each.target for each in fake.asked)


# -- rows that are joined with commas


def joined(fake, tmp_path, *texts):
    fake.joined = list(texts)
    registry = gateway(fake, archive="ivoa")
    return answer_of(registry, place(1, 2, collection="vo_reg"), tmp_path)


def test_joined_values_are_taken_apart(fake, home, tmp_path):
    (row,) = joined(fake, tmp_path)
    assert row["obs_title"] == "S2126+4123 beam 02"
    assert row["t_exptime"] == pytest.approx(42774.21)
    assert row["pol_xel"] == -1
    assert row["em_res_power"] is None or isnan(row["em_res_power"])
    assert row["preview"].startswith("http://")
    assert "result" not in row


def test_a_comma_within_a_value_is_not_taken_for_one_between(fake, home, tmp_path):
    torn = "NGC 1, north,5.0,4,nan,http://x/"
    shifted = "a,b,5,1.5,x"
    rows = joined(fake, tmp_path, "fine,1.0,2,3.0,http://x/", torn, shifted)
    assert rows[0]["obs_title"] == "fine"
    assert rows[0]["result"] is None
    assert [row["result"] for row in rows[1:]] == [torn, shifted]
    assert rows[1]["obs_title"] is None


@pytest.mark.parametrize("text", ['["error' * 100_000, '["error x"]' + "x" * 1_000_000])
def test_an_error_of_a_megabyte_is_read_at_once(text):
    began = time.process_time()
    error = error_in({"error": text}, who="ESAP")
    assert time.process_time() - began < 2
    assert len(error.message) < 600
