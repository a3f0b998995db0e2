"""What a search is called says what was chosen, and not what a form begins with."""

import pytest

from esap_jupyter.archives.base import Connector
from esap_jupyter.archives.search.requests import title_of
from esap_jupyter.models import SearchRequest
from tests.support.platforms import platform_of

FORM = {
    "type": "object",
    "properties": {
        "level": {"type": "string", "default": "processed"},
        "make": {"type": "boolean", "default": False},
        "name": {"type": "string"},
    },
}


class Formal(Connector):
    """Has a form whose terms begin with something, and nothing to ask."""

    takes = frozenset({"parameters"})

    def check(self):
        """Nothing is asked."""

    def collections(self):
        return []

    def form(self, collection):
        return FORM

    def queries(self, question):
        return []

    def fetch(self, query, destination, progress, cancel):
        raise NotImplementedError


def titled(esap, **own):
    search = esap.search(SearchRequest(archives=["mine"], parameters={"mine": own}))
    esap.wait(search.id)
    return search.title


def test_what_the_form_begins_with_is_not_named(tmp_path, monkeypatch):
    monkeypatch.setattr("esap_jupyter.archives.board.connector_class", lambda _: Formal)
    with platform_of(tmp_path, mine="http://127.0.0.1:9") as esap:
        assert titled(esap, level="processed") == "level processed"
        esap.form("mine")
        assert titled(esap, level="processed", make=False, name="M31") == "name M31"
        assert titled(esap, level="raw", make=True) == "level raw, make True"
        assert titled(esap, level="") == "level any"
        assert titled(esap, make=False, level="processed") == "everything of MINE"


@pytest.mark.parametrize(
    ("own", "title"),
    [
        ({"a": ["x", "y"]}, "a x, y"),
        ({"a": "", "b": None}, "everything of mine"),
        ({"a": 0}, "a 0"),
    ],
)
def test_values_are_told_as_people_write_them(own, title):
    request = SearchRequest(archives=["mine"], parameters={"mine": own})
    assert title_of(request, None) == title
