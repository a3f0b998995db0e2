import pytest

from esap_jupyter.archives.rest.zooniverse.connector import ZooniverseConnector
from tests.peers.fakes.panoptes import FakePanoptes
from tests.support.connectors import connect
from tests.support.zooniverse import write_login


@pytest.fixture
def fake():
    with FakePanoptes() as panoptes:
        yield panoptes


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def zoo(fake, home):
    return connect(ZooniverseConnector, fake.url, name="MINE", home=home, wait=0)


@pytest.fixture
def login(fake, home):
    write_login(home, url=fake.url, client_id=fake.client_id, client_secret=fake.client_secret)


@pytest.fixture
def logged_in(zoo, login):
    return zoo
