"""Finds ObsCore's columns in tables of any protocol, by name, utype and UCD."""

from collections.abc import Callable, Sequence

import msgspec

from ..models import Column
from ..votable.positions import position_columns

__all__ = ["COLUMNS", "Known", "Source", "sources"]

_METRES = {"m": 1.0, "um": 1e-6, "nm": 1e-9, "Angstrom": 1e-10, "angstrom": 1e-10, "cm": 0.01}
_DAYS = {"d": 1.0, "": 1.0}
_KILOBYTES = {
    "kbyte": 1.0,
    "kB": 1.0,
    "": 1.0,
    "byte": 1e-3,
    "bytes": 1e-3,
    "B": 1e-3,
    "Mbyte": 1e3,
}


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A column of ObsCore 1.1 (tables 1 and 5), and by which marks others have it.

    ``utypes`` are matched without what stands before the first colon, ``scales`` are the units
    that are understood and what makes the column's own of them.
    """

    name: str
    datatype: str = "unicodeChar"
    unit: str = ""
    ucd: str = ""
    description: str = ""
    utypes: tuple[str, ...] = ()
    ucds: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    scales: dict[str, float] = {}


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where a column comes from: a column of the table, and what to multiply it with."""

    column: int
    scale: float = 1.0


COLUMNS: tuple[Known, ...] = (
    Known(
        name="obs_collection",
        ucd="meta.id",
        description="Name of the data collection",
        utypes=("dataid.collection",),
    ),
    Known(
        name="dataproduct_type",
        ucd="meta.code.class",
        description="Type of the data product",
        utypes=("obsdataset.dataproducttype", "dataset.type"),
    ),
    Known(
        name="target_name",
        ucd="meta.id;src",
        description="Name of the object",
        utypes=("target.name",),
        ucds=("meta.id;src", "meta.id;meta.main", "id_main", "vox:image_title"),
        names=("target", "name", "main_id", "object", "obs_title", "title"),
    ),
    Known(
        name="s_ra",
        datatype="double",
        unit="deg",
        ucd="pos.eq.ra;meta.main",
        description="Right ascension (ICRS)",
    ),
    Known(
        name="s_dec",
        datatype="double",
        unit="deg",
        ucd="pos.eq.dec;meta.main",
        description="Declination (ICRS)",
    ),
    Known(
        name="s_region",
        ucd="pos.outline;obs.field",
        description="Outline of the observation",
    ),
    Known(
        name="t_min",
        datatype="double",
        unit="d",
        ucd="time.start;obs.exposure",
        description="Start of the observation (MJD)",
        utypes=(
            "char.timeaxis.coverage.bounds.limits.starttime",
            "char.timeaxis.coverage.bounds.start",
        ),
        ucds=("time.start;obs.exposure", "vox:image_mjdateobs"),
        scales=_DAYS,
    ),
    Known(
        name="t_max",
        datatype="double",
        unit="d",
        ucd="time.end;obs.exposure",
        description="End of the observation (MJD)",
        utypes=(
            "char.timeaxis.coverage.bounds.limits.stoptime",
            "char.timeaxis.coverage.bounds.stop",
        ),
        ucds=("time.end;obs.exposure", "vox:image_mjdateobs"),
        scales=_DAYS,
    ),
    Known(
        name="em_min",
        datatype="double",
        unit="m",
        ucd="em.wl;stat.min",
        description="Start of the spectral range",
        utypes=(
            "char.spectralaxis.coverage.bounds.limits.lolimit",
            "char.spectralaxis.coverage.bounds.start",
        ),
        ucds=("em.wl;stat.min", "vox:bandpass_lolimit"),
        scales=_METRES,
    ),
    Known(
        name="em_max",
        datatype="double",
        unit="m",
        ucd="em.wl;stat.max",
        description="End of the spectral range",
        utypes=(
            "char.spectralaxis.coverage.bounds.limits.hilimit",
            "char.spectralaxis.coverage.bounds.stop",
        ),
        ucds=("em.wl;stat.max", "vox:bandpass_hilimit"),
        scales=_METRES,
    ),
    Known(
        name="access_url",
        ucd="meta.ref.url",
        description="Address of the data",
        utypes=("access.reference",),
        ucds=("meta.ref.url", "vox:image_accessreference", "meta.ref.url;meta.main"),
        names=("accref", "url"),
    ),
    Known(
        name="access_format",
        ucd="meta.code.mime",
        description="Format of the data",
        utypes=("access.format",),
        ucds=("meta.code.mime", "vox:image_format"),
        names=("mime",),
    ),
    Known(
        name="access_estsize",
        datatype="double",
        unit="kbyte",
        ucd="phys.size;meta.file",
        description="Estimated size of the data",
        utypes=("access.size",),
        ucds=("phys.size;meta.file", "vox:image_filesize"),
        names=("accsize",),
        scales=_KILOBYTES,
    ),
    Known(
        name="obs_publisher_did",
        ucd="meta.ref.ivoid",
        description="Identifier of the data set",
        utypes=("curation.publisherdid",),
        ucds=("meta.ref.ivoid", "meta.ref.uri;meta.curation"),
        names=("pubdid",),
    ),
)


def sources(columns: Sequence[Column]) -> dict[str, Source]:
    """Return where a table has ObsCore's columns; those that it has not are left out."""
    found: dict[str, Source] = {}
    for known in COLUMNS:
        at = _find(known, columns)
        if at is not None:
            scale = _scale(known, columns[at])
            if scale is not None:
                found[known.name] = Source(column=at, scale=scale)
    for name, own in zip(("s_ra", "s_dec"), position_columns(columns), strict=True):
        if own is not None:
            at = next(at for at, column in enumerate(columns) if column.name == own)
            if columns[at].unit in (None, "", "deg"):
                found[name] = Source(column=at)
    return found


def _find(known: Known, columns: Sequence[Column]) -> int | None:
    tests: tuple[Callable[[Column], bool], ...] = (
        lambda one: _plain(one.name) == known.name,
        lambda one: _plain(one.utype or "").rpartition(":")[2] in known.utypes,
        lambda one: _ucd(one) in known.ucds,
        lambda one: _plain(one.name) in known.names,
    )
    for test in tests:
        for at, column in enumerate(columns):
            if test(column) and _suits(known, column):
                return at
    return None


def _suits(known: Known, column: Column) -> bool:
    """Whether a column has words where words are wanted; numbers are tried later."""
    return known.datatype != "unicodeChar" or column.datatype in ("char", "unicodeChar")


def _scale(known: Known, column: Column) -> float | None:
    """Return what makes the column's own unit of another, or None of one that is not known."""
    unit = column.unit or ""
    # SIA 1 tells sizes in bytes, and without a unit (IVOA SIA 1.0, section 4.2.4).
    if _ucd(column) == "vox:image_filesize":
        return 1e-3
    if not known.scales or unit in ("", known.unit):
        return 1.0
    return known.scales.get(unit)


def _ucd(column: Column) -> str:
    return _plain(column.ucd or "").replace(" ", "")


def _plain(text: str) -> str:
    return text.strip('"').lower()
