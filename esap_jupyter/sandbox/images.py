"""FITS files and previews of the synthetic observations, made when they are first asked for."""

import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .observations import Observation
from .png import grey
from .surveys import LIGHT_SPEED

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.float32]

__all__ = ["Images", "Window"]

_MJD_UNIX = 40_587
_HEADER_CARDS = 72
_HI = 1.420405751768e9


@dataclass(frozen=True, kw_only=True)
class Window:
    """A part of an image: pixels and channels from the first up to, but not with, the last."""

    x: tuple[int, int]
    y: tuple[int, int]
    channels: tuple[int, int]


class Images:
    """Makes files and keeps the last of them in memory.

    Parameters
    ----------
    most_bytes
        How many bytes are kept.
    """

    def __init__(self, *, most_bytes: int = 48 << 20) -> None:
        self._most = most_bytes
        self._made: OrderedDict[str, bytes] = OrderedDict()
        # Two at once would compute the same file twice, on as many cores as there are not.
        self._lock = threading.Lock()

    def fits(self, observation: Observation) -> bytes:
        """Return the FITS file of an observation; the same bytes each time."""
        return self._kept(f"{observation.name}.fits", lambda: _fits(observation, None))

    def flat(self, observation: Observation) -> bytes:
        """Return its calibration file."""
        return self._kept(f"{observation.name}-flat.fits", lambda: _flat(observation))

    def preview(self, observation: Observation) -> bytes:
        """Return a picture of it, as PNG."""
        return self._kept(f"{observation.name}.png", lambda: _preview(observation))

    def cutout(self, observation: Observation, window: Window) -> bytes:
        """Return the FITS file of a part of it."""
        with self._lock:
            return _fits(observation, window)

    def _kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        with self._lock:
            if name not in self._made:
                self._made[name] = make()
            self._made.move_to_end(name)
            while sum(map(len, self._made.values())) > self._most and len(self._made) > 1:
                self._made.popitem(last=False)
            return self._made[name]


def _fits(observation: Observation, window: Window | None) -> bytes:
    from .scenes import scene

    pixels = scene(observation)
    whole = Window(
        x=(0, observation.survey.pixels),
        y=(0, observation.survey.pixels),
        channels=(0, observation.survey.channels),
    )
    part = window or whole
    pixels = pixels[..., slice(*part.y), slice(*part.x)]
    if observation.survey.product == "cube":
        pixels = pixels[slice(*part.channels)]
    return _written(pixels, _cards(observation, part, cutout=window is not None))


def _flat(observation: Observation) -> bytes:
    from .scenes import flat

    pixels = observation.survey.pixels
    window = Window(x=(0, pixels), y=(0, pixels), channels=(0, 1))
    cards = [card for card in _cards(observation, window, cutout=False) if card[0][-1] != "3"]
    described = [("IMAGETYP", "FLAT", "sensitivity over the field"), *cards]
    return _written(flat(observation), described)


def _preview(observation: Observation) -> bytes:
    import numpy as np

    from .scenes import scene

    pixels = scene(observation)
    shown = pixels.sum(axis=0) if observation.survey.product == "cube" else pixels
    low, high = np.percentile(shown, [10.0, 99.7])
    scaled = np.arcsinh(np.clip((shown - low) / (high - low), 0, 1) * 8) / np.arcsinh(8)
    # FITS counts lines from below, PNG from above.
    return grey((255 * scaled[::-1]).astype(np.uint8).tobytes(), width=shown.shape[1])


def _written(pixels: "Pixels", cards: list[tuple[str, object, str]]) -> bytes:
    from astropy.io import fits

    header = fits.Header(cards)
    # Files of one survey have the same length, so that it can be told before they are made.
    while len(header) < _HEADER_CARDS - 5 - pixels.ndim:
        header.append(("COMMENT", "Synthetic data of the sandbox of esap-jupyter."), end=True)
    out = io.BytesIO()
    fits.PrimaryHDU(pixels, header).writeto(out)
    return out.getvalue()


def _cards(observation: Observation, window: Window, *, cutout: bool) -> list[tuple[str, Any, str]]:
    survey = observation.survey
    return [
        ("OBJECT", observation.target, "object that would have been observed"),
        ("SYNTHET", True, "computed; nothing was observed"),
        ("TITLE", observation.title[:60], ""),
        ("OBS_ID", observation.name, "identifier in ivoa.obscore"),
        ("CUTOUT", cutout, "a part of the image only"),
        ("TELESCOP", survey.facility, "there is none such"),
        ("INSTRUME", survey.instrument, "there is none such"),
        ("FILTER", survey.band, "band"),
        ("BUNIT", survey.unit, "unit of the pixels"),
        ("EXPTIME", survey.exposure, "[s] exposure"),
        ("DATE-OBS", _iso(observation.t_min), "start"),
        ("MJD-OBS", observation.t_min, "[d] start"),
        *_position_cards(observation, window),
        *(_spectral_cards(observation, window) if survey.product == "cube" else ()),
    ]


def _position_cards(observation: Observation, window: Window) -> list[tuple[str, Any, str]]:
    middle = (observation.survey.pixels + 1) / 2
    return [
        ("RADESYS", "ICRS", ""),
        ("CTYPE1", "RA---TAN", "tangent plane"),
        ("CTYPE2", "DEC--TAN", "tangent plane"),
        ("CUNIT1", "deg", ""),
        ("CUNIT2", "deg", ""),
        ("CRVAL1", observation.ra, "[deg] reference position"),
        ("CRVAL2", observation.dec, "[deg] reference position"),
        ("CRPIX1", middle - window.x[0], "reference pixel"),
        ("CRPIX2", middle - window.y[0], "reference pixel"),
        ("CDELT1", -observation.scale, "[deg] width of a pixel"),
        ("CDELT2", observation.scale, "[deg] height of a pixel"),
    ]


def _spectral_cards(observation: Observation, window: Window) -> list[tuple[str, Any, str]]:
    survey = observation.survey
    low, high = LIGHT_SPEED / survey.em_max, LIGHT_SPEED / survey.em_min
    return [
        ("CTYPE3", "FREQ", "frequency"),
        ("CUNIT3", "Hz", ""),
        ("CRVAL3", low, "[Hz] lower edge of the band"),
        ("CRPIX3", 0.5 - window.channels[0], "reference channel"),
        ("CDELT3", (high - low) / survey.channels, "[Hz] width of a channel"),
        ("RESTFRQ", _HI, "[Hz] neutral hydrogen"),
        ("SPECSYS", "BARYCENT", ""),
    ]


def _iso(mjd: float) -> str:
    from datetime import UTC, datetime

    seconds = (mjd - _MJD_UNIX) * 86_400
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
