"""ADQL's geometry on the sphere: points and circles, as expressions that DuckDB computes."""

from dataclasses import dataclass

from sqlglot import exp

from .position import refuse

__all__ = ["MACROS", "compare", "distance"]

# The half angle by haversine is exact for small distances, atan2 for all; both are periodic in
# the right ascension and need no care at the poles. No two points are nearer than their
# declinations, so the band is a filter that DuckDB can answer from its zone maps. The margin
# leaves the verdict on the edge to the haversine alone.
MACROS = (
    """CREATE MACRO adql_haversine(_a1, _d1, _a2, _d2) AS
    pow(sin(radians(_d1 - _d2) / 2), 2)
    + cos(radians(_d1)) * cos(radians(_d2)) * pow(sin(radians(_a1 - _a2) / 2), 2)""",
    """CREATE MACRO adql_within(_a1, _d1, _a2, _d2, _r) AS (
    _d1 BETWEEN _d2 - _r - 1e-9 AND _d2 + _r + 1e-9
    AND adql_haversine(_a1, _d1, _a2, _d2) <= pow(sin(radians(least(_r, 180e0)) / 2), 2))""",
    """CREATE MACRO adql_distance(_a1, _d1, _a2, _d2) AS degrees(atan2(
    sqrt(pow(cos(radians(_d2)) * sin(radians(_a2 - _a1)), 2)
    + pow(cos(radians(_d1)) * sin(radians(_d2))
      - sin(radians(_d1)) * cos(radians(_d2)) * cos(radians(_a2 - _a1)), 2)),
    sin(radians(_d1)) * sin(radians(_d2))
    + cos(radians(_d1)) * cos(radians(_d2)) * cos(radians(_a2 - _a1))))""",
)

_SYSTEMS = frozenset({"", "ICRS", "ICRS GEOCENTER", "ICRS BARYCENTER", "UNKNOWNFRAME"})
_SHAPES = frozenset({"POINT", "CIRCLE"})
_FUNCTIONS = frozenset({*_SHAPES, "CONTAINS", "INTERSECTS", "DISTANCE"})


@dataclass(frozen=True)
class _Shape:
    """A circle; a point is one without a radius."""

    lon: exp.Expr
    lat: exp.Expr
    radius: exp.Expr | None


def compare(text: str, node: exp.Anonymous) -> exp.Expr:
    """Translate CONTAINS or INTERSECTS into a condition that is true or false.

    Raises
    ------
    BadRequestError
        The arguments are not the shapes that the function takes.
    """
    name = str(node.name).upper()
    if len(node.expressions) != 2:  # noqa: PLR2004 (two shapes)
        raise _refuse(text, node, f"{name} takes 2 shapes, not {len(node.expressions)}.")
    inner, outer = (_shape(text, node, argument) for argument in node.expressions)
    if name == "CONTAINS":
        if outer.radius is None:
            raise _refuse(text, node, "the second shape of CONTAINS must be a CIRCLE.")
        return _within(inner, outer, _minus(outer.radius, inner.radius))
    if inner.radius is None and outer.radius is None:
        raise _refuse(text, node, "INTERSECTS takes at least one CIRCLE.")
    return _within(inner, outer, _plus(outer.radius, inner.radius))


def distance(text: str, node: exp.Anonymous) -> exp.Expr:
    """Translate DISTANCE between two points, in degrees.

    Raises
    ------
    BadRequestError
        The arguments are neither two points nor four numbers.
    """
    arguments = node.expressions
    if len(arguments) == 4:  # noqa: PLR2004 (the older form, two coordinates a point)
        _check_plain(text, node, arguments)
        return exp.Anonymous(this="adql_distance", expressions=arguments)
    shapes = [_shape(text, node, argument) for argument in arguments]
    if len(shapes) != 2 or any(shape.radius is not None for shape in shapes):  # noqa: PLR2004
        raise _refuse(text, node, "DISTANCE takes two POINTs.")
    expressions = [part for shape in shapes for part in (shape.lon, shape.lat)]
    return exp.Anonymous(this="adql_distance", expressions=expressions)


def _within(one: _Shape, other: _Shape, radius: exp.Expr) -> exp.Expr:
    expressions = [one.lon, one.lat, other.lon, other.lat, radius]
    return exp.Anonymous(this="adql_within", expressions=expressions)


def _minus(whole: exp.Expr, part: exp.Expr | None) -> exp.Expr:
    return (
        whole
        if part is None
        else exp.Sub(this=exp.Paren(this=whole), expression=exp.Paren(this=part))
    )


def _plus(one: exp.Expr | None, other: exp.Expr | None) -> exp.Expr:
    if one is None or other is None:
        found = one if one is not None else other
        assert found is not None
        return found
    return exp.Add(this=exp.Paren(this=one), expression=exp.Paren(this=other))


def _shape(text: str, parent: exp.Anonymous, node: exp.Expr) -> _Shape:
    name = str(node.name).upper() if isinstance(node, exp.Anonymous) else ""
    if not isinstance(node, exp.Anonymous) or name not in _SHAPES:
        raise _refuse(
            text, parent, f"{str(parent.name).upper()} takes POINT and CIRCLE.", remedy=_EXAMPLE
        )
    arguments = _without_system(text, node)
    if name == "POINT":
        return _point(text, node, arguments)
    return _circle(text, node, arguments)


_EXAMPLE = "Write for example 1 = CONTAINS(POINT(ra, dec), CIRCLE(10.68, 41.27, 0.5))."


def _point(text: str, node: exp.Anonymous, arguments: list[exp.Expr]) -> _Shape:
    if len(arguments) != 2:  # noqa: PLR2004 (right ascension and declination)
        raise _refuse(text, node, "POINT takes a right ascension and a declination in degrees.")
    _check_plain(text, node, arguments)
    return _Shape(arguments[0], arguments[1], None)


def _circle(text: str, node: exp.Anonymous, arguments: list[exp.Expr]) -> _Shape:
    if len(arguments) == 2 and isinstance(arguments[0], exp.Anonymous):  # noqa: PLR2004
        centre = _shape(text, node, arguments[0])
        if centre.radius is not None:
            raise _refuse(text, node, "the centre of a CIRCLE is a POINT.")
        arguments = [centre.lon, centre.lat, arguments[1]]
    if len(arguments) != 3:  # noqa: PLR2004 (centre and radius)
        raise _refuse(text, node, "CIRCLE takes a centre and a radius in degrees.")
    _check_plain(text, node, arguments)
    _check_radius(text, node, arguments[2])
    return _Shape(arguments[0], arguments[1], arguments[2])


def _without_system(text: str, node: exp.Anonymous) -> list[exp.Expr]:
    arguments: list[exp.Expr] = list(node.expressions)
    if not arguments or not (isinstance(arguments[0], exp.Literal) and arguments[0].is_string):
        return arguments
    system = arguments[0].name.strip().upper()
    if system not in _SYSTEMS:
        raise _refuse(text, node, f"positions are ICRS here, not {system[:40]}.")
    return arguments[1:]


def _check_radius(text: str, node: exp.Anonymous, radius: exp.Expr) -> None:
    if isinstance(radius, exp.Neg) and isinstance(radius.this, exp.Literal):
        raise _refuse(text, node, "the radius of a CIRCLE cannot be negative.")


def _check_plain(text: str, node: exp.Anonymous, arguments: list[exp.Expr]) -> None:
    # A macro repeats its arguments, so that geometry within geometry would grow without limit.
    for argument in arguments:
        for found in argument.find_all(exp.Anonymous):
            if str(found.name).upper() in _FUNCTIONS:
                raise _refuse(text, node, "a coordinate cannot be computed from another shape.")


def _refuse(text: str, node: exp.Anonymous, problem: str, *, remedy: str = "") -> Exception:
    return refuse(text, int(node.meta.get("start", 0)), problem, remedy=remedy)
