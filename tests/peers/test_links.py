"""DataLink and SODA of a real DaCHS: the files are those that pyvo gets."""

import pytest
import pyvo

from esap_jupyter.errors import BadAnswerError, NotFoundError
from esap_jupyter.platform import Platform
from tests.support.platforms import run

pytestmark = pytest.mark.peers

IMAGES = (
    "SELECT TOP 5 * FROM ivoa.obscore WHERE dataproduct_type='image' ORDER BY obs_publisher_did"
)
TAPES = "SELECT TOP 2 * FROM ivoa.obscore WHERE dataproduct_type='visibility'"


@pytest.fixture
def esap(catalogue, tmp_path):
    path = tmp_path / "catalogue.toml"
    path.write_text(catalogue)
    platform = Platform(home=tmp_path / "home", catalogue_paths=[path])
    yield platform
    platform.close()


def asked(esap, adql):
    activity = run(esap, "dachs", adql=adql)
    assert activity.error is None, activity.error
    return esap.results.get(activity.result)


def test_row_10_datalink_and_cutout_of_dachs(esap, dachs, tmp_path):
    result = asked(esap, IMAGES)
    found = esap.row_services.links(result, 0)
    assert found.origin == "datalink"
    assert [link.group for link in found.links][:3] == ["The data", "Preview", "Cutout"]
    service = pyvo.dal.TAPService(dachs)
    (document,) = service.run_sync(IMAGES.replace("TOP 5", "TOP 1")).iter_datalinks()
    # pyvo takes the generic descriptor, whose #this is once more a links document.
    theirs = {link.access_url for link in document if "dlmeta" not in (link.access_url or "dlmeta")}
    assert theirs
    assert theirs <= {link.url for link in found.links}
    data = esap.row_links(result, 0).by_semantics("#this")[0].fetch(tmp_path)
    assert data.suffix == ".fits"
    (cutout,) = esap.row_links(result, 0).cutouts
    circle = next(p for p in cutout.model.service.parameters if p.kind == "circle").maximum
    part = cutout.cutout(tmp_path, circle=(*circle[:2], circle[2] / 4))
    from astropy.io import fits

    with fits.open(part) as small, fits.open(data) as whole:
        assert small[0].data.shape[-1] < whole[0].data.shape[-1]


def test_row_13_preview_of_dachs(esap):
    preview = esap.row_services.preview(asked(esap, IMAGES), 1)
    assert preview.content_type in {"image/jpeg", "image/png"}


def test_the_generic_datalink_of_obscore_is_followed(esap):
    """Its #this is again a datalink; pyvo finds no SODA behind it."""
    without = "SELECT TOP 1 obs_publisher_did FROM ivoa.obscore WHERE dataproduct_type='image'"
    found = esap.row_services.links(asked(esap, without), 0)
    assert found.origin == "datalink"
    assert any(link.service and link.service.cutout for link in found.links)


def test_tape_only_data_are_told(esap, tmp_path):
    result = asked(esap, TAPES)
    links = esap.row_links(result, 0)
    assert any(link.model.error for link in links)
    direct = next(link for link in links if link.url)
    with pytest.raises(BadAnswerError, match="no such file"):
        direct.fetch(tmp_path)
    with pytest.raises(NotFoundError, match="no preview"):
        esap.row_services.preview(result, 0)


def test_footprints_of_dachs(esap):
    from esap_jupyter.results.footprints import footprints, region_column

    result = asked(esap, IMAGES)
    found = footprints(result.path, region_column(result.columns))
    assert (found.total, found.unread) == (5, 0)


def test_a_cutout_beside_the_data_is_told(esap):
    result = asked(esap, IMAGES)
    (cutout,) = esap.row_links(result, 0).cutouts
    with pytest.raises(Exception, match="CIRCLE cannot be"):
        cutout.cutout(circle=(10, -80, 0.01))
