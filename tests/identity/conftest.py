"""An issuer that can be made to misbehave, and services that take its tokens."""

import pytest

from esap_jupyter.catalogue.identity import IdentityEntry, IssuerEntry
from tests.peers.fakes.issuer import FakeIssuer
from tests.support.identities import Service, identities, service_login


@pytest.fixture
def issuer():
    with FakeIssuer() as fake:
        yield fake


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def people(issuer, service, home):
    """Make identities of one service of the issuer, and of more if wanted."""

    def make(*more, entry=None, clock=None, **changes):
        first = service_login(service, issuer=issuer.root, audience="rucio", **changes)
        known = entry or IssuerEntry(url=issuer.root, client_id="esap", code=True)
        return identities(
            home,
            first,
            *more,
            settings=IdentityEntry(issuers={"fake": known}),
            clock=clock,
        )

    return make
