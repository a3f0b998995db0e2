"""Which packages a kernel lacks is found out without importing any."""

import json
import sys

import pytest

from esap_jupyter.workflows.opening.packages import Kernels


@pytest.fixture
def kernel(tmp_path):
    """Write a kernel down as Jupyter does."""

    def kernel(name="python3", **fields):
        folder = tmp_path / "kernels" / name
        folder.mkdir(parents=True, exist_ok=True)
        spec = {"argv": [sys.executable, "-m", "ipykernel"], "display_name": name, **fields}
        (folder / "kernel.json").write_text(json.dumps(spec))
        return Kernels(folders=lambda: [tmp_path / "kernels"])

    return kernel


def test_what_is_missing_is_told_with_what_to_install(kernel):
    told = kernel().lacking("python3", ["json", "numpy", "no_such_module", "sklearn_"])
    assert told.is_here
    assert [each.module for each in told.missing] == ["no_such_module", "sklearn_"]
    assert told.missing[0].package == "no-such-module"


def test_nothing_is_imported(kernel, tmp_path):
    (tmp_path / "traps").mkdir()
    (tmp_path / "traps" / "trap.py").write_text("raise SystemExit(3)\n")
    kernels = kernel(env={"PYTHONPATH": str(tmp_path / "traps")})
    told = kernels.lacking("python3", ["trap", "no_such_module"])
    assert [each.module for each in told.missing] == ["no_such_module"]
    assert told.problem == ""


def test_a_kernel_that_is_not_here_stands_for_the_usual_one(kernel):
    told = kernel().lacking("conda-env-hcg16", ["json"])
    assert not told.is_here
    assert told.display_name == "python3"
    assert told.missing == []


@pytest.mark.parametrize("name", ["../python3", "/etc", ".."])
def test_names_of_kernels_are_no_paths(kernel, name):
    assert not kernel().lacking(name, []).is_here


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["R", "--slave"], "does not say which Python"),
        ([], "does not say which Python"),
        (["/no/such/python"], "could not be asked"),
        ("python", "does not say which Python"),
    ],
)
def test_what_cannot_be_asked_says_so(kernel, argv, words):
    told = kernel("odd", argv=argv).lacking("odd", ["json"])
    assert words in told.problem
    assert told.missing == []


def test_a_broken_description_is_no_kernel(kernel, tmp_path):
    kernels = kernel()
    (tmp_path / "kernels" / "broken").mkdir()
    (tmp_path / "kernels" / "broken" / "kernel.json").write_text("{")
    assert not kernels.lacking("broken", []).is_here
