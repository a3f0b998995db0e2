"""Jobs at a DiracX with its quirks, on a fake that has them."""

import json
import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from esap_jupyter.errors import (
    BadAnswerError,
    BadRequestError,
    ConflictError,
    ForbiddenAddressError,
    NotAvailableError,
    NotFoundError,
    NotLoggedInError,
    UnreachableError,
)
from esap_jupyter.facilities.diracx.login import dirac_login, options_of
from esap_jupyter.identity import Credential
from tests.peers.fakes.diracx import TOKEN, FakeDiracX, FakeStore
from tests.support.batch import Said, batch, dirac, job_of, packed, write_notebook

NOW = threading.Event()


@pytest.fixture
def fake():
    with FakeStore() as store, FakeDiracX(store) as made:
        yield made


@pytest.fixture
def facility(fake, tmp_path):
    made = dirac(fake.root, tmp_path / "home", credential=TOKEN)
    yield made
    made.close()


@pytest.fixture
def program(tmp_path):
    return write_notebook(tmp_path / "fit.ipynb", "x = 1", tags={0: ["parameters"]})


def submitted(facility, program, **request):
    return [job_of(each) for each in facility.submit(batch(program, **request), Said(), NOW)]


def test_files_are_sent_once_and_each_set_of_parameters_is_a_job(facility, fake, program):
    jobs = submitted(facility, program, parameters=[{"x": 1}, {"x": 2}])
    again = submitted(facility, program, parameters=[{"x": 1}, {"x": 2}])
    assert [job.name for job in jobs + again] == ["analysis 1", "analysis 2"] * 2
    assert len([each for each in fake.store.asked if each.method == "POST"]) == 1
    jdls = [row["JDL"] for row in fake.jobs.values()]
    assert ['Arguments = "1"' in jdl for jdl in jdls] == [False, True, False, True]
    assert [seen.state for seen in facility.look(jobs + again).values()] == ["queued"] * 4


def test_the_store_sees_no_login(facility, fake, program):
    submitted(facility, program)
    assert all("Authorization" not in each.headers for each in fake.store.asked)
    assert all(each.headers["Authorization"] == f"Bearer {TOKEN}" for each in fake.asked)


def test_what_would_be_sent_is_shown_and_nothing_is_sent(facility, fake, program):
    shown = facility.describe(batch(program, parameters=[{"x": n} for n in range(5)]))
    assert shown.count("JobName") == 3
    assert "and 2 more" in shown
    assert "fit.ipynb" in shown
    assert fake.asked == []


def test_a_sweep_goes_in_portions_that_dirac_takes(facility, fake, program):
    jobs = submitted(facility, program, parameters=[{"x": n} for n in range(45)])
    assert [job.remote for job in jobs] == [str(n) for n in range(1, 46)]


def test_jobs_that_were_taken_though_the_answer_did_not_come_are_found(facility, fake, program):
    fake.broken = 1
    jobs = submitted(facility, program, parameters=[{"x": 1}, {"x": 2}])
    assert [job.remote for job in jobs] == ["1", "2"]
    assert len(fake.jobs) == 2


def test_a_submission_that_fails_says_so(facility, fake, program):
    fake.moody, fake.mood = "/jobs/", "500"
    with pytest.raises(UnreachableError, match="500"):
        submitted(facility, program)
    assert fake.jobs == {}


def test_all_jobs_are_looked_at_in_one_search(facility, fake, program):
    jobs = submitted(facility, program, parameters=[{"x": n} for n in range(5)])
    states = ("Waiting", "Stalled", "Done", "Failed", "Killed")
    for number, state in enumerate(states, start=1):
        fake.change(number, Status=state, MinorStatus=f"minor {number}")
    fake.asked.clear()
    seen = facility.look(jobs)
    assert len(fake.asked) == 1
    found = [seen[job.id] for job in jobs]
    assert [each.state for each in found] == ["queued", "running", "done", "failed", "killed"]
    assert "has not heard" in found[1].problem
    assert found[3].problem == "DIRAC says: minor 4."
    assert found[2].status == "Done"
    assert found[2].changed is not None


def test_more_jobs_than_a_page_are_all_looked_at(facility, fake, program):
    jobs = submitted(facility, program, parameters=[{"x": n} for n in range(120)])
    assert set(facility.look(jobs)) == {job.id for job in jobs}
    assert {each.state for each in facility.look(jobs).values()} == {"queued"}


def test_a_job_that_is_lost_is_said(facility, fake, program):
    jobs = submitted(facility, program, parameters=[{"x": 1}, {"x": 2}])
    del fake.jobs[1]
    seen = facility.look(jobs)
    assert (seen[jobs[0].id].state, seen[jobs[1].id].state) == ("lost", "queued")
    assert "does not know this job" in seen[jobs[0].id].problem
    with pytest.raises(NotFoundError, match="does not know this job"):
        facility.log(jobs[0])


@pytest.mark.parametrize("mood", ["500", "html", "not json", "empty"])
def test_a_dirac_that_is_ill_makes_no_job_lost(facility, fake, program, mood):
    jobs = submitted(facility, program)
    fake.mood = mood
    with pytest.raises((UnreachableError, BadAnswerError)):
        facility.look(jobs)


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(minutes=5), timedelta(minutes=-5)])
def test_a_job_is_killed_though_the_clocks_differ(facility, fake, program, ahead):
    fake.ahead = ahead
    (job,) = submitted(facility, program)
    facility.kill(job)
    assert fake.jobs[1]["Status"] == "Killed"


def test_a_kill_that_dirac_only_writes_down_is_no_kill(facility, fake, program, monkeypatch):
    (job,) = submitted(facility, program)
    monkeypatch.setattr(fake, "_status", lambda _asked: _unchanged())
    with pytest.raises(ConflictError, match="did not end"):
        facility.kill(job)


def _unchanged():
    from tests.peers.fakes.base import json_answer

    return json_answer({"success": {"1": {"Status": None}}, "failed": {}})


def test_a_job_that_has_ended_is_not_killed(facility, fake, program):
    (job,) = submitted(facility, program)
    fake.change(1, Status="Done")
    with pytest.raises(ConflictError, match="ended already: Done"):
        facility.kill(job)


def test_outputs_come_with_what_the_job_packed(facility, fake, program, tmp_path):
    (job,) = submitted(facility, program)
    inner = packed({"fit.ipynb": b"{}", "plots/a.png": b"png"}, mode="w")
    fake.give(1, packed({"std.out": b"hello", "esap-outputs.tar": inner}))
    folder = tmp_path / "job"
    folder.mkdir()
    found = facility.fetch(job, folder, Said(), NOW)
    names = sorted(path.relative_to(folder).as_posix() for path in found)
    assert names == ["fit.ipynb", "plots/a.png", "std.out"]
    assert sorted(path.name for path in folder.iterdir()) == ["fit.ipynb", "plots", "std.out"]
    assert "== std.out ==\nhello" in facility.log(job).text


def test_outputs_that_lead_out_are_refused(facility, fake, program, tmp_path):
    (job,) = submitted(facility, program)
    fake.give(1, packed({"esap-outputs.tar": packed({"../evil": b"x"}, mode="w")}))
    (tmp_path / "job").mkdir()
    with pytest.raises(BadAnswerError, match="outside"):
        facility.fetch(job, tmp_path / "job", Said(), NOW)
    assert not (tmp_path / "evil").exists()


def test_bytes_that_were_changed_in_the_store_are_refused(facility, fake, program, tmp_path):
    (job,) = submitted(facility, program)
    fake.give(1, packed({"a": b"a"}), checksum="0" * 64)
    (tmp_path / "job").mkdir()
    with pytest.raises(BadAnswerError, match="checksum"):
        facility.fetch(job, tmp_path / "job", Said(), NOW)


def test_nothing_to_fetch_is_said(facility, program, tmp_path):
    (job,) = submitted(facility, program)
    with pytest.raises(NotFoundError, match="given nothing"):
        facility.fetch(job, tmp_path, Said(), NOW)


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://169.254.169.254/latest", ForbiddenAddressError),
        ("ftp://127.0.0.1/x", BadAnswerError),
        ("nothing", BadAnswerError),
    ],
)
def test_a_store_is_only_where_stores_may_be(facility, fake, program, url, error):
    fake.store_url = url
    with pytest.raises(error):
        submitted(facility, program)
    assert fake.jobs == {}


def test_a_token_that_has_ended_is_renewed_once(fake, program, tmp_path):
    refused = []

    def credential(told):
        refused.append(told)
        return Credential(kind="oidc", source="login", token=TOKEN if told else "old")

    facility = dirac(fake.root, tmp_path / "home", credential=credential)
    facility.check()
    assert refused == ["", "old"]
    facility.close()


def test_a_login_that_is_not_taken_is_told_and_asked_for(fake, tmp_path):
    told = []
    facility = dirac(
        fake.root,
        tmp_path / "home",
        credential="wrong",
        refuse=lambda _digest, reason: told.append(reason),
    )
    with pytest.raises(NotLoggedInError, match="not taken any longer"):
        facility.check()
    assert told == ["Your login to DIRAC is not taken any longer."]
    facility.close()


def test_words_of_dirac_reach_the_person(facility, fake, program, monkeypatch):
    from tests.peers.fakes.base import json_answer

    monkeypatch.setattr(
        fake, "_jdl", lambda _asked: json_answer({"detail": "JDL syntax error"}, 400)
    )
    with pytest.raises(BadRequestError, match="DIRAC answered 400: JDL syntax error"):
        submitted(facility, program)


@pytest.mark.parametrize("hours", [-1, 10_000, "x"])
def test_hours_that_make_no_sense_are_refused(facility, program, hours):
    with pytest.raises(BadRequestError, match="hours"):
        facility.describe(batch(program, options={"hours": hours}))


@pytest.mark.parametrize("options", [{}, {"vo": ""}, {"vo": "a b"}, {"vo": 3}, {"nope": 1}])
def test_a_catalogue_that_names_no_organisation_is_told_what_to_write(tmp_path, options):
    with pytest.raises(NotAvailableError, match="DIRAC") as refused:
        dirac("https://dirac.example", tmp_path, credential="", **{"vo": "", **options})
    assert "[facilities.dirac.options]" in refused.value.remedy


def test_one_logs_in_as_ones_organisation_and_group(tmp_path):
    made = dirac("https://dirac.example/", tmp_path, credential="", group="escape_user")
    login = made.login()
    assert (login.issuer, login.client_id) == ("https://dirac.example", "myDIRACClientID")
    assert (login.scope, login.scope_alone) == ("vo:escape group:escape_user", True)
    assert urlsplit(login.url).hostname == "dirac.example"
    assert dirac_login(made.entry, options_of(made.entry), lambda: made.http).kinds == (
        "oidc",
        "token",
    )
    assert json.dumps(made.options())
    made.close()
