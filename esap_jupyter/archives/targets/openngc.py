"""Names of OpenNGC's objects, from the database that the package pyongc brings along.

OpenNGC is by Mattia Verga, under CC-BY-SA-4.0. The database is opened as it is: importing the
package would be slower, and would bring in numpy.
"""

import contextlib
import math
import re
import sqlite3
from importlib.util import find_spec
from pathlib import Path

__all__ = ["find_in_openngc"]

_NUMBERED = re.compile(r"([A-Z]+)[\s-]*0*(\d{1,6})\s*([A-Z]?)")
_PREFIXES = {"N": "NGC", "I": "IC", "MESSIER": "M", "CALDWELL": "C", "BARNARD": "B"}
_KINDS = ("GALAXY", "NEBULA", "CLUSTER")
_WIDTHS = range(2, 7)
_BY_NAME = (
    "SELECT name, messier, ra, dec FROM objects WHERE ra IS NOT NULL "
    "AND name IN (SELECT name FROM objIdentifiers WHERE identifier = ?)"
)
_BY_MESSIER = "SELECT name, messier, ra, dec FROM objects WHERE ra IS NOT NULL AND messier = ?"
_BY_WORDS = (
    "SELECT name, messier, ra, dec, commonnames FROM objects "
    "WHERE ra IS NOT NULL AND instr(upper(commonnames), ?)"
)

Found = tuple[str, float, float]


def find_in_openngc(text: str) -> Found | None:
    """Look a name up.

    Returns
    -------
    tuple or None
        Its usual name, right ascension and declination (ICRS, degrees), if it is known.
    """
    path = _database()
    if path is None:
        return None
    wanted = " ".join(text.upper().split())
    with contextlib.closing(
        sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    ) as db:
        row = _by_number(db, wanted) or _by_words(db, wanted)
    if row is None:
        return None
    name, messier, ra, dec = row
    return _usual(name, messier), math.degrees(ra) % 360.0, math.degrees(dec)


def _by_number(db: sqlite3.Connection, wanted: str) -> tuple[str, str, float, float] | None:
    names = [wanted.replace(" ", "")]
    match = _NUMBERED.fullmatch(wanted)
    if match:
        prefix = _PREFIXES.get(match[1], match[1])
        if prefix == "M" and not match[3]:
            found = db.execute(_BY_MESSIER, (match[2].zfill(3),)).fetchone()
            if found:
                return tuple(found)
        names += [f"{prefix}{match[2].zfill(width)}{match[3]}" for width in _WIDTHS]
    for name in names:
        found = db.execute(_BY_NAME, (name,)).fetchone()
        if found:
            return tuple(found)
    return None


def _by_words(db: sqlite3.Connection, wanted: str) -> tuple[str, str, float, float] | None:
    for *row, common in db.execute(_BY_WORDS, (wanted,)):
        for each in common.upper().split(","):
            words = each.split()
            without_kind = words[:-1] if words[-1:] and words[-1] in _KINDS else words
            if wanted in (" ".join(words), " ".join(without_kind)):
                return tuple(row)
    return None


def _usual(name: str, messier: str) -> str:
    if messier:
        return f"M {int(messier)}"
    match = re.fullmatch(r"([A-Za-z]+)0*(\d+)(.*)", name)
    return f"{match[1]} {match[2]}{match[3]}" if match else name


def _database() -> Path | None:
    spec = find_spec("pyongc")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "ongc.db"
    return path if path.is_file() else None
