"""Remembers how searches went, beyond the end of their process."""

import logging
import re
import secrets
from contextlib import suppress
from pathlib import Path

import msgspec

from ...models import Search

__all__ = ["SearchMemory"]

_ID = re.compile(r"[0-9a-f]{32}")
_KEPT = 500
_logger = logging.getLogger(__name__)


class SearchMemory:
    """Searches that have ended, each a file with its report.

    Parameters
    ----------
    home
        The platform's home; they lie in its folder ``searches``.
    """

    def __init__(self, *, home: Path) -> None:
        self._folder = home / "searches"

    def keep(self, search: Search) -> None:
        """Write how a search went; that this cannot be done stops nobody."""
        path = self._folder / f"{search.id}.json"
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.write_bytes(msgspec.json.format(msgspec.json.encode(search), indent=2))
            fresh.replace(path)
            self._prune()
        except OSError as error:
            _logger.warning("The report of a search cannot be kept in %s: %s", path, error)
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)

    def find(self, search_id: str) -> Search | None:
        """Return a search as it ended, or None where it is not known."""
        if not _ID.fullmatch(search_id):
            return None
        try:
            text = (self._folder / f"{search_id}.json").read_bytes()
            return msgspec.json.decode(text, type=Search)
        except (OSError, msgspec.MsgspecError):
            return None

    def _prune(self) -> None:
        files = list(self._folder.glob("*.json"))
        if len(files) > _KEPT:
            files.sort(key=lambda path: path.stat().st_mtime)
            for path in files[:-_KEPT]:
                path.unlink(missing_ok=True)
