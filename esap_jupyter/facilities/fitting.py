"""Compares what a notebook needs with what a facility has, contacting nobody."""

from collections.abc import Iterator, Sequence

from ..catalogue.facilities import FacilityEntry
from .base import Fit
from .bundle import Needs

__all__ = ["compared"]

_START = 0.4
_DATA, _ENVIRONMENT, _ROOM = 0.3, 0.2, 0.1
_SHOWN = 4
_UNITS = (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3))


def compared(entry: FacilityEntry, needs: Needs, *, builds: Sequence[str] = ()) -> Fit:
    """Say how well a facility fits: data nearby, environment, room.

    Parameters
    ----------
    entry
        The facility, with what its catalogue says of it.
    needs
        What the notebook needs.
    builds
        The kinds of environment files that it builds environments from.

    Returns
    -------
    Fit
        From 0.4 for one that nothing is known of, up to 1; lower with each thing against it.
    """
    score, why, but = _START, list[str](), list[str]()
    for share, good, bad in (
        _data(entry, needs),
        _environment(entry, needs, builds),
        _room(entry, needs),
    ):
        score += share
        why += [good] if good else []
        but += [bad] if bad else []
    return Fit(score=round(min(max(score, 0.05), 1.0), 3), why=tuple(why), but=tuple(but))


def _data(entry: FacilityEntry, needs: Needs) -> tuple[float, str, str]:
    """Weigh how much of the data is near; where there is none, nothing speaks for or against."""
    if not needs.places:
        return 0.0, "", ""
    near = {name.lower() for name in entry.near}
    held = [place for place in needs.places if place.lower() in near]
    share = len(held) / len(needs.places)
    if not held:
        return 0.0, "", "its data have to come from elsewhere"
    where = _listed(dict.fromkeys(held))
    how = "all" if share == 1 else f"{len(held)} of {len(needs.places)}"
    return _DATA * share, f"has {how} of the data nearby ({where})", ""


def _environment(
    entry: FacilityEntry, needs: Needs, builds: Sequence[str]
) -> tuple[float, str, str]:
    built = [kind for kind in needs.environment if kind in builds]
    if built:
        return _ENVIRONMENT, f"builds the notebook's own environment ({_listed(built)})", ""
    if needs.environment and builds:
        return -_ENVIRONMENT, "", "cannot build the notebook's environment"
    if not (entry.offers and needs.packages):
        return 0.0, "", ""
    missing = list(_missing(entry.offers, needs.packages))
    if not missing:
        return _ENVIRONMENT, "has the packages that it imports", ""
    share = 1 - len(missing) / len(needs.packages)
    return _ENVIRONMENT * (share - 0.5), "", f"has no {_listed(missing)}, as far as is known"


def _missing(offers: Sequence[str], packages: Sequence[str]) -> Iterator[str]:
    known = {_plain(name) for name in offers}
    return (name for name in packages if _plain(name) not in known)


def _room(entry: FacilityEntry, needs: Needs) -> tuple[float, str, str]:
    if entry.room is None or needs.size is None:
        return 0.0, "", ""
    if needs.size <= entry.room:
        return _ROOM, f"has room for {_size(needs.size)}", ""
    return -_START, "", f"has {_size(entry.room)} of room for {_size(needs.size)} of data"


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")


def _size(count: int) -> str:
    unit, factor = next((each for each in _UNITS if count >= each[1]), ("B", 1))
    return f"{count / factor:.3g} {unit}"


def _listed(names: Sequence[str] | dict[str, None]) -> str:
    shown = list(names)
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return ", ".join(shown[:_SHOWN]) + more
