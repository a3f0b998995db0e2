"""What data are like, as far as it matters for which notebook fits them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

import msgspec

from ...models import NewBasketItem
from ...wording import one_line

__all__ = ["BANDS", "FORMATS", "Traits", "traits_of"]

_MOST = 1000
_FEW = 6
_LONGEST = 80
_PLACES = frozenset({"instrument_name", "facility_name", "telescope", "instrument", "facility"})
_COLLECTIONS = frozenset({"obs_collection", "collection", "survey"})
_KINDS = frozenset({"dataproduct_type", "product_type", "datatype"})
_FORMAT_COLUMNS = frozenset({"access_format", "content_type", "format"})
_BAND_COLUMNS = frozenset({"em_band", "waveband", "band", "em_domain"})

FORMATS: Mapping[str, tuple[str, ...]] = {
    "FITS": ("fits", "fit", "fts", "fz"),
    "measurement set": ("ms", "measurement-set", "x-measurement-set"),
    "HDF5": ("h5", "hdf5", "hdf", "x-hdf"),
    "VOTable": ("vot", "votable", "x-votable"),
    "CSV": ("csv", "tsv", "ecsv"),
    "Parquet": ("parquet",),
    "netCDF": ("nc", "netcdf"),
    "ROOT": ("root",),
}
"""Endings of names, and words of media types, of each format."""
BANDS: tuple[tuple[str, float], ...] = (
    ("gamma-ray", 1e-11),
    ("X-ray", 1e-8),
    ("ultraviolet", 3.2e-7),
    ("optical", 1e-6),
    ("infrared", 1e-4),
    ("millimeter", 1e-2),
    ("radio", float("inf")),
)
"""Names of bands with their longest wavelengths in metres (ObsCore's vocabulary of messengers)."""


class Traits(msgspec.Struct, frozen=True, kw_only=True):
    """What data are like; each the most frequent first.

    Attributes
    ----------
    kinds
        Types of data products, as ObsCore names them: ``image``, ``cube``, …
    places
        Instruments and facilities.
    archives
        Archives and collections, by their names.
    formats
        Of `FORMATS`.
    bands
        Of `BANDS`.
    words
        What the person said besides.
    """

    kinds: list[str] = []
    places: list[str] = []
    archives: list[str] = []
    formats: list[str] = []
    bands: list[str] = []
    words: list[str] = []


def traits_of(items: Iterable[NewBasketItem], words: Iterable[str] = ()) -> Traits:
    """Gather what items are like, of the first thousand.

    Parameters
    ----------
    items
        Rows and what is in the basket.
    words
        What the person said besides.
    """
    found: dict[str, Counter[str]] = {
        name: Counter() for name in ("kinds", "places", "archives", "formats", "bands")
    }
    for number, item in enumerate(items):
        if number >= _MOST:
            break
        _take(item, found)
    chosen = {name: [key for key, _ in each.most_common(_FEW)] for name, each in found.items()}
    said = [one_line(word, _LONGEST) for word in words]
    return Traits(**chosen, words=[word for word in said if word][:_FEW])


def _take(item: NewBasketItem, found: dict[str, Counter[str]]) -> None:
    named = [item.archive, item.provenance.archive_name, item.collection]
    formats = {_format_of(item.content_type), _format_of(_ending(item.url or item.did))}
    cells = {name.lower(): text for name, value in item.data.items() if (text := _text(value))}
    for name, text in cells.items():
        if name in _PLACES:
            found["places"][text] += 1
        elif name in _COLLECTIONS:
            named.append(text)
        elif name in _KINDS:
            found["kinds"][text.lower()] += 1
        elif name in _FORMAT_COLUMNS:
            formats.add(_format_of(text))
        elif name in _BAND_COLUMNS:
            found["bands"].update(_band_named(text))
        elif name == "access_url":
            formats.add(_format_of(_ending(text)))
    found["bands"].update(_band_of(cells))
    found["archives"].update({each for each in named if each})
    found["formats"].update({each for each in formats if each})


def _text(value: object) -> str:
    return one_line(value, _LONGEST) if isinstance(value, str) else ""


def _ending(address: str) -> str:
    try:
        name = urlsplit(address).path.rpartition("/")[2].lower()
    except ValueError:
        # Cells hold what their archive wrote, which may be no address.
        return ""
    return re.sub(r"\.(gz|bz2|xz)$", "", name).rpartition(".")[2] if "." in name else ""


def _format_of(text: str) -> str:
    parts = set(re.split(r"[/;=,+\s]", text.lower()))
    return next((name for name, marks in FORMATS.items() if parts & set(marks)), "")


def _band_named(text: str) -> list[str]:
    plain = text.lower().replace("-", "").replace(" ", "")
    return [name for name, _ in BANDS if name.lower().replace("-", "") in plain]


def _band_of(cells: Mapping[str, str]) -> list[str]:
    """Name the band of ObsCore's ``em_min`` and ``em_max``, wavelengths in metres."""
    ends = [_number(cells.get(name, "")) for name in ("em_min", "em_max")]
    known = [end for end in ends if end is not None and end > 0]
    if not known:
        return []
    middle = (known[0] * known[-1]) ** 0.5
    return [next(name for name, longest in BANDS if middle <= longest)]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
