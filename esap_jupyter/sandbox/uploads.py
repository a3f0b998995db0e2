"""The tables that a client sends with its query (TAP 1.1, section 2.5)."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..errors import BadRequestError, EsapError, NotAvailableError, TooLargeError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["MAX_TABLES", "read_uploads"]

MAX_TABLES = 8
_MAX_ROWS = 500_000
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


def read_uploads(values: Sequence[str], files: Mapping[str, bytes]) -> "dict[str, pa.Table]":
    """Read the tables that UPLOAD names.

    Parameters
    ----------
    values
        The values of UPLOAD: ``name,param:field``, several with ``;`` between them.
    files
        The contents of the request's files by the name of their field.

    Raises
    ------
    BadRequestError
        A name is none, or is given twice, or its file is missing or no VOTable.
    NotAvailableError
        A table lies elsewhere.
    TooLargeError
        There are too many tables or rows.
    """
    pairs = [pair.strip() for value in values for pair in value.split(";") if pair.strip()]
    if len(pairs) > MAX_TABLES:
        raise TooLargeError(f"UPLOAD names {len(pairs)} tables; {MAX_TABLES} are taken at once.")
    tables: dict[str, pa.Table] = {}
    for pair in pairs:
        name, _, source = (part.strip() for part in pair.partition(","))
        if not _NAME.fullmatch(name):
            raise BadRequestError(
                f"UPLOAD names a table {name[:40]!r}, which is no name in ADQL.",
                remedy="Use letters, digits and underscores.",
            )
        if name.lower() in map(str.lower, tables):
            raise BadRequestError(f"UPLOAD names the table {name[:40]} twice.")
        tables[name] = _table(name, source, files)
    return tables


def _table(name: str, source: str, files: Mapping[str, bytes]) -> "pa.Table":
    from .. import votable

    scheme, _, field = source.partition(":")
    if scheme.lower() != "param":
        raise NotAvailableError(
            f"The table {name} is to be fetched from elsewhere, which this service does not.",
            remedy="Send it with the request: UPLOAD=name,param:field, and a file named field.",
        )
    if field not in files:
        raise BadRequestError(f"The request has no file {field[:40]!r} for the table {name}.")
    try:
        table = votable.read(files[field])
    except EsapError as error:
        raise BadRequestError(f"The table {name} cannot be read: {error.message}") from error
    if table.num_rows > _MAX_ROWS:
        raise TooLargeError(f"The table {name} has more than {_MAX_ROWS} rows.")
    return table
