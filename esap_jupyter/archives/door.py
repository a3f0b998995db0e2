"""Finds the connector of a kind, through the door that is open to other packages too."""

from functools import cache
from importlib.metadata import EntryPoints, entry_points

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
        There is none of that kind, or it cannot be loaded.
    """
    found = next(iter(_door().select(name=entry.kind)), None)
    if found is None:
        raise NotAvailableError(
            f"No connector of the kind {entry.kind!r} is installed.",
            remedy=f"Install the package that offers it, or correct [archives.{entry.id}].",
        )
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


@cache
def _door() -> EntryPoints:
    # Looking through all that is installed takes its time, so it is done once.
    return entry_points(group=_GROUP)
