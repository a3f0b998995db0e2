"""Jobs that are kept: found again, attached to, extended, fetched and removed."""

import threading
import time

import pytest

from esap_jupyter.archives.jobs.book import JobBook, job_id
from esap_jupyter.errors import (
    BadAnswerError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    UnreachableError,
)
from esap_jupyter.models.jobs import Job, JobChange
from esap_jupyter.platform import Platform
from tests.support.platforms import platform_of, run
from tests.support.servers import serve
from tests.support.uws import QUERY, start
from tests.support.waiting import wait_for


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
