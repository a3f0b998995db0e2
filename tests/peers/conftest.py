"""Real services, started here by the scripts beside this file."""

import os
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def dachs() -> str:
    """The TAP address of a DaCHS with the sample; it is left running for the next run."""
    if os.geteuid() != 0:
        pytest.skip("DaCHS needs root (users of PostgreSQL and DaCHS)")
    words = ["--install"] if os.environ.get("ESAP_PEERS_INSTALL") else []
    command = [str(HERE / "dachs/up.sh"), *words]
    started = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if started.returncode != 0:
        pytest.skip("DaCHS could not be started here: see the words of dachs/up.sh above")
    return started.stdout.splitlines()[-1]


@pytest.fixture(scope="session")
def catalogue(dachs: str) -> str:
    """A catalogue in which DaCHS is ticked and what needs the internet is not."""
    return f"""
[archives.astron_vo]
default = false

[archives.dachs]
name = "DaCHS"
kind = "tap"
url = "{dachs}"
default = true
collection = "apertif_sample.sources"
"""
