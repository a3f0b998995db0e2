"""Synthetic rows for measurements: as many as wanted, the same ones each time."""

from ..adql.tables import Table
from ..columns import columns

__all__ = ["SOURCES", "SOURCES_SQL"]

SOURCES = Table(
    schema="bench",
    name="sources",
    description="Synthetic sources for measurements, evenly over the sphere; not real objects",
    columns=columns(
        """
        source_id long - meta.id;meta.main
          Identifier above 2**53
        ra double deg pos.eq.ra;meta.main
          Right ascension, ICRS
        dec double deg pos.eq.dec;meta.main
          Declination, ICRS
        flux double mJy phot.flux.density;em.radio
          Flux density
        mag float mag phot.mag;em.opt.V
          Magnitude; every seventh is missing
        name char - meta.id
          Name; every eleventh is missing
        """
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
