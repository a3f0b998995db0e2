"""Rows 3, 4, 11 and 12 of the features of the systems around us, each worked once."""

import astropy.units as u
import pytest
from astropy.table import Table

import esap_jupyter as esap
from esap_jupyter import api
from esap_jupyter.errors import UnreachableError
from esap_jupyter.models import RowCondition, RowFilter
from esap_jupyter.results.pages import page
from tests.support.platforms import platform_of
from tests.support.servers import closed_port, serve
from tests.support.tap import tap, votable


@pytest.fixture
def platform(tmp_path, monkeypatch):
    body = votable(3, trailing='<INFO name="QUERY_STATUS" value="OVERFLOW"/>')
    with (
        serve(tap(body)) as server,
        platform_of(tmp_path, cut=f"{server.url}/tap", dead=closed_port()) as platform,
    ):
        monkeypatch.setattr(api, "_platform", lambda: platform)
        yield platform


def test_row_03_cones_around_names_positions_and_lists_of_them(platform):
    one = esap.search("M31", radius=30 * u.arcmin, archives="sandbox")["sandbox"]
    assert "NGC0224" in set(one.to_table()["name"])
    names = Table({"name": ["M31", "M33"]})["name"]
    many = esap.search(names, radius=0.2, archives="sandbox")["sandbox"].to_table()
    assert {str(each) for each in many["nearest_target"]} == {"M31", "M33"}
    assert max(many["nearest_distance"]) <= 0.2
    assert many["nearest_distance"].unit == u.deg
    region = [(10, 41), (11, 41), (11, 41.5), (10, 41.5)]
    inside = esap.search(polygon=region, archives="sandbox")["sandbox"].to_table()
    assert "NGC0224" in set(inside["name"])


def test_row_04_many_archives_in_one_go_and_how_each_did(platform):
    found = esap.search("M31", archives=["sandbox", "cut", "dead"])
    assert set(found) == {"sandbox", "cut"}
    with pytest.raises(UnreachableError, match="DEAD"):
        found["dead"]
    states = {one.archive: (one.state, one.rows, one.truncated) for one in found.report}
    assert states["dead"] == ("failed", None, False)
    assert states["cut"] == ("done", 3, True)
    assert "Connection refused" in found.report._repr_html_()
    assert platform.searching(found.search.id).report == list(found.report)
    merged = found.merged().to_table()
    assert merged.colnames[:2] == ["archive", "obs_collection"]
    assert len(merged) == len(found["sandbox"]) + 3
    assert set(merged["archive"]) == {"sandbox", "cut"}


def test_row_11_rows_in_any_order_with_units_and_ucds(platform):
    result = esap.search("M31", radius=3, archives="sandbox")["sandbox"]
    ra = next(one for one in result.columns if one.name == "ra")
    assert (ra.unit, ra.ucd) == ("deg", "pos.eq.ra;meta.main")
    at = result.columns.index(ra)
    texts = page(result.path, 0, len(result), [at], at, "descending").cells
    values = [float(row[0]) for row in texts]
    assert values == sorted(values, reverse=True)
    assert len(values) > 3


def test_row_11_rows_are_filtered_by_value(platform):
    result = esap.search("M31", radius=3, archives="sandbox")["sandbox"]
    names = [column.name for column in result.columns]
    dec, name = names.index("dec"), names.index("name")
    values = result.to_table()["dec"]
    north = RowCondition(column=dec, operator=">=", value="41")
    found = page(result.path, 0, 1024, [dec], dec, "descending", RowFilter(conditions=[north]))
    kept = sorted((float(value) for value in values if value >= 41), reverse=True)
    assert [float(row[0]) for row in found.cells] == kept
    assert 0 < found.total == len(kept) < len(result)
    m31 = page(result.path, 0, 9, [name], where=RowFilter(text="ngc0224", conditions=[north]))
    assert (m31.total, m31.cells) == (1, [["NGC0224"]])


def test_row_12_truncation_is_said_everywhere(platform):
    result = esap.search("M31", archives="cut")["cut"]
    assert result.truncated
    assert "truncated" in repr(result)
    assert result.to_table().meta["truncated"] is True
    mine = esap.search("M31", radius=3, archives="sandbox", maxrec=2)["sandbox"]
    assert (len(mine), mine.truncated) == (2, True)
