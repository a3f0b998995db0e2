"""Finds the class of a kind of archive, through the door that is open to other packages too."""

from ..catalogue import ArchiveEntry
from ..catalogue.door import Door
from .base import Connector

__all__ = ["connector_class"]

_DOOR = Door(group="esap_jupyter.archives", base=Connector, noun="connector", table="archives")


def connector_class(entry: ArchiveEntry) -> type[Connector]:
    """Load the class; see `esap_jupyter.catalogue.door.Door.find`."""
    return _DOOR.find(entry)
