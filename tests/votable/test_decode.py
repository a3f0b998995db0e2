"""What services answer, good and bad."""

import gzip
import io
import pickle
import subprocess
import sys

import pyarrow as pa
import pytest

from esap_jupyter import votable
from esap_jupyter.errors import ArchiveError, BadAnswerError, TooLargeError
from esap_jupyter.results.astropy_table import to_table
from esap_jupyter.votable.schema import unique_names
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


@pytest.mark.parametrize("serialization", ["binary2", "tabledata"])
def test_batches_are_cut_by_bytes(serialization):
    table = pa.table({"x": ["a" * 1_000_000] * 24})
    out = io.BytesIO()
    votable.write(table, out, serialization=serialization)
    batches = list(votable.iter_batches(out.getvalue()))
    assert len(batches) > 1
    assert pa.Table.from_batches(batches).column("x").equals(table.column("x"))


@pytest.mark.parametrize("datatype", ["bit", "boolean", "short", "double", "floatComplex"])
def test_long_binary_arrays_keep_their_elements(datatype):
    size = 2 if datatype == "floatComplex" else 1
    texts = [
        " ".join("0110"[(i * i) % 4] for i in range(count * size)) for count in (3000, 1, 2005)
    ]
    texts = [text.replace(" ", "") if datatype == "bit" else text for text in texts]
    source = votable.read(one_column("x", texts, datatype=datatype, more='arraysize="*"'))
    out = io.BytesIO()
    votable.write(source, out)
    assert votable.read(out.getvalue()).column("x").equals(source.column("x"))
    assert source.column("x").to_pylist()[2][1] in (1, [0, 1])


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


def test_many_equal_names_are_made_unique_at_once():
    names = unique_names(["a"] * 30_000 + ["", ""] * 1000)
    assert len(set(names)) == len(names) == 32_000
    assert names[:2] == ["a", "a_2"]
    assert unique_names(["a", "a", "a_2", "", ""]) == ["a", "a_3", "a_2", "column_4", "column_5"]


@pytest.mark.parametrize("arraysize", ["2x", "**", "abc*", "0", "-1", "9" * 5000 + "*"])
def test_sizes_that_are_none_are_refused(decode, arraysize):
    with pytest.raises(BadAnswerError, match="does not know"):
        decode(one_column("x", ["a"], datatype="char", more=f'arraysize="{arraysize}"'))


def test_the_limit_of_a_long_text_may_be_any_number(decode):
    content = one_column("x", ["a"], datatype="char", more='arraysize="2147483647*"')
    assert decode(content).rows == 1
