"""A lake in memory, and a connection to it."""

import pytest

from tests.peers.fakes.rucio import FakeRucio
from tests.support.lakes import to_fake


@pytest.fixture
def fake():
    with FakeRucio() as fake:
        yield fake


@pytest.fixture
def lake(fake):
    with to_fake(fake) as lake:
        yield lake
