"""ADQL with tables sent along, and tables of a kernel among the results."""

from collections.abc import Mapping
from typing import Any

from ..archives.search.requests import make_request
from ..errors import BadRequestError
from ..models import Mode
from .result import Result

__all__ = ["adql", "store"]


def adql(
    archive: str,
    query: str,
    maxrec: int | None = None,
    *,
    uploads: Mapping[str, Any] | None = None,
    mode: Mode = "auto",
) -> Result:
    """Ask one archive in ADQL, and wait; interrupting it cancels the query.

    Parameters
    ----------
    archive
        An id of `archives`; ``local`` for one's own stored results.
    query
        The query.
    maxrec
        The most rows wanted.
    uploads
        Tables to send along, by the name under which the query has them:
        ``{"mine": table}`` is ``TAP_UPLOAD.mine``. Tables of astropy, pandas, Arrow or polars,
        which are stored as results first, or results, or their ids or names.
    mode
        ``sync``, ``async`` (the query becomes a job that outlives this process; see `jobs`),
        or ``auto``: a job where many rows are asked for, or where one took too long before.

    Raises
    ------
    ArchiveError
        The archive refused the query; the message has its own words.
    EsapError
        Anything else that went wrong.
    """
    from .. import api

    if not isinstance(query, str) or not query.strip():
        raise BadRequestError("The query is empty.", remedy="Write one in ADQL.")
    fields = {"archives": [archive], "adql": query, "maxrec": api.whole(maxrec), "mode": mode}
    # What makes no sense is told before tables are stored for it.
    make_request(**fields)
    sent = {name: _id_of(name, table) for name, table in (uploads or {}).items()}
    return api.found(api.ask(make_request(**fields, uploads=sent)))[archive]


def store(table: Any, name: str = "table") -> Result:
    """Make a table of this kernel a result, which the panel can show, upload and search.

    Parameters
    ----------
    table
        A table of astropy (also a ``QTable``), pandas, Arrow or polars.
    name
        Its name; a number is added where it is taken.

    Raises
    ------
    BadRequestError
        It is no table, or a column is of a type that cannot be stored.
    """
    from .. import api
    from ..results.keeping import keep

    if isinstance(table, Result):
        raise BadRequestError("It is a result already.", remedy=f"Load it as {table.name!r}.")
    if not isinstance(name, str) or not name.strip():
        raise BadRequestError("A result needs a name.", remedy='Give one, such as name="mine".')
    return api.result(keep(table, name=name, store=api.platform().results))


def _id_of(name: str, table: Any) -> str:
    from .. import api

    if isinstance(table, Result):
        return table.id
    if isinstance(table, str):
        return api.platform().results.get(table).id
    return store(table, name=str(name)).id
