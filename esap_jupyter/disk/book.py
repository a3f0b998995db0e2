"""Things that are remembered: a file each, so that any process of a home finds them."""

import logging
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from ..errors import NotAvailableError, NotFoundError
from .files import write_whole

__all__ = ["Book"]

_ID = re.compile(r"[0-9a-f]{16,32}")
_logger = logging.getLogger(__name__)

Kept = TypeVar("Kept")


class Book(Generic[Kept]):
    """Structs on disk, shared by the server, kernels and terminals of one person.

    Files are written aside and renamed, so that no locks are needed; of two that change one
    thing at the same moment, the later wins. All methods may be called from any thread.

    Parameters
    ----------
    folder
        Where the files lie; made, for its owner alone, when there is a first.
    kind
        The struct.
    noun
        What such a thing is to people, as "job".
    id_of
        Gives its id, of 16 to 32 hexadecimal digits.
    age
        Gives what the newest have most of.
    most
        How many are kept; the oldest of those that may go are forgotten.
    may_go
        Whether a thing may be forgotten by itself.
    remedy
        What to do where there is no such thing.
    """

    def __init__(
        self,
        *,
        folder: Path,
        kind: type[Kept],
        noun: str,
        id_of: Callable[[Kept], str],
        age: Callable[[Kept], Any],
        most: int,
        may_go: Callable[[Kept], bool] = lambda _kept: True,
        remedy: str = "List them again.",
    ) -> None:
        self._folder = folder
        self._kind = kind
        self._noun = noun
        self._id_of = id_of
        self._age = age
        self._most = most
        self._may_go = may_go
        self._remedy = remedy
        self._lock = threading.Lock()

    def list(self) -> list[Kept]:
        """All things, the newest first; what cannot be read is left as it is and logged."""
        found = []
        for path in self._folder.glob("*.json"):
            if _ID.fullmatch(path.stem):
                try:
                    found.append(self._read(path))
                except FileNotFoundError:
                    continue
                except (OSError, msgspec.MsgspecError) as error:
                    _logger.warning("The %s in %s cannot be read: %s", self._noun, path, error)
        return sorted(found, key=self._age, reverse=True)

    def get(self, key: str) -> Kept:
        """Return one thing by its id.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        if _ID.fullmatch(key):
            with suppress(OSError, msgspec.MsgspecError):
                return self._read(self._path(key))
        raise NotFoundError(f"There is no {self._noun} {key[:80]!r}.", remedy=self._remedy)

    def put(self, kept: Kept) -> Kept:
        """Remember a thing as it is.

        Raises
        ------
        NotAvailableError
            The home cannot be written.
        """
        with self._lock:
            self._write(kept)
        return kept

    def change(self, key: str, change: Callable[[Kept], Kept]) -> Kept:
        """Change what is known of a thing; one that was forgotten meanwhile stays so.

        Raises
        ------
        NotFoundError
            There is none of that id.
        NotAvailableError
            The home cannot be written.
        """
        with self._lock:
            known = self.get(key)
            changed = change(known)
            if changed != known:
                self._write(changed)
            return changed

    def forget(self, key: str) -> None:
        """Remember a thing no longer.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        self.get(key)
        with suppress(OSError):
            self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _read(self, path: Path) -> Kept:
        return msgspec.json.decode(path.read_bytes(), type=self._kind)

    def _write(self, kept: Kept) -> None:
        text = msgspec.json.format(msgspec.json.encode(kept), indent=2).decode()
        try:
            write_whole(self._path(self._id_of(kept)), text)
        except NotAvailableError as error:
            raise NotAvailableError(
                f"The {self._noun} cannot be remembered: {error.message}",
                remedy="Free space in the folder ESAP_HOME, or see that you can write to it.",
            ) from error
        with suppress(OSError):
            self._prune()

    def _prune(self) -> None:
        """Forget the oldest of those that may go."""
        too_many = len([*self._folder.glob("*.json")]) - self._most
        if too_many > 0:
            for kept in [each for each in self.list() if self._may_go(each)][-too_many:]:
                self._path(self._id_of(kept)).unlink(missing_ok=True)
