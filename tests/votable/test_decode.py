"""What good answers become."""

import gzip
import io
import pickle
import subprocess
import sys

import pyarrow as pa
import pytest

from esap_jupyter import votable
from esap_jupyter.votable.schema import unique_names
from tests.support.votables import KINDS, document, one_column


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


def test_gzip_is_unpacked(decode):
    assert decode(gzip.compress(document())).rows == 3


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
        "esap_jupyter.python.result, esap_jupyter.results.frames, esap_jupyter.results.code;"
        "print([m for m in ('numpy', 'pyarrow', 'astropy', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


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


def test_many_equal_names_are_made_unique_at_once():
    names = unique_names(["a"] * 30_000 + ["", ""] * 1000)
    assert len(set(names)) == len(names) == 32_000
    assert names[:2] == ["a", "a_2"]
    assert unique_names(["a", "a", "a_2", "", ""]) == ["a", "a_3", "a_2", "column_4", "column_5"]
