"""Row 17 of facts/features.md: the basket and a gateway's are merged, from Python and by login."""

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import (
    BadRequestError,
    EsapError,
    LoginRefusedError,
    NotFoundError,
    NotLoggedInError,
)
from tests.peers.fakes.gateway import FakeGateway
from tests.support.gateways import OldPage, apertif, numbered, row
from tests.support.platforms import platform_of


@pytest.fixture
def gateway():
    with FakeGateway() as gateway:
        yield gateway


@pytest.fixture
def platform(gateway, tmp_path, monkeypatch):
    more = f'[sources.esap]\nname = "ESAP"\nkind = "esap_gateway"\nurl = "{gateway.url}"\n'
    with platform_of(tmp_path, more, simbad="http://127.0.0.1:9/tap") as platform:
        monkeypatch.setattr(api, "platform", lambda: platform)
        platform.gateways._pause = 0.01
        yield platform


def login(platform):
    esap.login("esap", token="a11ce" * 8)


def test_row_17_both_baskets_are_merged(platform, gateway):
    login(platform)
    gateway.carts.put(*numbered(0, 3))
    platform.basket.add([row()])
    report = esap.basket.sync("esap", mode="merge")
    assert (report.user, report.added_here, report.added_there) == ("alice", 3, 1)
    assert len(esap.basket) == len(gateway.carts.items()) == 4
    esap.basket.remove(esap.basket.find("field 1"))
    gateway.carts.delete(apertif(2))
    report = esap.basket.sync("esap", mode="merge")
    assert (report.removed_here, report.removed_there) == (1, 1)
    assert sorted(item.title for item in esap.basket) == ["NGC 1", "field 0"]


def test_row_17_nothing_is_lost_to_a_page_that_writes_over_it(platform, gateway):
    login(platform)
    page = OldPage(gateway)
    page.load()
    platform.basket.add([row()])
    esap.basket.sync("esap", mode="merge")
    page.add(apertif(1))
    assert esap.basket.sync("esap", mode="merge").put_back == 1
    assert len(esap.basket) == len(gateway.carts.items()) == 2
    (found,) = esap.basket.gateways()
    assert len(esap.basket.restore("esap", found.kept[0])) == 1


@pytest.mark.parametrize(
    "how",
    [
        {"token": "a11ce" * 8},
        {"username": "alice", "password": "alice-pw"},
    ],
)
def test_row_17_one_logs_in_as_anywhere(platform, gateway, how):
    with pytest.raises(NotLoggedInError):
        esap.basket.sync("esap")
    with pytest.raises(LoginRefusedError):
        esap.login("esap", **{**how, next(reversed(how)): "wrong"})
    assert esap.login("esap", **how).account == "alice"
    assert esap.basket.sync("esap").user == "alice"
    esap.logout("esap")
    with pytest.raises(NotLoggedInError):
        esap.basket.sync("esap")


def test_row_17_without_its_gateway_the_basket_goes_on_here(platform, gateway):
    login(platform)
    platform.basket.add([row()])
    esap.basket.sync("esap", mode="merge")
    gateway.__exit__(None, None, None)
    with pytest.raises(EsapError, match="ESAP"):
        esap.basket.sync("esap", mode="merge")
    platform.basket.add([row("NGC 2")])
    assert [item.title for item in esap.basket] == ["NGC 1", "NGC 2"]


def test_row_17_what_makes_no_sense_is_refused(platform):
    with pytest.raises(BadRequestError, match="read, add, merge"):
        esap.basket.sync("esap", mode="overwrite")
    with pytest.raises(NotFoundError, match="There are: esap"):
        esap.basket.sync("nowhere")
