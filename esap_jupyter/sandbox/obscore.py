"""``ivoa.obscore``: the observations in the words of ObsCore 1.1."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..adql.tables import Table
from ..adql.values import arrow_type
from ..columns import columns
from .observations import AUTHORITY, Observation

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["DATALINK", "OBSCORE", "describe_rows", "region", "row", "rows"]

DATALINK = "application/x-votable+xml;content=datalink"


# ObsCore 1.1, tables 5 and 6: names, units, UCDs and utypes are the standard's. What people
# look for comes first.
_COLUMNS = columns(
    """
obs_title char - meta.title;obs DataID.Title
  Title; all data are synthetic
target_name char - meta.id;src Target.Name
  Object that was observed
target_class char - src.class Target.Class
  Type of the object
dataproduct_type char - meta.code.class ObsDataset.dataProductType
  Type of the data product: image or cube
obs_collection char - meta.id DataID.Collection
  Collection that it belongs to
s_ra double deg pos.eq.ra Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C1
  Right ascension of the centre, ICRS
s_dec double deg pos.eq.dec Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C2
  Declination of the centre, ICRS
s_fov double deg phys.angSize;instr.fov Char.SpatialAxis.Coverage.Bounds.Extent.diameter
  Diameter of the field of view
em_min double m em.wl;stat.min Char.SpectralAxis.Coverage.Bounds.Limits.LoLimit
  Shortest wavelength, in vacuum
em_max double m em.wl;stat.max Char.SpectralAxis.Coverage.Bounds.Limits.HiLimit
  Longest wavelength, in vacuum
t_min double d time.start;obs.exposure Char.TimeAxis.Coverage.Bounds.Limits.StartTime
  Start, MJD
t_max double d time.end;obs.exposure Char.TimeAxis.Coverage.Bounds.Limits.StopTime
  End, MJD
t_exptime double s time.duration;obs.exposure Char.TimeAxis.Coverage.Support.Extent
  Total exposure
facility_name char - meta.id;instr.tel Provenance.ObsConfig.Facility.name
  Telescope; there is none such
instrument_name char - meta.id;instr Provenance.ObsConfig.Instrument.name
  Instrument; there is none such
access_url char - meta.ref.url Access.reference
  Address of the dataset's links (DataLink)
access_format char - meta.code.mime Access.format
  Media type of what is at access_url
access_estsize long kbyte phys.size;meta.file Access.size
  Size of the dataset's file
preview char - meta.ref.url;datalink.preview -
  Address of a preview (PNG)
dataproduct_subtype char - meta.code.class ObsDataset.dataProductSubtype
  What the survey calls it
calib_level int - meta.code;obs.calib ObsDataset.calibLevel
  Calibration level, from 0 (raw) to 4 (analysed)
obs_id char - meta.id DataID.observationID
  Identifier of the observation
obs_publisher_did char - meta.ref.ivoid Curation.PublisherDID
  Identifier of the dataset given by the publisher
obs_creator_did char - meta.id DataID.creatorDID
  Identifier of the dataset given by its creator
s_region char - pos.outline;obs.field Char.SpatialAxis.Coverage.Support.Area adql:REGION
  Footprint, ICRS
s_resolution double arcsec pos.angResolution Char.SpatialAxis.Resolution.Refval.value
  Spatial resolution (FWHM)
s_xel1 long - meta.number Char.SpatialAxis.numBins1
  Pixels along the first axis
s_xel2 long - meta.number Char.SpatialAxis.numBins2
  Pixels along the second axis
s_pixel_scale double arcsec phys.angSize;instr.pixel Char.SpatialAxis.Sampling.RefVal.SamplingPeriod
  Width of a pixel
t_resolution double s time.resolution Char.TimeAxis.Resolution.Refval.value
  Temporal resolution
t_xel long - meta.number Char.TimeAxis.numBins
  Elements along the time axis
em_res_power double - spect.resolution Char.SpectralAxis.Resolution.ResolPower.refVal
  Spectral resolving power
em_xel long - meta.number Char.SpectralAxis.numBins
  Elements along the spectral axis
em_ucd char - meta.ucd Char.SpectralAxis.ucd
  Nature of the spectral axis
o_ucd char - meta.ucd Char.ObservableAxis.ucd
  What was measured
pol_states char - meta.code;phys.polarization Char.PolarizationAxis.stateList
  Polarisation states
pol_xel long - meta.number Char.PolarizationAxis.numBins
  Number of polarisation states
data_rights char - meta.code Curation.Rights
  Who may have the data
obs_release_date char - time.release Curation.releaseDate timestamp
  When they became public
""",
    prefix="obscore:",
)

OBSCORE = Table(
    schema="ivoa",
    name="obscore",
    description="Synthetic observations of OpenNGC objects in ObsCore 1.1; images and cubes are "
    "computed, nothing was observed",
    utype="ivo://ivoa.net/std/ObsCore#core-1.1",
    columns=_COLUMNS,
    principal=frozenset(
        [
            "dataproduct_type",
            "obs_collection",
            "obs_title",
            "access_url",
            "access_format",
            "target_name",
            "s_ra",
            "s_dec",
            "s_fov",
            "s_region",
            "t_min",
            "t_max",
            "em_min",
            "em_max",
        ]
    ),
    indexed=frozenset({"s_dec"}),
    standard=True,
)


def region(observation: Observation) -> str:
    """Return the footprint as STC-S writes it."""
    numbers = " ".join(f"{part:.6f}" for vertex in observation.footprint for part in vertex)
    return f"POLYGON ICRS {numbers}"


def row(observation: Observation, origin: str) -> dict[str, object]:
    """Describe an observation; ``origin`` is where the server is."""
    survey = observation.survey
    return {
        "dataproduct_type": survey.product,
        "dataproduct_subtype": survey.title,
        "calib_level": survey.level,
        "obs_collection": survey.collection,
        "obs_id": observation.name,
        "obs_title": observation.title,
        "obs_publisher_did": observation.did,
        "obs_creator_did": f"{AUTHORITY}/created?{observation.name}",
        "access_url": observation.links(origin),
        "access_format": DATALINK,
        "access_estsize": -(-observation.size // 1000),
        "preview": observation.preview(origin),
        "target_name": observation.target,
        "target_class": observation.target_class,
        "data_rights": "public",
        "obs_release_date": "2026-01-01T00:00:00",
        "facility_name": survey.facility,
        "instrument_name": survey.instrument,
        "o_ucd": survey.o_ucd,
        **_axes(observation),
    }


def _axes(observation: Observation) -> dict[str, object]:
    survey = observation.survey
    return {
        "s_ra": observation.ra,
        "s_dec": observation.dec,
        "s_fov": observation.fov,
        "s_region": region(observation),
        "s_resolution": survey.resolution,
        "s_xel1": survey.pixels,
        "s_xel2": survey.pixels,
        "s_pixel_scale": observation.scale * 3600,
        "t_min": observation.t_min,
        "t_max": observation.t_max,
        "t_exptime": survey.exposure,
        "t_resolution": survey.exposure,
        "t_xel": 1,
        "em_min": survey.em_min,
        "em_max": survey.em_max,
        "em_res_power": survey.resolving_power,
        "em_xel": survey.channels,
        "em_ucd": survey.em_ucd,
        "pol_states": survey.polarisation or None,
        "pol_xel": 1 if survey.polarisation else 0,
    }


def rows(observations: Iterable[Observation], origin: str) -> "pa.Table":
    """Describe observations as the rows of ``ivoa.obscore``."""
    import pyarrow as pa

    fields = [pa.field(column.name, arrow_type(column)) for column in _COLUMNS]
    content = [row(observation, origin) for observation in observations]
    return pa.Table.from_pylist(content, schema=pa.schema(fields))


def describe_rows(table: "pa.Table") -> "pa.Table":
    """Give rows the metadata of their columns, for an answer as a VOTable."""
    import pyarrow as pa

    from ..adql.values import metadata

    known = {column.name: column for column in _COLUMNS}
    fields = [
        field.with_metadata(metadata(known[field.name], field.type)) for field in table.schema
    ]
    return table.cast(pa.schema(fields))
