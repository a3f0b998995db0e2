"""Tables, checks and constraints with a real DaCHS."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from esap_jupyter.models import Interval, SearchRequest
from esap_jupyter.models.adql import ColumnFilter, DraftRequest
from esap_jupyter.platform import Platform


@pytest.fixture(scope="module")
def platform(dachs: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder: Path = tmp_path_factory.mktemp("adql")
    file = folder / "catalogue.toml"
    file.write_text(f'[archives.dachs]\nname = "DaCHS"\nkind = "tap"\nurl = "{dachs}"\n')
    platform = Platform(home=folder / "home", catalogue_paths=[file])
    yield platform
    platform.close()


def asked(platform: Platform, adql: str) -> str:
    request = SearchRequest(archives=["dachs"], adql=adql, maxrec=20, mode="sync")
    (activity,) = platform.wait(platform.search(request).id).activities
    return activity.state if activity.error is None else activity.error.message


def test_tables_and_language_of_dachs(platform: Platform) -> None:
    schema = platform.desk.schema("dachs")
    assert (schema.source, schema.notes) == ("VOSI 1.1 tables", [])
    assert schema.declared
    assert schema.obscore
    assert schema.uploads
    assert any(form.startswith("gavo_to_mjd(") for form in schema.functions)
    assert schema.default_limit is not None
    columns = platform.desk.table("dachs", "ivoa.obscore").columns
    assert {"s_ra", "t_min", "em_max"} <= {column.name for column in columns}
    joins = [key.other for key in platform.desk.keys("dachs", "tap_schema.columns")]
    assert "tap_schema.tables" in joins


def test_examples_are_answered_and_found_good(platform: Platform) -> None:
    for example in platform.desk.examples("dachs", "apertif_sample.sources"):
        if "TAP_UPLOAD" not in example.adql:
            assert asked(platform, example.adql) == "done", example
            assert platform.desk.check("dachs", example.adql).diagnostics == [], example


def test_all_constraints_make_a_query_that_dachs_answers(platform: Platform) -> None:
    draft = DraftRequest(
        archive="dachs",
        table="ivoa.obscore",
        target="30 40",
        radius=50,
        overlaps=True,
        time_from="2019-01-01",
        time_to="2025-01-01",
        band=Interval(low=1, high=2),
        band_unit="GHz",
        values={"dataproduct_type": ["image", "it's"]},
        filters=[ColumnFilter(column="obs_collection", text="LIKE %a%")],
        top=5,
    )
    made = platform.desk.write(draft)
    assert platform.desk.check("dachs", made.adql).diagnostics == []
    assert asked(platform, made.adql) == "done"
