"""Keeps a table that did not come from an archive among the results."""

import time
from typing import Any

from .. import __version__
from ..models import Column, Provenance, Result
from .intake import table_of
from .store import Draft, ResultStore

__all__ = ["keep", "kept"]

_KIND = "upload"


def keep(source: Any, *, name: str, store: ResultStore) -> Result:
    """Make a table of a kernel a result of its own; see `esap_jupyter.results.intake.table_of`.

    Parameters
    ----------
    source
        The table.
    name
        The wish for its name; a number is added where it is taken.
    store
        Where it goes.

    Raises
    ------
    BadRequestError
        It is no table, or a column is of a type that cannot be stored.
    NotAvailableError
        The home cannot be written.
    """
    import pyarrow as pa

    from ..votable.schema import columns

    started, clock = time.time(), time.monotonic()
    table = table_of(source)
    draft = store.begin()
    try:
        with (
            pa.OSFile(str(draft.table), "wb") as sink,
            pa.ipc.new_file(sink, table.schema) as writer,
        ):
            writer.write_table(table)
        return kept(
            draft,
            store=store,
            name=name,
            kind=type(source).__name__,
            rows=table.num_rows,
            columns=columns(table.schema),
            started=started,
            seconds=time.monotonic() - clock,
        )
    except BaseException:
        draft.discard()
        raise


def kept(
    draft: Draft,
    *,
    store: ResultStore,
    name: str,
    kind: str,
    rows: int,
    columns: list[Column],
    started: float,
    seconds: float,
) -> Result:
    """Make a draft whose table came from a kernel a result.

    Parameters
    ----------
    draft
        With its table.
    store
        Where it goes.
    name
        The wish for its name.
    kind
        The class of the table in the kernel.
    rows, columns
        What it has.
    started
        Unix time at which it was begun.
    seconds
        How long it took.
    """
    return draft.commit(
        name=name,
        title=f"{name}, from a {kind} of a kernel",
        archive="local",
        collection=None,
        rows=rows,
        truncated=False,
        columns=columns,
        provenance=Provenance(
            archive="local",
            service=store.folder.parent.as_uri(),
            protocol=_KIND,
            language="",
            query="",
            started=started,
            seconds=round(seconds, 3),
            client=f"esap-jupyter {__version__}",
        ),
    )
