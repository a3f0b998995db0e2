"""Finds the class of a kind of repository, through the door that is open to other packages too."""

from ..catalogue.door import Door
from ..catalogue.repositories import RepositoryEntry
from .base import Repository

__all__ = ["repository_class"]

_DOOR = Door(
    group="esap_jupyter.repositories", base=Repository, noun="repository", table="repositories"
)


def repository_class(entry: RepositoryEntry) -> type[Repository]:
    """Load the class; see `esap_jupyter.catalogue.door.Door.find`."""
    return _DOOR.find(entry)
