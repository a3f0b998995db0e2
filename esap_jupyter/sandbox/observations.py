"""The sandbox's observations: images and cubes that were never taken, of objects that exist."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from .projection import corners
from .surveys import SURVEYS, Survey

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["AUTHORITY", "Observation", "Observations"]

AUTHORITY = "ivo://esap.sandbox"
_SKIPPED = frozenset({"Dup", "NonEx", "Other", "*", "**", "*Ass", "Nova"})
_COUNT = 300
_FAINTEST = 12.0
_DAY = 86_400.0
# Nights are a few days apart, and begin again when all of a survey's years are over.
_STEP = 3.37
_YEARS = 4 * 365.25


@dataclass(frozen=True, kw_only=True)
class Observation:
    """One synthetic observation of one object.

    Angles are in degrees, the sizes of the object in arcminutes, times in MJD.
    """

    survey: Survey
    number: int
    target: str
    names: tuple[str, ...]
    target_class: str
    ra: float
    dec: float
    major: float
    minor: float
    angle: float
    magnitude: float
    velocity: float

    @property
    def name(self) -> str:
        """The identifier within the sandbox, for example ``optical-v/NGC224``."""
        return f"{self.survey.id}/{self.target.replace(' ', '')}"

    @property
    def did(self) -> str:
        """The publisher's dataset identifier, an IVOID."""
        return f"{AUTHORITY}/images?{self.name}"

    @property
    def title(self) -> str:
        """What a person reads; it says that the data are synthetic."""
        return f"{self.target}, {self.survey.title} (synthetic)"

    @property
    def fov(self) -> float:
        """The width of the field in degrees."""
        least, most = self.survey.fields
        return min(max(2.5 * self.major / 60, least), most)

    @property
    def scale(self) -> float:
        """The width of a pixel in degrees."""
        return self.fov / self.survey.pixels

    @property
    def footprint(self) -> tuple[tuple[float, float], ...]:
        """The corners of the image."""
        return corners((self.ra, self.dec), self.scale, self.survey.pixels)

    @property
    def t_min(self) -> float:
        """The beginning of the exposure."""
        return self.survey.first_night + (self.number * _STEP) % _YEARS

    @property
    def t_max(self) -> float:
        """The end of the exposure."""
        return self.t_min + self.survey.exposure / _DAY

    @property
    def size(self) -> int:
        """The length of its FITS file in bytes."""
        return self.survey.file_size

    def file(self, origin: str) -> str:
        """Return the address of its FITS file."""
        return f"{origin}/files/{self.name}.fits"

    def flat(self, origin: str) -> str:
        """Return the address of its calibration file."""
        return f"{origin}/files/{self.name}-flat.fits"

    def preview(self, origin: str) -> str:
        """Return the address of its preview."""
        return f"{origin}/previews/{self.name}.png"

    def links(self, origin: str) -> str:
        """Return the address of its DataLink document."""
        return f"{origin}/datalink/links?ID={quote(self.did, safe='')}"


class Observations:
    """All observations, by their identifiers.

    Parameters
    ----------
    objects
        The rows of ``ongc.objects``.
    """

    def __init__(self, objects: "pa.Table") -> None:
        self._all = {found.did: found for found in _observations(objects)}
        self._names = {found.name: found for found in self._all.values()}

    def __iter__(self) -> Iterator[Observation]:
        return iter(self._all.values())

    def __len__(self) -> int:
        return len(self._all)

    def find(self, did: str) -> Observation | None:
        """Look one up by its IVOID."""
        return self._all.get(did)

    def named(self, name: str) -> Observation | None:
        """Look one up by its identifier within the sandbox."""
        return self._names.get(name)


_COLUMNS = [
    "designation",
    "messier",
    "common_name",
    "object_type",
    "type_description",
    "ra",
    "dec",
    "v_mag",
    "b_mag",
    "major_axis",
    "minor_axis",
    "position_angle",
    "radial_velocity",
]


def _observations(objects: "pa.Table") -> Iterator[Observation]:
    bright = _brightest(objects)
    for survey in SURVEYS:
        chosen = [row for row in bright if survey.product != "cube" or _is_near_galaxy(row)]
        for number, row in enumerate(chosen[: survey.most * survey.every : survey.every]):
            yield _observation(survey, number, row)


def _brightest(objects: "pa.Table") -> list[dict[str, object]]:
    import pyarrow.compute as pc

    # Only what can be among the brightest becomes Python objects, of which there are 14 000.
    faintest = pc.min_element_wise(objects["v_mag"], objects["b_mag"])
    rows = objects.filter(pc.less(faintest, _FAINTEST)).select(_COLUMNS).to_pylist()
    known = [row for row in rows if row["ra"] is not None and row["object_type"] not in _SKIPPED]
    # Messier's objects first, since people try those.
    known.sort(key=lambda row: (row["messier"] is None, _magnitude(row), row["designation"]))
    return known[:_COUNT]


def _magnitude(row: dict[str, object]) -> float:
    return min(_number(row["v_mag"], 99.0), _number(row["b_mag"], 99.0))


def _is_near_galaxy(row: dict[str, object]) -> bool:
    return row["object_type"] == "G" and _number(row["major_axis"], 0.0) > 5  # noqa: PLR2004 (arcmin)


def _observation(survey: Survey, number: int, row: dict[str, object]) -> Observation:
    major = _number(row["major_axis"], 3.0)
    names = [row["designation"], row["messier"], *str(row["common_name"] or "").split(", ")]
    return Observation(
        survey=survey,
        number=number,
        target=str(row["designation"]),
        names=tuple(str(name) for name in names if name),
        target_class=str(row["type_description"]),
        ra=_number(row["ra"], 0.0),
        dec=_number(row["dec"], 0.0),
        major=major,
        minor=_number(row["minor_axis"], major),
        angle=_number(row["position_angle"], 0.0),
        magnitude=_magnitude(row),
        velocity=_number(row["radial_velocity"], 0.0),
    )


def _number(value: object, default: float) -> float:
    if not isinstance(value, (int, float)) or math.isnan(value):
        return default
    return float(value)
