"""Asynchronous jobs: made, followed, kept, attached to, and all that services do to them."""

import threading
import time

import pytest

from esap_jupyter.archives.jobs.book import JobBook, job_id
from esap_jupyter.archives.jobs.keeper import JobKeeper
from esap_jupyter.archives.vo.tap.uws import UwsClient
from esap_jupyter.errors import (
    BadAnswerError,
    BadRequestError,
    ConflictError,
    ForbiddenAddressError,
    NotAvailableError,
    NotFoundError,
    UnreachableError,
)
from esap_jupyter.models import SearchRequest
from esap_jupyter.models.jobs import Job, JobChange
from esap_jupyter.net import AddressGuard, HttpClient
from esap_jupyter.platform import Platform
from tests.support.platforms import leftovers, platform_of, run
from tests.support.servers import Reply, serve
from tests.support.tap import votable
from tests.support.uws import JobService

QUERY = "SELECT * FROM my.stars"


@pytest.fixture
def service():
    return JobService()


@pytest.fixture
def server(service):
    with serve(service) as server:
        yield server


@pytest.fixture
def platform(server, tmp_path):
    with platform_of(tmp_path, mine=f"{server.url}/tap") as platform:
        yield platform


def wait_for(condition):
    """Wait until something is so, which is to happen soon."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def start(platform, **fields):
    request = SearchRequest(archives=["mine"], adql=QUERY, mode="async", **fields)
    return platform.search(request)


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


def test_job_lives_on_after_the_end_of_the_process(server, service, tmp_path):
    service.phases = ("EXECUTING",)
    with platform_of(tmp_path, mine=f"{server.url}/tap") as first:
        start(first)
        wait_for(lambda: any("WAIT" in asked.query for asked in service.asked))
    assert service.jobs["j1"]["phase"] == "EXECUTING"
    asked = len(service.asked)
    with platform_of(tmp_path, mine=f"{server.url}/tap") as second:
        (job,) = second.jobs.list()
        assert (job.phase, len(service.asked)) == ("EXECUTING", asked)
        search = second.jobs.fetch(job.id)
        service.set_phase("j1", "COMPLETED")
        (activity,) = second.wait(search.id).activities
        assert (activity.state, activity.rows) == ("done", 3)
        assert second.jobs.list()[0].result == activity.result
        assert second.results.get(activity.result).provenance.request.adql == QUERY


def test_fetching_is_not_begun_twice_and_its_cancel_leaves_the_job(platform, service, server):
    key = service.put("EXECUTING")
    job = platform.jobs.attach(f"{server.url}/tap/async/{key}")
    search = platform.jobs.fetch(job.id)
    wait_for(lambda: any("WAIT" in asked.query for asked in service.asked))
    with pytest.raises(ConflictError):
        platform.jobs.fetch(job.id)
    platform.cancel_search(search.id)
    assert platform.wait(search.id).activities[0].state == "cancelled"
    assert service.jobs[key]["phase"] == "EXECUTING"


def test_pending_job_is_started_when_its_result_is_wanted(platform, service, server):
    key = service.put("PENDING", left=["COMPLETED"])
    job = platform.jobs.attach(f"{server.url}/tap/async/{key}/phase")
    assert job.phase == "PENDING"
    search = platform.jobs.fetch(job.id)
    assert platform.wait(search.id).activities[0].state == "done"


def test_attach_finds_the_archive_and_what_was_asked(platform, service, server):
    key = service.put("COMPLETED")
    job = platform.jobs.attach(f"  {server.url}/tap/async/{key}/results/result?x=1#top ")
    assert (job.archive, job.query, job.title) == ("mine", "SELECT 1 FROM t", "SELECT 1 FROM t")
    again = platform.jobs.attach(job.url)
    assert [again.id] == [each.id for each in platform.jobs.list()]


def test_job_elsewhere_than_below_the_service_belongs_to_the_only_one_there(
    server, service, tmp_path, monkeypatch
):
    """DaCHS has the jobs of /tap below /__system__/tap/run/async."""
    key = service.put("EXECUTING")
    path = f"/__system__/tap/run/async/{key}"
    real = service._job
    monkeypatch.setattr(service, "_job", lambda asked, *_: real(asked, key, ""))
    with platform_of(tmp_path, mine=f"{server.url}/tap") as platform:
        assert platform.jobs.attach(f"{server.url}{path}").archive == "mine"
    with platform_of(tmp_path, mine=f"{server.url}/tap", other=f"{server.url}/x") as platform:
        with pytest.raises(BadRequestError, match=r"Several of your archives .*: mine, other"):
            platform.jobs.attach(f"{server.url}{path}")
        assert platform.jobs.attach(f"{server.url}{path}", "other").archive == "other"


def test_attach_refuses_what_is_nobodys(platform, service, server):
    with pytest.raises(BadRequestError, match="None of your archives is at"):
        platform.jobs.attach("https://elsewhere.example.org/tap/async/1")
    with pytest.raises(BadAnswerError, match="another host"):
        platform.jobs.attach("http://127.0.0.1:1/tap/async/1", "mine")
    with pytest.raises(BadRequestError, match="is not the address of a job"):
        platform.jobs.attach("file:///etc/passwd")
    with pytest.raises(NotFoundError):
        platform.jobs.attach(f"{server.url}/tap/async/none")
    assert platform.jobs.list() == []


def test_failed_job_says_why_when_it_is_attached_to(platform, service, server):
    job = platform.jobs.attach(f"{server.url}/tap/async/{service.put('ERROR')}")
    assert (job.phase, job.error) == ("ERROR", "The query was too bold.")


def test_result_that_was_deleted_can_be_fetched_again(platform):
    activity = run(platform, adql=QUERY, mode="async")
    platform.results.delete(activity.result)
    (job,) = platform.jobs.list()
    assert job.result is None
    (again,) = platform.wait(platform.jobs.fetch(job.id).id).activities
    assert platform.jobs.list()[0].result == again.result


def test_job_of_an_archive_that_is_taken_away_is_not_called_gone(server, service, tmp_path):
    key = service.put("EXECUTING")
    with platform_of(tmp_path, mine=f"{server.url}/tap") as platform:
        job = platform.jobs.attach(f"{server.url}/tap/async/{key}")
    with platform_of(tmp_path) as platform:
        for ask in (platform.jobs.get, platform.jobs.remove):
            with pytest.raises(NotFoundError, match="There is no archive 'mine'"):
                ask(job.id)
        assert not platform.jobs.list()[0].gone


@pytest.mark.parametrize(
    ("service", "job", "asked"),
    [
        ("https://a.org/tap", "http://a.org/tap/async/1", "https://a.org/tap/async/1"),
        ("https://a.org:8443/tap", "http://a.org/j/1", "https://a.org:8443/j/1"),
        ("https://a.org/tap", "https://a.org:8443/tap/async/1", None),
        ("http://a.org/tap", "https://a.org/tap/async/1", "https://a.org/tap/async/1"),
        ("http://a.org/tap", "https://a.org:8443/tap/async/1", None),
        ("https://a.org/tap", "https://a.org.evil.org/tap/async/1", None),
        ("https://a.org/tap", "https://b.org/async/1", "https://b.org/async/1"),
        ("https://a.org/tap", "http://b.org:443/async/1", None),
    ],
)
def test_where_a_job_may_be(service, job, asked):
    http = HttpClient(guard=AddressGuard(["b.org:443"]), user_agent="test")
    client = UwsClient(http=http, service=service, who="A")
    if asked is None:
        with pytest.raises(BadAnswerError, match="another host"):
            client.vouched(job)
    else:
        assert client.vouched(job) == asked


def test_extend_abort_and_delete(platform, service, server):
    key = service.put("EXECUTING")
    job = platform.jobs.attach(f"{server.url}/tap/async/{key}")
    later = platform.jobs.change(job.id, JobChange(hours=48))
    assert later.destruction == pytest.approx(time.time() + 48 * 3600, abs=60)
    assert platform.jobs.change(job.id, JobChange(abort=True)).phase == "ABORTED"
    with pytest.raises(BadRequestError):
        platform.jobs.change(job.id, JobChange(hours=-1))
    platform.jobs.remove(job.id)
    assert (service.jobs, platform.jobs.list()) == ({}, [])


def test_gone_job_can_be_removed_and_one_of_a_silent_service_forgotten(tmp_path, service):
    with serve(service) as server, platform_of(tmp_path, mine=f"{server.url}/tap") as platform:
        job = platform.jobs.attach(f"{server.url}/tap/async/{service.put('COMPLETED')}")
        other = platform.jobs.attach(f"{server.url}/tap/async/{service.put('COMPLETED')}")
        service.jobs.clear()
        platform.jobs.remove(job.id)
    with platform_of(tmp_path, mine=f"{server.url}/tap") as platform:
        with pytest.raises(UnreachableError):
            platform.jobs.remove(other.id)
        platform.jobs.remove(other.id, forget=True)
        assert platform.jobs.list() == []


def test_list_of_the_service_tells_of_jobs_of_others(platform, service, server):
    mine = platform.jobs.attach(f"{server.url}/tap/async/{service.put('EXECUTING')}")
    service.put("COMPLETED")
    service.set_phase("j1", "COMPLETED")
    first, second = platform.jobs.ask("mine")
    assert (first.id, first.phase, first.remembered) == (mine.id, "COMPLETED", True)
    assert (second.url, second.remembered) == (f"{server.url}/tap/async/j2", False)
    assert service.asked[-1].query == {"LAST": "100"}


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (lambda _: None, "does not say where it is"),
        (lambda _: "http://127.0.0.1:9/tap/async/1", "another host than its own"),
        (lambda _: "http://169.254.169.254/latest", "another host than its own"),
        (lambda _: "https://evil.example.org/job", "another host than its own"),
    ],
)
def test_job_at_another_address_is_not_followed(platform, service, where, words):
    service.location = where
    activity = run(platform, adql=QUERY, mode="async")
    assert words in activity.error.message
    assert platform.jobs.list() == []


def test_result_at_the_loopback_address_is_refused(platform, service):
    service.result = "http://127.0.0.1:9/secret"
    activity = run(platform, adql=QUERY, mode="async")
    assert activity.error.code == ForbiddenAddressError.code


def test_result_that_redirects_to_the_loopback_address_is_refused(platform, service, monkeypatch):
    away = Reply(b"", status=302, headers={"Location": "http://127.0.0.1:9/secret"})
    real = service._job
    monkeypatch.setattr(
        service,
        "_job",
        lambda asked, key, part: away if part.startswith("results/") else real(asked, key, part),
    )
    activity = run(platform, adql=QUERY, mode="async")
    assert activity.error.code == ForbiddenAddressError.code


def test_result_at_a_host_that_the_catalogue_names_is_fetched(server, service, tmp_path):
    with serve(votable(5)) as other:
        more = f'[network]\nallow = ["{other.hostport}"]'
        with platform_of(tmp_path, more, mine=f"{server.url}/tap") as platform:
            service.result = f"{other.url}/elsewhere"
            assert run(platform, adql=QUERY, mode="async").rows == 5


def test_only_result_is_taken_whatever_its_id(platform, service):
    service.result_id = "table"
    assert run(platform, adql=QUERY, mode="async").rows == 3


HOSTILE = {
    "no XML": b"PENDING",
    "a web page": b"<html><body>Please log in</body></html>",
    "an entity bomb": b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>',
    "another document": b"<jobs/>",
    "no phase": b"<job><phase>Dancing</phase></job>",
    "half of one": b"<job><phase>EXECUTING",
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
def test_hostile_descriptions_are_refused(platform, service, document):
    service.document = document
    assert run(platform, adql=QUERY, mode="async").error.code == BadAnswerError.code


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


def test_book_keeps_what_it_can_read_and_its_files_private(tmp_path):
    book = JobBook(folder=tmp_path / "jobs")
    url = "https://example.org/tap/async/1"
    book.put(Job(id=job_id(url), archive="a", url=url))
    (tmp_path / "jobs" / f"{'0' * 16}.json").write_text("{")
    (path,) = [each for each in (tmp_path / "jobs").iterdir() if each.stem == job_id(url)]
    assert path.stat().st_mode & 0o077 == 0
    assert [job.url for job in book.list()] == [url]
    with pytest.raises(NotFoundError):
        book.get("../../etc/passwd")


def test_two_processes_share_the_book(tmp_path):
    one, other = JobBook(folder=tmp_path), JobBook(folder=tmp_path)
    url = "https://example.org/tap/async/{}"

    def fill(book, numbers):
        for number in numbers:
            each = url.format(number)
            book.put(Job(id=job_id(each), archive="a", url=each))

    threads = [
        threading.Thread(target=fill, args=(one, range(50))),
        threading.Thread(target=fill, args=(other, range(50, 100))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(one.list()) == len(other.list()) == 100


def test_nothing_is_contacted_at_start(server, service, tmp_path):
    with platform_of(tmp_path, mine=f"{server.url}/tap") as platform:
        assert isinstance(platform, Platform)
        assert platform.jobs.list() == []
    assert service.asked == []


def test_a_job_that_cannot_be_remembered_is_not_left_at_its_service(platform, service, monkeypatch):
    def refuse(*_, **__):
        raise NotAvailableError("The disk is full.")

    monkeypatch.setattr(JobKeeper, "begun", refuse)
    activity = run(platform, adql=QUERY, mode="async")
    assert (activity.state, activity.error.message) == ("failed", "MINE: The disk is full.")
    assert any(
        asked.form.get("ACTION") == "DELETE" or asked.method == "DELETE" for asked in service.asked
    )
