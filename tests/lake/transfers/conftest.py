"""A lake that keeps bytes, and what brings them into a folder of the test."""

import pytest

from tests.peers.fakes.storing_rucio import StoringRucio
from tests.support.lakes import to_fake
from tests.support.transfers import transferring


@pytest.fixture
def fake():
    with StoringRucio() as fake:
        yield fake


@pytest.fixture
def lake(fake):
    with to_fake(fake) as lake:
        yield lake


@pytest.fixture
def here(lake, tmp_path):
    with transferring(lake, tmp_path) as here:
        yield here
