"""Results in Python: forms equal to pyvo's, files, and output in a notebook."""

import io
import random
import warnings

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest
from astropy.io.votable import parse
from astropy.table import QTable, Table

from esap_jupyter import votable
from esap_jupyter.errors import (
    BadAnswerError,
    BadRequestError,
    NotAvailableError,
    NotFoundError,
    TooLargeError,
)
from esap_jupyter.python.result import Result
from esap_jupyter.results.frames import FORMS, convert
from esap_jupyter.results.pages import page
from tests.support.stored import store_document, store_table
from tests.support.votables import document, one_column

TAIL = '<INFO name="QUERY_STATUS" value="OVERFLOW"/>'


@pytest.fixture
def result(tmp_path):
    return Result(store_document(tmp_path / "home", document(tail=TAIL)))


def peer(content):
    """Read as pyvo does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return parse(io.BytesIO(content)).get_first_table().to_table(use_names_over_ids=True)


# Before VOTable 1.3, an empty cell of a number had no meaning.
@pytest.mark.parametrize(
    ("version", "rows"), [("1.1", []), ("1.3", None), ("1.4", None), ("1.4", [])]
)
def test_table_equals_pyvos(version, rows):
    content = document(version=version, rows=rows)
    theirs, ours = peer(content), convert(votable.read(content), "astropy")
    assert ours.colnames == theirs.colnames
    for name in theirs.colnames:
        a, b = theirs[name], ours[name]
        assert type(b) is type(a)
        for part in ("dtype", "shape", "unit", "description", "format", "meta"):
            assert getattr(b, part) == getattr(a, part), (name, part)
        if name == "zz":
            # astropy masks a missing array of complex numbers, but no other array.
            continue
        assert np.array_equal(np.asarray(b.mask), np.asarray(a.mask)), name
        for x, y in zip(a, b, strict=True):
            assert np.ma.array(y).tolist() == np.ma.array(x).tolist(), name


def test_identifiers_are_exact_and_metadata_is_there(result):
    table = result.to_table()
    assert table["id"][0] == 9007199254740993
    assert table["id"].description == "Identifier"
    assert table["id"].meta["ucd"] == "meta.id;meta.main"
    assert table.meta["provenance"]["archive"] == "sandbox"
    assert table.meta["truncated"] is True


def test_forms(result, tmp_path):
    assert isinstance(result.to_table(), Table)
    quantities = result.to_qtable()
    assert isinstance(quantities, QTable)
    assert str(quantities["h"].unit) == "km / s"
    frame = result.to_pandas()
    assert frame["id"].tolist()[0] == 9007199254740993
    assert frame["i"].dtype == pd.ArrowDtype(pa.int32())
    assert frame["i"].isna().tolist() == [False, True, True]
    assert result.to_arrow().num_rows == result.to_polars().height == 3
    buffer = result.path.read_bytes()
    for form in FORMS:
        assert len(convert(result.path, form)) == len(convert(buffer, form)) == 3
    with pytest.raises(BadRequestError):
        convert(result.path, "spreadsheet")


def test_face(result):
    assert len(result) == 3
    assert result.truncated
    assert result.columns[0].name == "id"
    assert "truncated" in repr(result)
    assert result


def test_empty_result_is_still_true(tmp_path):
    assert Result(store_document(tmp_path, document(rows=[])))


def test_html_escapes_and_warns(tmp_path):
    name = "&lt;img src=x onerror=alert(1)&gt;"
    content = one_column(
        name, ["&lt;script&gt;"], datatype="char", more='arraysize="*" unit="&lt;u&gt;"'
    )
    model = store_document(tmp_path, content, title="<b>M31", truncated=True)
    html = Result(model)._repr_html_()
    for raw in ("<img", "<script", "<u>", "<b>"):
        assert raw not in html
    assert "&lt;script&gt;" in html
    assert "Truncated" in html


def test_html_of_a_deleted_result(result):
    result.path.unlink()
    assert "deleted" in result._repr_html_()


@pytest.mark.parametrize("suffix", ["vot", "xml", "csv", "fits", "parquet", "ecsv"])
def test_save_by_suffix(result, tmp_path, suffix):
    path = tmp_path / f"saved.{suffix}"
    path.write_text("old")
    result.save(path)
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [path.name]
    if suffix in {"vot", "xml"}:
        assert repr(votable.read(path).to_pylist()) == repr(result.to_arrow().to_pylist())
        assert b"OVERFLOW" in path.read_bytes()
    elif suffix == "csv":
        assert pd.read_csv(path, dtype_backend="pyarrow")["id"].tolist()[0] == 9007199254740993
    elif suffix == "parquet":
        stored = pyarrow.parquet.read_table(path)
        assert repr(stored.to_pylist()) == repr(result.to_arrow().to_pylist())
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = Table.read(path, format="fits" if suffix == "fits" else "ascii.ecsv")
        assert table["id"][0] == 9007199254740993


def test_unknown_format_leaves_the_old_file(result, tmp_path):
    path = tmp_path / "saved.doc"
    path.write_text("old")
    with pytest.raises(BadRequestError, match="doc"):
        result.save(path)
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["saved.doc"]


def test_a_file_that_cannot_be_written(result, tmp_path):
    with pytest.raises(NotAvailableError, match=r"nowhere.*No such file or directory") as caught:
        result.save(tmp_path / "nowhere" / "saved.csv")
    assert caught.value.remedy


def test_csv_is_exact_and_tells_missing_from_empty(tmp_path):
    table = pa.table(
        {
            "n": pa.array([2**63 - 1, None]),
            "f": pa.array([float("nan"), float("-inf")]),
            "s": ['a,"b"\nc', ""],
            "a": [[1.5, 2.0], None],
            "\N{GREEK SMALL LETTER ALPHA},x": [None, "\N{TELESCOPE}"],
        }
    )
    path = tmp_path / "out.csv"
    Result(store_table(tmp_path / "home", table)).save(path)
    assert path.read_text() == (
        'n,f,s,a,"\N{GREEK SMALL LETTER ALPHA},x"\n'
        '9223372036854775807,NaN,"a,""b""\nc",1.5 2.0,\n'
        ',-Inf,"",,\N{TELESCOPE}\n'
    )


@pytest.mark.parametrize("arraysize", ["10000000", "10000000*", "2147483647*"])
def test_a_declared_width_takes_no_room(arraysize):
    content = one_column("x", ["a"] * 1000, datatype="char", more=f'arraysize="{arraysize}"')
    column = convert(votable.read(content), "astropy")["x"]
    assert column.dtype == object
    assert set(column) == {"a"}


def test_one_wide_text_widens_no_other():
    content = one_column("x", ["a"] * 1000 + ["b" * 100_000], datatype="char", more='arraysize="5"')
    assert convert(votable.read(content), "astropy")["x"].dtype == object


def test_missing_arrays_do_not_fill_the_memory():
    rows = [""] * 1000
    content = one_column("x", rows, datatype="double", more='arraysize="16777216"')
    table = votable.read(content)
    with pytest.raises(TooLargeError, match="'x' has 1000 arrays of 16777216"):
        convert(table, "astropy")
    assert convert(table, "arrow")["x"].null_count == 1000


@pytest.mark.parametrize(("width", "precision"), [("9" * 5000, "3"), ("9", "9" * 12)])
def test_a_declared_number_of_digits_is_bounded(width, precision):
    more = f'width="{width}" precision="{precision}"'
    column = convert(
        votable.read(one_column("x", ["1.5"], datatype="double", more=more)), "astropy"
    )
    assert column["x"].format is None


def flipped(data, seed):
    """Return the bytes with five of them overwritten."""
    chance = random.Random(seed)
    damaged = bytearray(data)
    for _ in range(5):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def test_damaged_tables_are_refused_and_never_crash(result):
    whole = result.path.read_bytes()
    refused = 0
    for damaged in [
        b"",
        b"root:x:0:0",
        whole[: len(whole) // 2],
        *map(flipped, [whole] * 80, range(80)),
    ]:
        try:
            convert(damaged, "astropy")
        except BadAnswerError:
            refused += 1
    assert refused > 40


def test_offsets_beyond_their_bytes_are_refused():
    good = pa.array(["a", "bc", "d"])
    offsets = pa.array([0, 2**30, 3, 4], pa.int32()).buffers()[1]
    bad = pa.StringArray.from_buffers(3, offsets, good.buffers()[2])
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, pa.schema([("s", pa.string())])) as writer:
        writer.write_batch(pa.record_batch([bad], names=["s"]))
    with pytest.raises(BadAnswerError, match="damaged"):
        convert(sink.getvalue(), "pandas")


def test_deleted_and_truncated_results_say_so(result, tmp_path):
    whole = result.path.read_bytes()
    result.path.write_bytes(whole[:-50])
    for use in (result.to_table, result.to_arrow, lambda: result.save(tmp_path / "x.csv")):
        with pytest.raises(BadAnswerError, match="damaged"):
            use()
    with pytest.raises(BadAnswerError, match="damaged"):
        page(result.path, 0, 1, [0])
    result.path.unlink()
    with pytest.raises(NotFoundError, match="deleted"):
        result.to_pandas()


@pytest.mark.parametrize("name", ["a" * 248 + ".csv", "\N{TELESCOPE}" * 60 + ".csv"])
def test_save_under_a_long_name(result, tmp_path, name):
    assert result.save(tmp_path / name).stat().st_size


@pytest.mark.parametrize(
    ("name", "error"),
    [("none/x.csv", NotAvailableError), ("x\0.csv", BadRequestError), ("", BadRequestError)],
)
def test_save_where_no_file_can_be(result, tmp_path, name, error):
    with pytest.raises(error) as caught:
        result.save(tmp_path / name, "csv")
    assert caught.value.remedy


def test_fits_of_a_column_name_with_control_characters(tmp_path):
    table = pa.table({"b\nc": [1], "s": ["a\tb"]})
    saved = Result(store_table(tmp_path / "home", table)).save(tmp_path / "x.fits")
    assert Table.read(saved).colnames[0] == "b\\x0ac"
