import pytest

from esap_jupyter.sandbox.database import build
from esap_jupyter.sandbox.services import make_site
from tests.support.sandbox import serving


@pytest.fixture(scope="session")
def made():
    """The database and its server's address without a path."""
    databases = []

    def site(origin):
        databases.append(build(rows=50_000, origin=origin))
        return make_site(databases[0], time_limit=20)

    with serving(site) as server:
        yield databases[0], server.origin


@pytest.fixture(scope="session")
def database(made):
    return made[0].engine


@pytest.fixture(scope="session")
def observations(made):
    return made[0].observations


@pytest.fixture(scope="session")
def origin(made):
    return made[1]


@pytest.fixture(scope="session")
def url(origin):
    return f"{origin}/tap"
