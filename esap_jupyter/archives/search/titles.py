"""Describes a request for people, so that searches can be told apart in tabs and lists."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from ...errors import BadRequestError
from ...models import Interval, SearchRequest, Target
from .question import around, corners

__all__ = ["title_of"]

_TITLE = 120
_MJD_0 = datetime(1858, 11, 17)  # noqa: DTZ001 (without the time scale, which is not told)
_LENGTHS = ((1.0, "m"), (1e-2, "cm"), (1e-3, "mm"), (1e-6, "µm"), (1e-9, "nm"), (0.0, "nm"))


def title_of(
    request: SearchRequest,
    target: Target | None,
    defaults: Callable[[str], Mapping[str, Any]] = lambda _: {},
    name: Callable[[str], str] = str,
) -> str:
    """Describe a request for people, in one line.

    Parameters
    ----------
    request
        What is asked.
    target
        Its one position.
    defaults
        What the form of an archive begins with; that was not chosen, and is not named.
    name
        What an archive is called; named where nothing else was chosen.
    """
    place = _place(request, target)
    query = " ".join(request.adql.split())
    parts = [place or query, *_restrictions(request, defaults)]
    chosen = [part for part in parts if part]
    if not chosen:
        chosen = [f"everything of {', '.join(map(name, request.archives))}"]
    chosen += dict.fromkeys(request.collections.values())
    text = " · ".join(chosen)
    if not (target or query):
        text = text[:1].upper() + text[1:]
    return text if len(text) <= _TITLE else f"{text[: _TITLE - 1]}…"


def _place(request: SearchRequest, target: Target | None) -> str:
    if len(request.targets) > 1:
        return f"{len(request.targets)} targets · {request.radius:g}°"
    if target is not None:
        return f"{target.text} · {request.radius:g}°"
    return _polygon(request.polygon) if request.polygon else ""


def _polygon(polygon: list[float]) -> str:
    vertices = corners(polygon)
    words = f"polygon of {len(vertices)} corners"
    try:
        centre, radius = around(vertices)
    except BadRequestError:
        return f"{words} around the sky"
    ra, dec = round(centre.ra, 4) % 360, round(centre.dec, 4) + 0.0
    return f"{words} within {radius:.3g}° of {ra:.4f} {dec:+.4f}"


def _restrictions(
    request: SearchRequest, defaults: Callable[[str], Mapping[str, Any]]
) -> Iterable[str]:
    yield _range(request.time, _date)
    yield _range(request.band, _length)
    yield request.product
    own = []
    for archive, values in request.parameters.items():
        usual = defaults(archive)
        chosen = {key: value for key, value in values.items() if value != usual.get(key, "")}
        own += [f"{key} {_words(value)}" for key, value in chosen.items() if value is not None]
    yield ", ".join(own)


def _words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value) or "any"


def _range(interval: Interval | None, words: Callable[[float], str]) -> str:
    if interval is None:
        return ""
    low, high = (None if end is None else words(end) for end in (interval.low, interval.high))
    if low is None or high is None:
        return f"from {low}" if low else f"up to {high}" if high else ""
    return low if low == high else f"{low} – {high}"  # noqa: RUF001 (the dash of ranges)


def _date(mjd: float) -> str:
    try:
        moment = _MJD_0 + timedelta(days=mjd)
    except OverflowError:
        return f"MJD {mjd:g}"
    return f"{moment:%Y-%m-%d}" if mjd == int(mjd) else f"{moment:%Y-%m-%d %H:%M}"


def _length(metres: float) -> str:
    size, unit = next(each for each in _LENGTHS if metres >= each[0])
    return f"{metres / (size or 1e-9):.4g} {unit}"
