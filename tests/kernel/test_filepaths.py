"""Paths of staged files as variables of real kernels, message by message as the panel sends them."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.kernels import Comm, RealKernel


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "esap-data").mkdir()
    (tmp_path / "esap-data" / 'a "b".fits').write_bytes(b"SIMPLE")
    return tmp_path


def bind(kernel: RealKernel, variable: str, paths: list[str], **more: Any) -> dict[str, Any]:
    return dict(Comm(kernel).hand_over(kind="paths", variable=variable, paths=paths, **more))


def test_paths_become_a_list_of_paths(kernel: RealKernel, work: Path) -> None:
    paths = ['esap-data/a "b".fits', "esap-data/gone.fits", "/elsewhere/c.fits"]
    answer = bind(kernel, "m31_paths", paths, root=str(work))
    assert answer == {"ok": {"variable": "m31_paths", "files": 3, "here": 1}}
    assert kernel.run("print(m31_paths[0].read_bytes(), type(m31_paths).__name__)") == (
        "b'SIMPLE' list"
    )
    assert kernel.run("print(m31_paths[2])") == "/elsewhere/c.fits"


def test_the_workspace_is_found_from_the_folder_of_the_notebook(
    kernel: RealKernel, work: Path
) -> None:
    folder = work / "deep" / "er"
    folder.mkdir(parents=True)
    before = kernel.run("import os; print(os.getcwd())")
    kernel.run(f"os.chdir({os.fspath(folder)!r})")
    try:
        path = 'esap-data/a "b".fits'
        answer = bind(kernel, "near", [path], root="/no/such/root", directory="deep/er")
    finally:
        kernel.run(f"os.chdir({before!r})")
    assert answer["ok"]["here"] == 1
    assert kernel.run("print(near[0])") == str(work / path)


def test_nothing_is_overwritten_unasked(kernel: RealKernel, work: Path) -> None:
    kernel.run("kept = 5")
    paths = ['esap-data/a "b".fits']
    assert bind(kernel, "kept", paths, root=str(work)) == {
        "exists": {"type": "int", "variable": "kept"}
    }
    assert bind(kernel, "print", paths, root=str(work))["exists"]["type"] == "builtin"
    assert bind(kernel, "kept", paths, root=str(work), overwrite=True)["ok"]["files"] == 1


def test_a_kernel_with_another_disk_says_so(kernel: RealKernel) -> None:
    answer = bind(kernel, "far", ["esap-data/a.fits"], root="/no/such/root")
    assert answer["error"]["code"] == "not_found"
    assert "esap.stage" in answer["error"]["remedy"]
    assert bind(kernel, "a b", ["x"])["error"]["code"] == "bad_request"
    answer = Comm(kernel).hand_over(kind="paths", variable="a", paths="x")
    assert answer["error"]["code"] == "bad_request"
    assert kernel.run("print('far' in dir())") == "False"
