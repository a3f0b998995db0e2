"""The launches that are remembered: a file each, so that any process of this home finds them."""

import logging
import re
import secrets
from contextlib import suppress
from pathlib import Path

import msgspec

from ..errors import NotAvailableError, NotFoundError
from ..models.facilities import Launch

__all__ = ["LaunchBook"]

_ID = re.compile(r"[0-9a-f]{32}")
_KEPT = 100
_logger = logging.getLogger(__name__)


class LaunchBook:
    """Launches on disk, for their owner alone.

    Files are written aside and renamed, so that no locks are needed.

    Parameters
    ----------
    folder
        Where the files lie; made when there is a first.
    """

    def __init__(self, *, folder: Path) -> None:
        self._folder = folder

    def list(self) -> list[Launch]:
        """All launches, the newest first; what cannot be read is left as it is and logged."""
        found = []
        for path in self._folder.glob("*.json"):
            if _ID.fullmatch(path.stem):
                try:
                    found.append(_read(path))
                except FileNotFoundError:
                    continue
                except (OSError, msgspec.MsgspecError) as error:
                    _logger.warning("The launch in %s cannot be read: %s", path, error)
        return sorted(found, key=lambda launch: (launch.started, launch.id), reverse=True)

    def get(self, key: str) -> Launch:
        """Return one launch.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        if _ID.fullmatch(key):
            with suppress(OSError, msgspec.MsgspecError):
                return _read(self._folder / f"{key}.json")
        raise NotFoundError(f"There is no launch {key[:80]!r}.", remedy="Launch it again.")

    def put(self, launch: Launch) -> None:
        """Remember a launch as it is.

        Raises
        ------
        NotAvailableError
            The home cannot be written.
        """
        path = self._folder / f"{launch.id}.json"
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.touch(mode=0o600)
            fresh.write_bytes(msgspec.json.encode(launch))
            fresh.replace(path)
            self._prune()
        except OSError as error:
            raise NotAvailableError(
                f"The launch cannot be remembered: {error.strerror or error}.",
                remedy="Free space in the folder ESAP_HOME, or see that you can write to it.",
            ) from error
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)

    def forget(self, key: str) -> None:
        """Remember a launch no longer; it goes on where it is.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        self.get(key)
        with suppress(OSError):
            (self._folder / f"{key}.json").unlink(missing_ok=True)

    def _prune(self) -> None:
        if len([*self._folder.glob("*.json")]) > _KEPT:
            for launch in self.list()[_KEPT:]:
                (self._folder / f"{launch.id}.json").unlink(missing_ok=True)


def _read(path: Path) -> Launch:
    return msgspec.json.decode(path.read_bytes(), type=Launch)
