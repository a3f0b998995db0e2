import pytest

from tests.support.platforms import platform_of
from tests.support.servers import serve
from tests.support.uws import JobService


@pytest.fixture
def service():
    return JobService()


@pytest.fixture
def server(service):
    with serve(service) as server:
        yield server


@pytest.fixture
def platform(server, tmp_path):
    with platform_of(tmp_path, mine=f"{server.url}/tap") as platform:
        yield platform
