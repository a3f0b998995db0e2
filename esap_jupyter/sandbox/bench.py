"""Synthetic rows for measurements: as many as wanted, the same ones each time."""

from ..adql.tables import Table
from ..models import Column

__all__ = ["SOURCES", "SOURCES_SQL"]

SOURCES = Table(
    schema="bench",
    name="sources",
    description="Synthetic sources for measurements, evenly over the sphere; not real objects",
    columns=(
        Column(
            name="source_id",
            datatype="long",
            ucd="meta.id;meta.main",
            description="Identifier above 2**53",
            numeric=True,
        ),
        Column(
            name="ra",
            datatype="double",
            unit="deg",
            ucd="pos.eq.ra;meta.main",
            description="Right ascension, ICRS",
            numeric=True,
        ),
        Column(
            name="dec",
            datatype="double",
            unit="deg",
            ucd="pos.eq.dec;meta.main",
            description="Declination, ICRS",
            numeric=True,
        ),
        Column(
            name="flux",
            datatype="double",
            unit="mJy",
            ucd="phot.flux.density;em.radio",
            description="Flux density",
            numeric=True,
        ),
        Column(
            name="mag",
            datatype="float",
            unit="mag",
            ucd="phot.mag;em.opt.V",
            description="Magnitude; every seventh is missing",
            numeric=True,
        ),
        Column(
            name="name",
            datatype="char",
            arraysize="*",
            ucd="meta.id",
            description="Name; every eleventh is missing",
        ),
    ),
    indexed=frozenset({"dec"}),
)

# A golden spiral: even, ordered by declination, and the same on every machine.
SOURCES_SQL = """
SELECT 4000000000000000000 + i * 7919 AS source_id,
       (i * 222.49223594996216) % 360 AS ra,
       degrees(asin((2 * i + 1)::DOUBLE / $rows - 1)) AS dec,
       exp((i * 37 % 1000) / 100.0::DOUBLE) AS flux,
       CASE WHEN i % 7 = 0 THEN NULL ELSE (10 + (i * 13 % 1200) / 100.0::DOUBLE)::FLOAT END AS mag,
       CASE WHEN i % 11 = 0 THEN NULL ELSE 'ESB J' || lpad(i::VARCHAR, 8, '0') END AS name
FROM range($rows) AS numbers(i)
"""
