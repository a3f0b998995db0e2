"""Rows 5 and 7 of the feature list: ADQL with its tables and examples, and uploads to it."""

from collections.abc import Iterator

import pyarrow as pa
import pytest

from esap_jupyter.models import SearchRequest
from esap_jupyter.platform import Platform
from tests.support.fake_platform import store_table


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    platform = Platform(home=tmp_path_factory.mktemp("home"))
    yield platform
    platform.close()


def test_row_05_tables_columns_and_examples_of_a_service_and_checks_of_queries(
    platform: Platform,
) -> None:
    desk = platform.desk
    tables = [table.adql for one in desk.schema("sandbox").schemas for table in one.tables]
    assert {"ongc.objects", "tap_schema.columns"} <= set(tables)
    columns = desk.table("sandbox", "ongc.objects").columns
    assert any(column.unit == "deg" and column.description for column in columns)
    for example in desk.examples("sandbox", "ongc.objects"):
        if "TAP_UPLOAD" in example.adql:
            continue
        request = SearchRequest(archives=["sandbox"], adql=example.adql, maxrec=5)
        (activity,) = platform.wait(platform.search(request).id).activities
        assert activity.state == "done", (example.title, activity.error)
    check = desk.check("sandbox", "SELECT nam FROM ongc.objects")
    assert check.diagnostics[0].message == "ongc.objects has no column nam."


def test_row_07_a_result_is_uploaded_and_joined(platform: Platform) -> None:
    mine = store_table(platform.results, pa.table({"wanted": ["NGC0224", "nobody"]}))
    request = SearchRequest(
        archives=["sandbox"],
        adql="SELECT o.name FROM TAP_UPLOAD.mine AS m JOIN ongc.objects AS o ON o.name = m.wanted",
        uploads={"mine": mine.id},
    )
    (activity,) = platform.wait(platform.search(request).id).activities
    assert (activity.state, activity.rows) == ("done", 1), activity.error
