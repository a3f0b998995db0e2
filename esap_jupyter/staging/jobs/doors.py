"""What a job needs of others: archives that name files, lakes, tapes, and the engine of bytes."""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from ...errors import EsapError
from ...models import WhichLinks
from ...net import Progress
from ..pieces import AskedRow, AskedRows, Piece
from ..wanted import Fetched, Wanted

__all__ = ["EngineDoor", "LakeDoor", "RowDoor", "TapeDoor", "TapeLook"]


class EngineDoor(Protocol):
    """Fetches files; see `esap_jupyter.staging.engine.Engine`."""

    def fetch(
        self,
        wanted: Wanted,
        folder: Path,
        *,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> Fetched:
        """Fetch a file and wait."""

    def here(self, wanted: Wanted) -> Path | None:
        """Say where a file lies that came from this address and was not changed since."""


class RowDoor(Protocol):
    """Finds the files of rows; see `esap_jupyter.archives.vo.rows.files.RowFiles`."""

    def of_rows(
        self,
        asked: AskedRows,
        which: WhichLinks,
        *,
        most: int,
        cancel: threading.Event | None = None,
    ) -> list[Piece]:
        """Return the files of rows of a stored result."""

    def of_row(self, asked: AskedRow, which: WhichLinks, *, now: bool = True) -> list[Piece]:
        """Return the files of a row that stands in no result here."""

    def of_later(self, piece: Piece) -> list[Piece]:
        """Return the files of a row whose turn has come."""

    def again(self, piece: Piece) -> Piece:
        """Return a file with its address as its archive tells it now."""


class LakeDoor(Protocol):
    """Brings files of data lakes; see `esap_jupyter.lake.transfers.pieces.LakePieces`."""

    def pieces(self, address: str, cancel: threading.Event | None = None) -> list[Piece]:
        """Return the files that ``rucio://lake/scope:name`` names."""

    def bring(
        self,
        piece: Piece,
        base: Path,
        *,
        copy: bool,
        progress: Callable[[int], None],
        cancel: threading.Event,
    ) -> Fetched:
        """Fetch a file of a lake, or open it where it lies."""

    def here(self, piece: Piece) -> Path | None:
        """Say where a file of a lake lies whole, if it does."""

    def later(self, lake_id: str, dids: Sequence[str]) -> list[Piece]:
        """Return DIDs (``scope:name``) whose files are looked for when their turn comes."""

    def is_open(self, lake: str) -> bool:
        """Tell whether there is a login for a lake, as far as that is known without it."""

    def check_room(self, pieces: Sequence[Piece], base: Path) -> None:
        """See that there is room for files of lakes in a folder."""


class TapeLook(msgspec.Struct, kw_only=True):
    """What has become of a request.

    ``ready`` are the files that can be fetched now, by their addresses: what to fetch instead;
    ``failed`` those that cannot be had; ``message`` tells the rest for people.
    """

    ready: dict[str, Piece] = {}
    failed: dict[str, EsapError] = {}
    message: str = ""


class TapeDoor(Protocol):
    """Brings files from tape onto disk, which takes hours or days."""

    def takes(self, piece: Piece) -> bool:
        """Tell whether a file is one of its own."""

    def ask(self, pieces: Sequence[Piece], cancel: threading.Event) -> Mapping[str, str]:
        """Ask for files, and return the id of the request of each, by its address."""

    def look(self, request: str, pieces: Sequence[Piece], cancel: threading.Event) -> TapeLook:
        """Say what has become of a request."""

    def headers(self, url: str) -> Mapping[str, str]:
        """Return what opens an address of a file that was ready, or nothing."""

    def abort(self, request: str) -> None:
        """Give up a request that nobody else needs."""
