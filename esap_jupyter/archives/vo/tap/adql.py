"""Writes ADQL; names and numbers only, so that nothing a person typed becomes part of it."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ....models import Collection
from .names import written_name

if TYPE_CHECKING:
    from ...base import Question

__all__ = [
    "OBSCORE",
    "TARGETS",
    "Restrictions",
    "footprint",
    "is_obscore",
    "matching",
    "number",
    "select",
    "text",
]

OBSCORE = "ivoa.obscore"

TARGETS = "esap_targets"
"""The uploaded table of targets: columns ``target`` (a running number), ``ra`` and ``dec``."""

# ADQL 2.0 has the first; DALI 1.1, section 3.3, and DALI 1.2 have the others.
_REGIONS = frozenset({"adql:region", "region", "circle", "polygon", "shape"})

Restrictions = Sequence[tuple[str, Sequence[str | int]]]
"""Columns of ObsCore, each with the values of which it has to have one."""


def number(value: float) -> str:
    """Return a number with at most 13 decimals and no exponent: degrees to a nano-arcsecond."""
    assert math.isfinite(value)
    text = f"{value:.13f}".rstrip("0")
    return text + "0" if text.endswith(".") else text


def text(value: str) -> str:
    """Return a text as ADQL's literal."""
    return "'" + value.replace("'", "''") + "'"


def select(collection: Collection, question: "Question", own: Restrictions = ()) -> str:
    """Return the query for the rows of a collection that answer a question.

    ``own`` are terms of ObsCore's own; see `esap_jupyter.archives.vo.tap.obscore_terms`.

    Time, band and product are those of ObsCore (IVOA ObsCore 1.1, table 5): a row is taken where
    its own range overlaps the one that is asked for. By position, it is taken where its centre
    lies there, or its footprint reaches into it; see `footprint`.
    """
    conditions = [*_place(collection, question), *_restrictions(collection, question, own)]
    query = f"SELECT * FROM {written_name(collection.id)}"  # noqa: S608
    return f"{query} WHERE {' AND '.join(conditions)}" if conditions else query


def matching(collection: Collection, question: "Question", own: Restrictions = ()) -> str:
    """Return the query for the same rows, with the targets in an uploaded table, `TARGETS`.

    A join is what services find by their indexes. A row near several targets is given for the
    first of them only, as `select` gives it once.
    """

    def near(targets: str) -> str:
        circle = f"CIRCLE('ICRS', {targets}.ra, {targets}.dec, {number(question.radius)})"
        return _within(collection, [circle], of="o.")

    uploaded = f"TAP_UPLOAD.{TARGETS}"
    again = f"SELECT 1 FROM {uploaded} AS u WHERE u.target < t.target AND {near('u')}"  # noqa: S608
    conditions = [f"NOT EXISTS ({again})", *_restrictions(collection, question, own)]
    joined = f"{written_name(collection.id)} AS o JOIN {uploaded} AS t ON {near('t')}"
    return f"SELECT o.* FROM {joined} WHERE {' AND '.join(conditions)}"  # noqa: S608


def _place(collection: Collection, question: "Question") -> Iterator[str]:
    if not (question.targets or question.polygon):
        return
    shapes = [
        f"CIRCLE('ICRS', {number(each.ra)}, {number(each.dec)}, {number(question.radius)})"
        for each in question.targets
    ]
    if question.polygon:
        numbers = ", ".join(number(value) for corner in question.polygon for value in corner)
        shapes.append(f"POLYGON('ICRS', {numbers})")
    yield _within(collection, shapes)


def _within(collection: Collection, shapes: Sequence[str], *, of: str = "") -> str:
    assert collection.ra is not None
    assert collection.dec is not None
    ra, dec = written_name(collection.ra), written_name(collection.dec)
    point = f"POINT('ICRS', {of}{ra}, {of}{dec})"
    tests = [f"1=CONTAINS({point}, {shape})" for shape in shapes]
    # The centres are asked for too, as data may have one and no footprint.
    region = footprint(collection)
    if region is not None:
        tests += [f"1=INTERSECTS({of}{region}, {shape})" for shape in shapes]
    return tests[0] if len(tests) == 1 else f"({' OR '.join(tests)})"


def _restrictions(collection: Collection, question: "Question", own: Restrictions) -> Iterator[str]:
    if not is_obscore(collection):
        return
    for low, high, interval in (
        ("t_min", "t_max", question.time),
        ("em_min", "em_max", question.band),
    ):
        if interval and interval.low is not None:
            yield f"{high} >= {_exact(interval.low)}"
        if interval and interval.high is not None:
            yield f"{low} <= {_exact(interval.high)}"
    if question.product:
        yield f"dataproduct_type = {text(question.product)}"
    for name, values in own:
        yield _one_of(name, values)


def _one_of(name: str, values: Sequence[str | int]) -> str:
    written = [text(value) if isinstance(value, str) else str(value) for value in values]
    return f"{name} = {written[0]}" if len(written) == 1 else f"{name} IN ({', '.join(written)})"


def footprint(collection: Collection) -> str | None:
    """Return ObsCore's column of footprints, where the service says that it can be computed with.

    A column ``s_region`` without a geometry's type may be text, which ADQL compares with nothing.
    """
    if not is_obscore(collection):
        return None
    named = (one for one in collection.columns if one.name.lower() == "s_region")
    found = next((one for one in named if (one.xtype or "").lower() in _REGIONS), None)
    return None if found is None else written_name(found.name)


def is_obscore(collection: Collection) -> bool:
    """Say whether a collection is ObsCore's table."""
    return collection.id.lower() == OBSCORE


def _exact(value: float) -> str:
    return repr(float(value))
