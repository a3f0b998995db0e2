"""Rows 31 and 48 of the features of the systems around us: lake files in kernels, the status bar.

In a browser, with a real Rucio, both are tried by `tests/peers/test_lake_attach.py`.
"""

import time
from pathlib import Path

from esap_jupyter.limits import limits_of
from tests.peers.fakes.issuer import jwt
from tests.support.identities import identities, service_login
from tests.support.kernels import REGISTER, Comm, real_kernel


def test_row_31_files_of_a_lake_are_variables_of_a_kernel_also_after_a_restart(
    tmp_path: Path,
) -> None:
    path = tmp_path / "image.fits"
    path.write_bytes(b"SIMPLE")
    here = {"did": "test:image", "state": "here", "path": str(path), "rses": ["DAV2"]}
    away = {"did": "test:other", "state": "elsewhere", "rses": ["XRD1"]}
    data = {"variable": "data", "lake": "escape", "did": "test:ds", "type": "collection"}
    with real_kernel(tmp_path / "home") as kernel:
        for _ in range(2):
            kernel.run(REGISTER, silent=True)
            answer = Comm(kernel).hand_over(kind="attach", items=[{**data, "files": [here, away]}])
            assert answer["ok"]["attached"] == [{"variable": "data", "files": 2, "here": 1}]
            assert kernel.run("print(open(data[0], 'rb').read(), data[1].rses)") == (
                "b'SIMPLE' ('XRD1',)"
            )
            kernel.restart()


def test_row_48_image_limits_token_and_an_abnormal_start_are_told(tmp_path: Path) -> None:
    """What the item in the status bar shows; its words are held by identity.test.ts."""
    limits = limits_of(
        {
            "JUPYTER_IMAGE_SPEC": "registry.example.org/lab:1",
            "MEM_LIMIT": "2147483648",
            "CPU_LIMIT": "2",
            "ABNORMAL_STARTUP": "TRUE",
            "ABNORMAL_STARTUP_MESSAGE": "No space left on device",
        }
    )
    assert (limits.image, limits.memory) == ("registry.example.org/lab:1", str(2**31))
    assert (limits.cpu, limits.abnormal) == (2.0, "No space left on device")
    token = tmp_path / "token"
    token.write_text(jwt(exp=time.time() + 900, sub="alice"))
    token.chmod(0o600)
    who = identities(tmp_path / "home", service_login(token_file=token))
    (identity,) = who.list()
    assert (identity.state, identity.source) == ("in", "file")
    assert identity.expires is not None
    assert 800 < identity.expires - time.time() <= 900
