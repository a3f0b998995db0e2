"""Offline stand-ins for the IVOA vocabularies that DaCHS would download (run by Debian's python3).

They hold only the terms that the sample uses; nothing that tests vocabularies may rely on them.
"""

import json
from pathlib import Path

from gavo import base, utils

ROOT = "http://www.ivoa.net/rdf/"
TERMS = {
    "uat": ["radio-continuum-emission", "surveys", "virtual-observatories"],
    "product-type": ["image", "cube", "spectrum", "timeseries", "visibility", "event", "sed"],
    "datalink/core": ["this", "preview", "auxiliary", "proc"],
    "refframe": ["ICRS", "FK5", "FK4", "GALACTIC"],
    "timescale": ["TT", "UTC", "TAI", "TCB", "TDB"],
    "refposition": ["BARYCENTER", "GEOCENTER", "TOPOCENTER", "HELIOCENTER"],
    "voresource/relationship_type": ["IsServiceFor", "IsServedBy", "IsDerivedFrom", "IsPartOf"],
    "voresource/content_type": ["Survey", "Catalog", "Archive", "Observation"],
    "voresource/content_level": ["Research", "General", "University", "Amateur"],
    "voresource/date_role": ["Created", "Updated"],
}


def term(name: str) -> dict[str, object]:
    """Describe one term the way the vocabularies do."""
    label = name.replace("-", " ").capitalize()
    return {"label": label, "description": name, "wider": [], "narrower": []}


for vocabulary, names in TERMS.items():
    url = ROOT + vocabulary
    content = {"uri": url, "flavour": "RDF Class", "terms": {name: term(name) for name in names}}
    target = Path(base.getConfig("cacheDir")) / utils.defuseFileName(url)
    target.write_text(json.dumps(content), encoding="utf-8")
