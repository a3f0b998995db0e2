"""Rows 6 and 7 of the features: asynchronous jobs that live on, and tables of a kernel sent along."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from astropy import units as u
from astropy.table import QTable

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import NotFoundError
from esap_jupyter.lazy import Lazy
from esap_jupyter.platform import Platform
from tests.support.platforms import platform_of
from tests.support.servers import serve
from tests.support.uws import JobService

KILLED = """
import sys, time
from pathlib import Path
from esap_jupyter.models import SearchRequest
from esap_jupyter.platform import Platform
home = Path(sys.argv[1])
platform = Platform(home=home / "home", catalogue_paths=[home / "catalogue.toml"])
platform.search(SearchRequest(archives=["mine"], adql="SELECT 1 FROM t", mode="async"))
while not any(job.phase == "EXECUTING" for job in platform.jobs.list()):
    time.sleep(0.02)
print("running", flush=True)
time.sleep(60)
"""


@pytest.fixture
def sandbox(tmp_path, monkeypatch):
    platform = Platform(home=tmp_path, catalogue_paths=[])
    monkeypatch.setattr(api, "_platform", Lazy(lambda: platform, threading.RLock()))
    yield platform
    platform.close()


def test_row_06_jobs_list_phase_cancel_delete_resume(tmp_path):
    """A server that is killed leaves a job, which the next one lists, stops, fetches, deletes."""
    service = JobService("EXECUTING")
    with serve(service) as server:
        address = f"{server.url}/tap"
        with platform_of(tmp_path, mine=address):
            command = [sys.executable, "-c", KILLED, str(tmp_path)]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            assert process.stdout.readline() == "running\n"
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            process.stdout.close()
        with platform_of(tmp_path, mine=address) as platform:
            (job,) = platform.jobs.list()
            assert (job.phase, job.query) == ("EXECUTING", "SELECT 1 FROM t")
            broken = platform.activities.get(job.activity)
            assert (broken.state, broken.error.code) == ("failed", "interrupted")
            assert "fetch its result from the list of jobs" in broken.error.remedy
            service.set_phase("j1", "COMPLETED")
            (activity,) = platform.wait(platform.jobs.fetch(job.id).id).activities
            assert (activity.state, activity.rows) == ("done", 3)
            platform.jobs.remove(job.id)
            assert (service.jobs, platform.jobs.list()) == ({}, [])


def test_row_06_jobs_of_the_sandbox(sandbox):
    result = esap.adql("sandbox", "SELECT TOP 3 name FROM ongc.objects", mode="async")
    (job,) = esap.jobs("sandbox")
    assert (job.phase, job.url) == ("COMPLETED", result.provenance.job)
    assert len(job.fetch()) == 3
    assert job.extend(12).model.destruction
    job.delete()
    with pytest.raises(NotFoundError):
        esap.job(job.url)


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_row_07_upload_of_a_kernel_table(sandbox, mode):
    mine = QTable({"name": ["NGC0224", "δ"], "id": [2**62 + 1, 2], "flux": [1.5, 2] * u.mJy})
    query = (
        "SELECT m.id, m.flux, o.ra FROM TAP_UPLOAD.mine AS m JOIN ongc.objects AS o "
        "ON o.name = m.name"
    )
    joined = esap.adql("sandbox", query, uploads={"mine": mine}, mode=mode)
    (row,) = joined.to_arrow().to_pylist()
    assert row["id"] == 2**62 + 1
    assert joined.columns[1].unit == "mJy"
    counted = joined.query("SELECT COUNT(*) AS n FROM result AS r JOIN mine AS m ON m.id = r.id")
    assert counted.to_arrow().to_pylist() == [{"n": 1}]
