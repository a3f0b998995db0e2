"""Many archives' rows in one table of ObsCore's columns."""

import pyarrow as pa
import pytest

from esap_jupyter.results import frames
from esap_jupyter.results.merge import combine
from esap_jupyter.results.merged import Piece, merge_archives
from esap_jupyter.votable.schema import FieldSpec, columns


def field(name, kind, **more):
    size = "*" if kind == "char" else None
    return FieldSpec(name=name, datatype=kind, arraysize=size, more=more).to_arrow()


def stored(path, fields, *rows):
    schema = pa.schema(fields)
    table = pa.table([list(column) for column in zip(*rows, strict=True)], schema=schema)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        writer.write_table(table)
    return path


@pytest.fixture
def pieces(tmp_path):
    obscore = stored(
        tmp_path / "obscore.arrow",
        [
            field("obs_collection", "char"),
            field("target_name", "char"),
            field("s_ra", "double", unit="deg"),
            field("s_dec", "double", unit="deg"),
            field("em_min", "double", unit="m"),
            field("access_url", "char"),
            field("obs_publisher_did", "char"),
            field("t_min", "double", unit="d"),
        ],
        ("survey", "M31", 10.0, 41.0, 0.21, "http://a/1", "ivo://x?1", 58000.0),
        ("survey", "M33", 23.0, 30.0, None, "http://a/2", None, None),
    )
    sia = stored(
        tmp_path / "sia.arrow",
        [
            field("title", "char", ucd="VOX:Image_Title"),
            field("alpha", "double", ucd="POS_EQ_RA_MAIN"),
            field("delta", "double", ucd="POS_EQ_DEC_MAIN"),
            field("url", "char", ucd="VOX:Image_AccessReference"),
            field("size", "long", ucd="VOX:Image_FileSize"),
            field("lambda", "double", unit="nm", ucd="em.wl;stat.min"),
        ],
        ("A plate", 11.0, 42.0, "http://a/2", 2500, 400.0),
    )
    ssa = stored(
        tmp_path / "ssa.arrow",
        [
            field("accref", "char", utype="ssa:Access.Reference"),
            field("did", "char", utype="ssa:Curation.PublisherDID"),
            field("who", "char", utype="ssa:Target.Name"),
            field("start", "double", unit="GHz", utype="ssa:Char.SpectralAxis.Coverage.Bounds.Start"),
            field("source_id", "long", ucd="meta.id;meta.main"),
        ],
        ("http://b/1", "ivo://x?1", "M31", 1.4, 2**62),
    )  # fmt: skip
    return [
        Piece(archive="tap", path=obscore, collection="ivoa.obscore"),
        Piece(archive="sia", path=sia, collection="plates"),
        Piece(archive="ssa", path=ssa),
    ]


def test_columns_are_found_by_name_utype_and_ucd(tmp_path, pieces):
    decoded = merge_archives(pieces, tmp_path / "all.arrow")
    table = frames.arrow(tmp_path / "all.arrow")
    assert decoded.rows == 4
    assert table.column_names == [
        "archive", "obs_collection", "target_name", "s_ra", "s_dec", "t_min",
        "em_min", "access_url", "access_estsize", "obs_publisher_did",
    ]  # fmt: skip
    assert table.column("archive").to_pylist() == ["tap", "tap", "sia", "ssa"]
    assert table.column("obs_collection").to_pylist() == ["survey", "survey", "plates", None]
    assert table.column("target_name").to_pylist() == ["M31", "M33", "A plate", "M31"]
    assert table.column("s_ra").to_pylist() == [10.0, 23.0, 11.0, None]
    assert table.column("access_url").to_pylist()[2:] == ["http://a/2", "http://b/1"]
    # Nanometres are understood, bytes become kilobytes, and frequencies are left out.
    assert table.column("em_min").to_pylist() == [0.21, None, pytest.approx(4e-7), None]
    assert table.column("access_estsize").to_pylist() == [None, None, 2.5, None]
    ra = next(one for one in decoded.columns if one.name == "s_ra")
    assert (ra.unit, ra.ucd) == ("deg", "pos.eq.ra;meta.main")


def test_outlines_are_kept_for_the_sky(tmp_path, pieces):
    outline = "Polygon ICRS 1 1 2 1 2 2"
    path = stored(tmp_path / "outlined.arrow", [field("s_region", "char")], (outline,))
    merge_archives([Piece(archive="x", path=path), *pieces], tmp_path / "all.arrow")
    column = frames.arrow(tmp_path / "all.arrow").column("s_region").to_pylist()
    assert column == [outline, None, None, None, None]


def test_each_data_set_once_only_when_wanted(tmp_path, pieces):
    decoded = merge_archives(pieces, tmp_path / "once.arrow", distinct=True)
    table = frames.arrow(tmp_path / "once.arrow")
    assert decoded.rows == 2
    assert table.column("archive").to_pylist() == ["tap", "tap"]


def test_types_are_widened_and_at_last_become_text(tmp_path):
    one = stored(tmp_path / "1.arrow", [field("n", "int"), field("x", "double"), field("a", "char")],
                 (1, 0.5, "p"))  # fmt: skip
    two = stored(tmp_path / "2.arrow", [field("n", "long", ucd="meta.number"), field("x", "char")],
                 (2**60, "wide"))  # fmt: skip
    decoded = combine([one, two], tmp_path / "both.arrow", max_rows=10)
    table = frames.arrow(tmp_path / "both.arrow")
    assert table.to_pydict() == {"n": [1, 2**60], "x": ["0.5", "wide"], "a": ["p", None]}
    assert [one.datatype for one in columns(table.schema)] == ["long", "unicodeChar", "char"]
    assert (decoded.rows, decoded.truncated) == (2, False)


def test_the_same_tables_keep_their_metadata(tmp_path):
    fields = [field("n", "int", unit="m", ucd="phys.size", description="How long")]
    tables = [stored(tmp_path / f"{at}.arrow", fields, (at,)) for at in range(3)]
    decoded = combine(tables, tmp_path / "all.arrow", max_rows=2)
    assert (decoded.rows, decoded.truncated) == (2, True)
    (column,) = decoded.columns
    assert (column.unit, column.ucd, column.description) == ("m", "phys.size", "How long")
