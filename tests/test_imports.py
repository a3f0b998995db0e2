"""Importing is light: nothing that takes long comes along."""

import subprocess
import sys

import pytest

HEAVY = {"numpy", "astropy", "pyvo", "pyarrow", "duckdb", "pandas", "polars", "sqlglot", "IPython"}


@pytest.mark.parametrize(
    "what",
    [
        "esap_jupyter",
        "esap_jupyter.extension, esap_jupyter.handlers",
        "esap_jupyter.platform",
        "esap_jupyter.api",
        "esap_jupyter.archives.vo.tap.connector",
        "esap_jupyter.votable, esap_jupyter.results.store",
    ],
)
def test_nothing_heavy_is_imported(what):
    code = f"import {what}, sys; print(*sys.modules, sep='\\n')"
    run = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert loaded & HEAVY == set()


def test_listing_and_resolving_stay_light(tmp_path):
    code = (
        "import esap_jupyter as esap, sys; from esap_jupyter.api import platform; "
        "esap.archives(); platform().resolve('M31'); esap.results(); print(*sys.modules, sep='\\n')"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={"ESAP_HOME": str(tmp_path), "PATH": ""},
    )
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("before", ["", "esap_jupyter.platform", "esap_jupyter.api"])
def test_the_platform_is_there_whatever_was_imported_before(tmp_path, before):
    code = f"""
import esap_jupyter as esap
{f"import {before}" if before else ""}
from esap_jupyter.api import platform
made = esap.platform()
assert made is platform() is esap.platform()
assert isinstance(made, esap.platform.Platform)
assert "platform" in dir(esap)
"""
    environment = {"ESAP_HOME": str(tmp_path), "PATH": ""}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
