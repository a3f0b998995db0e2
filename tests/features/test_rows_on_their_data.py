"""Rows 10, 13 and 14 of facts/features.md: what belongs to a row, its preview, where it is."""

import pytest

from esap_jupyter.archives.vo.rows.previews import image_type
from esap_jupyter.models import SearchRequest
from esap_jupyter.platform import Platform
from esap_jupyter.results.footprints import footprints, region_column
from esap_jupyter.results.positions import positions
from esap_jupyter.votable.positions import position_columns


@pytest.fixture(scope="module")
def esap(tmp_path_factory):
    platform = Platform(home=tmp_path_factory.mktemp("home"), catalogue_paths=[])
    yield platform
    platform.close()


@pytest.fixture(scope="module")
def images(esap):
    """Images around M31 in the sandbox."""
    request = SearchRequest(
        archives=["sandbox"],
        target="M31",
        radius=5.0,
        collections={"sandbox": "ivoa.obscore"},
    )
    (activity,) = esap.wait(esap.search(request).id).activities
    assert activity.error is None, activity.error
    return esap.results.get(activity.result)


def test_row_10_datalink_tells_files_and_a_cutout_is_made(esap, images, tmp_path):
    links = esap.row_links(images, 0)
    assert {"#this", "#preview", "#calibration", "#cutout"} <= {link.semantics for link in links}
    (service,) = links.cutouts
    circle = next(one for one in service.model.service.parameters if one.kind == "circle")
    ra, dec, radius = circle.maximum
    part = service.cutout(tmp_path, circle=(ra, dec, radius / 4))
    whole = links.by_semantics("this")[0].fetch(tmp_path)
    assert part.read_bytes().startswith(b"SIMPLE")
    assert part.stat().st_size < whole.stat().st_size


def test_row_13_a_preview_is_an_image_that_was_looked_at(esap, images):
    preview = esap.row_services.preview(images, 0)
    assert image_type(preview.content) == preview.content_type == "image/png"


def test_row_14_positions_and_footprints_of_all_rows(images):
    names = [column.name for column in images.columns]
    ra, dec = (names.index(name) for name in position_columns(images.columns))
    found = positions(images.path, ra, dec)
    assert found.rows == list(range(images.rows))
    shapes = footprints(images.path, region_column(images.columns))
    assert (shapes.total, shapes.unread) == (images.rows, 0)


def test_row_10_links_are_found_again_when_the_sandbox_has_moved(esap, images, tmp_path):
    """It listens on another port each time; results are kept for longer."""
    again = Platform(home=esap.home, catalogue_paths=[])
    try:
        links = again.row_links(again.results.get(images.id), 0)
        assert links.by_semantics("this")[0].fetch(tmp_path).suffix == ".fits"
    finally:
        again.close()
