"""Names that CDS Sesame knows (SIMBAD, NED, VizieR), remembered on disk."""

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import msgspec

from ...errors import BadAnswerError, EsapError
from ...net import HttpClient
from ..documents import Element, children, parse, text_of, walk

__all__ = ["SESAME", "Place", "Sesame"]

SESAME = "https://cds.unistra.fr/cgi-bin/nph-sesame/-ox/SNV"
_SECONDS = 3.0
_QUIET = 300.0
_BYTES = 1 << 20
_KEPT = 2000
_OK = 200


class Place(msgspec.Struct, frozen=True):
    """Where an object is: its name, right ascension and declination (ICRS, degrees)."""

    name: str
    ra: float
    dec: float


class Sesame:
    """Asks Sesame.

    Parameters
    ----------
    http
        The client that all requests go through.
    cache_path
        A JSON file with what was found; written whole each time.
    url
        The service; the name is appended.
    clock
        Monotonic seconds.
    """

    def __init__(
        self,
        *,
        http: HttpClient,
        cache_path: Path,
        url: str = SESAME,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._cache_path = cache_path
        self._url = url
        self._clock = clock
        self._lock = threading.Lock()
        self._quiet_until = float("-inf")

    def remembered(self, text: str) -> Place | None:
        """Look up what was found before."""
        return self._load().get(_key(text))

    def find(self, text: str) -> Place | None:
        """Ask; after a failure it is left alone for five minutes.

        Raises
        ------
        EsapError
            It could not be asked.
        """
        if self._clock() < self._quiet_until:
            raise BadAnswerError("Sesame failed a moment ago and is left alone for five minutes.")
        try:
            place = self._ask(text)
        except EsapError:
            self._quiet_until = self._clock() + _QUIET
            raise
        if place is not None:
            self._remember(text, place)
        return place

    def _ask(self, text: str) -> Place | None:
        response = self._http.get(
            f"{self._url}?{quote(text)}",
            max_bytes=_BYTES,
            total_timeout=_SECONDS,
            retries=0,
            who="Sesame",
        )
        if response.status != _OK:
            raise BadAnswerError(f"Sesame answered {response.status}.")
        root = parse(response.body, who="Sesame", what="its answer")
        for resolver in walk(root, "Resolver"):
            if next(children(resolver, "jradeg"), None) is not None:
                return _place(text_of(resolver, "oname") or text, resolver)
        return None

    def _load(self) -> dict[str, Place]:
        try:
            return msgspec.json.decode(self._cache_path.read_bytes(), type=dict[str, Place])
        except (OSError, msgspec.DecodeError):
            # A cache that is missing or damaged is an empty one.
            return {}

    def _remember(self, text: str, place: Place) -> None:
        with self._lock:
            places = self._load()
            places[_key(text)] = place
            kept = dict(list(places.items())[-_KEPT:])
            fresh = self._cache_path.with_name(f"{self._cache_path.name}.{time.time_ns()}")
            # What Sesame has answered holds, whether or not it can be remembered.
            with contextlib.suppress(OSError):
                try:
                    fresh.write_bytes(msgspec.json.encode(kept))
                    fresh.replace(self._cache_path)
                finally:
                    fresh.unlink(missing_ok=True)


def _place(name: str, resolver: Element) -> Place:
    try:
        ra, dec = float(text_of(resolver, "jradeg")), float(text_of(resolver, "jdedeg"))
    except ValueError as error:
        raise BadAnswerError("Sesame sent no usable position.") from error
    return Place(name=name, ra=ra % 360.0, dec=dec)


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
