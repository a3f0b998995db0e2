"""A small engine, and the rows of a query as plain Python."""

from typing import Any

import numpy as np
import pyarrow as pa

from esap_jupyter.adql.engine import Engine
from esap_jupyter.adql.tables import Table
from esap_jupyter.models import Column

__all__ = ["BIG", "POSITIONS", "STARS", "answer", "positions", "small_engine", "value"]

BIG = 2**53 + 1

STARS = Table(
    schema="test",
    name="stars",
    description="Four stars",
    columns=(
        Column(name="id", datatype="long", ucd="meta.id;meta.main", description="Number"),
        Column(name="name", datatype="char", arraysize="*", description="Name"),
        Column(name="ra", datatype="double", unit="deg", ucd="pos.eq.ra;meta.main"),
        Column(name="dec", datatype="double", unit="deg", ucd="pos.eq.dec;meta.main"),
        Column(name="mag", datatype="float", unit="mag", ucd="phot.mag"),
        Column(name="count", datatype="int"),
    ),
)

POSITIONS = Table(
    schema="test",
    name="positions",
    description="Positions, many of them near the poles and right ascension 0",
    columns=(
        Column(name="i", datatype="int"),
        Column(name="ra", datatype="double", unit="deg"),
        Column(name="dec", datatype="double", unit="deg"),
    ),
)


def positions() -> pa.Table:
    random = np.random.default_rng(7)
    ra = np.concatenate(
        [random.uniform(0, 360, 900), random.normal(0, 0.5, 300) % 360, random.uniform(0, 360, 304)]
    )
    dec = np.concatenate(
        [
            np.degrees(np.arcsin(random.uniform(-1, 1, 900))),
            random.normal(0, 0.5, 300),
            90 - np.abs(random.normal(0, 0.5, 150)),
            np.abs(random.normal(0, 0.5, 150)) - 90,
            [90, -90, 90, 0],
        ]
    )
    return pa.table({"i": pa.array(range(len(ra)), pa.int32()), "ra": ra, "dec": dec})


def small_engine() -> Engine:
    engine = Engine()
    stars = {
        "id": pa.array([BIG, BIG + 1, 3, 4], pa.int64()),
        "name": ["Vega", "O'Neill's", "Ångström", None],
        "ra": [279.23, 0.1, 359.9, None],
        "dec": [38.78, 0.0, 0.0, None],
        "mag": pa.array([0.03, 12.5, float("nan"), None], pa.float32()),
        "count": pa.array([7, 2, -7, None], pa.int32()),
    }
    engine.load(STARS, pa.table(stars))
    engine.load(POSITIONS, positions())
    engine.lock()
    return engine


def answer(engine: Engine, query: str, **options: Any) -> pa.Table:
    with engine.run(query, **options) as running:
        return pa.Table.from_batches(list(running.batches), running.schema)


def value(engine: Engine, expression: str) -> Any:
    [row] = answer(engine, f"SELECT {expression} AS v").to_pylist()
    return row["v"]
