"""What ALTA's data products become: columns, and where a file and its picture are."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from ....urls import joined
from ..rows import Row, column
from .terms import HELPDESK, PREVIEWED

__all__ = ["COLUMNS", "Places", "download_urls", "product_row", "without_prefix"]

_TAPE = f"on tape, not retrievable online: ask the helpdesk, {HELPDESK}"
_UNSURE = f"not known to be online: try access_url, else ask the helpdesk, {HELPDESK}"
_DR1 = "APERTIF_DR1_Imaging"
_VO_DR1 = "APERTIF_DR1"
_FIELD_COLUMNS = ("name", "PID", "dataProductType", "dataProductSubType", "calibrationLevel")
_PLACE = "obscore:Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2"
COLUMNS = (
    column("name", "Name of the file", ucd="meta.id;meta.file"),
    column(
        "PID",
        "Persistent identifier",
        ucd="meta.ref.pid",
        utype="obscore:Curation.PublisherDID",
    ),
    column(
        "dataProductType",
        "Kind of data: visibility, image, cube, timeSeries",
        ucd="meta.code.class",
        utype="obscore:ObsDataset.dataProductType",
    ),
    column("dataProductSubType", "Kind of data in detail", ucd="meta.code.class"),
    column("calibrationLevel", "Whether the data are raw or processed", ucd="meta.code;obs.calib"),
    column(
        "datasetID",
        "The task that the product is of",
        ucd="meta.id;obs",
        utype="obscore:DataID.observationID",
    ),
    column("generatedByActivity", "The activities that made it", ucd="meta.id.assoc"),
    column(
        "ra",
        "Right ascension of the pointing (ICRS)",
        datatype="double",
        unit="deg",
        ucd="pos.eq.ra;meta.main",
        utype=f"{_PLACE}.C1",
    ),
    column(
        "dec",
        "Declination of the pointing (ICRS)",
        datatype="double",
        unit="deg",
        ucd="pos.eq.dec;meta.main",
        utype=f"{_PLACE}.C2",
    ),
    column(
        "fov",
        "Field of view",
        datatype="double",
        unit="deg",
        ucd="phys.angSize;instr.fov",
        utype="obscore:Char.SpatialAxis.Coverage.Bounds.Extent.diameter",
    ),
    column("release", "Data release", ucd="meta.id", utype="obscore:DataID.Collection"),
    column(
        "retrievable", "Whether it can be downloaded; missing where unknown", datatype="boolean"
    ),
    column("online", "Whether it can be downloaded, in words", ucd="meta.note"),
    column(
        "access_url",
        "Where to download it",
        ucd="meta.ref.url",
        utype="obscore:Access.Reference",
    ),
    column(
        "access_url_plain",
        "Where to look where access_url is not found: the same without the storage's prefix",
        ucd="meta.ref.url",
    ),
    column(
        "access_format",
        "Media type, told from the name",
        ucd="meta.code.mime",
        utype="obscore:Access.Format",
    ),
    column("preview", "A picture of it", ucd="meta.ref.url;meta.preview"),
    column("storageRef", "Where it lies in the archive's storage", ucd="meta.file"),
)
"""What is shown of a data product."""


class Places(msgspec.Struct, frozen=True):
    """Where files (``webdav``) and pictures (``previews``) are; ``site`` is ALTA's own root."""

    site: str
    webdav: str
    previews: str


def product_row(product: Mapping[str, Any], places: Places) -> Row:
    """Put a data product as ALTA describes it into our columns.

    Parameters
    ----------
    product
        An element of ``results``.
    places
        Where its file and its picture are.
    """
    release, reference = product.get("derived_release_id"), product.get("storageRef")
    retrievable, words = _online(product)
    row = {key: product.get(key) for key in _FIELD_COLUMNS}
    row |= {
        "datasetID": product.get("datasetID"),
        "generatedByActivity": _listed(product.get("generatedByActivity")),
        "ra": _positive(product.get("RA")),
        "dec": product.get("dec"),
        "fov": product.get("fov"),
        "release": release,
        "storageRef": reference,
        "retrievable": retrievable,
        "online": words,
        "access_format": _format(str(product.get("name") or "")),
        "preview": _preview(product, places),
    }
    if retrievable is not False and release and reference:
        urls = download_urls(str(release), str(reference), places.webdav)
        row["access_url"] = urls[0]
        row["access_url_plain"] = urls[1] if len(urls) > 1 else None
    return row


def download_urls(release: str, reference: str, webdav: str) -> list[str]:
    """Return where to look for a file, in this order.

    ALTA's own client takes the reference to the storage as it is; whether one that begins with
    a prefix such as ``cold:`` leads anywhere is not known, so that the same without it follows.

    Parameters
    ----------
    release
        ``derived_release_id`` of the product.
    reference
        Its ``storageRef``.
    webdav
        Where ALTA's WebDAV is, with a slash at the end.
    """
    paths = dict.fromkeys((reference, without_prefix(reference)))
    return [f"{webdav}{quote(release)}/{quote(path, safe='/:,')}" for path in paths if path]


def without_prefix(reference: str) -> str:
    """Cut the prefix of a storage reference: up to the last ``:``, then up to the first ``,``."""
    plain = reference.rpartition(":")[2]
    return plain.partition(",")[2] or plain


def _online(product: Mapping[str, Any]) -> tuple[bool | None, str]:
    if product.get("dataProductSubType") == "uncalibratedVisibility":
        return False, _TAPE
    if product.get("calibrationLevel") == "raw" or ":" in str(product.get("storageRef") or ""):
        return None, _UNSURE
    return True, "online"


def _preview(product: Mapping[str, Any], places: Places) -> str | None:
    """Return the product's picture, or ASTRON VO's; a static one is a placeholder."""
    picture = str(product.get("thumbnail") or "")
    if picture and "static" not in picture:
        return joined(places.site, picture)
    if product.get("derived_release_id") != _DR1:
        return None
    name, reference = str(product.get("name") or ""), str(product.get("storageRef") or "")
    path = without_prefix(reference)
    if product.get("dataProductSubType") not in PREVIEWED or not path.endswith(f"/{name}"):
        return None
    return f"{places.previews}{_VO_DR1}/{quote(path)}?preview=True&width=null"


def _format(name: str) -> str | None:
    return "application/fits" if name.lower().endswith((".fits", ".uvfits")) else None


def _positive(ra: Any) -> Any:
    """Bring a right ascension, some of which are negative in ALTA, into 0 to 360 degrees."""
    return ra % 360 if isinstance(ra, int | float) and not isinstance(ra, bool) else ra


def _listed(activities: Any) -> Any:
    if isinstance(activities, list):
        return "; ".join(str(each) for each in activities)
    return activities
