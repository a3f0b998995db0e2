"""The sandbox's synthetic spectra: made-up continua with the lines of hydrogen and oxygen."""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ..models import Column
from .observations import AUTHORITY, Observations
from .replies import VOTABLE, Document
from .surveys import LIGHT_SPEED

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Spectra", "Spectrum"]

_COUNT = 40
_POINTS = 2000
# Vacuum wavelengths in metres, and strengths, of H beta, two lines of oxygen, and H alpha.
_LINES = ((4.8627e-7, 0.5), (4.9603e-7, 0.3), (5.0082e-7, 0.9), (6.5646e-7, 1.6))


@dataclass(frozen=True, kw_only=True)
class Spectrum:
    """One spectrum; angles in degrees, wavelengths in metres, times in MJD and seconds."""

    target: str
    ra: float
    dec: float
    time: float
    velocity: float
    exposure: float = 1800.0
    aperture: float = 0.001
    start: float = 4e-7
    stop: float = 7e-7
    points: int = _POINTS

    @property
    def name(self) -> str:
        """The identifier within the sandbox."""
        return self.target.replace(" ", "")

    @property
    def did(self) -> str:
        """The publisher's dataset identifier."""
        return f"{AUTHORITY}/spectra?{self.name}"

    def address(self, origin: str) -> str:
        """Return where its file is."""
        return f"{origin}/ssa/files/{self.name}.vot"


class Spectra:
    """The spectra of some galaxies.

    Parameters
    ----------
    observations
        Where the galaxies are taken from.
    """

    def __init__(self, observations: Observations) -> None:
        self._all = {f"/ssa/files/{s.name}.vot": s for s in _spectra(observations)}

    def __iter__(self) -> Iterator[Spectrum]:
        return iter(self._all.values())

    def document(self, path: str) -> Document | None:
        """Return the file at a path, where there is one."""
        spectrum = self._all.get(path)
        return Document(body=_votable(spectrum), media_type=VOTABLE) if spectrum else None


def _spectra(observations: Observations) -> Iterator[Spectrum]:
    galaxies = [found for found in observations if found.survey.id == "optical-r"]
    galaxies = [found for found in galaxies if found.target_class == "Galaxy"]
    for found in galaxies[:_COUNT]:
        yield Spectrum(
            target=found.target,
            ra=found.ra,
            dec=found.dec,
            time=found.t_min + 0.1,
            velocity=found.velocity,
        )


@lru_cache(maxsize=_COUNT)
def _votable(spectrum: Spectrum) -> bytes:
    from .. import votable

    out = io.BytesIO()
    votable.write(_table(spectrum), out)
    return out.getvalue()


def _table(spectrum: Spectrum) -> "pa.Table":
    import numpy as np
    import pyarrow as pa

    from ..adql.values import metadata

    random = np.random.default_rng(zlib.crc32(spectrum.did.encode()))
    wave = np.linspace(spectrum.start, spectrum.stop, spectrum.points)
    flux = 1 + 0.4 * (wave - spectrum.start) / (spectrum.stop - spectrum.start)
    for line, strength in _LINES:
        centre = line * (1 + spectrum.velocity * 1e3 / LIGHT_SPEED)
        flux += strength * np.exp(-(((wave - centre) / 6e-10) ** 2) / 2)
    flux += random.normal(0, 0.03, spectrum.points)
    columns = (
        Column(name="wavelength", datatype="double", unit="m", ucd="em.wl"),
        Column(name="flux", datatype="double", unit="10**-20W/(m**2.nm)", ucd="phot.flux.density"),
    )
    fields = [pa.field(c.name, pa.float64(), metadata=metadata(c, pa.float64())) for c in columns]
    title = f'{{"description": "{spectrum.target}, computed; nothing was observed"}}'
    return pa.table([wave, flux], schema=pa.schema(fields, metadata={"votable": title}))
