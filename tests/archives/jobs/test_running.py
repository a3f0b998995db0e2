"""Queries that run as jobs: made, followed and cancelled, whatever services do to them."""

import time

import pytest

from esap_jupyter.archives.jobs.keeper import JobKeeper
from esap_jupyter.errors import (
    NotAvailableError,
)
from tests.support.platforms import leftovers, run
from tests.support.servers import Reply
from tests.support.tap import votable
from tests.support.uws import QUERY, start
from tests.support.waiting import wait_for


def test_query_runs_as_a_job_and_stays_known(platform, service):
    activity = run(platform, adql=QUERY, mode="async")
    assert (activity.state, activity.rows) == ("done", 3)
    (job,) = platform.jobs.list()
    assert (job.phase, job.query, job.owner) == ("COMPLETED", QUERY, "me")
    assert job.result == activity.result
    assert job.destruction == pytest.approx(1796025600)
    assert platform.results.get(activity.result).provenance.job == job.url
    assert not any(asked.path.endswith("/tap/sync") for asked in service.asked)


def test_phase_is_posted_apart_as_dachs_ignores_it_at_creation(platform, service):
    run(platform, adql=QUERY, mode="async")
    posts = [(asked.path, asked.form) for asked in service.asked if asked.method == "POST"]
    assert posts[0][0] == "/tap/async"
    assert "PHASE" not in posts[0][1]
    assert posts[1] == ("/tap/async/j1/phase", {"PHASE": "RUN"})


def test_activity_says_that_it_is_a_job(platform, service):
    service.phases = ("EXECUTING",)
    search = start(platform)
    told = []
    platform.activities.subscribe(lambda activity: told.append(activity.message))
    wait_for(lambda: "as job j1, running" in told)
    service.set_phase("j1", "COMPLETED")
    (activity,) = platform.wait(search.id).activities
    assert activity.state == "done"


def test_waits_with_wait_where_the_service_can(platform, service):
    service.phases = ("EXECUTING",)
    search = start(platform)
    wait_for(lambda: any("WAIT" in asked.query for asked in service.asked))
    service.set_phase("j1", "COMPLETED")
    platform.wait(search.id)
    waited = [asked.query for asked in service.asked if "WAIT" in asked.query]
    assert len(waited) == 1
    assert waited[0]["PHASE"] == "EXECUTING"


@pytest.mark.parametrize(("version", "honours"), [("1.0", True), ("1.1", False)])
def test_backs_off_where_wait_is_not_honoured(platform, service, version, honours):
    service.version, service.honours_wait = version, honours
    service.phases = ("EXECUTING",)
    search = start(platform)
    time.sleep(1.5)
    assert 1 <= sum(asked.path == "/tap/async/j1" for asked in service.asked) <= 6
    service.set_phase("j1", "COMPLETED")
    assert platform.wait(search.id).activities[0].state == "done"


@pytest.mark.parametrize("odd", ["UNKNOWN", "HELD", "SUSPENDED"])
def test_odd_phases_are_waited_out(platform, service, odd):
    service.phases = (odd, odd, "COMPLETED")
    assert run(platform, adql=QUERY, mode="async").state == "done"


def test_failed_job_has_the_services_words(platform, service):
    service.phases = ("EXECUTING", "ERROR")
    activity = run(platform, adql=QUERY, mode="async")
    assert activity.error.message == "MINE could not run the job: The query was too bold."
    assert platform.jobs.list()[0].phase == "ERROR"
    assert leftovers(platform) == []


def test_job_that_was_aborted_elsewhere(platform, service):
    service.phases = ("EXECUTING", "ABORTED")
    activity = run(platform, adql=QUERY, mode="async")
    assert activity.state == "failed"
    assert "stopped the job before it was done. Its limit was 600 s." in activity.error.message


def test_job_that_was_deleted_elsewhere(platform, service):
    service.phases = ("EXECUTING",)
    search = start(platform)
    wait_for(lambda: "j1" in service.jobs)
    with service.changed:
        job = service.jobs.pop("j1")
        job["phase"] = "gone"
        service.changed.notify_all()
    (activity,) = platform.wait(search.id).activities
    assert "does not have this job any more" in activity.error.message
    assert platform.jobs.get(platform.jobs.list()[0].id).gone


def test_cancel_aborts_and_deletes(platform, service):
    service.phases = ("EXECUTING",)
    search = start(platform)
    wait_for(lambda: any("WAIT" in asked.query for asked in service.asked))
    platform.cancel_search(search.id)
    (activity,) = platform.wait(search.id).activities
    assert activity.state == "cancelled"
    assert service.jobs == {}
    assert platform.jobs.list() == []
    assert {"PHASE": "ABORT"} in [asked.form for asked in service.asked]


def test_service_without_jobs_says_so(platform, service, monkeypatch):
    monkeypatch.setattr(service, "_make", lambda _: Reply(b"no", status=404))
    activity = run(platform, adql=QUERY, mode="async")
    assert activity.error.message == "MINE does not run queries as asynchronous jobs."


def test_refusal_at_creation_has_the_services_words(platform, service, monkeypatch):
    document = votable(status="ERROR", text="No table my.stras.")
    monkeypatch.setattr(service, "_make", lambda _: Reply(document))
    activity = run(platform, adql=QUERY, mode="async")
    assert activity.error.message == "MINE refused: No table my.stras."


def test_silent_service_loses_nothing(platform, service, monkeypatch):
    """The job is asked for again; a service that hangs up for a while is no end."""
    real, broken = service._describe, iter([True, True])

    def describe(key, job):
        if next(broken, False):
            raise ConnectionResetError
        return real(key, job)

    monkeypatch.setattr(service, "_describe", describe)
    assert run(platform, adql=QUERY, mode="async").state == "done"


def test_a_job_that_cannot_be_remembered_is_not_left_at_its_service(platform, service, monkeypatch):
    def refuse(*_, **__):
        raise NotAvailableError("The disk is full.")

    monkeypatch.setattr(JobKeeper, "begun", refuse)
    activity = run(platform, adql=QUERY, mode="async")
    assert (activity.state, activity.error.message) == ("failed", "MINE: The disk is full.")
    assert any(
        asked.form.get("ACTION") == "DELETE" or asked.method == "DELETE" for asked in service.asked
    )
