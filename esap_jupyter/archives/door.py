"""Finds the connector of a kind, through the door that is open to other packages too."""

from functools import cache
from importlib.metadata import EntryPoint, EntryPoints, entry_points

from ..catalogue import ArchiveEntry
from ..errors import NotAvailableError
from .base import Connector

__all__ = ["connector_class"]

_GROUP = "esap_jupyter.archives"


def connector_class(entry: ArchiveEntry) -> type[Connector]:
    """Load the class.

    Raises
    ------
    NotAvailableError
        There is none of that kind, there are several, or it cannot be loaded.
    """
    found = _only(entry)
    try:
        loaded = found.load()
    except Exception as error:
        # Whatever another package raises, the other archives are to be had.
        raise NotAvailableError(
            f"The connector {found.value} cannot be loaded: {type(error).__name__}: {error}.",
            remedy="Install its package again.",
        ) from error
    if not (isinstance(loaded, type) and issubclass(loaded, Connector)):
        raise NotAvailableError(f"{found.value} is not a connector.", remedy="Tell its authors.")
    return loaded


def _only(entry: ArchiveEntry) -> EntryPoint:
    found = {each.value: each for each in _door().select(name=entry.kind)}
    if not found:
        raise NotAvailableError(
            f"No connector of the kind {entry.kind!r} is installed.",
            remedy=f"Install the package that offers it, or correct [archives.{entry.id}].",
        )
    if len(found) > 1:
        # Which of them is listed first depends on the order of folders, so none is taken.
        raise NotAvailableError(
            f"Several packages offer the kind {entry.kind!r}: {', '.join(sorted(found))}.",
            remedy="Give one of them another name in its entry points, or uninstall it.",
        )
    return next(iter(found.values()))


@cache
def _door() -> EntryPoints:
    # Looking through all that is installed takes its time, so it is done once.
    return entry_points(group=_GROUP)
