"""The door through which connectors come in."""

import sys
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from esap_jupyter.archives.base import Connector, Query
from esap_jupyter.archives.door import connector_class
from esap_jupyter.archives.vo.tap.connector import TapConnector
from esap_jupyter.catalogue import ArchiveEntry
from esap_jupyter.errors import NotAvailableError
from esap_jupyter.models import Collection
from tests.support.platforms import platform_of, run
from tests.support.servers import serve
from tests.support.tap import votable


class Other(Connector):
    """As another package might have it."""

    def check(self):
        self.http.get(self.url)

    def collections(self):
        return [Collection(id="all", ra="ra", dec="dec")]

    def queries(self, question):
        query = Query(url=self.url, params={}, protocol="X", language="X", text="x", maxrec=5)
        return [query]

    def fetch(self, query, destination, progress, cancel):
        self.http.download(
            "GET", query.url, destination=destination, max_bytes=9999, progress=progress
        )


def door(monkeypatch, *values):
    found = EntryPoints([EntryPoint("other", value, "esap_jupyter.archives") for value in values])
    monkeypatch.setattr("esap_jupyter.catalogue.door._offers", lambda _group: found)


def test_the_built_in_one_uses_the_door():
    entry = ArchiveEntry(id="x", name="X", kind="tap")
    assert connector_class(entry) is TapConnector


def test_a_connector_of_another_package(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "other_package", sys.modules[__name__])
    door(monkeypatch, "other_package:Other")
    more = '[archives.mine]\nname = "Mine"\nkind = "other"\nurl = "{}"\n'
    with serve(votable(3)) as server, platform_of(tmp_path, more.format(server.url)) as esap:
        assert esap.check("mine").collections[0].id == "all"
        activity = run(esap)
        assert esap.results.get(activity.result).provenance.protocol == "X"
    assert activity.rows == 3


def test_none_of_two_packages_is_taken_unseen(monkeypatch):
    door(monkeypatch, "one_package:One", "other_package:Other")
    entry = ArchiveEntry(id="x", name="X", kind="other")
    with pytest.raises(NotAvailableError, match="one_package:One, other_package:Other"):
        connector_class(entry)


def test_a_package_that_is_found_twice_is_one(monkeypatch):
    monkeypatch.setitem(sys.modules, "other_package", sys.modules[__name__])
    door(monkeypatch, "other_package:Other", "other_package:Other")
    assert connector_class(ArchiveEntry(id="x", name="X", kind="other")) is Other


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (
            "no_such_package:Other",
            "cannot be loaded: ModuleNotFoundError: No module named 'no_such_package'",
        ),
        ("json:Nothing", "cannot be loaded"),
        ("tests.support.broken_connector:Broken", "ZeroDivisionError: division by zero"),
        ("json:JSONDecoder", "is no connector"),
    ],
)
def test_connectors_that_cannot_be_used(tmp_path, monkeypatch, value, says):
    door(monkeypatch, value)
    with pytest.raises(NotAvailableError, match=says):
        connector_class(ArchiveEntry(id="x", name="X", kind="other"))
    more = '[archives.x]\nname = "X"\nkind = "other"\nurl = "http://127.0.0.1:1"\n'
    with platform_of(tmp_path, more) as esap:
        assert esap.archive("x").state == "unavailable"
        assert says in esap.check("x").reason
        assert "sandbox" in {archive.id for archive in esap.archives()}


def test_a_kind_that_nobody_offers_is_told_in_sentences(tmp_path):
    more = '[archives.x]\nname = "X"\nkind = "nonesuch"\nurl = "http://127.0.0.1:1"\n'
    with platform_of(tmp_path, more) as esap:
        reason = esap.archive("x").reason
        with pytest.raises(NotAvailableError) as caught:
            run(esap, archive="x")
    said = (
        "No connector of the kind 'nonesuch' is installed. Install the package that offers it, "
        "or correct [archives.x]."
    )
    assert reason == said
    assert caught.value.message == f"X cannot be searched: {said}"
