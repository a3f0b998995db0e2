"""The launches that are remembered."""

from pathlib import Path

from ..disk.book import Book
from ..models.facilities import Launch

__all__ = ["LaunchBook"]

_KEPT = 100


class LaunchBook(Book[Launch]):
    """Launches on disk, for their owner alone; one that is forgotten goes on where it is.

    Parameters
    ----------
    folder
        Where the files lie; made when there is a first.
    """

    def __init__(self, *, folder: Path) -> None:
        super().__init__(
            folder=folder,
            kind=Launch,
            noun="launch",
            id_of=lambda launch: launch.id,
            age=lambda launch: (launch.started, launch.id),
            most=_KEPT,
            remedy="Launch it again.",
        )
