"""Example queries, as XHTML with RDFa (DALI 1.1, section 2.3)."""

from typing import NamedTuple
from xml.etree import ElementTree as ET

from .xml import child, document

__all__ = ["EXAMPLES", "Example", "examples"]


class Example(NamedTuple):
    """A query that works here, and what it shows."""

    id: str
    name: str
    table: str
    query: str
    description: str


EXAMPLES = (
    Example(
        "cone",
        "Objects around a position",
        "ongc.objects",
        "SELECT designation, common_name, type_description, ra, dec, v_mag\n"
        "FROM ongc.objects\n"
        "WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 202.47, 47.2, 2.0))\n"
        "ORDER BY v_mag",
        "The objects within two degrees of M51, the brightest first.",
    ),
    Example(
        "galaxies",
        "Bright galaxies by constellation",
        "ongc.objects",
        "SELECT constellation, COUNT(*) AS galaxies, MIN(b_mag) AS brightest\n"
        "FROM ongc.objects\n"
        "WHERE object_type = 'G' AND b_mag < 12\n"
        "GROUP BY constellation\n"
        "ORDER BY galaxies DESC",
        "How many bright galaxies each constellation has.",
    ),
    Example(
        "images",
        "Images that show a position",
        "ivoa.obscore",
        "SELECT obs_title, access_url, s_fov, t_min, em_min, em_max\n"
        "FROM ivoa.obscore\n"
        "WHERE dataproduct_type = 'image'\n"
        "  AND 1 = CONTAINS(POINT('ICRS', 10.68, 41.27), s_region)",
        "Synthetic images whose footprint holds the middle of M31.",
    ),
    Example(
        "join",
        "Objects with cubes",
        "ivoa.obscore",
        "SELECT o.designation, o.radial_velocity, c.obs_id, c.access_url\n"
        "FROM ongc.objects AS o\n"
        "JOIN ivoa.obscore AS c ON c.target_name = o.designation\n"
        "WHERE c.dataproduct_type = 'cube'\n"
        "ORDER BY radial_velocity",
        "A join of the catalogue with the observations by name.",
    ),
    Example(
        "upload",
        "Objects near those of a table of yours",
        "ongc.objects",
        "SELECT m.*, o.designation,\n"
        "  DISTANCE(POINT('ICRS', m.ra, m.dec), POINT('ICRS', o.ra, o.dec)) AS apart\n"
        "FROM TAP_UPLOAD.mine AS m\n"
        "JOIN ongc.objects AS o\n"
        "  ON 1 = CONTAINS(POINT('ICRS', o.ra, o.dec), CIRCLE('ICRS', m.ra, m.dec, 0.05))",
        "For an uploaded table called mine with columns ra and dec in degrees.",
    ),
)

_VOCABULARY = "http://www.ivoa.net/rdf/examples#"


def examples() -> bytes:
    """Return the document."""
    root = ET.Element("html", {"xmlns": "http://www.w3.org/1999/xhtml"})
    child(child(root, "head"), "title", "Example queries of the sandbox")
    body = child(root, "body", vocab=_VOCABULARY)
    child(body, "h1", "Example queries of the sandbox")
    for example in EXAMPLES:
        part = child(body, "div", typeof="example", resource=f"#{example.id}", id=example.id)
        child(part, "h2", example.name, property="name")
        child(part, "p", example.description, property="description")
        child(part, "pre", example.query, property="query")
        table = child(part, "p", "Table: ")
        child(table, "span", example.table, property="table")
    return document(root)
