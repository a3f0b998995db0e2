"""Stored results for tests."""

import pyarrow as pa

from esap_jupyter.models import Provenance, Target
from esap_jupyter.results.store import ResultStore
from esap_jupyter.votable import decode
from esap_jupyter.votable.schema import columns

TARGET = Target(
    text="O'Neill", name="M 31", ra=10.68, dec=41.27, sexagesimal="00 42 44", source="OpenNGC"
)


def provenance(**changes):
    """Return a provenance, with changes."""
    fields = {
        "archive": "sandbox",
        "service": "http://127.0.0.1:1/tap",
        "protocol": "TAP",
        "language": "ADQL",
        "query": "SELECT * FROM t",
        "started": 1.0,
        "seconds": 2.0,
        "client": "esap-jupyter",
    }
    return Provenance(**fields | changes)


def store_document(home, content, *, name="M31", **changes):
    """Decode a VOTable into a store and return the model of the result."""
    draft = ResultStore(home=home).begin()
    draft.answer.write_bytes(content)
    decoded = decode(draft.answer, draft.table)
    fields = {
        "name": name,
        "title": "M31 · 0.5°",
        "archive": "sandbox",
        "collection": "ongc.objects",
        "rows": decoded.rows,
        "truncated": decoded.truncated,
        "columns": decoded.columns,
        "provenance": provenance(archive=changes.get("archive", "sandbox")),
    }
    return draft.commit(**fields | changes)


def store_table(home, table, **changes):
    """Put an Arrow table into a store and return the model of the result."""
    draft = ResultStore(home=home).begin()
    with pa.ipc.new_file(str(draft.table), table.schema) as writer:
        writer.write_table(table, max_chunksize=3)
    fields = {
        "name": "table",
        "title": "table",
        "archive": "sandbox",
        "collection": None,
        "rows": table.num_rows,
        "truncated": False,
        "columns": columns(table.schema),
        "provenance": provenance(archive=changes.get("archive", "sandbox")),
    }
    return draft.commit(**fields | changes)
