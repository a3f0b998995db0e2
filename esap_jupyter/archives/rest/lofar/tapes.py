"""Files of LOFAR's archive on tape: StageIT brings them onto disk, which takes hours or days."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import unquote, urlsplit

import msgspec

from ....errors import ArchiveError, BadRequestError, NotAvailableError
from ....staging.jobs.doors import TapeLook
from ....staging.pieces import Piece
from .files import known_files
from .stageit import StageIt
from .stageit_macaroons import SITES, Macaroon, bearer, ranked
from .surls import Surl

__all__ = ["LofarTapes"]

_DAYS = 14
_ASKED = ("online", "progressing", "requested")
_ENDED = {"F": "failed", "A": "was aborted", "E": "ended with an error"}


class LofarTapes:
    """Asks StageIT for files, and opens them with the macaroons that it gives.

    Macaroons are kept in memory alone: after a restart, StageIT is asked for them again.

    Parameters
    ----------
    stager
        Gives a client of StageIT for the person, None where there is no token.
    sites
        The hosts of each site.
    """

    def __init__(
        self,
        *,
        stager: Callable[[], StageIt | None],
        sites: Mapping[str, Sequence[str]] = SITES,
    ) -> None:
        self._stager = stager
        self._sites = sites
        self._lock = threading.Lock()
        self._macaroons: dict[str, Macaroon] = {}

    def takes(self, piece: Piece) -> bool:
        """Tell whether an address is a SURL of one of LOFAR's sites."""
        try:
            return piece.wanted.url.lower().startswith("srm://") and bool(
                Surl.read(piece.wanted.url)
            )
        except BadRequestError:
            return False

    def ask(self, pieces: Sequence[Piece], cancel: threading.Event) -> Mapping[str, str]:
        """Ask for what none of the person's requests of the last two weeks has or brings."""
        stager = self._asked()
        known = known_files(stager, _DAYS, cancel)
        found: dict[str, str] = {}
        new: list[str] = []
        for piece in pieces:
            url = piece.wanted.url
            told = known.get(Surl.read(url).key)
            if told is not None and told.state in _ASKED:
                found[url] = str(told.request)
            else:
                new.append(url)
        if new:
            number = str(stager.request(new, notify=False, cancel=cancel))
            found |= dict.fromkeys(new, number)
        return found

    def look(self, request: str, pieces: Sequence[Piece], cancel: threading.Event) -> TapeLook:
        """See what is on disk, and where it can be downloaded with which macaroon."""
        stager, number = self._asked(), int(request)
        now = stager.state(number, cancel=cancel)
        online = {_key(surl) for surl in now.online}
        errors = {_key(surl): words for surl, words in now.errors.items()}
        seen = TapeLook()
        ready = [piece for piece in pieces if _key(piece.wanted.url) in online]
        if ready:
            urls = stager.webdav_urls(number, cancel=cancel)
            macaroons = stager.macaroons(number, cancel=cancel)
            for piece in ready:
                url = _address(piece.wanted.url, urls)
                best = ranked(url, macaroons, now=time.time(), sites=self._sites)[0]
                with self._lock:
                    self._macaroons[url] = best
                seen.ready[piece.wanted.url] = _online(piece, url)
        for piece in pieces:
            url, key = piece.wanted.url, _key(piece.wanted.url)
            if key in errors:
                words = f"StageIT could not bring it from tape: {errors[key]}"
                seen.failed[url] = ArchiveError(words, remedy="Try again, or ask the helpdesk.")
            elif now.code in _ENDED and url not in seen.ready:
                words = f"StageIT's request {number} {_ENDED[now.code]}."
                seen.failed[url] = ArchiveError(words, remedy="Try again, which asks anew.")
        rest = len(pieces) - len(seen.ready) - len(seen.failed)
        seen.message = (
            f"waiting for LOFAR's tapes: {rest} of {len(pieces)} files of request {number} "
            f"({now.status or 'no state told'})"
        )
        return seen

    def headers(self, url: str) -> Mapping[str, str]:
        """Return the macaroon for an address that was ready, or nothing."""
        with self._lock:
            macaroon = self._macaroons.get(url)
        return bearer(macaroon) if macaroon is not None else {}

    def abort(self, request: str) -> None:
        """Leave a request alone, as others of the person's files may be in it."""

    def _asked(self) -> StageIt:
        stager = self._stager()
        if stager is None:
            raise NotAvailableError(
                "It is on tape, and there is no token for StageIT, which brings it from there.",
                remedy="Get one at https://sdc.astron.nl/stageit/ and write api_token=… into "
                "~/.stagingrc.",
            )
        return stager


def _online(piece: Piece, url: str) -> Piece:
    wanted = msgspec.structs.replace(piece.wanted, url=url, who="LOFAR's archive")
    why = "StageIT has brought it from tape onto disk."
    return msgspec.structs.replace(piece, wanted=wanted, way="https", why=why)


def _address(surl: str, urls: Sequence[str]) -> str:
    """Find a file among the addresses of its request: by the end of its path, then its name."""
    path = Surl.read(surl).key.partition("/")[2]
    name = path.rpartition("/")[2]
    named = [url for url in urls if unquote(urlsplit(url).path).rpartition("/")[2] == name]
    exact = [url for url in named if unquote(urlsplit(url).path).endswith(path)]
    found = exact or (named if len(named) == 1 else [])
    if not found:
        raise ArchiveError(
            f"StageIT has {name} on disk, and does not tell where it can be downloaded.",
            remedy="Try again later, or ask ASTRON's helpdesk.",
        )
    return found[0]


def _key(surl: str) -> str:
    try:
        return Surl.read(surl).key
    except BadRequestError:
        return surl
