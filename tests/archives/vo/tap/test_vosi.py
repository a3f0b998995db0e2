"""What services say about themselves."""

import pytest

from esap_jupyter.archives.vo.tap.vosi import read_availability, read_capabilities, read_tables
from esap_jupyter.errors import BadAnswerError
from tests.support.tap import CAPABILITIES, TABLES

BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<capabilities>&b;</capabilities>"""
FILE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><capabilities>&a;</capabilities>'


def test_capabilities():
    found = read_capabilities(CAPABILITIES, who="X")
    assert (found.is_tap, found.binary2, found.availability) == (True, "votable/b2", None)


def test_binary2_by_media_type_alone():
    body = CAPABILITIES.replace(b"<alias>votable/b2</alias>", b"").replace(
        b"output-votable-binary2", b"x"
    )
    assert (
        read_capabilities(body, who="X").binary2
        == "application/x-votable+xml;serialization=BINARY2"
    )
    assert read_capabilities(body.replace(b"=BINARY2", b"=BINARY"), who="X").binary2 is None


def test_tables():
    stars, odd = read_tables(TABLES, who="X")
    assert (stars.id, stars.rows, stars.ra, stars.dec) == ("my.stars", 3, "alpha", "delta")
    assert stars.description == "All of them"
    assert [(c.datatype, c.arraysize, c.numeric) for c in stars.columns] == [
        ("char", "*", False),
        ("double", None, True),
        ("double", None, True),
    ]
    assert (odd.ra, odd.columns[0].datatype, odd.columns[0].arraysize) == (None, "char", "*")


@pytest.mark.parametrize(
    ("given", "xtype"),
    [
        (b'xsi:type="vs:VOTableType" extendedType="adql:REGION" arraysize="*">char', "adql:REGION"),
        (b'xsi:type="vs:TAPType">REGION', "adql:REGION"),
        (b'xsi:type="vs:TAPType">adql:REGION', "adql:REGION"),
        (b'xsi:type="vs:VOTableType" extendedType="polygon" arraysize="*">double', "polygon"),
        (b'xsi:type="vs:TAPType">VARCHAR', None),
    ],
)
def test_extended_types_are_kept(given, xtype):
    body = TABLES.replace(b'xsi:type="vs:VOTableType" arraysize="*">char', given)
    assert read_tables(body, who="X")[0].columns[0].xtype == xtype


@pytest.mark.parametrize("rows", ["\u00b2", "9" * 30, "9" * 5000, "-1", "many"])
def test_a_number_of_rows_that_is_none_is_not_known(rows):
    body = TABLES.replace(b"<nrows>3<", f"<nrows>{rows}<".encode())
    assert read_tables(body, who="X")[0].rows is None


def test_availability():
    assert read_availability(
        b"<availability><available>false</available><note>Back\n  at noon</note></availability>",
        who="X",
    ) == (False, "Back at noon")


@pytest.mark.parametrize("body", [BOMB, FILE, BOMB.decode().encode("utf-16")])
def test_entity_declarations_are_refused(body):
    with pytest.raises(
        BadAnswerError, match=r"^X sent its capabilities that (declares entities|is not)"
    ):
        read_capabilities(body, who="X")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!DOCTYPE html><html><body>Hi</body></html>", "a web page instead of its capabilities"),
        (b"  <HTML>", "a web page"),
        (b"", "not well-formed"),
        (b"<capabilities><capab", "not well-formed"),
        (b"\xff\xfe\x00", "not well-formed"),
        (b"<other/>", "sent <other> where <capabilities> was expected"),
        (b'<?xml version="1.0" encoding="nonsense"?><capabilities/>', "not well-formed"),
    ],
)
def test_anything_else_is_a_bad_answer(body, says):
    with pytest.raises(BadAnswerError, match=says) as caught:
        read_capabilities(body, who="The archive")
    assert caught.value.message.startswith("The archive")
    assert caught.value.remedy


def test_a_service_without_tap():
    assert not read_capabilities(b"<capabilities><capability/></capabilities>", who="X").is_tap


def test_descriptions_are_printable_and_no_longer_than_a_page():
    long = ("All \u202eof them " + "x" * 5000).encode()
    (stars, _) = read_tables(TABLES.replace(b"All   of\n      them", long), who="X")
    assert stars.description.startswith("All of them xxx")
    assert len(stars.description) <= 2000
