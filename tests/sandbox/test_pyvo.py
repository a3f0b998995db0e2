"""As pyvo sees it, which cannot tell it from a data centre."""

import astropy.units as u
import numpy as np
import pyarrow as pa
import pytest
import pyvo
from astropy.coordinates import angular_separation

from esap_jupyter.sandbox.examples import EXAMPLES
from esap_jupyter.sandbox.ongc import OBJECTS, read_objects
from tests.support.sandbox import ask


@pytest.fixture(scope="module")
def service(url):
    return pyvo.dal.TAPService(url)


@pytest.fixture(scope="module")
def objects():
    return read_objects()


def test_capabilities(service):
    assert service.maxrec == 20_000
    assert service.hardlimit == 1_000_000
    capability = service.get_tap_capability()
    [language] = capability.languages
    assert language.name == "ADQL"
    assert {version.content for version in language.versions} == {"2.0", "2.1"}
    assert service.available


def test_tables(service):
    found = service.tables
    assert {"ongc.objects", "tap_schema.tables", "tap_schema.columns"} <= set(found.keys())
    columns = {column.name: column for column in found["ongc.objects"].columns}
    assert list(columns) == [column.name for column in OBJECTS.columns]
    assert columns["ra"].unit == "deg"
    assert columns["ra"].ucd == "pos.eq.ra;meta.main"
    assert columns["source_id"].datatype.content == "long"
    assert columns["name"].datatype.arraysize == "*"
    assert columns["dec"].flags == ["indexed"]


def test_every_value_is_that_of_the_source(service, objects):
    found = service.run_sync("SELECT * FROM ongc.objects ORDER BY source_id").to_table()
    expected = objects.sort_by("source_id")
    assert len(found) == expected.num_rows
    for name in expected.column_names:
        # A text that is missing is empty in pyvo, anything else is masked.
        blank = "" if expected[name].type == pa.string() else None
        values = [blank if value is None else value for value in expected[name].to_pylist()]
        assert found[name].tolist() == values, name


def test_units_and_descriptions(service):
    table = service.run_sync(
        "SELECT TOP 1 ra, major_axis AS size, v_mag + 1 FROM ongc.objects"
    ).to_table()
    assert table["ra"].unit == u.deg
    assert table["ra"].description == "Right ascension, ICRS (J2000)"
    assert table["ra"].meta["ucd"] == "pos.eq.ra;meta.main"
    assert table["size"].unit == u.arcmin
    assert table["column_3"].unit is None


@pytest.mark.parametrize(
    ("ra", "dec", "radius"),
    [
        (10.68, 41.27, 1.0),
        (0.0, 0.0, 2.0),
        (359.9, -30.0, 3.0),
        (77.0, 90.0, 4.0),
        (200.0, -90.0, 6.0),
    ],
)
def test_cones_against_astropy(service, objects, ra, dec, radius):
    query = (
        "SELECT name FROM ongc.objects WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), "
        f"CIRCLE('ICRS', {ra}, {dec}, {radius}))"
    )
    found = {row["name"] for row in service.search(query)}
    far = np.degrees(
        angular_separation(
            *np.radians([ra, dec]),
            np.radians(objects["ra"].to_numpy()),
            np.radians(objects["dec"].to_numpy()),
        )
    )
    expected = set(np.array(objects["name"].to_pylist())[far <= radius])
    assert found == expected
    assert found


def test_overflow_is_told(service):
    found = service.run_sync("SELECT name FROM ongc.objects", maxrec=5)
    assert len(found) == 5
    assert found.status[0] == "OVERFLOW"


def test_errors_carry_the_words(service):
    with pytest.raises(pyvo.dal.DALQueryError, match="Did you mean name"):
        service.run_sync("SELECT nme FROM ongc.objects")


def test_tap_schema_describes_itself(service):
    tables = {
        row["table_name"] for row in service.search("SELECT table_name FROM TAP_SCHEMA.tables")
    }
    columns = service.search('SELECT table_name, "size" FROM tap_schema.columns')
    assert {row["table_name"] for row in columns} == tables
    keys = service.search(
        "SELECT k.from_table, c.from_column, k.target_table FROM tap_schema.keys k "
        "JOIN tap_schema.key_columns c USING (key_id)"
    )
    assert ("tap_schema.columns", "table_name", "tap_schema.tables") in {
        tuple(row.values()) for row in keys
    }


def test_the_examples_work(service, url):
    found = service.examples
    assert [example["QUERY"] for example in found] == [example.query for example in EXAMPLES]
    for example in EXAMPLES:
        if "TAP_UPLOAD" not in example.query:
            assert len(service.search(example.query)) > 0
    status, headers, body = ask(url, "/tap/examples")
    assert (status, headers["Content-Type"]) == (200, "application/xhtml+xml")
    assert body.count(b'typeof="example"') == len(EXAMPLES)


def test_tables_are_described_without_columns_when_asked_so(url):
    short, full = (ask(url, f"/tap/tables?DETAIL={detail}")[2] for detail in ("min", "max"))
    assert b"<column>" not in short
    assert b"<name>rr.resource</name>" in short
    assert b"<column>" in full
    one = ask(url, "/tap/tables/ivoa.obscore")[2]
    assert b"<name>s_region</name>" in one
    assert b'extendedType="adql:REGION"' in one
    assert b'<name>"size"</name>' in ask(url, "/tap/tables/tap_schema.columns")[2]
