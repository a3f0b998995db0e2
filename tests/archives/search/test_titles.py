"""What a search is called says what was chosen, and not what a form begins with."""

import pytest

from esap_jupyter.archives.base import Connector
from esap_jupyter.archives.search.titles import title_of
from esap_jupyter.models import Interval, SearchRequest, Target
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
        assert titled(esap, level="processed") == "Level processed"
        esap.form("mine")
        assert titled(esap, level="processed", make=False, name="M31") == "Name M31"
        assert titled(esap, level="raw", make=True) == "Level raw, make True"
        assert titled(esap, level="") == "Level any"
        assert titled(esap, make=False, level="processed") == "Everything of MINE"


@pytest.mark.parametrize(
    ("own", "title"),
    [
        ({"a": ["x", "y"]}, "A x, y"),
        ({"a": "", "b": None}, "Everything of mine"),
        ({"a": 0}, "A 0"),
    ],
)
def test_values_are_told_as_people_write_them(own, title):
    request = SearchRequest(archives=["mine"], parameters={"mine": own})
    assert title_of(request, None) == title


M31 = Target(text="M31", name="M31", ra=10.68, dec=41.27, sexagesimal="", source="names")
SQUARE = [10.0, 40.0, 11.0, 40.0, 11.0, 42.0, 10.0, 42.0]
ACROSS = [359.0, -1.0, 1.0, -1.0, 1.0, 1.0, 359.0, 1.0]


@pytest.mark.parametrize(
    ("fields", "target", "title"),
    [
        (
            {"polygon": SQUARE},
            None,
            "Polygon of 4 corners within 1.07° of 10.5000 +41.0011",
        ),
        ({"polygon": ACROSS}, None, "Polygon of 4 corners within 1.41° of 0.0000 +0.0000"),
        ({}, M31, "M31 · 0.5°"),
        ({"product": "image"}, M31, "M31 · 0.5° · image"),
        (
            {"time": Interval(low=58849, high=58880.25)},
            M31,
            "M31 · 0.5° · 2020-01-01 – 2020-02-01 06:00",  # noqa: RUF001
        ),
        ({"time": Interval(low=58849)}, M31, "M31 · 0.5° · from 2020-01-01"),
        ({"time": Interval(high=1e12)}, M31, "M31 · 0.5° · up to MJD 1e+12"),
        ({"band": Interval(low=0.2, high=1.5)}, M31, "M31 · 0.5° · 20 cm – 1.5 m"),  # noqa: RUF001
        ({"band": Interval(low=5e-7, high=5e-7)}, M31, "M31 · 0.5° · 500 nm"),
        ({"band": Interval(high=1e-10)}, M31, "M31 · 0.5° · up to 0.1 nm"),
        ({"collections": {"mine": "ivoa.obscore"}}, M31, "M31 · 0.5° · ivoa.obscore"),
        ({"parameters": {"mine": {"level": "raw"}}}, M31, "M31 · 0.5° · level raw"),
    ],
)
def test_searches_of_one_place_can_be_told_apart(fields, target, title):
    assert title_of(SearchRequest(archives=["mine"], **fields), target) == title


def test_a_title_is_one_line_of_bounded_length():
    request = SearchRequest(archives=["mine"], adql=f"select\n {'x, ' * 100} from t")
    title = title_of(request, None)
    assert title.startswith("select x, x")
    assert title.endswith("…")
    assert len(title) == 120
