"""A mistake of a connector is told as that, with the archive's name and the cause."""

import logging

import pytest

from esap_jupyter.archives.base import Connector, Query
from esap_jupyter.errors import ConnectorError
from esap_jupyter.models import SearchRequest
from tests.support.platforms import leftovers, platform_of, run


class Clumsy(Connector):
    """Fails where a test wants it, as code does that nobody has tried."""

    at = ""
    error: Exception = TypeError("can only concatenate str (not 'int') to str")

    def _stumble(self, step):
        if type(self).at == step:
            raise self.error

    def __init__(self, **options):
        super().__init__(**options)
        self._stumble("start")

    def check(self):
        self._stumble("check")

    def collections(self):
        return []

    def form(self, collection=None):
        self._stumble("form")
        return {"type": "object"}

    def count(self, query, cancel):
        self._stumble("count")

    def queries(self, question):
        self._stumble("queries")
        return [
            Query(url=self.url, params={}, protocol="X", language="URL", text="all", maxrec=9)
        ] * (2 if type(self).at == "several" else 1)

    def fetch(self, query, destination, progress, cancel):
        self._stumble("fetch")
        self._stumble("several")
        destination.write_bytes(b"")


@pytest.fixture
def clumsy(monkeypatch):
    class Fresh(Clumsy):
        pass

    monkeypatch.setattr("esap_jupyter.archives.board.connector_class", lambda _: Fresh)
    return Fresh


@pytest.mark.parametrize("step", ["start", "queries", "fetch", "several"])
def test_a_connector_that_raises_is_named_with_its_cause(tmp_path, clumsy, caplog, step):
    clumsy.at = step
    with platform_of(tmp_path, mine="http://127.0.0.1:9") as esap, caplog.at_level(logging.ERROR):
        error = run(esap).error
        assert leftovers(esap) == []
    assert error.code == "connector_failed"
    assert error.message == (
        "MINE could not be asked: its connector failed with "
        "TypeError: can only concatenate str (not 'int') to str"
    )
    assert "ESAP itself" not in error.message
    assert "log has the traceback" in error.remedy
    assert "_stumble" in caplog.text


@pytest.mark.parametrize(
    "mistake", [FileNotFoundError(2, "No such file", "/etc/mine.ini"), ConnectionResetError()]
)
def test_a_connector_s_own_files_are_no_full_disk(tmp_path, clumsy, mistake):
    clumsy.at, clumsy.error = "fetch", mistake
    with platform_of(tmp_path, mine="http://127.0.0.1:9") as esap:
        error = run(esap).error
    assert error.code == "connector_failed"
    assert type(mistake).__name__ in error.message


def test_the_other_archives_answer_and_the_archive_can_be_checked(tmp_path, clumsy):
    clumsy.at = "check"
    with platform_of(tmp_path, mine="http://127.0.0.1:9") as esap:
        archive = esap.check("mine")
    assert archive.state == "unreachable"
    assert "MINE could not be asked: its connector failed with TypeError" in archive.reason


def test_its_form_and_its_counts_are_told_alike(tmp_path, clumsy):
    clumsy.at = "form"
    with (
        platform_of(tmp_path, mine="http://127.0.0.1:9") as esap,
        pytest.raises(ConnectorError, match="MINE could not be asked: its connector"),
    ):
        esap.form("mine")
    clumsy.at = "count"
    with platform_of(tmp_path, mine="http://127.0.0.1:9") as esap:
        told = esap.discovery.look_ahead("10.68 +41.27", 0.5, ["mine"])
    assert "its connector failed with TypeError" in told[0].error.message


def test_what_it_says_itself_stays_as_it_is(tmp_path, clumsy):
    clumsy.at, clumsy.error = "fetch", ConnectorError("MINE is shut.", remedy="Wait.")
    with platform_of(tmp_path, mine="http://127.0.0.1:9") as esap:
        search = esap.search(SearchRequest(archives=["mine"], target="M31"))
        (activity,) = esap.wait(search.id).activities
    assert activity.error.message == "MINE is shut."
