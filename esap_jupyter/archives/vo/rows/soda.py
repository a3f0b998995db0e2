"""Forms and requests of services on data (IVOA SODA 1.0; DataLink 1.1, section 4)."""

import math
from collections.abc import Mapping
from typing import Literal

from ....errors import BadRequestError
from ....models import Parameter, ParameterKind, Service
from ....votable.services import InputParam, ServiceDescriptor

__all__ = ["describe", "parameters", "request_values"]

_NUMERIC = ("double", "float", "int", "long", "short", "unsignedByte")
_CIRCLE = 3
_RANGE = 2
_LEAST_CORNERS = 6
_POLE = 90.0
_LONGEST = 2000
_TOLERANCE = 1e-9
_CUTS = ("circle", "polygon", "pos", "band", "time")


def describe(service: ServiceDescriptor, values: Mapping[str, str]) -> Service:
    """Make a form of a descriptor.

    Parameters
    ----------
    service
        The descriptor.
    values
        What the row gives already, by parameter; that is not asked for.
    """
    forms = parameters(service, values)
    cuts = any(form.name.lower() in _CUTS for form in forms)
    title = service.description or service.name or ("Cutout" if cuts else "Service")
    return Service(title=title, cutout=service.is_standard("SODA") or cuts, parameters=forms)


def parameters(service: ServiceDescriptor, values: Mapping[str, str]) -> list[Parameter]:
    """Return what the person may give: all that neither the row nor the service fixes."""
    free = [
        _parameter(param)
        for param in service.inputs
        if not param.ref and not values.get(param.name) and not _is_fixed(param)
    ]
    # What cuts comes first; the sort is stable.
    return sorted(free, key=lambda form: form.name.lower() not in _CUTS)


def request_values(
    service: ServiceDescriptor, values: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    """Check what a person gave, and return the parameters of the request.

    Parameters
    ----------
    service
        The descriptor.
    values
        What the row gives.
    given
        The person's values as text: numbers with spaces between for circle, polygon and range.
        An empty one is not sent.

    Raises
    ------
    BadRequestError
        The service takes no such parameter, or not that value.
    """
    forms = {form.name: form for form in parameters(service, values)}
    fixed = {param.name: param.value for param in service.inputs if _is_fixed(param)}
    sent = {**fixed, **{name: value for name, value in values.items() if value}}
    for name, value in given.items():
        if name not in forms:
            raise BadRequestError(
                f"The service takes no parameter {name[:60]!r} from you.",
                remedy=f"It takes {', '.join(forms) or 'none'}.",
            )
        text = " ".join(value.split())
        if len(text) > _LONGEST:
            raise BadRequestError(f"{name} is too long.", remedy="Give fewer numbers.")
        if text:
            sent[name] = _checked(forms[name], text)
    return sent


def _is_fixed(param: InputParam) -> bool:
    """Tell whether the service gives a value and no choice."""
    free = param.minimum or param.maximum or param.options
    return bool(param.value) and not free and param.name.upper() in {"ID", "PUBDID"}


def _parameter(param: InputParam) -> Parameter:
    kind = _kind(param)
    low, high = _limits(kind, _numbers(param.minimum), _numbers(param.maximum))
    return Parameter(
        name=param.name,
        kind=kind,
        unit=param.unit,
        description=param.description,
        minimum=low,
        maximum=high,
        options=list(param.options),
        value=param.value,
    )


def _limits(
    kind: ParameterKind, low: list[float], high: list[float]
) -> tuple[list[float], list[float]]:
    """Leave out what limits nothing: NaN, and the infinities of an open range."""
    if kind == "range":
        if len(high) == _RANGE and not low:
            # The largest range, in one element, as SODA writes it.
            low, high = high[:1], high[1:]
        low, high = low[:1], high[-1:]
    elif kind == "circle" and (len(high) != _CIRCLE or not _on_sky(high[:2]) or high[2] <= 0):
        high = []
    return _if_finite(low), _if_finite(high)


def _if_finite(numbers: list[float]) -> list[float]:
    return numbers if all(map(math.isfinite, numbers)) else []


def _kind(param: InputParam) -> ParameterKind:
    name, xtype = param.name.upper(), param.xtype.lower()
    if param.options:
        return "choice"
    shapes: tuple[Literal["circle", "polygon"], ...] = ("circle", "polygon")
    for shape in shapes:
        if xtype == shape or name == shape.upper():
            return shape
    numeric = param.datatype in _NUMERIC
    if xtype == "interval" or (numeric and param.arraysize == "2"):
        return "range"
    return "number" if numeric and param.arraysize in {"", "1"} else "text"


def _checked(form: Parameter, text: str) -> str:
    if form.kind == "choice":
        chosen = text.split(" ") if text not in form.options else [text]
        if not set(chosen) <= set(form.options):
            raise _wrong(form, text, f"one of {', '.join(form.options[:20])}")
        return text
    if form.kind == "text":
        if not text.isprintable():
            raise _wrong(form, text, "printable text")
        return text
    numbers = _finite(form, text)
    if form.kind == "circle":
        _check_circle(form, text, numbers)
    elif form.kind == "polygon":
        if len(numbers) < _LEAST_CORNERS or len(numbers) % 2 or not _on_sky(numbers):
            raise _wrong(form, text, "ra and dec of at least three corners, in degrees")
    else:
        _check_limits(form, text, numbers)
    return text


def _check_circle(form: Parameter, text: str, numbers: list[float]) -> None:
    wanted = "ra, dec and radius in degrees"
    if len(numbers) != _CIRCLE or not _on_sky(numbers[:2]) or numbers[2] <= 0:
        raise _wrong(form, text, wanted)
    if len(form.maximum) != _CIRCLE:
        return
    ra, dec, most = form.maximum
    if _distance(ra, dec, numbers[0], numbers[1]) > most + numbers[2] + _TOLERANCE:
        raise _wrong(form, text, f"a circle that touches the data, around {ra:.6g} {dec:+.6g}")


def _check_limits(form: Parameter, text: str, numbers: list[float]) -> None:
    if len(numbers) != (_RANGE if form.kind == "range" else 1):
        raise _wrong(form, text, "two numbers" if form.kind == "range" else "one number")
    low = form.minimum[0] if form.minimum else -math.inf
    high = form.maximum[-1] if form.maximum else math.inf
    if form.kind == "range":
        inside = numbers[0] <= numbers[1] and numbers[0] <= high and numbers[1] >= low
    else:
        inside = low <= numbers[0] <= high
    if not inside:
        raise _wrong(form, text, f"within {low:g} to {high:g} {form.unit}".rstrip())


def _finite(form: Parameter, text: str) -> list[float]:
    numbers = _numbers(text)
    # A range may be open: "-Inf 0.2" (DALI 1.1, section 3.3.2).
    infinite = form.kind == "range"
    if not numbers or any(math.isnan(n) or (math.isinf(n) and not infinite) for n in numbers):
        raise _wrong(form, text, "numbers with spaces between")
    return numbers


def _numbers(text: str) -> list[float]:
    try:
        return [float(word) for word in text.split()]
    except ValueError:
        return []


def _on_sky(numbers: list[float]) -> bool:
    return all(abs(dec) <= _POLE for dec in numbers[1::2])


def _distance(ra: float, dec: float, ra2: float, dec2: float) -> float:
    """Return the angle between two positions, all in degrees (haversine)."""
    first, second = math.radians(dec), math.radians(dec2)
    half = math.sin((second - first) / 2) ** 2
    half += math.cos(first) * math.cos(second) * math.sin(math.radians(ra2 - ra) / 2) ** 2
    return math.degrees(2 * math.asin(min(1.0, math.sqrt(half))))


def _wrong(form: Parameter, text: str, wanted: str) -> BadRequestError:
    return BadRequestError(
        f"{form.name} cannot be {text[:80]!r}.", remedy=f"The service takes {wanted}."
    )
