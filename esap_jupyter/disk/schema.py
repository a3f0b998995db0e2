"""The tables of a SQLite file, and how a file of an older version gets them."""

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["Schema", "UnusableError", "prepare"]


class UnusableError(sqlite3.DatabaseError):
    """The file is damaged, or holds something else."""


class Schema(NamedTuple):
    """The tables of a file.

    Parameters
    ----------
    version
        Grows with each change of the tables; kept in the file as ``user_version``.
    make
        The statements that make them, each ended by a semicolon at the end of a line.
    probe
        A query that works where the tables are what they should be, as
        ``SELECT id, body FROM job LIMIT 0``.
    steps
        The statements that make version n + 1 of version n, by n.
    pragmas
        What is set for each connection, as ``cache_size = -65536``.
    """

    version: int
    make: str
    probe: str
    steps: Mapping[int, str] = {}
    pragmas: tuple[str, ...] = ()


def prepare(connection: sqlite3.Connection, schema: Schema, *, thorough: bool) -> None:
    """Make the tables in an empty file, or bring them up to this version, in one transaction.

    Parameters
    ----------
    connection
        In a transaction that may write.
    schema
        The tables.
    thorough
        Whether the whole file is looked through, which takes its time where it is large.

    Raises
    ------
    UnusableError
        The file is damaged, or holds something else.
    sqlite3.DatabaseError
        A newer version wrote it, it is busy, or it cannot be written.
    """
    for pragma in schema.pragmas:
        connection.execute(f"PRAGMA {pragma}")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > schema.version:
        raise sqlite3.DatabaseError("a newer version of ESAP wrote it")
    try:
        _bring_up(connection, schema, version)
        connection.execute(schema.probe)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        raise UnusableError(f"it holds something else ({error})") from error
    if thorough:
        (words,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if words != "ok":
            raise UnusableError(words)


def _bring_up(connection: sqlite3.Connection, schema: Schema, version: int) -> None:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not tables:
        _run(connection, schema.make)
    else:
        for number in range(version, schema.version):
            _run(connection, schema.steps.get(number, ""))
    if version < schema.version:
        connection.execute(f"PRAGMA user_version = {schema.version}")


def _run(connection: sqlite3.Connection, statements: str) -> None:
    for statement in filter(str.strip, statements.split(";\n")):
        connection.execute(statement)
