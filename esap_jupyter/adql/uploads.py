"""Tables that come with a query and are forgotten with it."""

from typing import TYPE_CHECKING

from .tables import Table

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["SCHEMA", "describe"]

SCHEMA = "TAP_UPLOAD"


def describe(name: str, rows: "pa.Table") -> Table:
    """Describe an uploaded table by the metadata of its schema.

    Parameters
    ----------
    name
        The name without the schema.
    rows
        What `esap_jupyter.votable.read` returns.
    """
    from ..votable.schema import columns

    return Table(
        schema=SCHEMA,
        name=name,
        description="Uploaded with the query",
        columns=tuple(columns(rows.schema)),
        rows=rows.num_rows,
        stored=f"adql_upload_{name.lower()}",
    )
