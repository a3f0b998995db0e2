"""The sandbox's made-up surveys: what each of their observations has in common."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["LIGHT_SPEED", "SURVEYS", "Survey"]

_BLOCK = 2880
LIGHT_SPEED = 299_792_458.0


@dataclass(frozen=True, kw_only=True)
class Survey:
    """A made-up survey.

    Attributes
    ----------
    em_min, em_max
        The band, in metres.
    fields
        The narrowest and the widest field, in degrees.
    pixels, channels
        The sizes of the axes; ``channels`` is 1 for an image.
    resolution
        In arcseconds.
    exposure
        In seconds.
    first_night
        In MJD.
    every, most
        It observed each so-many-th of the objects, and at most so many of them.
    """

    id: str
    collection: str
    title: str
    product: Literal["image", "cube"]
    facility: str
    instrument: str
    band: str
    em_min: float
    em_max: float
    em_ucd: str
    o_ucd: str
    unit: str
    fields: tuple[float, float]
    pixels: int
    resolution: float
    exposure: float
    first_night: float
    channels: int = 1
    polarisation: str = ""
    every: int = 1
    most: int = 300

    @property
    def level(self) -> int:
        """The calibration level of ObsCore."""
        return 3 if self.product == "cube" else 2

    @property
    def resolving_power(self) -> float:
        """The wavelength through its uncertainty."""
        middle, width = (self.em_min + self.em_max) / 2, self.em_max - self.em_min
        return middle / width * self.channels

    @property
    def file_size(self) -> int:
        """The length of a FITS file: one block of header, and 32-bit floats."""
        data = 4 * self.channels * self.pixels**2
        return 2 * _BLOCK + -(-data // _BLOCK) * _BLOCK


SURVEYS = (
    Survey(
        id="optical-v",
        collection="synthetic-optical",
        title="V band image",
        product="image",
        facility="Synthetic 1 m telescope",
        instrument="Synthetic camera",
        band="V",
        em_min=5.055e-7,
        em_max=5.945e-7,
        em_ucd="em.wl",
        o_ucd="phot.count;em.opt.V",
        unit="adu",
        fields=(0.1, 3.5),
        pixels=256,
        resolution=2.0,
        exposure=600.0,
        first_night=58_849.8,
    ),
    Survey(
        id="optical-r",
        collection="synthetic-optical",
        title="R band image",
        product="image",
        facility="Synthetic 1 m telescope",
        instrument="Synthetic camera",
        band="R",
        em_min=5.89e-7,
        em_max=7.27e-7,
        em_ucd="em.wl",
        o_ucd="phot.count;em.opt.R",
        unit="adu",
        fields=(0.1, 3.5),
        pixels=256,
        resolution=2.0,
        exposure=450.0,
        first_night=59_215.8,
        every=2,
        most=150,
    ),
    Survey(
        id="radio-continuum",
        collection="synthetic-radio",
        title="1.4 GHz continuum image",
        product="image",
        facility="Synthetic array",
        instrument="Synthetic L-band receiver",
        band="1.4 GHz",
        em_min=LIGHT_SPEED / 1.52e9,
        em_max=LIGHT_SPEED / 1.28e9,
        em_ucd="em.freq",
        o_ucd="phot.flux.density;em.radio.750-1500MHz",
        unit="Jy/beam",
        fields=(0.5, 3.5),
        pixels=128,
        resolution=15.0,
        exposure=41_400.0,
        first_night=58_665.1,
        polarisation="/I/",
        every=2,
        most=120,
    ),
    Survey(
        id="radio-hi",
        collection="synthetic-radio",
        title="neutral hydrogen cube",
        product="cube",
        facility="Synthetic array",
        instrument="Synthetic L-band receiver",
        band="HI line",
        em_min=LIGHT_SPEED / 1.424e9,
        em_max=LIGHT_SPEED / 1.416e9,
        em_ucd="em.freq",
        o_ucd="phot.flux.density;em.radio.750-1500MHz",
        unit="Jy/beam",
        fields=(0.3, 3.5),
        pixels=64,
        resolution=30.0,
        exposure=41_400.0,
        first_night=58_665.1,
        channels=32,
        polarisation="/I/",
        most=20,
    ),
)
