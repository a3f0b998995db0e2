"""ADQL's geometry on the sphere, as expressions that DuckDB computes.

Points and circles are compared by arithmetic, which DuckDB does for many rows at once; where a
polygon, a region or a map takes part, each row is.
"""

from dataclasses import dataclass

from sqlglot import exp

from .position import refuse
from .shapes import check_region

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
_TEXTS = frozenset({"POLYGON", "BOX", "REGION", "MOC"})
_FUNCTIONS = frozenset({*_SHAPES, *_TEXTS, "CONTAINS", "INTERSECTS", "DISTANCE"})


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
    if not all(_is_plain(argument) for argument in node.expressions):
        shapes = [_as_text(text, node, argument) for argument in node.expressions]
        return exp.Anonymous(this=f"adql_{name.lower()}", expressions=shapes)
    inner, outer = (_shape(text, node, argument) for argument in node.expressions)
    if name == "CONTAINS":
        if outer.radius is None:
            raise _refuse(text, node, "the second shape of CONTAINS cannot be a POINT.")
        return _within(inner, outer, _minus(outer.radius, inner.radius))
    if inner.radius is None and outer.radius is None:
        raise _refuse(text, node, "INTERSECTS takes at least one shape that is no POINT.")
    return _within(inner, outer, _plus(outer.radius, inner.radius))


def _is_plain(node: exp.Expr) -> bool:
    return isinstance(node, exp.Anonymous) and str(node.name).upper() in _SHAPES


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


def _as_text(text: str, parent: exp.Anonymous, node: exp.Expr) -> exp.Expr:
    """Write a shape as the text that `esap_jupyter.adql.shapes` reads; columns hold such text."""
    if isinstance(node, exp.Column):
        return exp.Cast(this=node, to=exp.DataType.build("VARCHAR"))
    name = str(node.name).upper() if isinstance(node, exp.Anonymous) else ""
    if not isinstance(node, exp.Anonymous) or name not in _SHAPES | _TEXTS:
        problem = f"{str(parent.name).upper()} takes shapes and columns with regions."
        raise _refuse(text, parent, problem, remedy=_EXAMPLE)
    if name == "REGION":
        return _literal_region(text, node)
    if name == "MOC":
        return _moc(text, node)
    if name in _SHAPES:
        shape = _shape(text, parent, node)
        parts = [part for part in (shape.lon, shape.lat, shape.radius) if part is not None]
        return _joined("POINT" if shape.radius is None else "CIRCLE", parts)
    arguments = _coordinates(text, node)
    fewest, most = (4, 4) if name == "BOX" else (6, 200)
    if not fewest <= len(arguments) <= most or len(arguments) % 2:
        wanted = "centre and two sizes" if name == "BOX" else "from three to a hundred corners"
        raise _refuse(text, node, f"{name} takes {wanted} in degrees.")
    return _joined(name, arguments)


def _coordinates(text: str, node: exp.Anonymous) -> list[exp.Expr]:
    found: list[exp.Expr] = []
    for argument in _without_system(text, node):
        if isinstance(argument, exp.Anonymous) and str(argument.name).upper() == "POINT":
            point = _shape(text, node, argument)
            found += [point.lon, point.lat]
        else:
            found.append(argument)
    _check_plain(text, node, found)
    return found


def _joined(name: str, parts: list[exp.Expr]) -> exp.Expr:
    whole: exp.Expr = exp.Literal.string(name)
    for part in parts:
        as_text = exp.Cast(this=part, to=exp.DataType.build("VARCHAR"))
        spaced = exp.DPipe(this=whole, expression=exp.Literal.string(" "))
        whole = exp.DPipe(this=spaced, expression=as_text)
    return exp.Paren(this=whole)


def _literal_region(text: str, node: exp.Anonymous) -> exp.Expr:
    argument = node.expressions[0] if len(node.expressions) == 1 else None
    if not isinstance(argument, exp.Literal) or not argument.is_string:
        raise _refuse(text, node, "REGION takes one string, for example 'CIRCLE ICRS 10 41 1'.")
    if problem := check_region(argument.name):
        raise _refuse(text, node, f"{problem}.")
    return exp.Literal.string(argument.name)


def _moc(text: str, node: exp.Anonymous) -> exp.Expr:
    if len(node.expressions) == 1:
        return _literal_region(text, node)
    if len(node.expressions) != 2:  # noqa: PLR2004 (order and shape)
        raise _refuse(text, node, "MOC takes an order and a shape, or a map as a string.")
    order, shape = node.expressions
    if not isinstance(order, exp.Literal) or order.is_string or not order.name.isdigit():
        raise _refuse(text, node, "the order of a MOC is a whole number.")
    arguments = [exp.Literal.number(min(int(order.name), 29)), _as_text(text, node, shape)]
    return exp.Anonymous(this="adql_moc", expressions=arguments)


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
