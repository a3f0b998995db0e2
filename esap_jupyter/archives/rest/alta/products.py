"""What ALTA's data products become: columns, and where a file and its picture are."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from ....columns import columns
from ....urls import joined
from ..rows import Row
from .terms import HELPDESK, PREVIEWED

__all__ = ["COLUMNS", "Places", "download_urls", "product_row", "without_prefix"]

_TAPE = f"on tape, not retrievable online: ask the helpdesk, {HELPDESK}"
_UNSURE = f"not known to be online: try access_url, else ask the helpdesk, {HELPDESK}"
_DR1 = "APERTIF_DR1_Imaging"
_VO_DR1 = "APERTIF_DR1"
_FIELD_COLUMNS = ("name", "PID", "dataProductType", "dataProductSubType", "calibrationLevel")
_PLACE = "obscore:Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2"
COLUMNS = columns(
    f"""
    name unicodeChar - meta.id;meta.file
      Name of the file
    PID unicodeChar - meta.ref.pid obscore:Curation.PublisherDID
      Persistent identifier
    dataProductType unicodeChar - meta.code.class obscore:ObsDataset.dataProductType
      Kind of data: visibility, image, cube, timeSeries
    dataProductSubType unicodeChar - meta.code.class
      Kind of data in detail
    calibrationLevel unicodeChar - meta.code;obs.calib
      Whether the data are raw or processed
    datasetID unicodeChar - meta.id;obs obscore:DataID.observationID
      The task that the product is of
    generatedByActivity unicodeChar - meta.id.assoc
      The activities that made it
    ra double deg pos.eq.ra;meta.main {_PLACE}.C1
      Right ascension of the pointing (ICRS)
    dec double deg pos.eq.dec;meta.main {_PLACE}.C2
      Declination of the pointing (ICRS)
    fov double deg phys.angSize;instr.fov obscore:Char.SpatialAxis.Coverage.Bounds.Extent.diameter
      Field of view
    release unicodeChar - meta.id obscore:DataID.Collection
      Data release
    retrievable boolean
      Whether it can be downloaded; missing where unknown
    online unicodeChar - meta.note
      Whether it can be downloaded, in words
    access_url unicodeChar - meta.ref.url obscore:Access.Reference
      Where to download it
    access_url_plain unicodeChar - meta.ref.url
      Where to look where access_url is not found: the same without the storage's prefix
    access_format unicodeChar - meta.code.mime obscore:Access.Format
      Media type, told from the name
    preview unicodeChar - meta.ref.url;meta.preview
      A picture of it
    storageRef unicodeChar - meta.file
      Where it lies in the archive's storage
    """
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
