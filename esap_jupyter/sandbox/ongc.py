"""The OpenNGC catalogue, from the database that the package PyOngc brings."""

import importlib.util
import math
import re
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ..adql.tables import Table
from ..adql.values import arrow_type
from ..columns import columns
from ..errors import NotAvailableError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["OBJECTS", "read_objects", "source_id"]

_QUERY = """
SELECT o.id, o.name, o.type, t.typedesc, o.ra, o.dec, o.const, o.majax, o.minax, o.pa,
       o.bmag, o.vmag, o.jmag, o.hmag, o.kmag, o.sbrightn, o.hubble, o.redshift, o.radvel,
       o.parallax, o.pmra, o.pmdec, o.messier, o.commonnames, o.identifiers, o.ongcnotes
FROM objects AS o LEFT JOIN objTypes AS t USING (type) ORDER BY o.id
"""

# What people look for comes first, what programs need and what is told twice comes late.
_COLUMNS = columns(
    """
    designation char - meta.id
      Name as people write it, for example NGC 224
    common_name char - meta.id.assoc
      Common names, separated by commas
    messier char - meta.id.cross
      Number in Messier's catalogue, for example M31
    type_description char - meta.note;src.class
      Type in words
    ra double deg pos.eq.ra;meta.main
      Right ascension, ICRS (J2000)
    dec double deg pos.eq.dec;meta.main
      Declination, ICRS (J2000)
    v_mag float mag phot.mag;em.opt.V
      Total apparent magnitude in V
    b_mag float mag phot.mag;em.opt.B
      Total apparent magnitude in B
    j_mag float mag phot.mag;em.IR.J
      Total apparent magnitude in J
    h_mag float mag phot.mag;em.IR.H
      Total apparent magnitude in H
    k_mag float mag phot.mag;em.IR.K
      Total apparent magnitude in K
    constellation char - pos
      Abbreviation of the constellation
    major_axis float arcmin phys.angSize.smajAxis
      Major axis
    minor_axis float arcmin phys.angSize.sminAxis
      Minor axis
    position_angle short deg pos.posAng
      Major axis, from north to east
    surface_brightness float mag/arcsec**2 phot.mag.sb;em.opt.B
      Mean surface brightness in B within the 25 mag isophote (galaxies)
    hubble_type char - src.morph.type
      Morphological type (galaxies)
    redshift double - src.redshift
      Heliocentric redshift
    radial_velocity double km/s spect.dopplerVeloc
      Heliocentric radial velocity
    parallax double mas pos.parallax.trig
      Parallax
    pm_ra double mas/yr pos.pm;pos.eq.ra
      Proper motion in ra, times cos(dec)
    pm_dec double mas/yr pos.pm;pos.eq.dec
      Proper motion in dec
    source_id long - meta.id;meta.main
      Identifier made from the position: 21 bits of declination zone, 28 bits of right
      ascension, and the 14-bit row number in PyOngc's database; not an official designation
    name char - meta.id
      Name as OpenNGC writes it, for example NGC0224
    object_type char - src.class
      Type code of OpenNGC, for example G for a galaxy
    identifiers char - meta.id.cross
      Names in other catalogues, separated by commas
    notes unicodeChar - meta.note
      Notes of OpenNGC
    """
)

OBJECTS = Table(
    schema="ongc",
    name="objects",
    description="OpenNGC: the NGC and IC objects with revised positions and properties, by "
    "Mattia Verga and contributors, CC-BY-SA-4.0, as packaged in PyOngc",
    columns=_COLUMNS,
    principal=frozenset(
        ["source_id", "name", "common_name", "object_type", "ra", "dec", "major_axis", "v_mag"]
    ),
    indexed=frozenset({"dec"}),
)


def source_id(number: int, ra: float | None, dec: float | None) -> int:
    """Make the identifier of an object from its row number and its position in degrees.

    Objects without a position stand in the last zone.
    """
    if ra is None or dec is None:
        zone, place = 2**21 - 1, 0
    else:
        zone = int((dec + 90) / 180 * (2**21 - 1))
        place = int(ra / 360 * 2**28)
    return zone << 42 | place << 14 | number


def read_objects() -> "pa.Table":
    """Read all objects; positions in degrees, missing values as nulls.

    Raises
    ------
    NotAvailableError
        PyOngc is not installed, or has another layout.
    """
    import pyarrow as pa

    rows = [_row(record) for record in _records(_database())]
    fields = [pa.field(column.name, arrow_type(column)) for column in _COLUMNS]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


def _database() -> Path:
    # The package itself imports pandas; its database is all that is needed.
    found = importlib.util.find_spec("pyongc")
    if found is None or found.origin is None:
        raise NotAvailableError(
            "The sandbox has no data: the package PyOngc is not installed.",
            remedy="Install it with: pip install PyOngc",
        )
    return Path(found.origin).with_name("ongc.db")


def _records(path: Path) -> Iterable[Mapping[str, object]]:
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(_QUERY)]
    except sqlite3.Error as error:
        raise NotAvailableError(
            f"The sandbox cannot read OpenNGC from {path}: {error}.",
            remedy="Install PyOngc 1.2 or newer with: pip install -U PyOngc",
        ) from error


def _row(record: Mapping[str, object]) -> dict[str, object]:
    ra, dec = _degrees(record["ra"]), _degrees(record["dec"])
    return {
        "source_id": source_id(int(str(record["id"])), ra, dec),
        "name": record["name"],
        "designation": _designation(str(record["name"])),
        "messier": f"M{int(str(record['messier']))}" if record["messier"] else None,
        "common_name": _listed(record["commonnames"]),
        "object_type": record["type"],
        "type_description": record["typedesc"],
        "ra": ra,
        "dec": dec,
        "constellation": record["const"] or None,
        "major_axis": record["majax"],
        "minor_axis": record["minax"],
        "position_angle": record["pa"],
        "b_mag": record["bmag"],
        "v_mag": record["vmag"],
        "j_mag": record["jmag"],
        "h_mag": record["hmag"],
        "k_mag": record["kmag"],
        "surface_brightness": record["sbrightn"],
        "hubble_type": record["hubble"] or None,
        "redshift": record["redshift"],
        "radial_velocity": record["radvel"],
        "parallax": record["parallax"],
        "pm_ra": record["pmra"],
        "pm_dec": record["pmdec"],
        "identifiers": _listed(record["identifiers"]),
        "notes": record["ongcnotes"] or None,
    }


def _degrees(radians: object) -> float | None:
    return math.degrees(radians) if isinstance(radians, float) else None


def _designation(name: str) -> str:
    return re.sub(r"^(NGC|IC)0*(\d+)", r"\1 \2", name)


def _listed(text: object) -> str | None:
    return ", ".join(part.strip() for part in str(text).split(",")) if text else None
