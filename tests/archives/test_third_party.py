"""A package of somebody else's brings a connector: built, installed, and seen by ESAP."""

import pytest

from tests.support.third_party import EXAMPLE, cone_server, installed, said_by


@pytest.fixture
def cone():
    with cone_server() as server:
        yield server


def test_a_package_is_built_installed_and_asked(tmp_path, cone):
    site = installed(tmp_path)
    assert (site / "cone_search.py").read_text() == EXAMPLE.read_text()
    answer = said_by(site, tmp_path, cone.url)
    assert answer == {"state": "reachable", "rows": 2, "protocol": "SCS", "names": ["M31", "M32"]}
    asked = [each.query for each in cone.asked if each.query.get("DEC") != "90"]
    assert {key: float(value) for key, value in asked[0].items()} == {
        "RA": 10.68,
        "DEC": 41.27,
        "SR": 0.5,
    }


def test_without_the_package_the_archive_says_what_is_missing(tmp_path, cone):
    with pytest.raises(AssertionError, match="No connector of the kind 'cone_of_others'"):
        said_by(tmp_path / "nothing", tmp_path, cone.url)
    assert cone.asked == []
