"""The tangent plane of the sandbox's images: pixels to positions and back.

An image is square, its centre is the reference pixel, north is up and east is left. Pixels are
counted from 0 here, as arrays do, and from 1 in FITS. Angles are in degrees.
"""

import math

from ..adql.regions import gnomonic

__all__ = ["corners", "to_pixel", "to_sky"]

Position = tuple[float, float]


def to_sky(pixel: tuple[float, float], centre: Position, scale: float, pixels: int) -> Position:
    """Return the position of a pixel."""
    middle = (pixels - 1) / 2
    x = math.radians((middle - pixel[0]) * scale)
    y = math.radians((pixel[1] - middle) * scale)
    a0, d0 = map(math.radians, centre)
    depth = math.cos(d0) - y * math.sin(d0)
    lon = a0 + math.atan2(x, depth)
    lat = math.atan2(math.sin(d0) + y * math.cos(d0), math.hypot(x, depth))
    return math.degrees(lon) % 360, math.degrees(lat)


def to_pixel(
    position: Position, centre: Position, scale: float, pixels: int
) -> tuple[float, float] | None:
    """Return the pixel of a position; None for the other half of the sphere."""
    found = gnomonic(*position, centre)
    if found is None:
        return None
    middle = (pixels - 1) / 2
    return middle - math.degrees(found[0]) / scale, middle + math.degrees(found[1]) / scale


def corners(centre: Position, scale: float, pixels: int) -> tuple[Position, ...]:
    """Return the outer corners of the image, against the clock from the lower left."""
    low, high = -0.5, pixels - 0.5
    outline = ((low, low), (high, low), (high, high), (low, high))
    return tuple(to_sky(corner, centre, scale, pixels) for corner in outline)
