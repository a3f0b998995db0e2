"""Jobs at a real DiracX: login, submission, restart, end, outputs."""

import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from esap_jupyter.errors import BadRequestError, NotLoggedInError
from esap_jupyter.facilities.diracx.facility import DiracFacility
from esap_jupyter.identity.oidc import device
from esap_jupyter.models import BatchFetch, BatchRequest, BatchSubmission, LoginRequest
from esap_jupyter.platform import Platform
from tests.support.batch import Said, batch, dirac, job_of, write_notebook
from tests.support.diracx import DiracPeer
from tests.support.lakes import lake_toml
from tests.support.rucio import ALICE

pytestmark = pytest.mark.peers

# What a notebook does whose kernel dies afterwards.
SUBMIT = r"""
import os
import esap_jupyter as esap

dirac = esap.facility("dirac")
sweep = [{"x": 3}, {"x": 12}]
assert 'JobName = "fit_1";' in dirac.plan("fit.ipynb", sweep)
jobs = dirac.submit("fit.ipynb", sweep, name='fit "all"; of\nit', folder="results")
assert [job.state for job in jobs] == ["queued", "queued"], jobs
assert "fit &quot;all&quot;; of" in jobs._repr_html_()
os._exit(7)
"""


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Ask every moment, of the login and of the jobs."""
    monkeypatch.setattr(device, "_INTERVAL", 0.3)
    monkeypatch.setattr(DiracFacility, "poll", 0.2)


@pytest.fixture
def platforms(diracx: DiracPeer, tmp_path):
    """Make platforms of one home, one after the other, as a server that is restarted."""
    catalogue = tmp_path / "esap.toml"
    catalogue.write_text(diracx.toml())
    made: list[Platform] = []

    def make() -> Platform:
        if made:
            made[-1].close()
        made.append(Platform(home=tmp_path / "home", catalogue_paths=[catalogue]))
        return made[-1]

    yield make
    made[-1].close()


@pytest.fixture
def root(tmp_path):
    (tmp_path / "workspace").mkdir()
    return tmp_path / "workspace"


def logged_in(esap: Platform, diracx: DiracPeer) -> Platform:
    """Log in with a token, as where a deployment gives one."""
    esap.identities.login("dirac", LoginRequest(kind="token", token=diracx.token()))
    return esap


def until(what, seconds: float = 30.0):
    """Wait until something is there, and return it."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end
        time.sleep(0.1)
    return found


def test_one_logs_in_by_device_code_and_the_login_is_renewed(platforms, diracx):
    esap = platforms()
    with pytest.raises(NotLoggedInError):
        esap.facilities.get("dirac").check()
    login = esap.identities.start_device("dirac")
    assert login.uri_complete.startswith(f"{diracx.url}/api/auth/device?user_code=")
    diracx.approve(login.uri_complete)
    until(lambda: esap.identities.device("dirac").state != "waiting")
    who = esap.identities.get("dirac")
    assert (who.state, who.account, who.renews) == ("in", "alice (escape_user)", True)
    assert [(each.id, each.is_logged_in, each.problem) for each in esap.facilities.list()] == [
        ("dirac", True, "")
    ]
    first = esap.identities.credential("dirac")
    again = esap.identities.credential("dirac", refused=first.token)
    assert again.token != first.token
    assert esap.facilities.check("dirac").problem == ""
    assert esap.identities.logout("dirac").state == "out"


def test_a_sweep_survives_its_process_and_its_outputs_arrive(platforms, diracx, root, tmp_path):
    write_notebook(
        root / "fit.ipynb",
        "x = 0",
        "print('square', x * x)\nopen('square.txt', 'w').write(str(x * x))",
        tags={0: ["parameters"]},
    )
    logged_in(platforms(), diracx)
    before = subprocess.run(
        [sys.executable, "-c", SUBMIT],
        cwd=root,
        env={
            **os.environ,
            "ESAP_HOME": str(tmp_path / "home"),
            "ESAP_CATALOGUE": str(tmp_path / "esap.toml"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert before.returncode == 7, before.stderr

    esap = platforms()
    second, first = esap.batches.list()
    submission = BatchSubmission(sweep=first.sweep, activity=first.activity, facility="dirac")
    assert diracx.job(first.remote)["JobName"] == "fit_all_of_it_1"
    assert first.problem == ""
    left = esap.activities.get(submission.activity)
    assert (left.state, left.batch) == ("queued", first.sweep)
    esap.batches.resume()
    assert diracx.run(first.remote).returncode == 0
    esap.batches.kill(second.id)
    done = until(lambda: _ended(esap, submission))
    assert [job.state for job in done] == ["done", "killed"]
    assert diracx.job(second.remote)["Status"] == "Killed"
    activity = until(lambda: _finished(esap, submission.activity))
    assert (activity.state, activity.done, activity.total) == ("done", 2, 2)

    assert (root / "results/square.txt").read_text() == "9"
    cells = json.loads((root / "results/fit_1.ipynb").read_text())["cells"]
    assert "".join(cells[1]["source"]) == "# Parameters\nx = 3"
    assert "".join(cells[2]["outputs"][0]["text"]) == "square 9\n"
    assert "results/square.txt" in esap.batches.list()[-1].outputs
    log = esap.batches.log(first.id).text
    assert "Running; Application" in log
    assert "Done; Execution Complete" in log


def test_a_job_reads_from_the_lake_and_what_it_gave_becomes_dids(
    diracx, rucio_lake, root, tmp_path, monkeypatch
):
    catalogue = tmp_path / "esap.toml"
    lake = lake_toml(rucio_lake.url, ca=rucio_lake.ca, account="alice", rse="DAV1")
    catalogue.write_text(diracx.toml(lake="lake") + lake)
    esap = Platform(home=tmp_path / "home", catalogue_paths=[catalogue])
    login = {"username": ALICE.username, "password": ALICE.password, "url": rucio_lake.url}
    for key, value in login.items():
        # The job has none of our logins: this is what is there where it runs.
        monkeypatch.setenv(f"ESAP_LAKE_{key.upper()}", value)
    monkeypatch.setenv("ESAP_CATALOGUE", str(catalogue))
    monkeypatch.setenv("ESAP_HOME", str(tmp_path / "home-of-the-job"))
    logged_in(esap, diracx)
    name = f"sum-{uuid.uuid4().hex[:8]}.txt"
    (root / "sum.py").write_text(
        "import hashlib, json, os, sys\n"
        "((did, (path,)),) = json.load(open(os.environ['ESAP_INPUTS'])).items()\n"
        "open(sys.argv[1], 'w').write(hashlib.md5(open(path, 'rb').read()).hexdigest())\n"
    )
    request = BatchRequest(
        facility="dirac", path="sum.py", arguments=[name], dids=["test:events_01.dat"]
    )
    (job,) = esap.batches.submitted(esap.batches.start(request, root)).jobs
    assert diracx.run(job.remote).returncode == 0
    wanted = BatchFetch(folder="out", lake="lake", scope="user.alice")
    until(lambda: esap.batches.look(job.id).state == "done")
    fetched = esap.batches.fetch(job.id, wanted, root)
    told = rucio_lake.ask("GET", "/dids/test/events_01.dat").json
    assert (root / "out" / name).read_text() == told["md5"]
    assert fetched.dids == [f"rucio://lake/user.alice:{name}"]
    assert rucio_lake.ask("GET", f"/dids/user.alice/{name}").json["bytes"] == 32
    esap.close()


def test_a_script_gets_its_arguments_and_its_failure_is_told(platforms, diracx, root):
    esap = logged_in(platforms(), diracx)
    (root / "in put.csv").write_text("1;2")
    (root / "my; script.sh").write_text('cat "in put.csv"; echo "$1" >&2; exit 4\n')
    request = BatchRequest(
        facility="dirac",
        path="my; script.sh",
        arguments=['"quoted"; two\nlines'],
        inputs=["in put.csv"],
    )
    submission = esap.batches.submitted(esap.batches.start(request, root))
    (job,) = submission.jobs
    assert diracx.run(job.remote).returncode == 4
    (ended,) = until(lambda: _ended(esap, submission))
    assert (ended.state, ended.status) == ("failed", "Failed")
    assert "Exited With Status 4" in ended.problem
    activity = until(lambda: _finished(esap, submission.activity))
    assert activity.error.code == "job_failed"
    fetched = esap.batches.fetch(job.id, root=root)
    folder = root / fetched.folder
    assert (folder / "std.out").read_text() == "1;2"
    assert '"quoted"; two\nlines\n' in (folder / "std.err").read_text()
    again = esap.batches.fetch(job.id, root=root)
    assert sorted(again.outputs) == sorted(fetched.outputs)


def test_a_login_that_ends_is_waited_for_and_a_lost_job_is_said(platforms, diracx, root):
    esap = logged_in(platforms(), diracx)
    (root / "a.py").write_text("print(1)\n")
    request = BatchRequest(facility="dirac", path="a.py")
    submission = esap.batches.submitted(esap.batches.start(request, root))
    esap.identities.logout("dirac")
    esap.batches.nudge()
    waiting = until(lambda: [job for job in esap.batches.list() if job.problem])
    assert waiting[0].state == "queued"
    assert "not logged in" in waiting[0].problem
    logged_in(esap, diracx)
    until(lambda: not esap.batches.list()[0].problem)
    diracx.lose(submission.jobs[0].remote)
    (lost,) = until(lambda: _ended(esap, submission))
    assert lost.state == "lost"
    assert "does not know this job" in lost.problem


def test_what_dirac_itself_refuses_is_told(diracx: DiracPeer, tmp_path: Path):
    facility = dirac(diracx.url, tmp_path / "home", credential=diracx.token("pilot"))
    program = write_notebook(tmp_path / "a.ipynb", "1")
    with pytest.raises(Exception, match=r"403|may"):
        facility.submit(batch(program), Said(), _never())
    facility.close()
    user = dirac(diracx.url, tmp_path / "home", credential=diracx.token())
    (job,) = (job_of(each) for each in user.submit(batch(program), Said(), _never()))
    assert user.look([job])[job.id].state == "queued"
    with pytest.raises(BadRequestError, match="JDL"):
        user._dirac.submit(["Executable = "])
    user.close()


def _never():
    import threading

    return threading.Event()


def _ended(esap, submission):
    jobs = esap.batches.list(sweep=submission.sweep)[::-1]
    return jobs if jobs and all(job.ended is not None for job in jobs) else None


def _finished(esap, activity):
    found = esap.activities.get(activity)
    return found if found.ended is not None else None
