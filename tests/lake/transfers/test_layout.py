"""Names of DIDs as names of files."""

import unicodedata

import pytest

from esap_jupyter.lake.dids import DidName
from esap_jupyter.lake.transfers.layout import path_of, plain

ODD = [
    "../../escape.dat",
    "/etc/passwd",
    "..",
    ".hidden",
    "a/b",
    "a\\b",
    "b",
    "a:b",
    "CON",
    "x" * 250,
    "x" * 249 + "y",
    "ü" * 123,
    "星" * 250,
    unicodedata.normalize("NFC", "é.dat"),
    unicodedata.normalize("NFD", "é.dat"),
    "trailing ",
    "trailing.",
    "a" * 240 + ".tar.gz",
    "." + "x" * 249,
]


@pytest.mark.parametrize("name", ODD)
def test_no_name_leads_out_or_is_too_long(name, tmp_path):
    path = path_of(tmp_path, DidName("user/../..", name))
    assert path.parent.parent == tmp_path
    assert len(path.name.encode()) <= 255
    assert not path.name.startswith(".")
    path.parent.mkdir()
    path.touch()


def test_no_two_names_become_one():
    assert len({plain(name) for name in ODD}) == len(ODD)


def test_a_usual_name_stays_as_it_is():
    assert plain("events_01.dat") == "events_01.dat"


def test_nobody_can_imitate_what_another_name_becomes():
    marked = plain("a/b.dat")
    assert marked != "b.dat"
    assert plain(marked) != marked
