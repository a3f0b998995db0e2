"""Finds the class of an entry's kind, through the doors that are open to other packages too."""

from functools import cache
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from typing import Any, NamedTuple, Protocol

from ..errors import NotAvailableError

__all__ = ["Door"]


class Kinded(Protocol):
    """An entry of a catalogue that is of some kind."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def kind(self) -> str:
        """What the entry point is called that makes it."""


class Door(NamedTuple):
    """Where packages offer classes.

    Parameters
    ----------
    group
        The group of entry points.
    base
        What each class is made of.
    noun
        What such a class is to people.
    table
        Where a catalogue has the entries.
    """

    group: str
    base: type[Any]
    noun: str
    table: str

    def find(self, entry: Kinded) -> type[Any]:
        """Load the class of an entry's kind.

        Raises
        ------
        NotAvailableError
            There is none of that kind, there are several, or it cannot be loaded.
        """
        found = self._only(entry)
        try:
            loaded = found.load()
        except Exception as error:
            # Whatever another package raises, the other entries are to be had.
            raise NotAvailableError(
                f"The {self.noun} {found.value} cannot be loaded: {type(error).__name__}: {error}.",
                remedy="Install its package again.",
            ) from error
        if not (isinstance(loaded, type) and issubclass(loaded, self.base)):
            raise NotAvailableError(f"{found.value} is no {self.noun}.", remedy="Tell its authors.")
        return loaded

    def _only(self, entry: Kinded) -> EntryPoint:
        found = {each.value: each for each in _offers(self.group).select(name=entry.kind)}
        if not found:
            raise NotAvailableError(
                f"No {self.noun} of the kind {entry.kind!r} is installed.",
                remedy=f"Install the package that offers it, or correct [{self.table}.{entry.id}].",
            )
        if len(found) > 1:
            # Which of them is listed first depends on the order of folders, so none is taken.
            raise NotAvailableError(
                f"Several packages offer the kind {entry.kind!r}: {', '.join(sorted(found))}.",
                remedy="Give one of them another name in its entry points, or uninstall it.",
            )
        return next(iter(found.values()))


@cache
def _offers(group: str) -> EntryPoints:
    # Looking through all that is installed takes its time, so it is done once.
    return entry_points(group=group)
