import pytest

from tests.support.adql import small_engine


@pytest.fixture(scope="session")
def engine():
    engine = small_engine()
    yield engine
    engine.close()
