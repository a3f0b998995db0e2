"""Simple Cone Search 1.03 over the OpenNGC catalogue."""

import math
from typing import TYPE_CHECKING

from ..adql.engine import Engine
from ..errors import BadRequestError, EsapError
from . import vosi
from .memory import TableRows
from .ongc import OBJECTS
from .parameters import maxrec
from .replies import VOTABLE, Document, Reply, Rows, not_found
from .requests import Parameters, Request

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["CONE_SEARCH", "Scs"]

CONE_SEARCH = "ivo://ivoa.net/std/ConeSearch"
# SCS 1.03, section 2.2: these UCDs, of the first kind, name the three columns that must be there.
_UCDS = {"name": "ID_MAIN", "ra": "POS_EQ_RA_MAIN", "dec": "POS_EQ_DEC_MAIN"}
_FEWEST = ("name", "ra", "dec", "designation")
_TABLEDATA = "application/x-votable+xml;serialization=tabledata"


class Scs:
    """Serves ``/scs/query``.

    Parameters
    ----------
    engine
        The locked database.
    time_limit
        Seconds after which a query is stopped.
    """

    def __init__(self, *, engine: Engine, time_limit: float = 60.0) -> None:
        self._engine = engine
        self._time_limit = time_limit

    def reply(self, request: Request) -> Reply:
        """Answer with the objects in the cone; an error is a VOTable with status 200."""
        if request.path != "/scs/query":
            return not_found(request.path)
        try:
            return self._rows(request)
        except EsapError as error:
            return Document(body=vosi.cone_error(str(error)), media_type=VOTABLE)

    def _rows(self, request: Request) -> Rows:
        parameters = request.parameters
        ra = _angle(parameters, "RA", -360, 720) % 360
        dec = _angle(parameters, "DEC", -90, 90)
        radius = _angle(parameters, "SR", 0, 180)
        most = maxrec(parameters.one("MAXREC"))
        # A radius of 0 asks for the columns only.
        limit = most if radius else 0
        names = ", ".join(_columns(parameters))
        query = (
            f"SELECT {names} FROM ongc.objects WHERE 1 = CONTAINS(POINT(ra, dec), "  # noqa: S608 (numbers and our own names)
            f"CIRCLE({ra!r}, {dec!r}, {radius!r}))"
        )
        with self._engine.run(
            query, maxrec=most, seconds=self._time_limit, cancelled=request.cancelled
        ) as answer:
            table = _marked(list(answer.batches), answer.schema)
            rows = TableRows(table, maxrec=limit)
            rows.truncated = answer.truncated and bool(radius)
        return Rows(answer=rows, serialization="tabledata", media_type=_TABLEDATA)


def _columns(parameters: Parameters) -> list[str]:
    verbosity = parameters.one("VERB").strip() or "2"
    if verbosity not in ("1", "2", "3"):
        raise BadRequestError(f"VERB is {verbosity[:40]!r}, but it is 1, 2 or 3.")
    everything = [column.name for column in OBJECTS.columns]
    if verbosity == "1":
        return list(_FEWEST)
    if verbosity == "2":
        chosen = OBJECTS.principal | set(_FEWEST)
        return [name for name in everything if name in chosen]
    return everything


def _angle(parameters: Parameters, name: str, least: float, most: float) -> float:
    text = parameters.one(name).strip()
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        problem = f"{name} is {text[:40]!r}" if text else f"{name} is missing"
        raise BadRequestError(f"{problem}; it is a number of degrees from {least} to {most}.")
    return number


def _marked(batches: "list[pa.RecordBatch]", schema: "pa.Schema") -> "pa.Table":
    import pyarrow as pa

    fields = [
        field.with_metadata({**(field.metadata or {}), b"ucd": _UCDS[field.name].encode()})
        if field.name in _UCDS
        else field
        for field in schema
    ]
    return pa.Table.from_batches(batches, schema).cast(pa.schema(fields))
