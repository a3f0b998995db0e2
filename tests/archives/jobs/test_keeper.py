"""What an activity tells of the job that it waits for."""

import threading

import pytest

from esap_jupyter.activities import Activities
from esap_jupyter.activities import handle as handle_module
from esap_jupyter.archives.jobs.book import JobBook
from esap_jupyter.archives.jobs.keeper import JobKeeper
from esap_jupyter.archives.vo.tap.uws_documents import JobDocument
from esap_jupyter.models import SearchRequest

URL = "https://tap.example.org/tap/async/j1"
HOUR = 3600.0


@pytest.fixture
def now():
    return [1e9]


@pytest.fixture
def log(tmp_path, now):
    log = Activities(path=tmp_path / "activities.sqlite", clock=lambda: now[0])
    yield log
    log.close()


@pytest.fixture
def other(tmp_path, now, log):
    other = Activities(path=tmp_path / "activities.sqlite", clock=lambda: now[0])
    yield other
    other.close()


@pytest.fixture
def handle(log, monkeypatch):
    monkeypatch.setattr(handle_module, "_INTERVAL", 0.0)
    return log.start("search", "long", archive="mine")


@pytest.fixture
def keeper(tmp_path, now, handle):
    keeper = JobKeeper(
        book=JobBook(folder=tmp_path / "jobs"),
        handle=handle,
        archive="mine",
        title="long",
        request=SearchRequest(archives=["mine"]),
        closing=threading.Event(),
        clock=lambda: now[0],
    )
    keeper.begun(URL, "SELECT 1")
    keeper.seen(URL, JobDocument(phase="EXECUTING"))
    return keeper


def test_a_job_of_days_is_not_taken_for_interrupted(now, handle, keeper, other):
    for _ in range(30):
        now[0] += HOUR
        keeper.seen(URL, JobDocument(phase="EXECUTING"))
    assert other.get(handle.id).state == "running"


def test_another_process_can_stop_the_waiting_while_the_phase_stays(now, handle, keeper, other):
    other.cancel(handle.id)
    assert not handle.cancelled
    now[0] += 20
    keeper.seen(URL, JobDocument(phase="EXECUTING"))
    assert handle.cancelled
