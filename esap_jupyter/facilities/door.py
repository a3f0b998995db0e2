"""Finds the class of a kind of facility, through the door that is open to other packages too."""

from ..catalogue.door import Door
from ..catalogue.facilities import FacilityEntry
from .base import Runs

__all__ = ["facility_class"]

_DOOR = Door(group="esap_jupyter.facilities", base=Runs, noun="facility", table="facilities")


def facility_class(entry: FacilityEntry) -> type[Runs]:
    """Load the class; see `esap_jupyter.catalogue.door.Door.find`."""
    return _DOOR.find(entry)
