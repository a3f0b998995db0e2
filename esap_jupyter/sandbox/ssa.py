"""SSA 1.1 over a handful of synthetic spectra."""

from typing import TYPE_CHECKING

from ..adql.regions import separation
from ..adql.values import arrow_type, metadata
from ..columns import columns
from ..errors import BadRequestError
from .dali import Interval, interval
from .memory import TableRows
from .parameters import maxrec
from .replies import Reply, Rows, not_found
from .requests import Parameters, Request
from .spectra import Spectra, Spectrum

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["SSA", "Ssa"]

SSA = "ivo://ivoa.net/std/SSA"
_TABLEDATA = "application/x-votable+xml;serialization=tabledata"
_VOTABLE = "application/x-votable+xml"
_FORMATS = frozenset({"ALL", "COMPLIANT", "NATIVE", "VOTABLE", _VOTABLE.upper()})

# SSA 1.1, section 4.2.5: the mandatory columns, with the utypes of its data model.
_COLUMNS = columns(
    """
    accref char - meta.ref.url Access.Reference
      Address of the spectrum
    mime char - meta.code.mime Access.Format
      Media type
    access_size long kbyte phys.size;meta.file Access.Size
      Size
    data_model char - - Dataset.DataModel
      Data model of the file
    title char - meta.title;meta.dataset DataID.Title
      Title; all data are synthetic
    collection char - meta.id DataID.Collection
      Collection
    publisher_did char - meta.ref.ivoid;meta.main Curation.PublisherDID
      Identifier given by the publisher
    publisher char - meta.curation Curation.Publisher
      Publisher
    target_name char - meta.id;src Target.Name
      Object
    length long - - Dataset.Length
      Number of points
    ra double deg pos.eq.ra;meta.main Char.SpatialAxis.Coverage.Location.Value.C1
      Right ascension, ICRS
    dec double deg pos.eq.dec;meta.main Char.SpatialAxis.Coverage.Location.Value.C2
      Declination, ICRS
    aperture double deg instr.fov Char.SpatialAxis.Coverage.Bounds.Extent
      Width of the aperture
    time double d time.epoch Char.TimeAxis.Coverage.Location.Value
      Middle of the exposure, MJD
    exposure double s time.duration;obs.exposure Char.TimeAxis.Coverage.Bounds.Extent
      Exposure
    spectral_location double m em.wl;instr.bandpass Char.SpectralAxis.Coverage.Location.Value
      Middle of the band
    bandwidth double m em.wl;instr.bandwidth Char.SpectralAxis.Coverage.Bounds.Extent
      Width of the band
    spectral_start double m em.wl;stat.min Char.SpectralAxis.Coverage.Bounds.Start
      Shortest wavelength
    spectral_stop double m em.wl;stat.max Char.SpectralAxis.Coverage.Bounds.Stop
      Longest wavelength
    """,
    prefix="ssa:",
)


class Ssa:
    """Serves ``/ssa/query`` and ``/ssa/files/…``.

    Parameters
    ----------
    spectra
        What there is.
    """

    def __init__(self, *, spectra: Spectra) -> None:
        self._spectra = spectra

    def reply(self, request: Request) -> Reply:
        """Answer with the spectra that meet each parameter, or with one of them.

        Raises
        ------
        BadRequestError
            A parameter has no meaning.
        """
        if request.path.startswith("/ssa/files/"):
            return self._spectra.document(request.path) or not_found(request.path)
        if request.path != "/ssa/query":
            return not_found(request.path)
        parameters = request.parameters
        if parameters.one("REQUEST").lower() != "querydata":
            raise BadRequestError("REQUEST is queryData.")
        formats = {word.strip().upper() for word in parameters.one("FORMAT", "ALL").split(",")}
        most = maxrec(parameters.one("MAXREC"))
        if "METADATA" in formats:
            most = 0
        wanted = bool(formats & (_FORMATS | {"METADATA", ""}))
        found = _matching(list(self._spectra), parameters) if wanted else []
        rows = TableRows(_table(found, request.origin), maxrec=most)
        return Rows(answer=rows, serialization="tabledata", media_type=_TABLEDATA)


def _matching(spectra: list[Spectrum], parameters: Parameters) -> list[Spectrum]:
    if pos := parameters.one("POS").strip():
        ra, dec = _position(pos)
        radius = _size(parameters) / 2
        spectra = [s for s in spectra if separation(ra, dec, s.ra, s.dec) <= radius]
    if bands := _ranges("BAND", parameters):
        spectra = [s for s in spectra if any(band.meets(s.start, s.stop) for band in bands)]
    if times := _ranges("TIME", parameters):
        spectra = [s for s in spectra if any(time.meets(s.time, s.time) for time in times)]
    if name := parameters.one("TARGETNAME").strip().lower():
        spectra = [s for s in spectra if s.target.lower() == name]
    return spectra


def _position(text: str) -> tuple[float, float]:
    place, _, frame = text.partition(";")
    if frame.strip().upper() not in ("", "ICRS"):
        raise BadRequestError(f"POS is in {frame[:40]!r}, but positions are ICRS here.")
    try:
        ra, dec = (float(word) for word in place.split(","))
    except ValueError:
        raise BadRequestError(f"POS is {text[:80]!r}, but it is two numbers: ra,dec.") from None
    if not (-360 <= ra <= 720 and -90 <= dec <= 90):  # noqa: PLR2004 (degrees)
        raise BadRequestError(f"POS is {text[:80]!r}, which is not on the sky.")
    return ra, dec


def _size(parameters: Parameters) -> float:
    text = parameters.one("SIZE").strip() or "0.5"
    found = interval("SIZE", text)
    if not 0 <= found.low == found.high:
        raise BadRequestError(f"SIZE is {text[:40]!r}, but it is a diameter in degrees.")
    return found.low


def _ranges(name: str, parameters: Parameters) -> list[Interval]:
    """Read ranges as SSA 1.1, section 8.7.2, writes them: ``low/high``, several with commas."""
    text = parameters.one(name).partition(";")[0].strip()
    return [_range(name, part.strip()) for part in text.split(",") if part.strip()]


def _range(name: str, part: str) -> Interval:
    if name == "BAND" and not any(letter.isdigit() for letter in part):
        raise BadRequestError(
            f"BAND is {part[:40]!r}; names of bands are not known here.",
            remedy="Give wavelengths in metres, for example 4e-7/7e-7.",
        )
    low, slash, high = part.partition("/")
    read = _mjd if name == "TIME" else str
    return interval(name, f"{read(low) or '-inf'} {(read(high) or 'inf') if slash else read(low)}")


def _mjd(text: str) -> str:
    from datetime import UTC, datetime

    if not text.strip():
        return ""
    try:
        moment = datetime.fromisoformat(text.strip() if len(text.strip()) > 4 else f"{text}-01-01")  # noqa: PLR2004 (a year)
    except ValueError:
        raise BadRequestError(
            f"TIME is {text[:40]!r}, but it is a time.", remedy="Write 2020-01-31T12:00:00."
        ) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return repr(moment.timestamp() / 86_400 + 40_587)


def _table(spectra: list[Spectrum], origin: str) -> "pa.Table":
    import pyarrow as pa

    fields = [
        pa.field(column.name, kind := arrow_type(column), metadata=metadata(column, kind))
        for column in _COLUMNS
    ]
    infos = '{"infos": {"SERVICE_PROTOCOL": "1.1"}}'
    return pa.Table.from_pylist(
        [_row(spectrum, origin) for spectrum in spectra],
        schema=pa.schema(fields, metadata={"votable": infos}),
    )


def _row(spectrum: Spectrum, origin: str) -> dict[str, object]:
    return {
        "accref": spectrum.address(origin),
        "mime": _VOTABLE,
        "access_size": spectrum.points * 30 // 1000,
        "data_model": "Spectrum-1.0",
        "title": f"{spectrum.target}, optical spectrum (synthetic)",
        "collection": "synthetic-spectra",
        "publisher_did": spectrum.did,
        "publisher": "Sandbox of esap-jupyter",
        "target_name": spectrum.target,
        "length": spectrum.points,
        "ra": spectrum.ra,
        "dec": spectrum.dec,
        "aperture": spectrum.aperture,
        "time": spectrum.time,
        "exposure": spectrum.exposure,
        "spectral_location": (spectrum.start + spectrum.stop) / 2,
        "bandwidth": spectrum.stop - spectrum.start,
        "spectral_start": spectrum.start,
        "spectral_stop": spectrum.stop,
    }
