"""The features of rucio-jupyterlab around notebooks, logins and uploads, by the rows of its table.

Rows 1, 12 and 13 are the page's: `tests/peers/test_lake_browser.py` and `test_lake_attach.py`.
"""

import time

import pytest

from esap_jupyter.errors import LoginRefusedError, QuotaError
from esap_jupyter.models import LoginRequest
from tests.peers.fakes.storing_rucio import StoringRucio
from tests.support.identities import PASSWORD, identities
from tests.support.kernels import REGISTER, Comm, real_kernel
from tests.support.lakes import to_fake
from tests.support.transfers import transferring


def test_peer_row_11_and_14_a_did_is_a_variable_and_is_pushed_again_after_a_restart(tmp_path):
    path = tmp_path / "a.dat"
    path.write_text("bytes")
    file = {"did": "test:a.dat", "state": "here", "path": str(path)}
    item = {"variable": "data_1", "lake": "l", "did": "test:a.dat", "type": "file"}
    with real_kernel(tmp_path / "home") as kernel:
        for _ in range(2):
            kernel.run(REGISTER, silent=True)
            Comm(kernel).hand_over(kind="attach", items=[{**item, "files": [file]}])
            assert kernel.run("print(open(data_1).read(), data_1.did)") == "bytes test:a.dat"
            kernel.restart()


def test_peer_row_14_what_becomes_available_replaces_what_was_not(tmp_path):
    path = tmp_path / "a.dat"
    path.write_text("bytes")
    item = {"variable": "data", "lake": "l", "did": "test:a.dat", "type": "file"}
    away = {"did": "test:a.dat", "state": "replicating"}
    here = {"did": "test:a.dat", "state": "here", "path": str(path)}
    with real_kernel(tmp_path / "home") as kernel:
        kernel.run(REGISTER, silent=True)
        for file, state in ((away, "replicating"), (here, "here")):
            Comm(kernel).hand_over(kind="attach", items=[{**item, "files": [file]}])
            assert kernel.run("print(data.state)") == state


def test_peer_row_15_each_way_of_logging_in_is_tried_at_once_and_tells_its_end(tmp_path):
    who = identities(tmp_path / "home")
    kinds = {"userpass", "oidc", "x509", "x509_proxy"}
    assert kinds <= set(who.get("escape").kinds)
    wrong = LoginRequest(kind="userpass", username="alice", password="wrong")
    with pytest.raises(LoginRefusedError):
        who.login("escape", wrong)
    assert who.get("escape").state == "out"
    right = LoginRequest(kind="userpass", username="alice", password=PASSWORD)
    assert who.login("escape", right).state == "in"


def test_peer_row_18_uploads_are_listed_with_how_they_ended_and_why(tmp_path):
    files = [tmp_path / "ws" / name for name in ("a.dat", "b.dat")]
    files[0].parent.mkdir()
    for file in files:
        file.write_bytes(file.name.encode())
    with (
        StoringRucio() as fake,
        to_fake(fake) as lake,
        transferring(lake, tmp_path) as here,
    ):
        begin = time.time()
        here.put(files[0])
        fake.quota.clear()
        (refusal,) = here.put(files[1]).failed.values()
        done, failed = sorted(here.activities.list(), key=lambda each: each.state)
    assert [(each.kind, each.state) for each in (done, failed)] == [
        ("upload", "done"),
        ("upload", "failed"),
    ]
    assert begin - 1 < done.started <= failed.started
    assert isinstance(refusal, QuotaError)
    assert (done.error, failed.error.code) == (None, "quota")
