"""Finds a file that is here already, and makes sure that it is still what the server has."""

import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path

from ...errors import CancelledError, EsapError
from ...net import HttpClient
from ..wanted import Wanted, key_of
from .copies import Copies, Copy, agrees

__all__ = ["Finder"]

_SECONDS = 20.0


class Finder:
    """Looks for files that came before.

    Parameters
    ----------
    http
        The client.
    copies
        What is known.
    logins
        Gives the headers that say who one is at an address.
    """

    def __init__(
        self, *, http: HttpClient, copies: Copies, logins: Callable[[str], Mapping[str, str]]
    ) -> None:
        self._http = http
        self._copies = copies
        self._logins = logins

    def here(self, wanted: Wanted) -> Path | None:
        """Say where it lies, as far as that is known without asking anybody."""
        copy = self._copies.find(key_of(wanted))
        if copy is None or _contradicts(wanted, copy):
            return None
        return next(iter(copy.paths()), None)

    def find(
        self, wanted: Wanted, folder: Path, stamp: int, cancel: threading.Event
    ) -> tuple[Copy, Path] | None:
        """Return what can be taken instead of fetching it, or None.

        Parameters
        ----------
        wanted
            What.
        folder
            Where it is wanted; a file there is the best.
        stamp
            Of what was known before this thread waited for its turn: what came since is new.
        cancel
            Ends the comparison.
        """
        key = key_of(wanted)
        copy = self._copies.find(key)
        if copy is None or _contradicts(wanted, copy):
            return None
        paths = copy.paths()
        if not paths:
            return None
        here = folder.resolve()
        path = min(paths, key=lambda each: each.parent.resolve() != here)
        if self._is_right(wanted, copy, path) or self._copies.stamp(key) != stamp:
            return copy, path
        return (copy, path) if self._is_current(wanted, copy, cancel) else None

    @staticmethod
    def _is_right(wanted: Wanted, copy: Copy, path: Path) -> bool:
        """Tell whether checksums show that it is what is wanted, whoever has it now."""
        if not wanted.checksums:
            return False
        unknown = {
            name: value for name, value in wanted.checksums.items() if name not in copy.checksums
        }
        return not unknown or agrees(path, unknown)

    def _is_current(self, wanted: Wanted, copy: Copy, cancel: threading.Event) -> bool:
        """Ask the server whether it has another version by now (RFC 9110, section 13.1)."""
        if copy.etag:
            asked = {"If-None-Match": copy.etag}
        elif copy.modified and copy.is_steady:
            asked = {"If-Modified-Since": copy.modified}
        else:
            return False
        try:
            with self._http.stream(
                "GET",
                wanted.url,
                params=dict(wanted.params),
                headers={**asked, **self._logins(wanted.url)},
                read_timeout=_SECONDS,
                retries=0,
                cancel=cancel,
                who=wanted.who or None,
            ) as answer:
                return answer.status == HTTPStatus.NOT_MODIFIED
        except CancelledError:
            raise
        except EsapError:
            # Who fetches it then says what is the matter.
            return False


def _contradicts(wanted: Wanted, copy: Copy) -> bool:
    return any(copy.checksums.get(name, value) != value for name, value in wanted.checksums.items())
