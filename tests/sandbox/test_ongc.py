import importlib.util
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from esap_jupyter.errors import NotAvailableError
from esap_jupyter.sandbox import ongc


@pytest.fixture(scope="module")
def objects():
    return ongc.read_objects()


@pytest.fixture(scope="module")
def source():
    path = Path(importlib.util.find_spec("pyongc").origin).with_name("ongc.db")
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def one(objects, name):
    [row] = [row for row in objects.to_pylist() if row["name"] == name]
    return row


def test_all_objects_are_there(objects, source):
    [[expected]] = source.execute("SELECT COUNT(*) FROM objects")
    assert objects.num_rows == expected > 13_000


def test_positions_are_degrees(objects, source):
    rows = source.execute("SELECT ra, dec FROM objects ORDER BY id").fetchall()
    radians = np.array(rows, dtype=float)
    found = np.column_stack([objects["ra"].to_numpy(), objects["dec"].to_numpy()])
    np.testing.assert_allclose(found, np.degrees(radians), rtol=1e-15)


def test_andromeda(objects):
    row = one(objects, "NGC0224")
    assert (row["designation"], row["messier"]) == ("NGC 224", "M31")
    assert row["common_name"] == "Andromeda Galaxy"
    assert row["type_description"] == "Galaxy"
    assert row["constellation"] == "And"
    assert row["b_mag"] == np.float32(4.29)
    assert row["redshift"] == -0.001
    assert row["pm_ra"] is None


def test_what_people_look_for_comes_first(objects):
    assert objects.column_names[:7] == [
        "designation",
        "common_name",
        "messier",
        "type_description",
        "ra",
        "dec",
        "v_mag",
    ]


def test_what_is_missing_is_null(objects):
    row = one(objects, "IC1064")
    assert row["ra"] is row["dec"] is row["hubble_type"] is row["constellation"] is None
    assert "" not in objects["hubble_type"].to_pylist()


def test_identifiers_are_unique_and_larger_than_a_double_can_hold(objects):
    identifiers = objects["source_id"].to_pylist()
    assert len(set(identifiers)) == len(identifiers)
    assert min(identifiers) > 2**53
    assert max(identifiers) < 2**63
    assert any(int(float(number)) != number for number in identifiers)


def test_the_identifier_is_made_as_its_description_says(objects):
    row = one(objects, "NGC0224")
    assert row["source_id"] >> 42 == int((row["dec"] + 90) / 180 * (2**21 - 1))
    assert row["source_id"] >> 14 & 2**28 - 1 == int(row["ra"] / 360 * 2**28)


def test_every_column_is_described():
    for column in ongc.OBJECTS.columns:
        assert column.description
        assert column.ucd
    assert "CC-BY-SA-4.0" in ongc.OBJECTS.description


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(NotAvailableError, match="pip install PyOngc"):
        ongc.read_objects()
