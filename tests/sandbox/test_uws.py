"""Asynchronous jobs, as UWS 1.1 says them, and as pyvo uses them."""

import time
from xml.etree import ElementTree as ET

import pytest
import pyvo

from esap_jupyter import votable
from tests.support.sandbox import ask, form, message

QUERY = "SELECT TOP 3 name, ra FROM ongc.objects ORDER BY name"
ENDLESS = (
    "SELECT COUNT(*) FROM bench.sources a, bench.sources b, bench.sources c "
    "WHERE SIN(a.ra * b.dec * c.ra) = 0.123456789"
)
UWS = "{http://www.ivoa.net/xml/UWS/v1.0}"
XLINK = "{http://www.w3.org/1999/xlink}href"


@pytest.fixture
def job(origin):
    """The path of a job that is deleted at the end."""
    made = []

    def make(query=QUERY, **parameters):
        made.append(create(origin, query, **parameters))
        return made[-1]

    yield make
    for path in made:
        ask(origin, path, method="DELETE")


def create(origin, query, **parameters):
    status, headers, _ = ask(
        origin, "/tap/async", **form(LANG="ADQL", QUERY=query, REQUEST="doQuery", **parameters)
    )
    assert status == 303
    assert headers["Location"].startswith(f"{origin}/tap/async/")
    return headers["Location"].removeprefix(origin)


def text(origin, path):
    status, _, body = ask(origin, path)
    assert status == 200
    return body.decode()


def document(origin, path):
    return ET.fromstring(text(origin, path))


def post(origin, path, **parameters):
    return ask(origin, path, **form(**parameters))[0]


def ended(origin, path):
    """Wait until the job has left one phase after the other."""
    phase = text(origin, f"{path}/phase")
    while phase in ("QUEUED", "EXECUTING"):
        found = document(origin, f"{path}?WAIT=30&PHASE={phase}")
        phase = found.findtext(f"{UWS}phase")
    return phase


def test_a_job_from_beginning_to_end(origin, job):
    path = job(RUNID="mine", FORMAT="votable/td")
    assert text(origin, f"{path}/phase") == "PENDING"
    assert ask(origin, f"{path}/results/result")[0] == 404
    assert post(origin, f"{path}/phase", PHASE="RUN") == 303
    assert ended(origin, path) == "COMPLETED"
    found = document(origin, path)
    assert found.tag == f"{UWS}job"
    order = [child.tag.removeprefix(UWS) for child in found]
    assert order == [
        "jobId",
        "runId",
        "ownerId",
        "phase",
        "quote",
        "creationTime",
        "startTime",
        "endTime",
        "executionDuration",
        "destruction",
        "parameters",
        "results",
    ]
    assert found.findtext(f"{UWS}runId") == "mine"
    [result] = found.iter(f"{UWS}result")
    assert result.get("id") == "result"
    assert result.get(XLINK) == f"{origin}{path}/results/result"
    status, headers, body = ask(origin, f"{path}/results/result")
    assert (status, headers["Content-Type"]) == (
        200,
        "application/x-votable+xml;serialization=tabledata",
    )
    assert votable.read(body).num_rows == 3
    assert ask(origin, f"{path}/error")[0] == 404
    parameters = document(origin, f"{path}/parameters")
    assert {part.get("id"): part.text for part in parameters}["QUERY"] == QUERY


def test_phase_run_in_the_creating_request_runs_it(origin, job):
    assert ended(origin, job(PHASE="RUN")) == "COMPLETED"


def test_overflow_is_in_the_result(origin, job):
    path = job("SELECT name FROM ongc.objects", MAXREC="5", PHASE="RUN")
    assert ended(origin, path) == "COMPLETED"
    assert 'value="OVERFLOW"' in text(origin, f"{path}/results/result")


def test_a_wrong_query_ends_as_an_error_with_its_words(origin, job):
    path = job("SELECT nam FROM ongc.objects", PHASE="RUN")
    assert ended(origin, path) == "ERROR"
    found = document(origin, path)
    assert "Did you mean name?" in found.findtext(f"{UWS}errorSummary/{UWS}message")
    assert "Did you mean name?" in message(ask(origin, f"{path}/error")[2])
    assert ask(origin, f"{path}/results/result")[0] == 404
    assert list(document(origin, f"{path}/results")) == []


def test_abort_stops_the_query(origin, job, database, monkeypatch):
    outcomes = []
    run = database.run

    def watched(*args, **kwargs):
        try:
            return run(*args, **kwargs)
        except BaseException as error:
            outcomes.append(type(error).__name__)
            raise

    monkeypatch.setattr(database, "run", watched)
    path = job(ENDLESS, PHASE="RUN")
    while text(origin, f"{path}/phase") != "EXECUTING":
        time.sleep(0.01)
    assert post(origin, f"{path}/phase", PHASE="ABORT") == 303
    assert text(origin, f"{path}/phase") == "ABORTED"
    deadline = time.monotonic() + 20
    while not outcomes and time.monotonic() < deadline:
        time.sleep(0.02)
    assert outcomes == ["CancelledError"]


def test_two_run_at_once_and_the_others_wait(origin, job):
    paths = [job(ENDLESS, PHASE="RUN") for _ in range(3)]
    for path in paths[:2]:
        found = document(origin, f"{path}?WAIT=20&PHASE=QUEUED")
        assert found.findtext(f"{UWS}phase") == "EXECUTING"
    assert text(origin, f"{paths[2]}/phase") == "QUEUED"
    assert ask(origin, paths[0], method="DELETE")[0] == 303
    found = document(origin, f"{paths[2]}?WAIT=20&PHASE=QUEUED")
    assert found.findtext(f"{UWS}phase") == "EXECUTING"


def test_the_time_limit_ends_a_job(origin, job):
    path = job(ENDLESS)
    assert post(origin, f"{path}/executionduration", EXECUTIONDURATION="1") == 303
    assert text(origin, f"{path}/executionduration") == "1"
    post(origin, f"{path}/phase", PHASE="RUN")
    assert ended(origin, path) == "ERROR"
    assert "longer than 1 s" in message(ask(origin, f"{path}/error")[2])


def test_limits_are_bounded(origin, job):
    path = job()
    post(origin, f"{path}/executionduration", EXECUTIONDURATION="99999999")
    assert text(origin, f"{path}/executionduration") == "3600"
    post(origin, f"{path}/destruction", DESTRUCTION="2999-01-01T00:00:00Z")
    assert not text(origin, f"{path}/destruction").startswith("2999")


def test_a_job_is_forgotten_when_its_time_has_come(origin, job):
    path = job()
    assert post(origin, f"{path}/destruction", DESTRUCTION="2020-01-01T00:00:00") == 303
    assert ask(origin, path)[0] == 404


@pytest.mark.parametrize("request_", [{"method": "DELETE"}, form(ACTION="DELETE")])
def test_a_deleted_job_is_gone(origin, job, request_):
    path = job(PHASE="RUN")
    ended(origin, path)
    status, headers, _ = ask(origin, path, **request_)
    assert (status, headers["Location"]) == (303, f"{origin}/tap/async")
    assert ask(origin, path)[0] == 404
    assert ask(origin, f"{path}/results/result")[0] == 404


def test_parameters_can_be_added_until_it_runs(origin, job):
    path = job("SELECT 1")
    assert post(origin, f"{path}/parameters", QUERY=QUERY) == 303
    post(origin, f"{path}/phase", PHASE="RUN")
    assert ended(origin, path) == "COMPLETED"
    assert votable.read(ask(origin, f"{path}/results/result")[2]).num_rows == 3
    assert post(origin, f"{path}/parameters", QUERY="SELECT 2") == 403
    assert post(origin, f"{path}/phase", PHASE="RUN") == 403


def test_the_list_can_be_narrowed(origin, job):
    first, second = job(), job(PHASE="RUN")
    ended(origin, second)

    def listed(query=""):
        found = document(origin, f"/tap/async{query}")
        return [reference.get(XLINK).removeprefix(origin) for reference in found]

    assert {first, second} <= set(listed())
    assert listed("?LAST=1") == [second]
    assert first in listed("?PHASE=PENDING&PHASE=ERROR")
    assert second not in listed("?PHASE=PENDING")
    assert listed("?AFTER=2999-01-01T00:00:00Z") == []


@pytest.mark.parametrize(
    ("path", "parameters", "status"),
    [
        ("/phase", {"PHASE": "HOLD"}, 400),
        ("/phase", {}, 400),
        ("/executionduration", {"EXECUTIONDURATION": "-1"}, 400),
        ("/destruction", {"DESTRUCTION": "tomorrow"}, 400),
        ("", {"ACTION": "RUN"}, 400),
        ("/nothing", {}, 404),
    ],
)
def test_what_makes_no_sense_is_refused(origin, job, path, parameters, status):
    assert post(origin, f"{job()}{path}", **parameters) == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tap/async/nobody", 404),
        ("/tap/async/nobody/phase", 404),
        ("/tap/async?PHASE=DONE", 400),
        ("/tap/async?LAST=0", 400),
        ("/tap/async?AFTER=x", 400),
    ],
)
def test_what_is_not_there(origin, path, status):
    assert ask(origin, path)[0] == status


def test_quote_and_owner_are_unknown(origin, job):
    path = job()
    assert text(origin, f"{path}/quote") == text(origin, f"{path}/owner") == ""


def test_pyvo_runs_a_job(url):
    service = pyvo.dal.TAPService(url)
    found = service.run_async(QUERY)
    assert len(found) == 3
    submitted = service.submit_job(QUERY)
    submitted.run().wait(timeout=30)
    assert submitted.phase == "COMPLETED"
    assert submitted.job_id in [listed.jobid for listed in service.get_job_list()]
    assert len(submitted.fetch_result()) == 3
    submitted.delete()
    with pytest.raises(pyvo.dal.DALQueryError, match="Did you mean name"):
        service.run_async("SELECT nme FROM ongc.objects")
