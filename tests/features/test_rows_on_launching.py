"""Rows 36 and 37: notebooks are launched elsewhere, and their data go with them."""

import json
import threading

import pytest

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.lazy import Lazy
from esap_jupyter.platform import Platform
from tests.peers.fakes.binderhub import FakeBinderHub
from tests.peers.fakes.hub import FakeHub
from tests.support.facilities import notebook, source_of


@pytest.fixture
def fakes():
    with FakeHub() as hub, FakeBinderHub() as binder:
        yield hub, binder


@pytest.fixture
def there(fakes, tmp_path, monkeypatch):
    hub, binder = fakes
    path = tmp_path / "catalogue.toml"
    path.write_text(
        f"""
[facilities.hub]
name = "The hub"
kind = "jupyterhub"
url = "{hub.url}"
near = ["example.org"]

[facilities.binder]
name = "Binder"
kind = "binderhub"
url = "{binder.url}"
options.environment = "https://github.com/esap/environment"

[facilities.mybinder]
name = "mybinder.org"
kind = "link"
url = "https://mybinder.org"
"""
    )
    platform = Platform(home=tmp_path / "esap", catalogue_paths=[path])
    monkeypatch.setattr(api, "_platform", Lazy(lambda: platform, threading.RLock()))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.ipynb").write_bytes(notebook("1"))
    esap.login("hub", token=hub.token)
    yield tmp_path
    platform.close()


def test_row_36_notebooks_are_launched_at_hubs_and_binders(there, fakes):
    hub, binder = fakes
    assert [each.id for each in esap.facilities()] == ["hub", "binder", "mybinder"]
    assert "logged in" in esap.facilities()._repr_html_()
    assert esap.facility("hub").launch("a.ipynb").url.startswith(f"{hub.url}/user/ada/esap/lab")
    launched = esap.facility("binder").launch("a.ipynb")
    assert launched.url == f"{binder.server}lab/tree/a.ipynb"
    assert binder.token not in repr(launched) + launched._repr_html_()
    assert esap.facility("binder").launches()[0].id == launched.id


def test_row_36_facilities_are_ranked_and_say_why(there):
    esap.basket.add("https://example.org/a.fits")
    best, *_, last = esap.fits("a.ipynb", basket=esap.basket)
    assert best.facility == "hub"
    assert best.why == ["has all of the data nearby (example.org)"]
    assert (last.facility, last.score) == ("mybinder", 0.0)
    assert "in no repository" in last.but[0]
    assert "nearby" in esap.fits("a.ipynb", basket=esap.basket)._repr_html_()


@pytest.mark.parametrize("number", [0, 1], ids=["hub", "binder"])
def test_row_37_the_basket_travels_and_is_fetched_by_the_first_cell(there, fakes, number):
    esap.basket.add("https://example.org/a.fits")
    esap.facility(("hub", "binder")[number]).launch("a.ipynb", basket=esap.basket)
    folder = ("esap/a/", "")[number]
    files = fakes[number].contents.files
    assert esap.basket.load(json.loads(files[f"{folder}esap-basket.json"]))[0].url == (
        "https://example.org/a.fits"
    )
    assert ".stage()" in source_of(files[f"{folder}a.ipynb"])
