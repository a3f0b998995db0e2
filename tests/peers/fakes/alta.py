"""ALTA, the archive of WSRT-Apertif, as it was found to answer (Django REST framework).

Unknown parameters are ignored and everything is returned; a page has 500 rows unless the request
says otherwise; the cone needs all of its three parameters.
"""

import math
from typing import Any

from tests.peers.fakes.base import Answer, Asked, Fake, json_answer

__all__ = ["FIELDS", "FakeAlta", "Product", "products"]

Product = dict[str, Any]

# Task, release, right ascension and declination of the field (the last straddles 0h).
FIELDS = (
    ("190807041", "APERTIF_DR1_Imaging", 10.684708, 41.268750),
    ("190809042", "APERTIF_DR1_Imaging", 23.462042, 30.660222),
    ("191004003", "SVC_2019_Imaging", 202.469575, 47.195258),
    ("180224001", "Commissioning2018", 359.9, 33.0),
)
_IMAGING = (
    ("calibratedVisibility", "visibility", "processed", "target_{beam}.UVFITS"),
    ("continuumMF", "image", "processed", "image_mf_{beam}.fits"),
    ("polarisationImage", "image", "processed", "image_mf_V_{beam}.fits"),
    ("polarisationCube", "cube", "processed", "Qcube_{beam}.fits"),
    ("imageCube", "cube", "processed", "HI_image_cube{beam}.fits"),
)
_FILTERS = frozenset(
    {"name", "PID", "dataProductType", "dataProductSubType", "calibrationLevel", "datasetID"}
)
_TEXTS = frozenset({"name", "target", "PID"})


def products() -> list[Product]:
    """Return the fake's rows: of each field three beams, raw and processed, and a time series."""
    rows: list[Product] = []
    for task, release, ra, dec in FIELDS:
        for beam in range(3):
            rows += _of_beam(task, release, (ra + 0.25 * beam, dec - 0.1 * beam), beam)
        series = f"ARTS{task}_CB00_TAB00.fits"
        rows.append(
            _row(task, "SVC_2019_TimeDomain", (ra, dec), series)
            | {
                "dataProductType": "timeSeries",
                "dataProductSubType": "pulsarTimingTimeSeries",
                "calibrationLevel": "raw",
                "storageRef": f"{task}/CB00/{series}",
            }
        )
    return rows


def _of_beam(task: str, release: str, place: tuple[float, float], beam: int) -> list[Product]:
    raw = f"WSRTA{task}_B{beam:03d}.MS"
    rows = [
        _row(task, release, place, raw)
        | {
            "dataProductType": "visibility",
            "dataProductSubType": "uncalibratedVisibility",
            "calibrationLevel": "raw",
            "storageRef": f"cold:{task}/{raw}",
        }
    ]
    for subtype, kind, level, pattern in _IMAGING:
        name = pattern.format(beam=f"{beam:02d}")
        path = f"{task}_AP_B{beam:03d}/{name}"
        picture = f"/media/{path}.png"
        rows.append(
            _row(task, release, place, name)
            | {
                "dataProductType": kind,
                "dataProductSubType": subtype,
                "calibrationLevel": level,
                "storageRef": f"cold:{path}" if kind == "cube" else path,
                "thumbnail": picture if subtype == "continuumMF" else _PLACEHOLDER,
            }
        )
    return rows


_PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
_PLACEHOLDER = "https://alta.astron.nl/alta-static/unknown.jpg"


def _row(task: str, release: str, place: tuple[float, float], name: str) -> Product:
    ra, dec = place
    return {
        "name": name,
        "PID": f"21.12136/{task}-{name}",
        "generatedByActivity": [f"{task}_AP", "1"],
        "datasetID": task,
        # ALTA holds some right ascensions that are negative.
        "RA": round(ra - 360 if ra > 359 else ra, 6),
        "dec": round(dec, 6),
        "fov": 0.5,
        "derived_release_id": release,
        "thumbnail": _PLACEHOLDER,
        "target": {"190807041": "M31", "190809042": "M33", "191004003": "M51A"}.get(task, "S0000"),
    }


class FakeAlta(Fake):
    """ALTA with a few dozen data products.

    Attributes
    ----------
    rows
        What it holds.
    ignored
        Parameters that it ignores, as it does those that it does not know.
    stuck
        Whether it answers the first page whichever is asked for.
    most
        The largest page it gives, whatever is asked for.
    box
        Whether the cone is a square.
    hidden
        Fields that are left out of the rows.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows = products()
        self.ignored: set[str] = set()
        self.hidden: set[str] = set()
        self.stuck = False
        self.box = False
        self.most = 10_000
        self.url = f"{self.root}/altapi/"

    def answer(self, asked: Asked) -> Answer:
        """Answer as Django REST framework does."""
        if asked.path.startswith("/media/"):
            return Answer(_PICTURE, media="image/png")
        if asked.path.startswith("/webdav/"):
            return self._file(asked.path.removeprefix("/webdav/"))
        if asked.path.rstrip("/") not in ("/altapi/dataproducts", "/altapi/observations"):
            return json_answer({"detail": "Not found."}, 404)
        rows = [row for row in self.rows if self._fits(row, asked.params)]
        return self._page(rows, asked.params)

    def _page(self, rows: list[Product], params: dict[str, str]) -> Answer:
        size = min(int(params.get("page_size", "500")), self.most)
        page = 1 if self.stuck else int(params.get("page", "1"))
        pages = max(1, math.ceil(len(rows) / size))
        if not 1 <= page <= pages:
            return json_answer({"detail": "Invalid page."}, 404)
        shown = rows[(page - 1) * size : page * size]
        kept = [
            {key: value for key, value in row.items() if key not in {"target", *self.hidden}}
            for row in shown
        ]
        return json_answer({"count": len(rows), "pages": pages, "results": kept})

    def _fits(self, row: Product, params: dict[str, str]) -> bool:
        known = {key: value for key, value in params.items() if key not in self.ignored}
        return all(_matches(row, key, value) for key, value in known.items()) and self._in_view(
            row, known
        )

    def _in_view(self, row: Product, params: dict[str, str]) -> bool:
        wanted = ("view_ra", "view_dec", "view_fov")
        if not all(key in params for key in wanted):
            return True
        ra, dec, fov = (float(params[key]) for key in wanted)
        across = (row["RA"] - ra + 180) % 360 - 180
        if self.box:
            return abs(across) <= fov and abs(row["dec"] - dec) <= fov
        return math.hypot(across * math.cos(math.radians(dec)), row["dec"] - dec) <= fov

    def _file(self, path: str) -> Answer:
        """Serve a processed file; the prefix of a storage reference leads nowhere."""
        for row in self.rows:
            plain = row["storageRef"].rpartition(":")[2]
            on_tape = row["dataProductSubType"] == "uncalibratedVisibility"
            if path == f"{row['derived_release_id']}/{plain}" and not on_tape:
                return Answer(b"SIMPLE  =                    T", media="application/fits")
        return Answer(b"Not Found", status=404, media="text/plain")


def _matches(row: Product, key: str, value: str) -> bool:
    if key == "releases":
        return bool(row["derived_release_id"] == value)
    field, _, lookup = key.partition("__")
    if lookup == "icontains" and field in _TEXTS:
        return value.lower() in str(row[field]).lower()
    if field not in _FILTERS or lookup not in ("", "in"):
        return True
    return str(row[field]) in (value.split(",") if lookup else [value])
