"""What the synthetic observations show: made-up objects among made-up stars, and noise."""

import math
import zlib
from typing import TYPE_CHECKING, Any

from .observations import Observation
from .surveys import LIGHT_SPEED

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.float32]

__all__ = ["flat", "scene"]

_SKY = 100.0
_NOISE = 5.0
_RADIO_NOISE = 3e-5
_HI = 1.420405751e9
_STARS = 60


def scene(observation: Observation) -> "Pixels":
    """Compute the pixels; the same each time, of shape (pixels, pixels) or (channels, …)."""
    if observation.survey.product == "cube":
        return _cube(observation)
    if observation.survey.id.startswith("optical"):
        return _optical(observation)
    return _continuum(observation)


def flat(observation: Observation) -> "Pixels":
    """Compute the sensitivity over the field, 1 in its centre."""
    x, y = _grid(observation.survey.pixels)
    half = observation.survey.pixels / 2
    return _pixels(1 - 0.3 * (x**2 + y**2) / (2 * half**2))


def _pixels(values: Any) -> "Pixels":
    import numpy as np

    return np.asarray(values, np.float32)


def _random(observation: Observation, purpose: str) -> "np.random.Generator":
    import numpy as np

    return np.random.default_rng(zlib.crc32(f"{purpose}:{observation.name}".encode()))


def _grid(pixels: int) -> "tuple[Any, Any]":
    """Return coordinates about the centre; x grows to the right, which is west."""
    import numpy as np

    y, x = np.mgrid[:pixels, :pixels].astype(np.float64)
    middle = (pixels - 1) / 2
    return x - middle, y - middle


def _ellipse(observation: Observation) -> "tuple[Any, Any, float]":
    """Return the distance from the centre in half axes, the place along the major axis, its half.

    The position angle is counted from north through east.
    """
    import numpy as np

    x, y = _grid(observation.survey.pixels)
    scale = 60 * observation.scale
    half = max(observation.major / 2 / scale, 2.0)
    ratio = max(min(observation.minor / max(observation.major, 1e-6), 1.0), 0.15)
    angle = math.radians(observation.angle)
    along = y * math.cos(angle) - x * math.sin(angle)
    across = y * math.sin(angle) + x * math.cos(angle)
    return np.hypot(along, across / ratio) / half, along, half


def _optical(observation: Observation) -> "Pixels":
    import numpy as np

    distance, _, half = _ellipse(observation)
    peak = 3000 * 10 ** (-0.08 * (observation.magnitude - 5))
    random = _random(observation, "scene")
    shown = np.zeros_like(distance)
    if "luster" in observation.target_class:
        count = int(min(400, 60 + 4 * half))
        places = random.normal(0, half / 2, (count, 2))
        shown += _stars(observation, places, random.pareto(1.5, count) * peak / 4)
    else:
        shown += peak * np.exp(-3 * distance) + peak / 6 * np.exp(-1.2 * distance)
    pixels = observation.survey.pixels
    places = random.uniform(-pixels / 2, pixels / 2, (_STARS, 2))
    shown += _stars(observation, places, random.pareto(1.2, _STARS) * 120)
    noise = _random(observation, observation.survey.id).normal(0, _NOISE, shown.shape)
    return _pixels(flat(observation) * (shown + _SKY) + noise)


def _stars(observation: Observation, places: "Any", fluxes: "Any") -> "Any":
    """Draw stars of one width at offsets from the centre; each touches a few pixels only."""
    import numpy as np

    pixels, reach = observation.survey.pixels, 5
    shown = np.zeros((pixels + 2 * reach, pixels + 2 * reach))
    local = np.arange(-reach, reach + 1)
    for (x, y), flux in zip(places + (pixels - 1) / 2, fluxes, strict=True):
        column, line = round(float(x)), round(float(y))
        if not (0 <= column < pixels and 0 <= line < pixels):
            continue
        square = (local - (x - column)) ** 2 + ((local - (y - line)) ** 2)[:, None]
        shown[line : line + 2 * reach + 1, column : column + 2 * reach + 1] += flux * np.exp(
            -square / 2.9
        )
    return shown[reach:-reach, reach:-reach]


def _continuum(observation: Observation) -> "Pixels":
    import numpy as np

    distance, _, _ = _ellipse(observation)
    random = _random(observation, "radio")
    shown = 4e-3 * np.exp(-((1.5 * distance) ** 2))
    pixels = observation.survey.pixels
    places = random.uniform(-pixels / 2, pixels / 2, (25, 2))
    shown += _stars(observation, places, random.pareto(1.0, 25) * 4e-4)
    noise = random.normal(0, _RADIO_NOISE, shown.shape)
    return _pixels(shown + noise)


def _cube(observation: Observation) -> "Pixels":
    """Compute a disc that rotates at 180 km/s, seen in its line of neutral hydrogen."""
    import numpy as np

    survey = observation.survey
    distance, along, half = _ellipse(observation)
    turning = 180 * np.tanh(2 * along / half)
    low, high = LIGHT_SPEED / survey.em_max, LIGHT_SPEED / survey.em_min
    channels = low + (np.arange(survey.channels) + 0.5) * (high - low) / survey.channels
    # The line is kept in the middle of the band, whatever the object's velocity.
    centre = (low + high) / 2
    expected = centre - turning * 1e3 / LIGHT_SPEED * _HI
    width = 1.5 * (high - low) / survey.channels
    line = np.exp(-(((channels[:, None, None] - expected) / width) ** 2) / 2)
    noise = _random(observation, "cube").normal(0, 2e-4, line.shape)
    return _pixels(5e-3 * np.exp(-1.5 * distance) * line + noise)
