"""What services answer, good and bad."""

import gzip
import pickle
import subprocess
import sys

import pyarrow as pa
import pytest

from esap_jupyter import votable
from esap_jupyter.errors import ArchiveError, BadAnswerError, TooLargeError
from tests.support.votables import KINDS, document, one_column, status

BOMB = b"""<?xml version="1.0"?><!DOCTYPE VOTABLE [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
<VOTABLE version="1.4"><DESCRIPTION>&b;</DESCRIPTION></VOTABLE>"""
PAGE = b"<!DOCTYPE html>\n<html><head><title>503 &amp; <b>gone</b></title><body><br>sorry</html>"


@pytest.fixture
def decode(tmp_path):
    def run(content, **options):
        source = tmp_path / "answer"
        source.write_bytes(content)
        return votable.decode(source, tmp_path / "table.arrow", **options)

    return run


@pytest.fixture
def left(tmp_path):
    return lambda: sorted(path.name for path in tmp_path.iterdir() if path.name != "answer")


def test_table_becomes_arrow_with_metadata(decode, tmp_path):
    decoded = decode(document())
    table = pa.ipc.open_file(tmp_path / "table.arrow").read_all()
    assert decoded.rows == table.num_rows == 3
    assert table["id"].to_pylist() == [9007199254740993, None, -9223372036854775808]
    assert table["i"].to_pylist() == [7, None, None]
    assert table["s"].to_pylist() == ["a < b", None, None]
    assert table.schema.field("f").metadata[b"unit"] == b"Jy/beam"
    assert table.schema.field("f").type == pa.float32()
    assert [column.name for column in decoded.columns] == table.column_names
    assert decoded.columns[0].description == "Identifier"
    assert decoded.columns[0].ucd == "meta.id;meta.main"
    assert decoded.columns[0].numeric
    assert votable_metadata(table)["infos"] == {"QUERY_STATUS": "OK"}
    assert not decoded.truncated
    assert pickle.loads(pickle.dumps(decoded)) == decoded


def test_nothing_but_the_table_is_left(decode, left):
    decode(document())
    assert left() == ["table.arrow"]


def test_no_rows_are_an_answer(decode, tmp_path):
    assert decode(document(rows=[])).rows == 0
    assert pa.ipc.open_file(tmp_path / "table.arrow").read_all().num_columns == 22


def test_table_without_data_is_empty(decode):
    text = document(rows=[]).replace(b"<DATA><TABLEDATA>\n</TABLEDATA></DATA>", b"")
    assert decode(text).rows == 0


@pytest.mark.parametrize("place", ["head", "tail"])
def test_overflow_is_told_wherever_it_stands(decode, place):
    info = '<INFO name="QUERY_STATUS" value="OVERFLOW">limit</INFO>'
    assert decode(document(**{place: info})).truncated


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
        # Two thousand million doubles are announced, none follow.
        (with_stream("f////w==", field='datatype="double" arraysize="*"'), "middle of a row"),
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


def test_gzip_is_unpacked(decode):
    assert decode(gzip.compress(document())).rows == 3


def test_limit_of_bytes_holds_for_the_unpacked_document(decode, left):
    packed = gzip.compress(one_column("x", ["1"] * 100_000))
    assert len(packed) < 100_000
    with pytest.raises(TooLargeError):
        decode(packed, max_bytes=100_000)
    assert left() == []


def test_limit_of_rows_truncates(decode, tmp_path):
    decoded = decode(one_column("x", [str(n) for n in range(40_000)]), max_rows=20_000)
    assert decoded.truncated
    assert decoded.rows == 20_000
    table = pa.ipc.open_file(tmp_path / "table.arrow").read_all()
    assert table["x"].to_pylist() == list(range(20_000))


def test_progress_counts_rows(decode):
    seen = []
    decode(one_column("x", ["1"] * 50_000), progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 50_000
    assert len(seen) > 1


def test_external_doctype_is_harmless(decode):
    old = document(version="1.1").replace(
        b"<VOTABLE", b'<!DOCTYPE VOTABLE SYSTEM "http://us-vo.org/xml/VOTable.dtd">\n<VOTABLE', 1
    )
    assert decode(old).rows == 3


def test_prefixes_are_read(decode):
    text = document('<FIELD name="x" datatype="int"/>', [["4"]]).decode()
    for name in ("VOTABLE", "RESOURCE", "INFO", "TABLE", "FIELD", "DATA", "TABLEDATA", "TR", "TD"):
        text = text.replace(f"<{name}", f"<vot:{name}").replace(f"</{name}>", f"</vot:{name}>")
    assert decode(text.encode()).rows == 1


def test_only_the_first_results_table_counts(decode):
    other = (
        '<TABLE><FIELD name="y" datatype="char" arraysize="*"/><DATA><TABLEDATA><TR><TD>no</TD>'
        "</TR></TABLEDATA></DATA></TABLE>"
    )
    meta = f'<RESOURCE type="meta"><INFO name="QUERY_STATUS" value="ERROR"/>{other}</RESOURCE>'
    content = document('<FIELD name="x" datatype="int"/>', [["4"]], head=meta, tail=other)
    assert votable.read(content).to_pydict() == {"x": [4]}


def test_names_are_made_unique_and_stay_text(decode):
    names = ["ra", "ra", "ra_2", "", "&lt;img onerror=alert(1)&gt;", "&quot;; import os"]
    fields = "".join(f'<FIELD name="{name}" datatype="int"/>' for name in names)
    decoded = decode(document(fields, [["1"] * 6]))
    assert [column.name for column in decoded.columns] == [
        "ra", "ra_3", "ra_2", "column_4", "<img onerror=alert(1)>", '"; import os',
    ]  # fmt: skip


def test_id_stands_in_for_a_name(decode):
    decoded = decode(document('<FIELD ID="the_id" datatype="int"/>', []))
    assert decoded.columns[0].name == "the_id"


def test_table_metadata_is_kept():
    head = (
        "<DESCRIPTION>of the resource</DESCRIPTION>"
        '<INFO name="QUERY_STATUS" value="OK"/><INFO name="server" value="x"/>'
        '<COOSYS ID="s" system="ICRS"/><TIMESYS ID="t" timescale="UTC"/>'
        '<PARAM name="p" datatype="int" value="3"/>'
    )
    table = votable.read(document("<DESCRIPTION>of the table</DESCRIPTION>" + KINDS, head=head))
    metadata = votable_metadata(table)
    assert metadata["description"] == "of the table"
    assert metadata["infos"]["server"] == "x"
    assert metadata["coosys"] == [{"ID": "s", "system": "ICRS"}]
    assert metadata["timesys"] == [{"ID": "t", "timescale": "UTC"}]
    assert metadata["params"] == [{"name": "p", "datatype": "int", "value": "3"}]


def votable_metadata(table):
    from esap_jupyter.votable.schema import table_metadata

    return table_metadata(table.schema)


def test_read_takes_paths_bytes_and_files(tmp_path):
    path = tmp_path / "x.vot"
    path.write_bytes(document())
    with path.open("rb") as file:
        tables = [votable.read(path), votable.read(str(path)), votable.read(file)]
    assert all(table.equals(votable.read(document())) or table.num_rows == 3 for table in tables)


def test_batches_come_while_the_document_is_read():
    batches = list(votable.iter_batches(one_column("x", ["1"] * 60_000)))
    assert len(batches) > 1
    assert sum(batch.num_rows for batch in batches) == 60_000


def test_importing_imports_nothing_heavy():
    code = (
        "import sys, esap_jupyter.votable, esap_jupyter.results.store, esap_jupyter.results.pages,"
        "esap_jupyter.results.result, esap_jupyter.results.frames, esap_jupyter.results.code;"
        "print([m for m in ('numpy', 'pyarrow', 'astropy', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


HUGE = ["3000000000x5", "99999999999999999999", "99999999999999999999x*", "9" * 5000, "100000000"]


@pytest.mark.parametrize("arraysize", HUGE)
@pytest.mark.parametrize("datatype", ["char", "unicodeChar", "double", "bit", "floatComplex"])
@pytest.mark.parametrize("kind", ["TABLEDATA", "BINARY", "BINARY2"])
def test_hostile_sizes_are_refused(decode, left, kind, datatype, arraysize):
    field = f'<FIELD name="x" datatype="{datatype}" arraysize="{arraysize}"/>'
    content = document(field, []).replace(b"TABLEDATA", kind.encode())
    with pytest.raises(BadAnswerError, match="column 'x'"):
        decode(content)
    assert left() == []


@pytest.mark.parametrize("arraysize", ["2x", "**", "abc*", "0", "-1", "9" * 5000 + "*"])
def test_sizes_that_are_none_are_refused(decode, arraysize):
    with pytest.raises(BadAnswerError, match="does not know"):
        decode(one_column("x", ["a"], datatype="char", more=f'arraysize="{arraysize}"'))


def test_the_limit_of_a_long_text_may_be_any_number(decode):
    content = one_column("x", ["a"], datatype="char", more='arraysize="2147483647*"')
    assert decode(content).rows == 1
