"""What bad and hostile answers come to, and what only looks like one."""

import gzip

import pytest

from esap_jupyter import votable
from esap_jupyter.errors import ArchiveError, BadAnswerError, TooLargeError
from esap_jupyter.results.astropy_table import to_table
from tests.support.votables import document, one_column, status

BOMB = b"""<?xml version="1.0"?><!DOCTYPE VOTABLE [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
<VOTABLE version="1.4"><DESCRIPTION>&b;</DESCRIPTION></VOTABLE>"""


PAGE = b"<!DOCTYPE html>\n<html><head><title>503 &amp; <b>gone</b></title><body><br>sorry</html>"


@pytest.mark.parametrize("value", ["ERROR", "error", "ABORTED"])
def test_error_status_gives_the_services_words(decode, left, value):
    with pytest.raises(ArchiveError, match=r"^no table <b>x</b> here") as caught:
        decode(status(value, "no table\n   <b>x</b> here  "))
    assert caught.value.message == "no table <b>x</b> here"
    assert left() == []


def test_error_after_the_rows_is_an_error(decode, left):
    tail = '<INFO name="QUERY_STATUS" value="ERROR">disk full</INFO>'
    with pytest.raises(ArchiveError, match="disk full"):
        decode(document(tail=tail))
    assert left() == []


def test_error_without_words_says_so(decode):
    with pytest.raises(ArchiveError, match="ERROR"):
        decode(status("ERROR"))


def test_cone_search_error_is_an_error(decode):
    text = b'<VOTABLE version="1.1"><INFO name="Error" value="SR is missing"/></VOTABLE>'
    with pytest.raises(ArchiveError, match="SR is missing"):
        decode(text)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PAGE, "web page.*503 & gone"),
        (b"<html><body>no</body></html>", "web page"),
        (b"\n<HTML><BR><TITLE>Login</TITLE>", "web page.*Login"),
        (b"", "empty"),
        (b"Service\0 down", "begins with 'Service down'"),
        (b'{"error": 1}', "not a VOTable"),
        (b"<job xmlns='x'/>", "another kind.*job"),
        (BOMB, "entities"),
        (b"<VOTABLE version='1.4'/>", "without a table"),
        (status("OK"), "without a table"),
        (document("", []), "without columns"),
        (document()[:-200], "damaged or breaks off"),
        (document()[:400], "damaged or breaks off"),
        (document() + b"<p>", "damaged or breaks off"),
        (document().replace(b"</TD></TR>", b"</TR>", 1), "damaged"),
        (document().replace(b"<TD>7</TD>", b""), "21 cells instead of 22"),
        (one_column("x", ["1", "seven"]), "'x' holds 'seven', which is no int"),
        (one_column("x", ["2147483648"]), "no int"),
        (one_column("x", ["1_000"]), "no int"),
        (one_column("x", ["yes"], datatype="boolean"), "no boolean"),
        (one_column("x", ["1 2"], more='arraysize="3"'), "2 elements"),
        (one_column("x", ["1"], datatype="quaternion"), "does not know.*quaternion"),
        (one_column("x", ["1"], more='arraysize="many"'), "does not know"),
        (b"\x1f\x8b" + b"junk" * 9, "compressed"),
        (gzip.compress(document())[:-30], "compressed"),
    ],
)
def test_bad_answers_are_refused_and_leave_nothing(decode, left, content, words):
    with pytest.raises(BadAnswerError, match=words) as caught:
        decode(content)
    assert caught.value.remedy
    assert left() == []


def with_stream(text, *, attributes='encoding="base64"', field='datatype="double"'):
    stream = f"<BINARY><STREAM {attributes}>{text}</STREAM></BINARY>".encode()
    content = document(f'<FIELD name="x" {field}/>', [])
    return content.replace(b"<TABLEDATA>\n</TABLEDATA>", stream)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (with_stream("AAAA"), "middle of a row"),
        (with_stream("AAAAAA"), "middle of a row"),
        (with_stream("!!!!"), "base64"),
        (with_stream("P/A", attributes='encoding="gzip"'), "another file or encoding"),
        (with_stream("", attributes='href="http://127.0.0.1/x"'), "another file or encoding"),
        (with_stream("eHh4", field='datatype="boolean"'), "boolean"),
        (with_stream("/////w==", field='datatype="double" arraysize="*"'), "negative"),
        # A thousand doubles are announced, none follow.
        (with_stream("AAAD6A==", field='datatype="double" arraysize="*"'), "middle of a row"),
        (with_stream("AAAA<x/>AAAA"), "element x"),
        (with_stream("<TR/>"), "element TR"),
    ],
)
def test_bad_binary_streams_are_refused(decode, left, content, words):
    with pytest.raises(BadAnswerError, match=words):
        decode(content)
    assert left() == []


def test_old_file_survives_a_bad_answer(decode, tmp_path):
    decode(document())
    before = (tmp_path / "table.arrow").read_bytes()
    with pytest.raises(BadAnswerError):
        decode(document()[:-100])
    assert (tmp_path / "table.arrow").read_bytes() == before


def test_limit_of_bytes_holds_for_the_unpacked_document(decode, left):
    packed = gzip.compress(one_column("x", ["1"] * 100_000))
    assert len(packed) < 100_000
    with pytest.raises(TooLargeError):
        decode(packed, max_bytes=100_000)
    assert left() == []


def test_external_doctype_is_harmless(decode):
    old = document(version="1.1").replace(
        b"<VOTABLE", b'<!DOCTYPE VOTABLE SYSTEM "http://us-vo.org/xml/VOTable.dtd">\n<VOTABLE', 1
    )
    assert decode(old).rows == 3


HUGE = ["3000000000x5", "99999999999999999999", "99999999999999999999x*", "9" * 5000, "100000000"]


@pytest.mark.parametrize("arraysize", HUGE)
@pytest.mark.parametrize("datatype", ["char", "unicodeChar", "double", "bit", "floatComplex"])
@pytest.mark.parametrize("kind", ["TABLEDATA", "BINARY", "BINARY2"])
def test_hostile_sizes_are_refused(decode, left, kind, datatype, arraysize):
    field = f'<FIELD name="x" datatype="{datatype}" arraysize="{arraysize}"/>'
    content = document(field, []).replace(b"TABLEDATA", kind.encode())
    with pytest.raises((BadAnswerError, TooLargeError), match="column 'x'"):
        decode(content)
    assert left() == []


@pytest.mark.parametrize("dimensions", [17, 101, 3000, 100_000])
def test_too_many_dimensions_are_refused(decode, dimensions):
    arraysize = "x".join(["1"] * dimensions)
    with pytest.raises(BadAnswerError, match="dimensions") as caught:
        decode(one_column("x", [], datatype="int", more=f'arraysize="{arraysize}"'))
    assert len(str(caught.value)) < 400


def test_sixteen_dimensions_are_read():
    content = one_column("x", ["1"], datatype="int", more=f'arraysize="{"x".join(["1"] * 16)}"')
    assert to_table(votable.read(content))["x"].shape == (1, *[1] * 16)


@pytest.mark.parametrize("datatype", ["double", "bit", "boolean", "unsignedByte"])
def test_cells_of_too_many_elements_are_refused_before_they_come(decode, datatype):
    content = with_stream("f////w==", field=f'datatype="{datatype}" arraysize="*"')
    with pytest.raises(TooLargeError, match="column 'x'"):
        decode(content)


def test_rows_that_are_too_large_are_refused(decode, left, monkeypatch):
    monkeypatch.setattr("esap_jupyter.votable.reader._BATCH_BYTES", 1 << 18)
    monkeypatch.setattr("esap_jupyter.votable.reader._ROW_BYTES", 1 << 20)
    large = one_column("x", ["a" * (2 << 20)], datatype="char", more='arraysize="*"')
    with pytest.raises(TooLargeError, match="A row"):
        decode(large)
    assert left() == []
    # Much metadata behind the table is no row.
    after = f"<TABLE><DESCRIPTION>{'a' * (2 << 20)}</DESCRIPTION></TABLE>"
    assert decode(document(tail=after)).rows == 3


@pytest.mark.parametrize("kind", ["TABLEDATA", "BINARY", "BINARY2"])
def test_rows_without_columns_are_refused(decode, kind):
    content = document("", []).replace(b"TABLEDATA", kind.encode())
    with pytest.raises(BadAnswerError, match="without columns"):
        decode(content.replace(b"<DATA>", b"").replace(b"</DATA>", b""))


def test_stream_outside_data_is_read_and_ends(decode):
    content = with_stream("AAAAAQ==", field='datatype="int"')
    assert decode(content.replace(b"<DATA>", b"").replace(b"</DATA>", b"")).rows == 1


@pytest.mark.parametrize(
    "rows",
    [
        "<TR><TD>1</TD><TR><TD>2</TD></TR></TR>",
        "<TR><TD>1<TD>2</TD></TD></TR>",
        "<TD>1</TD>",
        "<TR><TD>1<b>2</b></TD></TR>",
        "<TR><TD>1</TD></TR><TABLE/>",
        "<TR><TD>1</TD></TR></TABLEDATA><TABLEDATA><TR><TD>2</TD></TR>",
        "</TABLEDATA><TR><TD>2</TD></TR><TABLEDATA>",
    ],
)
def test_elements_out_of_their_place_are_refused(decode, left, rows):
    content = document('<FIELD name="x" datatype="int"/>', [])
    with pytest.raises(BadAnswerError, match="has an element"):
        decode(content.replace(b"<TABLEDATA>\n", f"<TABLEDATA>{rows}".encode()))
    assert left() == []


@pytest.mark.parametrize("encoding", ["bogus", "shift_jis", "idna", "rot13", "undefined", "hex"])
def test_foreign_encodings_are_refused(decode, left, encoding):
    content = document().replace(b'version="1.0"', f'version="1.0" encoding="{encoding}"'.encode())
    with pytest.raises(BadAnswerError, match=f"encoding .*{encoding}"):
        decode(content)
    assert left() == []


@pytest.mark.parametrize("encoding", ["utf-8", "ISO-8859-1", "windows-1252", "us-ascii"])
def test_known_encodings_are_read(encoding):
    content = one_column("x", ["caf\N{LATIN SMALL LETTER E WITH ACUTE}"], datatype="char")
    text = content.decode().replace('version="1.0"', f'version="1.0" encoding="{encoding}"')
    text = text.replace('datatype="char"', 'datatype="char" arraysize="*"')
    read = votable.read(text.encode(encoding, "xmlcharrefreplace"))
    assert read.column("x").to_pylist() == ["caf\N{LATIN SMALL LETTER E WITH ACUTE}"]


@pytest.mark.parametrize("arraysize", ["2x", "**", "abc*", "0", "-1", "9" * 5000 + "*"])
def test_sizes_that_are_none_are_refused(decode, arraysize):
    with pytest.raises(BadAnswerError, match="does not know"):
        decode(one_column("x", ["a"], datatype="char", more=f'arraysize="{arraysize}"'))


def test_the_limit_of_a_long_text_may_be_any_number(decode):
    content = one_column("x", ["a"], datatype="char", more='arraysize="2147483647*"')
    assert decode(content).rows == 1
