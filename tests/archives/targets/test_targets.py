"""Names and coordinates."""

import pytest

from esap_jupyter.archives.targets import Resolver
from esap_jupyter.archives.targets.coordinates import (
    looks_like_coordinates,
    read_coordinates,
    sexagesimal,
)
from esap_jupyter.compute import InlineCompute
from esap_jupyter.errors import BadRequestError, TargetNotFoundError
from esap_jupyter.net import AddressGuard, HttpClient
from tests.support.servers import Reply, closed_port, serve

M31 = (10.6846, 41.2692)
ANSWER = b"""<?xml version="1.0"?><Sesame><Target><name>Sirius</name>
<Resolver name="S=Simbad"><jradeg>101.287</jradeg><jdedeg>-16.716</jdedeg><oname>* alf CMa</oname></Resolver>
</Target></Sesame>"""
NOTHING = b"<Sesame><Target><name>x</name><INFO>nothing found</INFO></Target></Sesame>"


def resolver(tmp_path, url=None):
    url = url or closed_port()
    http = HttpClient(guard=AddressGuard([url]), user_agent="test", retries=0)
    cache = tmp_path / "sesame.json"
    return Resolver(http=http, cache_path=cache, compute=InlineCompute(), sesame_url=url)


@pytest.mark.parametrize(
    "text",
    [
        "10.6846 41.2692",
        "10.6846, +41.2692",
        "10.6846d 41.2692d",
        "10.6846 deg 41.2692 deg",
        "00h42m44.3s +41d16m09s",
        "0h42m44.3s\u221241d16m09s",
        "00:42:44.3 +41:16:09",
        "00:42:44.3+41:16:09",
        "00 42 44.3 +41 16 09",
        "J004244.3+411609",
        "10°41'4.6\" +41°16'9\"",
        "10°41\u20324.6\u2033 +41°16\u20329\u2033",
        "00:42:44.3 +41:16:09 J2000",
        "ICRS 10.6846 +41.2692",
        "121.1743 -21.5729 galactic",
        "gal 121.1743, -21.5729",
    ],
)
def test_coordinates_in_many_forms(text):
    assert looks_like_coordinates(text)
    ra, dec = read_coordinates(text)
    assert ra == pytest.approx(M31[0], abs=1e-3)
    assert abs(dec) == pytest.approx(M31[1], abs=1e-3)


@pytest.mark.parametrize(
    "text", ["M31", "3C 273", "47 Tuc", "30 Dor", "O'Neill", "nan nan", "m", ""]
)
def test_names_are_not_coordinates(text):
    assert not looks_like_coordinates(text)


@pytest.mark.parametrize("text", ["10 91", "25:00:00 +91:00:00", "1 2 3", "00:70:00 +10:00:00"])
def test_coordinates_that_make_no_sense(text):
    with pytest.raises(BadRequestError, match="not a position"):
        read_coordinates(text)


@pytest.mark.parametrize(
    ("ra", "dec", "text"),
    [
        (10.684583, 41.269167, "00 42 44.3 +41 16 09"),
        (0.0, -0.5, "00 00 00.0 -00 30 00"),
        (359.99999, -89.99999, "00 00 00.0 -90 00 00"),
        (0.0, -1e-9, "00 00 00.0 +00 00 00"),
    ],
)
def test_sexagesimal(ra, dec, text):
    assert sexagesimal(ra, dec) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("M31", "M 31"),
        (" messier  31 ", "M 31"),
        ("NGC 224", "M 31"),
        ("ngc7331", "NGC 7331"),
        ("Andromeda", "M 31"),
        ("Horsehead Nebula", "B 33"),
        ("MCG +07-02-016", "M 31"),
        ("PGC 2557", "M 31"),
        ("Coddington's Nebula", "IC 2574"),
    ],
)
def test_names_of_openngc_need_no_network(tmp_path, text, name):
    target = resolver(tmp_path).resolve(text)
    assert (target.name, target.source) == (name, "OpenNGC")
    assert target.text == " ".join(text.split())


def test_position_of_m31_is_right(tmp_path):
    target = resolver(tmp_path).resolve("M31")
    assert (target.ra, target.dec) == pytest.approx(M31, abs=1e-3)
    assert target.sexagesimal == "00 42 44.4 +41 16 09"


def test_coordinates_are_a_target(tmp_path):
    target = resolver(tmp_path).resolve("10.5 -41.25")
    assert (target.ra, target.dec, target.source) == (10.5, -41.25, "coordinates")


def test_sesame_is_asked_once(tmp_path):
    with serve(ANSWER) as server:
        mine = resolver(tmp_path, server.url)
        first = mine.resolve("Sirius & Co")
        assert (first.ra, first.dec, first.name, first.source) == (
            101.287,
            -16.716,
            "* alf CMa",
            "Sesame",
        )
        assert mine.resolve("sirius  & CO").ra == first.ra
        assert resolver(tmp_path, server.url).resolve("Sirius & Co", online=False).ra == first.ra
    assert len(server.asked) == 1


def test_offline_sesame_is_not_asked(tmp_path):
    with serve(ANSWER) as server, pytest.raises(TargetNotFoundError, match="nobody else was asked"):
        resolver(tmp_path, server.url).resolve("Sirius", online=False)
    assert server.asked == []


def test_unknown_to_all(tmp_path):
    with serve(NOTHING) as server, pytest.raises(TargetNotFoundError) as caught:
        resolver(tmp_path, server.url).resolve("O'Neill")
    assert caught.value.message == 'Neither OpenNGC nor Sesame knows "O\'Neill".'
    assert "coordinates" in caught.value.remedy


@pytest.mark.parametrize(
    "body", [b"<html>down</html>", b"<Sesame", ANSWER.replace(b"101.287", b"x")]
)
def test_a_failing_sesame_is_left_alone(tmp_path, body):
    with serve(body) as server:
        mine = resolver(tmp_path, server.url)
        with pytest.raises(TargetNotFoundError, match="Sesame could not be asked: Sesame sent"):
            mine.resolve("Sirius")
        with pytest.raises(TargetNotFoundError, match="left alone for five minutes"):
            mine.resolve("Vega")
    assert len(server.asked) == 1


def test_a_failing_sesame_is_asked_again_later(tmp_path):
    replies = [Reply(status=500), Reply(ANSWER)]
    with serve(lambda _: replies.pop(0)) as server:
        mine = resolver(tmp_path, server.url)
        now = [0.0]
        mine._sesame._clock = lambda: now[0]
        with pytest.raises(TargetNotFoundError):
            mine.resolve("Sirius")
        now[0] = 301.0
        assert mine.resolve("Sirius").ra == 101.287


@pytest.mark.parametrize("text", ["", "  ", "x" * 501])
def test_targets_have_a_length(tmp_path, text):
    with pytest.raises(BadRequestError):
        resolver(tmp_path).resolve(text)


def test_a_damaged_cache_is_an_empty_one(tmp_path):
    (tmp_path / "sesame.json").write_bytes(b"{")
    with serve(ANSWER) as server:
        assert resolver(tmp_path, server.url).resolve("Sirius").source == "Sesame"


def test_an_answer_that_cannot_be_remembered_holds(tmp_path):
    (tmp_path / "sesame.json").mkdir()
    with serve(ANSWER) as server:
        assert resolver(tmp_path, server.url).resolve("Sirius").ra == 101.287
        assert resolver(tmp_path / "missing", server.url).resolve("Vega").ra == 101.287
    assert [path.name for path in tmp_path.iterdir()] == ["sesame.json"]
