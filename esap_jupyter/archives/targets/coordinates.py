"""Reads coordinates as people write them; astropy does the reading, in a worker."""

import re

from ...errors import BadRequestError

__all__ = ["looks_like_coordinates", "read_coordinates", "sexagesimal"]

_FRAME = re.compile(r"\b(icrs|fk5|fk4|galactic|gal|j2000(?:\.0)?|b1950(?:\.0)?)\b", re.IGNORECASE)
_FRAMES = {
    "gal": "galactic",
    "j2000": "fk5",
    "j2000.0": "fk5",
    "b1950": "fk4",
    "b1950.0": "fk4",
}
_DIGITS = re.compile(r"[+\-]?\s*\d[\d\s.,:;+\-°º'\"hmsdeg]*", re.IGNORECASE)
_DESIGNATION = re.compile(r"J(\d{2})(\d{2})(\d{2}(?:\.\d*)?)\s*([+-]\d{2})(\d{2})(\d{2}(?:\.\d*)?)")
_HALF = re.compile(r"[+\-]?\d+(?:\.\d*)?")
_PLAIN = {"\u2212": "-", "\u2013": "-", "\u2032": "'", "\u2033": '"', "\u2019": "'", "\u201d": '"'}
_PAIR = 2


def looks_like_coordinates(text: str) -> bool:
    """Whether it is written as coordinates, right or wrong; names of objects are not."""
    plain = _tidy(text)
    if _DESIGNATION.fullmatch(plain):
        return True
    bare = _FRAME.sub(" ", plain).strip()
    return bool(_DIGITS.fullmatch(bare)) and len(_HALF.findall(bare)) >= _PAIR


def read_coordinates(text: str) -> tuple[float, float]:
    """Return ICRS right ascension and declination in degrees; imports astropy.

    Raises
    ------
    BadRequestError
        They make no sense.
    """
    from astropy.coordinates import SkyCoord

    plain, frame, unit = _prepare(text)
    try:
        position = SkyCoord(plain, frame=frame, unit=unit).icrs
        ra, dec = float(position.ra.deg), float(position.dec.deg)
    except (ValueError, TypeError) as error:
        raise BadRequestError(
            f"{text!r} is not a position on the sky.",
            remedy=(
                "Write it like 10.684 +41.269 (degrees), 00:42:44.3 +41:16:09, "
                "00h42m44.3s +41d16m09s or 121.17 -21.57 galactic."
            ),
        ) from error
    return ra % 360.0, dec


def sexagesimal(ra: float, dec: float) -> str:
    """Return a position as hours and degrees, to a tenth of a second and a second of arc."""
    tenths = round(ra % 360.0 / 15.0 * 36_000) % 864_000
    seconds = round(abs(dec) * 3600)
    hours, rest = divmod(tenths, 36_000)
    minutes, rest = divmod(rest, 600)
    sign = "-" if dec < 0 and seconds else "+"
    degrees, arc = divmod(seconds, 3600)
    return (
        f"{hours:02d} {minutes:02d} {rest // 10:02d}.{rest % 10} "
        f"{sign}{degrees:02d} {arc // 60:02d} {arc % 60:02d}"
    )


def _prepare(text: str) -> tuple[str, str, tuple[str, str]]:
    plain = _tidy(text)
    match = _DESIGNATION.fullmatch(plain)
    if match:
        h, m, s, d, arcm, arcs = match.groups()
        return f"{h}:{m}:{s} {d}:{arcm}:{arcs}", "icrs", ("hourangle", "deg")
    named = _FRAME.search(plain)
    frame = named[1].lower() if named else "icrs"
    frame = _FRAMES.get(frame, frame)
    plain = re.sub(r"\s*deg(?:rees?)?\b", "d", plain, flags=re.IGNORECASE)
    bare = _FRAME.sub(" ", plain).replace(",", " ").replace(";", " ").strip()
    bare = re.sub(r"([+-])\s+(?=\d)", r"\1", " ".join(bare.split()))
    hours = frame != "galactic" and _is_sexagesimal(bare)
    return bare, frame, ("hourangle" if hours else "deg", "deg")


def _is_sexagesimal(bare: str) -> bool:
    if re.search(r"[d°º]", bare.split(maxsplit=1)[0], re.IGNORECASE):
        return False
    return len(_HALF.findall(bare)) > _PAIR


def _tidy(text: str) -> str:
    for odd, plain in _PLAIN.items():
        text = text.replace(odd, plain)
    return " ".join(text.split())
