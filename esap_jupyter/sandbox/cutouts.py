"""Which pixels and channels of an observation lie in a place and a band."""

import math

from ..adql.regions import Circle, Polygon
from .dali import Interval, Place, outline, overlaps
from .images import Window
from .observations import Observation
from .projection import to_pixel
from .surveys import LIGHT_SPEED

__all__ = ["window"]


def window(
    observation: Observation, *, place: Place | None, band: Interval | None
) -> Window | None:
    """Find the smallest part that holds a place and a band.

    Parameters
    ----------
    observation
        The observation.
    place
        Where on the sky; None for all of it.
    band
        Wavelengths in metres; None for all of them.

    Returns
    -------
    Window or None
        None where they have nothing in common.
    """
    pixels = observation.survey.pixels
    box: tuple[tuple[int, int], tuple[int, int]] | None = ((0, pixels), (0, pixels))
    if place is not None:
        box = _box(observation, place)
    channels = _channels(observation, band)
    if box is None or channels is None:
        return None
    return Window(x=box[0], y=box[1], channels=channels)


def _box(observation: Observation, place: Place) -> tuple[tuple[int, int], tuple[int, int]] | None:
    pixels = observation.survey.pixels
    if not overlaps(Polygon(observation.footprint), place):
        return None
    centre = (observation.ra, observation.dec)
    points = [to_pixel(position, centre, observation.scale, pixels) for position in outline(place)]
    known = [point for point in points if point is not None]
    wide = isinstance(place, Circle) and place.radius >= 90  # noqa: PLR2004 (a hemisphere)
    if len(known) < len(points) or wide:
        return (0, pixels), (0, pixels)
    columns, lines = zip(*known, strict=True)
    x, y = _clipped(columns, pixels), _clipped(lines, pixels)
    return (x, y) if x and y else None


def _clipped(places: tuple[float, ...], pixels: int) -> tuple[int, int] | None:
    # A pixel reaches from half a step before its number to half a step behind it.
    first = max(0, math.floor(min(places) + 0.5))
    last = min(pixels, math.floor(max(places) + 0.5) + 1)
    return (first, last) if first < last else None


def _channels(observation: Observation, band: Interval | None) -> tuple[int, int] | None:
    survey = observation.survey
    if band is None:
        return 0, survey.channels
    if not band.meets(survey.em_min, survey.em_max):
        return None
    low, high = LIGHT_SPEED / survey.em_max, LIGHT_SPEED / survey.em_min
    width = (high - low) / survey.channels
    first = (LIGHT_SPEED / band.high - low) / width if band.high > 0 else -math.inf
    last = (LIGHT_SPEED / band.low - low) / width if band.low > 0 else math.inf
    start = math.floor(max(0.0, min(first, survey.channels - 1.0)))
    return start, max(start + 1, min(survey.channels, math.ceil(min(last, survey.channels))))
