"""Jobs at a Dask cluster: a real scheduler and a real worker, in a process of its own."""

import sys
import threading
import time

import pytest

from esap_jupyter.catalogue.facilities import FacilityEntry
from esap_jupyter.compute import InlineCompute
from esap_jupyter.errors import NotAvailableError, NotFoundError, UnreachableError
from esap_jupyter.facilities.base import Tools
from esap_jupyter.facilities.dask.facility import DaskFacility
from esap_jupyter.identity import Credential
from esap_jupyter.net import AddressGuard, HttpClient
from tests.support.batch import Said, batch, job_of

NOW = threading.Event()


@pytest.fixture(scope="module")
def cluster():
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1, threads_per_worker=2, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made


def facility_at(home, **options):
    home.mkdir(exist_ok=True)
    http = HttpClient(guard=AddressGuard(), user_agent="test/1")
    tools = Tools(
        http=lambda: http,
        compute=InlineCompute(),
        home=lambda: home,
        credential=lambda _refused: Credential(kind="token", source="login"),
        refuse=lambda _digest, _reason: None,
    )
    entry = FacilityEntry(
        id="dask", name="Dask", kind="dask", url="http://127.0.0.1:8787", options=options
    )
    return DaskFacility(entry=entry, tools=tools)


@pytest.fixture
def facility(cluster, tmp_path):
    made = facility_at(
        tmp_path / "home", scheduler=cluster.scheduler_address, python=sys.executable
    )
    yield made
    made.close()


def until(facility, job, *states):
    end = time.monotonic() + 60
    while (seen := facility.look([job])[job.id]).state not in states:
        assert time.monotonic() < end
        time.sleep(0.1)
    return seen


def test_a_sweep_is_run_and_outlives_its_client(facility, cluster, tmp_path):
    program = tmp_path / "a.py"
    program.write_text(
        "import json, os, sys\nx = json.load(open(os.environ['ESAP_PARAMETERS']))['x']\n"
        "print('x is', x)\nopen('out.txt', 'w').write(str(x))\nsys.exit(x)\n"
    )
    facility.check()
    taken = facility.submit(batch(program, parameters=[{"x": 0}, {"x": 3}]), Said(), NOW)
    facility.close()
    good, bad = map(job_of, taken)
    again = facility_at(tmp_path / "home", scheduler=cluster.scheduler_address)
    assert until(again, good, "done").problem == ""
    assert until(again, bad, "failed").problem == "It ended with exit code 3."
    (tmp_path / "out").mkdir()
    found = again.fetch(good, tmp_path / "out", Said(), NOW)
    assert {"out.txt", "std.out"} <= {path.name for path in found}
    assert (tmp_path / "out/out.txt").read_text() == "0"
    assert "x is 0" in again.log(good).text
    lost = job_of(taken[0].__class__(remote="esap-nothing", name="n"))
    assert again.look([lost])[lost.id].state == "lost"
    with pytest.raises(NotFoundError, match="does not know"):
        again.fetch(lost, tmp_path / "out", Said(), NOW)
    again.close()


def test_a_job_that_runs_is_killed(facility, tmp_path):
    program = tmp_path / "a.sh"
    program.write_text("exec sleep 300\n")
    (job,) = map(job_of, facility.submit(batch(program), Said(), NOW))
    until(facility, job, "running")
    with pytest.raises(NotFoundError, match="nothing"):
        facility.log(job)
    facility.kill(job)
    assert until(facility, job, "killed", "failed", "done").state == "killed"


def test_what_is_not_there_is_told(tmp_path):
    for options in ({}, {"scheduler": "nothing"}, {"nope": 1}):
        with pytest.raises(NotAvailableError, match="Dask"):
            facility_at(tmp_path / "home", **options)
    gone = facility_at(tmp_path / "home", scheduler="tcp://127.0.0.1:9")
    gone_soon = pytest.MonkeyPatch()
    gone_soon.setattr("esap_jupyter.facilities.dask.facility._CONNECT", 0.2)
    try:
        with pytest.raises(UnreachableError, match="does not answer"):
            gone.check()
    finally:
        gone_soon.undo()
        gone.close()
