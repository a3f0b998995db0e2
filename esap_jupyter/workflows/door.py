"""Finds the class of a kind of repository, through the door that is open to other packages too."""

from functools import cache
from importlib.metadata import EntryPoint, EntryPoints, entry_points

from ..catalogue.repositories import RepositoryEntry
from ..errors import NotAvailableError
from .base import Repository

__all__ = ["GROUP", "repository_class"]

GROUP = "esap_jupyter.repositories"


def repository_class(entry: RepositoryEntry) -> type[Repository]:
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
        # Whatever another package raises, the other repositories are to be had.
        raise NotAvailableError(
            f"{found.value} cannot be loaded: {type(error).__name__}: {error}.",
            remedy="Install its package again.",
        ) from error
    if not (isinstance(loaded, type) and issubclass(loaded, Repository)):
        raise NotAvailableError(f"{found.value} is no repository.", remedy="Tell its authors.")
    return loaded


def _only(entry: RepositoryEntry) -> EntryPoint:
    found = {each.value: each for each in _door().select(name=entry.kind)}
    if not found:
        raise NotAvailableError(
            f"No repository of the kind {entry.kind!r} is installed.",
            remedy=f"Install the package that offers it, or correct [repositories.{entry.id}].",
        )
    if len(found) > 1:
        raise NotAvailableError(
            f"Several packages offer the kind {entry.kind!r}: {', '.join(sorted(found))}.",
            remedy="Give one of them another name in its entry points, or uninstall it.",
        )
    return next(iter(found.values()))


@cache
def _door() -> EntryPoints:
    # Looking through all that is installed takes its time, so it is done once.
    return entry_points(group=GROUP)
