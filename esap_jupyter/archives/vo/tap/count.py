"""Counts the rows of a query that was written here, without fetching them."""

import threading

from ....compute import Compute
from ....errors import BadAnswerError
from ....net import HttpClient
from ...base import Count, Query
from ...refusals import refusal
from ..registry.hits import read_rows

__all__ = ["count_rows"]

_BYTES = 1 << 20
_SECONDS = 60.0
_STAR = "SELECT * FROM "


def count_rows(
    query: Query, *, http: HttpClient, compute: Compute, who: str, cancel: threading.Event
) -> Count | None:
    """Ask a TAP service for the number of rows; None for a query that a person wrote.

    Raises
    ------
    EsapError
        It does not answer, or not with a number.
    """
    if query.collection is None or not query.text.startswith(_STAR):
        return None
    adql = f"SELECT COUNT(*) AS number_of_rows FROM {query.text.removeprefix(_STAR)}"  # noqa: S608
    response = http.post(
        query.url,
        {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": adql},
        max_bytes=_BYTES,
        total_timeout=_SECONDS,
        cancel=cancel,
        who=who,
    )
    error = refusal(response.status, response.body, response.content_type, who=who)
    if error is not None:
        raise error
    rows = compute.run(read_rows, response.body, cancel=cancel, lane="decode")
    value = next(iter(rows[0].values()), None) if len(rows) == 1 else None
    if value is None or not value.isdecimal():
        raise BadAnswerError(
            f"{who} did not answer with a number of rows.", remedy="Search it to see its rows."
        )
    return Count(rows=int(value), some=int(value) > 0)
