"""Real services, started here by the scripts beside this file."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.diracx import DiracPeer
from tests.support.hub import HubPeer
from tests.support.rucio import RucioPeer

HERE = Path(__file__).parent


def started(script: str) -> str:
    """Run a script that starts services, and return the last line that it prints."""
    if os.geteuid() != 0:
        pytest.skip(f"{script} needs root (users of PostgreSQL and of the services)")
    words = ["--install"] if os.environ.get("ESAP_PEERS_INSTALL") else []
    done = subprocess.run([HERE / script, *words], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"the services could not be started here: see the words of {script} above")
    return done.stdout.splitlines()[-1]


@pytest.fixture(scope="session")
def dachs() -> str:
    """The TAP address of a DaCHS with the sample; it is left running for the next run."""
    return started("dachs/up.sh")


@pytest.fixture(scope="session")
def rucio_lake() -> RucioPeer:
    """Two lakes with their storage and OpenID provider; they are left running."""
    return RucioPeer(Path(started("rucio/up.sh")))


@pytest.fixture(scope="session")
def diracx() -> DiracPeer:
    """A DiracX with its store and OpenID provider; it is left running."""
    return DiracPeer(Path(started("diracx/up.sh")))


@pytest.fixture(scope="session")
def jupyter_hub() -> HubPeer:
    """A JupyterHub whose servers have this checkout's esap-jupyter; it is left running."""
    return HubPeer(Path(started("hub/up.sh")))


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
