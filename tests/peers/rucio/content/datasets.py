"""What the lakes hold: names, bytes and places, the good ones and the bad ones."""

import hashlib
from dataclasses import dataclass


def noise(seed, size):
    """Make bytes that look random and are the same each time."""
    blocks = range(size // 32 + 1)
    return b"".join(hashlib.sha256(b"%a %d" % (seed, n)).digest() for n in blocks)[:size]


def fits(seed, side=64):
    """Write a FITS image of 16-bit numbers."""
    cards = [
        "SIMPLE  =                    T",
        "BITPIX  =                   16",
        "NAXIS   =                    2",
        f"NAXIS1  = {side:20d}",
        f"NAXIS2  = {side:20d}",
        f"OBJECT  = '{seed:8s}'",
        "END",
    ]
    header = "".join(card.ljust(80) for card in cards).ljust(2880).encode()
    return header + noise(seed, 2 * side * side).ljust(-(-2 * side * side // 2880) * 2880, b"\0")


@dataclass(frozen=True)
class File:
    """A file, the RSEs that it is registered at, and the bytes there where they are others.

    `stored` maps an RSE to the bytes that really lie there; None means that nothing does.
    `pfn` is the path on an RSE that does not make paths itself.
    """

    name: str
    content: bytes
    rses: tuple = ("DAV1",)
    stored: dict | None = None
    pfn: str | None = None
    meta: dict | None = None


def damaged(content):
    """Change one byte, not the size."""
    return bytes([content[0] ^ 255]) + content[1:]


EVENTS = [
    File(
        f"events_{n:02d}.dat",
        noise(f"events {n}", 100_000 + n),
        rses,
        meta={"instrument": "KM3", "run": 40 + n, "energy": 1.5 * n},
    )
    for n, rses in enumerate(
        [("DAV1", "XRD1"), ("DAV1",), ("XRD1",), ("XRD1", "POSIX1"), ("POSIX1",), ("DAV1", "DAV2")],
        1,
    )
]
IMAGES = [
    File(f"image_{n}.fits", fits(f"image {n}"), ("DAV1",), meta={"filter": "grz"[n - 1]})
    for n in (1, 2, 3)
]
ODD_NAMES = [
    "with space.dat",
    "plus+sign.dat",
    "colon:inside.dat",
    "percent%41.dat",
    "hash#and?question.dat",
    "slash/inside.dat",
    "quote'\"<img src=x onerror=alert(1)>.dat",
    "ünïcødé-βλ-星.dat",
    "back\\slash.dat",
    "semi;colon&ampersand=.dat",
    "-dash.dat",
    "open",
    "get_ipython",
    "x" * 246 + ".dat",
    "ü" * 123 + ".dat",
]
ODD = [File(name, noise(name, 1000 + n)) for n, name in enumerate(ODD_NAMES)] + [
    File("../../escape.dat", noise("escape", 2001), ("ODD1",), pfn="escape.dat"),
    File("/etc/passwd", noise("passwd", 2002), ("ODD1",), pfn="passwd.dat"),
    File("zero.dat", b""),
]
_BAD = noise("bad", 5000)
BROKEN = [
    File("corrupt.dat", _BAD, stored={"DAV1": damaged(_BAD)}),
    File("corrupt_then_good.dat", _BAD, ("DAV1", "XRD1"), {"DAV1": damaged(_BAD)}),
    File("truncated.dat", _BAD, stored={"DAV1": _BAD[:2500]}),
    File("missing.dat", _BAD, stored={"DAV1": None}),
    File("missing_then_good.dat", _BAD, ("DAV1", "DAV2"), {"DAV1": None}),
    File("down.dat", _BAD, ("DOWN1",), {"DOWN1": None}),
    File("down_then_good.dat", noise("down", 5001), ("DOWN1", "DAV1")),
    File("slow.dat", noise("slow", 1_000_000), ("SLOW1",)),
    File("slow_then_fast.dat", noise("slow fast", 1_000_001), ("SLOW1", "DAV2")),
    File("token.dat", noise("token", 5002), ("TOKEN1",)),
    File("x509.dat", noise("x509", 5003), ("X5091",)),
]
STUCK = [File("only_posix.dat", noise("posix", 3000), ("POSIX1",))]
# Left alone by the tests, so that what is recorded is always the same.
RECORDED = [File("recorded.dat", noise("recorded", 4000), ("DAV1",))]
LARGE = [File("large.dat", noise("large", 20_000_000), ("DAV1",))]
OTHER = [File("events_01.dat", noise("other events", 70_000), ("OTHER1",))]


def bench():
    """Make the files that are downloaded to compare speeds."""
    return [File(f"bench_{n:03d}.dat", noise(f"bench {n}", 1_000_000)) for n in range(200)]


DATASETS = {
    "ds.events": (EVENTS, {"instrument": "KM3", "run": 41}),
    "ds.images": (IMAGES, {"instrument": "WSRT", "project": "m31"}),
    "ds.odd": (ODD, {}),
    "ds.broken": (BROKEN, {}),
    "ds.stuck": (STUCK, {}),
    "ds.large": (LARGE, {}),
    "ds.recorded": (RECORDED, {}),
    "ds.empty": ([], {}),
    "ds with space+plus": (ODD[:2], {}),
}
# Rucio lets a container hold containers or datasets, not both.
CONTAINERS = {
    "cont.inner": ["ds.images", "ds.odd"],
    "cont.events": ["ds.events", "ds.broken", "ds.empty"],
    "cont.all": ["cont.inner", "cont.events"],
}
