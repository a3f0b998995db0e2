"""Round trips through both serializations, and reading by astropy."""

import io
import math
from datetime import date, datetime

import hypothesis.strategies as st
import numpy as np
import pyarrow as pa
import pytest
from astropy.io.votable import parse
from hypothesis import given, settings

from esap_jupyter import votable
from esap_jupyter.errors import ArchiveError, BadRequestError, TimedOutError
from esap_jupyter.votable import writer
from esap_jupyter.votable.schema import FieldSpec, columns, make_schema
from tests.support.votables import document

BOTH = pytest.mark.parametrize("serialization", ["binary2", "tabledata"])
TEXT = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn"]), max_size=12)
ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
F32 = st.floats(width=32)
F64 = st.floats()


def fixed(elements, size):
    return st.lists(elements, min_size=size, max_size=size)


KINDS = {
    "boolean": ("boolean", None, st.booleans()),
    "bit": ("bit", None, st.booleans()),
    "byte": ("unsignedByte", None, st.integers(0, 255)),
    "short": ("short", None, st.integers(-(2**15), 2**15 - 1)),
    "int": ("int", None, st.integers(-(2**31), 2**31 - 1)),
    "long": ("long", None, st.integers(-(2**63), 2**63 - 1)),
    "float": ("float", None, F32),
    "double": ("double", None, F64),
    "char": ("char", "*", ASCII),
    "bounded": ("char", "12*", ASCII),
    "unicode": ("unicodeChar", "*", TEXT),
    "complex": ("floatComplex", None, fixed(F32, 2)),
    "pair": ("double", "2", fixed(F64, 2)),
    "grid": ("short", "2x3", fixed(fixed(st.integers(-9, 9), 2), 3)),
    "any": ("double", "*", st.lists(F64, max_size=4)),
    "pairs": ("long", "2x*", st.lists(fixed(st.integers(-(2**63), 2**63 - 1), 2), max_size=3)),
    "complexes": ("doubleComplex", "*", st.lists(fixed(F64, 2), max_size=3)),
    "flags": ("boolean", "3", fixed(st.booleans() | st.none(), 3)),
    "bits": ("bit", "11", fixed(st.booleans(), 11)),
    "manybits": ("bit", "*", st.lists(st.booleans(), max_size=20)),
}
SPECS = [FieldSpec(name=n, datatype=d, arraysize=a) for n, (d, a, _) in KINDS.items()]
SCHEMA = make_schema(SPECS, {})
ROW = st.fixed_dictionaries({n: st.none() | s for n, (_, _, s) in KINDS.items()})


def written(table, **options):
    out = io.BytesIO()
    votable.write(table, out, **options)
    return out.getvalue()


def expected(value, name, serialization):
    # In TABLEDATA, the empty element is the missing value.
    if serialization == "tabledata" and value in ("", []):
        return None
    if name == "complex" and serialization == "tabledata" and value is None:
        return None
    return value


@BOTH
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(ROW, max_size=5))
def test_every_datatype_survives(serialization, rows):
    table = pa.Table.from_pylist(rows, SCHEMA)
    back = votable.read(written(table, serialization=serialization))
    assert back.schema.equals(SCHEMA.remove_metadata())
    for name in KINDS:
        wanted = [expected(row[name], name, serialization) for row in rows]
        # repr tells -0.0 from 0.0, and NaN from anything else.
        stored = pa.array(wanted, SCHEMA.field(name).type).to_pylist()
        assert repr(back[name].to_pylist()) == repr(stored), name


@BOTH
@settings(max_examples=25, deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=4))
def test_astropy_reads_the_same(serialization, rows):
    names = [name for name in KINDS if name not in {"manybits", "complexes"}]
    table = pa.Table.from_pylist(rows, SCHEMA).select(names)
    read = parse(io.BytesIO(written(table, serialization=serialization))).get_first_table()
    for name in ("byte", "short", "int", "long", "boolean", "bit"):
        seen = [None if cell is np.ma.masked else cell for cell in read.array[name]]
        if name == "bit" and serialization == "tabledata":
            # astropy takes a missing bit of TABLEDATA for false.
            seen = [
                cell if row[name] is not None else None
                for cell, row in zip(seen, rows, strict=True)
            ]
        assert seen == [row[name] for row in rows], name
    for name in ("float", "double"):
        for cell, row in zip(read.array[name], rows, strict=True):
            missing = row[name] is None or math.isnan(row[name])
            assert (cell is np.ma.masked) == missing
            assert missing or cell == row[name]
    if serialization == "binary2":
        for name in ("char", "unicode"):
            assert list(read.array[name]) == [row[name] or "" for row in rows]


@BOTH
def test_metadata_survives(serialization):
    table = votable.read(document(tail=""))
    back = votable.read(written(table, serialization=serialization))
    # Texts longer than they declare are written with their true size.
    assert columns(back.schema)[:7] == columns(table.schema)[:7]
    assert back.schema.field("i").metadata[b"unit"] == b""
    assert repr(back.to_pylist()) == repr(table.to_pylist())


@BOTH
def test_hostile_texts_are_data(serialization):
    bad = "</TD>]]>&amp;<b>\"'\r\n\t \x7f"
    spec = FieldSpec(
        name='"><x', datatype="unicodeChar", arraysize="*",
        more={"description": "<script>\n&", "ucd": 'a"b', "unit": "<>"},
    )  # fmt: skip
    schema = make_schema([spec], {"description": "</TABLE>", "infos": {'"': "<&>"}})
    back = votable.read(written(pa.table([[bad]], schema=schema), serialization=serialization))
    assert back.column_names == ['"><x']
    assert back.column(0).to_pylist() == [bad]
    column = columns(back.schema)[0]
    assert (column.description, column.ucd, column.unit) == ("<script>\n&", 'a"b', "<>")


def test_characters_that_xml_cannot_hold_are_replaced():
    table = pa.table({"s": ["a\0b\x1b\ufffec"]})
    back = votable.read(written(table, serialization="tabledata"))
    assert back["s"].to_pylist() == ["a\ufffdb\ufffd\ufffdc"]
    assert votable.read(written(table))["s"].to_pylist() == ["a\0b\x1b\ufffec"]


@BOTH
def test_overflow_stands_behind_the_table(serialization):
    content = written(pa.table({"x": [1]}), serialization=serialization, overflow=True)
    assert content.index(b"OVERFLOW") > content.index(b"</TABLE>")
    assert b"OVERFLOW" not in written(pa.table({"x": [1]}), serialization=serialization)


def test_overflow_may_be_known_at_the_end_only():
    seen = []

    def batches():
        yield pa.record_batch({"x": [1]})
        seen.append("last")

    out = io.BytesIO()
    votable.write(batches(), out, overflow=lambda: seen == ["last"])
    assert b"OVERFLOW" in out.getvalue()


def test_many_batches_make_one_stream():
    schema = pa.schema([pa.field("x", pa.int32()), pa.field("s", pa.string())])
    batches = [pa.record_batch([[n], [f"row {n}"]], schema=schema) for n in range(50)]
    out = io.BytesIO()
    votable.write(batches, out)
    assert votable.read(out.getvalue())["x"].to_pylist() == list(range(50))
    assert len(parse(io.BytesIO(out.getvalue())).get_first_table().array) == 50


def test_no_batches_need_a_schema():
    out = io.BytesIO()
    votable.write([], out, schema=pa.schema([pa.field("x", pa.int32())]))
    assert votable.read(out.getvalue()).num_rows == 0
    with pytest.raises(BadRequestError):
        votable.write([], io.BytesIO())


@BOTH
def test_types_without_metadata_are_derived(serialization):
    table = pa.table(
        {
            "i8": pa.array([-3, None], pa.int8()),
            "u32": pa.array([2**32 - 1, None], pa.uint32()),
            "half": pa.array([0.5, None], pa.float16()),
            "large": pa.array(["\N{TELESCOPE}", None], pa.large_string()),
            "word": pa.array(["a", None]).dictionary_encode(),
            "when": pa.array(
                [datetime.fromisoformat("2026-01-02T03:04:05.000600"), None], pa.timestamp("us")
            ),
            "day": pa.array([date(2026, 1, 2), None]),
            "list": pa.array([[1.5], None], pa.large_list(pa.float32())),
        }
    )
    back = votable.read(written(table, serialization=serialization))
    assert back.to_pylist()[0] == {
        "i8": -3, "u32": 2**32 - 1, "half": 0.5, "large": "\N{TELESCOPE}", "word": "a",
        "when": "2026-01-02T03:04:05.000600", "day": "2026-01-02", "list": [1.5],
    }  # fmt: skip
    assert set(back.to_pylist()[1].values()) == {None}
    kinds = {column.name: (column.datatype, column.arraysize) for column in columns(back.schema)}
    assert kinds["i8"] == ("short", None)
    assert kinds["u32"] == ("long", None)
    assert kinds["when"] == ("char", "*")
    assert back.schema.field("when").metadata[b"xtype"] == b"timestamp"


def test_types_that_votable_lacks_are_refused():
    table = pa.table({"x": pa.array([{"a": 1}])})
    with pytest.raises(BadRequestError, match=r"'x'.*cannot hold"):
        written(table)


def test_non_ascii_in_a_char_column_is_written_as_unicode():
    schema = make_schema([FieldSpec(name="s", datatype="char", arraysize="3")], {})
    table = pa.table(
        [["\N{LATIN SMALL LETTER E WITH ACUTE}t\N{LATIN SMALL LETTER E WITH ACUTE}", "toolong"]],
        schema=schema,
    )
    content = written(table)
    assert votable.read(content)["s"].to_pylist() == table["s"].to_pylist()
    assert list(parse(io.BytesIO(content)).get_first_table().array["s"]) == table["s"].to_pylist()


def test_missing_integers_in_arrays_need_a_null_value():
    spec = FieldSpec(name="x", datatype="int", arraysize="*")
    table = pa.table([[[1, None]]], schema=make_schema([spec], {}))
    with pytest.raises(BadRequestError, match="missing integers"):
        written(table)
    spec.more["null"] = "-99"
    table = pa.table([[[1, None]]], schema=make_schema([spec], {}))
    for serialization in ("binary2", "tabledata"):
        back = votable.read(written(table, serialization=serialization))
        assert back["x"].to_pylist() == [[1, None]]


@BOTH
@pytest.mark.parametrize("rows", [0, 1, 2, 20_000])
def test_rows_that_break_off_end_in_words(serialization, rows):
    table = pa.table(
        {"x": pa.array(range(rows), pa.int32()), "s": pa.array(["<"] * rows, pa.string())}
    )

    def batches():
        yield from table.to_batches()
        raise TimedOutError("It took too long & <was> stopped.")

    told = []
    options = {"serialization": serialization, "schema": table.schema, "overflow": True}
    content = written(batches(), on_error=lambda e: told.append(e) or str(e), **options)
    assert len(told) == 1
    assert b"OVERFLOW" not in content
    assert len(parse(io.BytesIO(content)).get_first_table().array) == rows
    with pytest.raises(ArchiveError, match=r"^It took too long & <was> stopped\.") as caught:
        votable.read(content)
    assert caught.value.message == "It took too long & <was> stopped."
    came = votable.iter_batches(content)
    with pytest.raises(ArchiveError):
        list(came)
    with pytest.raises(TimedOutError):
        written(batches(), **options)


@BOTH
def test_what_cannot_be_encoded_is_such_an_error_too(serialization):
    table = pa.table({"x": pa.array([[1, None]], pa.list_(pa.int32(), 2))})
    content = written(table, on_error=str, serialization=serialization)
    if serialization == "tabledata":
        assert votable.read(content).num_rows == 1
        return
    with pytest.raises(ArchiveError, match="missing integers"):
        votable.read(content)


def test_missing_arrays_are_written_a_few_rows_at_a_time(monkeypatch):
    sizes = []
    original = writer.encode_rows
    monkeypatch.setattr(
        writer, "encode_rows", lambda s, c: sizes.append(len(c[0])) or original(s, c)
    )
    spec = FieldSpec(name="x", datatype="double", arraysize="1000000")
    schema = make_schema([spec], {})
    table = pa.Table.from_pydict({"x": [None] * 5}, schema=schema)
    assert votable.read(written(table)).num_rows == 5
    assert sizes == [2, 2, 1]
