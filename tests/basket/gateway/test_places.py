"""Gateways of a catalogue: how one is known there, what they call archives, what is said of it."""

import pytest

from esap_jupyter.basket.gateway.archives import words_in
from esap_jupyter.basket.gateway.shapes import Shapes
from esap_jupyter.basket.gateway.summary import summary
from esap_jupyter.catalogue import ArchiveEntry, Catalogue, SourceEntry
from esap_jupyter.compute import InlineCompute
from esap_jupyter.gateways.documents import document_of
from esap_jupyter.gateways.places import gateway_logins, gateways
from esap_jupyter.identity.tokens import claims
from esap_jupyter.models import Archive, NewBasketItem, SyncReport
from tests.peers.fakes.gateway import FakeGateway
from tests.peers.fakes.issuer import FakeIssuer
from tests.support.gateways import ARCHIVES, apertif, row
from tests.support.platforms import platform_of
from tests.support.waiting import wait_for

URL = "https://esap.example/esap-api"


def source(**options):
    return SourceEntry(id="esap", name="ESAP", kind="esap_gateway", url=URL, options=options)


def catalogue(*entries, **archives):
    return Catalogue(
        archives={
            key: ArchiveEntry(id=key, name=key, kind="esap_gateway", **fields)
            for key, fields in archives.items()
        },
        sources={each.id: each for each in entries},
    )


def logins(found):
    return gateway_logins(found, lambda: pytest.fail("nobody is contacted"), InlineCompute())


def test_one_address_is_one_gateway():
    found = gateways(
        catalogue(
            source(),
            SourceEntry(id="r", name="R", kind="registry", url=URL),
            through={"url": f"{URL}/"},
            below={"url": f"{URL}/query/"},
            other={"url": "https://other.example/esap-api"},
        )
    )
    assert [(each.id, each.url, each.also) for each in found] == [
        ("esap", URL, ("through", "below")),
        ("other", "https://other.example/esap-api", ()),
    ]


def test_an_issuer_makes_it_a_login_by_oidc():
    (plain,) = logins(catalogue(source(hide=["ivoa"])))
    assert (plain.kinds, plain.issuer, plain.noun) == (("token", "userpass"), None, "archive")
    account = {"issuer": "https://iam.example/", "audience": "rucio", "client_id": "c"}
    (issued,) = logins(catalogue(source(**account)))
    assert issued.kinds == ("token", "oidc", "userpass")
    told = (issued.issuer, issued.audience, issued.client_id)
    assert told == ("https://iam.example/", "rucio", "c")


def test_options_that_make_no_sense_are_told_elsewhere():
    (login,) = logins(catalogue(source(issuer=3)))
    assert login.issuer is None


def test_what_a_gateway_calls_archives():
    known = [
        *ARCHIVES,
        Archive(id="esap.zoo", name="Z", kind="esap_gateway", source="esap"),
        Archive(id="own", name="O", kind="esap_gateway"),
    ]
    words = words_in(catalogue(source(), own={"url": URL, "options": {"archive": "mmoda"}}), known)
    assert [
        words.word(each) for each in ("esap.zoo", "own", "apertif", "simbad", "lofar", "?")
    ] == [
        "zoo",
        "mmoda",
        "apertif",
        "vo_reg",
        None,
        None,
    ]
    assert words.archive("mmoda") == "own"
    assert words.archive("apertif") == "apertif"
    assert words.archive("new") == "new"


def test_an_item_of_a_home_with_other_archives_is_whole_and_goes_back_as_it_was():
    here = Shapes(gateway="esap", name="ESAP", words=words_in(catalogue(), ARCHIVES))
    there = Shapes(gateway="esap", name="ESAP", words=words_in(catalogue(), []))
    document = here.document(row(url="https://x.example/a.fits"))
    item = there.item(document)
    assert [each.unit for each in item.columns] == [None, "deg", None]
    assert (item.title, item.archive, item.url) == ("NGC 1", "simbad", "https://x.example/a.fits")
    assert there.document(item) == document_of(document.value)


def test_one_line_says_what_came_of_it():
    told = {"gateway": "esap", "mode": "merge", "user": "a", "started": 0, "ended": 1, "items": 3}
    assert summary(SyncReport(**told), "ESAP") == "Both were the same"
    report = SyncReport(**told, added_there=2, put_back=1, notes=["x"])
    assert summary(report, "ESAP") == (
        "2 new at ESAP, 1 put back at ESAP, where they had gone, 1 stay at ESAP alone"
    )


class Issued(dict):
    """Takes the tokens of an issuer, but for those that have ended."""

    ended: frozenset = frozenset()

    def get(self, token):
        return None if token in self.ended else claims(token).get("sub")


def test_a_login_by_oidc_is_renewed_when_the_gateway_refuses_its_token(tmp_path):
    with FakeGateway() as gateway, FakeIssuer() as issuer:
        gateway.carts.put(apertif(1))
        gateway.carts.bearers = issued = Issued()
        more = (
            f'[sources.esap]\nname = "ESAP"\nkind = "esap_gateway"\nurl = "{gateway.url}"\n'
            f'options = {{ issuer = "{issuer.root}", audience = "rucio" }}\n'
            f'[identity.issuers.iam]\nurl = "{issuer.root}"\nclient_id = "esap"\n'
            f'[network]\nallow = ["{issuer.hostport}"]\n'
        )
        with platform_of(tmp_path, more) as platform:
            platform.gateways._pause = 0.01
            platform.identities.start_device("esap")
            wait_for(lambda: platform.identities.device("esap").state != "waiting")
            identity = platform.identities.get("esap")
            assert (identity.state, identity.kind) == ("in", "oidc")
            first = platform.identities.credential("esap").token
            platform.basket.add([NewBasketItem(kind="did", did="rucio://escape/s:n")])
            platform.gateways.sync("esap", "add")
            issued.ended = frozenset({first})
            assert platform.gateways.sync("esap", "merge").user == "alice"
            assert platform.identities.credential("esap").token != first
    assert {each.headers["Authorization"].split()[0] for each in gateway.asked} == {"Bearer"}
