"""Writes tiny real FITS images with the headers of Apertif's (run by Debian's python3)."""

import datetime as dt
import math
import sys
from pathlib import Path

import numpy as np

POINTINGS, BEAMS, SIDE = 6, 10, 32
PIXEL = 20 / 3600
BLOCK = 2880
MJD_EPOCH = dt.datetime(1858, 11, 17, tzinfo=dt.UTC)


def card(key: str, value: float | str) -> str:
    """Format one header card (FITS 4.0, section 4.2)."""
    if isinstance(value, str):
        return f"{key:<8}= '{value:<8}'".ljust(80)
    number = f"{value:>20d}" if isinstance(value, int) else f"{value:>20.12G}"
    return f"{key:<8}= {number}".ljust(80)


def iso(mjd: float) -> str:
    """Write a Modified Julian Date as ISO 8601."""
    return (MJD_EPOCH + dt.timedelta(days=mjd)).strftime("%Y-%m-%dT%H:%M:%S")


def padded(content: bytes, filler: bytes) -> bytes:
    """Fill up the last block."""
    return content + filler * (-len(content) % BLOCK)


def image(header: dict[str, float | str], pixels: "np.ndarray") -> bytes:
    """Make the bytes of a FITS file."""
    cards = "SIMPLE  =                    T".ljust(80)
    cards += "".join(card(key, value) for key, value in header.items()) + "END".ljust(80)
    return padded(cards.encode(), b" ") + padded(pixels.astype(">f4").tobytes(), b"\0")


def main(folder: Path) -> None:
    """Write all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(20190701)
    for pointing in range(POINTINGS):
        ra0, dec0 = float(random.uniform(0, 360)), float(random.uniform(28, 60))
        start = 58665.25 + pointing * 7.31
        day = iso(start)
        obsid = f"{day[2:4]}{day[5:7]}{day[8:10]}{pointing + 1:03d}"
        for beam in range(BEAMS):
            dec = dec0 + (beam // 5) * 0.46
            ra = (ra0 + (beam % 5) * 0.46 / math.cos(math.radians(dec))) % 360
            noise = float(random.uniform(2.5e-5, 6e-5))
            pixels = random.normal(0, noise, (SIDE, SIDE))
            pixels[SIDE // 2, SIDE // 2] += 50 * noise
            header: dict[str, float | str] = {
                "BITPIX": -32, "NAXIS": 2, "NAXIS1": SIDE, "NAXIS2": SIDE,
                "OBJECT": f"P{pointing:02d}", "TELESCOP": "WSRT", "INSTRUME": "Apertif",
                "OBSID": obsid, "BEAM": beam, "BUNIT": "JY/BEAM", "BMAJ": 0.006, "BMIN": 0.0033,
                "FREQ": 1370.0e6, "BANDW": 150.0e6, "RMS": noise,
                "DATE-OBS": day, "DATE-END": iso(start + 0.48),
                "MJD-OBS": start, "MJD-END": start + 0.48, "RADESYS": "ICRS", "EQUINOX": 2000.0,
                "CTYPE1": "RA---SIN", "CRVAL1": ra, "CDELT1": -PIXEL, "CRPIX1": SIDE / 2 + 0.5,
                "CUNIT1": "deg",
                "CTYPE2": "DEC--SIN", "CRVAL2": dec, "CDELT2": PIXEL, "CRPIX2": SIDE / 2 + 0.5,
                "CUNIT2": "deg",
            }  # fmt: skip
            name = f"{obsid}_B{beam:03d}_image_mf.fits"
            (folder / name).write_bytes(image(header, pixels))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
