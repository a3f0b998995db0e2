"""Turns what a person typed into a position."""

from pathlib import Path

from ...compute import Compute
from ...errors import BadRequestError, EsapError, TargetNotFoundError
from ...models import Target
from ...net import HttpClient
from .coordinates import looks_like_coordinates, read_coordinates, sexagesimal
from .openngc import find_in_openngc
from .sesame import SESAME, Sesame

__all__ = ["Resolver"]

_LONGEST = 500


class Resolver:
    """Tries coordinates, then OpenNGC on this machine, then CDS Sesame.

    Parameters
    ----------
    http
        The client that Sesame is asked through.
    cache_path
        Where Sesame's answers are remembered.
    compute
        Where astropy runs.
    sesame_url
        Another Sesame, a mirror for instance.
    """

    def __init__(
        self,
        *,
        http: HttpClient,
        cache_path: Path,
        compute: Compute,
        sesame_url: str = SESAME,
    ) -> None:
        self._compute = compute
        self._sesame = Sesame(http=http, cache_path=cache_path, url=sesame_url)

    def resolve(self, text: str, *, online: bool = True) -> Target:
        """Find a target.

        Parameters
        ----------
        text
            Coordinates in any form astropy reads, or a name.
        online
            Whether Sesame may be asked; what it said before is known anyway.

        Raises
        ------
        BadRequestError
            There is no text, or it is too long or has characters that cannot be seen, or it is
            coordinates that make no sense.
        TargetNotFoundError
            Nobody knows the name; the message says who was asked.
        """
        text = " ".join(text.split())
        if not text:
            raise BadRequestError("There is no target.", remedy="Enter a name or coordinates.")
        if len(text) > _LONGEST:
            raise BadRequestError(
                f"A target has at most {_LONGEST} characters.",
                remedy="Enter a name or coordinates.",
            )
        if not text.isprintable():
            raise BadRequestError(
                f"The target {text!r} has characters that cannot be seen.",
                remedy="Type it, rather than paste it.",
            )
        if looks_like_coordinates(text):
            ra, dec = self._compute.run(read_coordinates, text)
            return _target(text, text, ra, dec, "coordinates")
        found = find_in_openngc(text)
        if found is not None:
            return _target(text, *found, "OpenNGC")
        return self._ask_sesame(text, online=online)

    def _ask_sesame(self, text: str, *, online: bool) -> Target:
        place = self._sesame.remembered(text)
        said = f"OpenNGC does not know {text!r}, and nobody else was asked."
        if place is None and online:
            try:
                place = self._sesame.find(text)
                said = f"Neither OpenNGC nor Sesame knows {text!r}."
            except EsapError as error:
                said = f"OpenNGC does not know {text!r}; Sesame could not be asked: {error.message}"
        if place is None:
            raise TargetNotFoundError(
                said, remedy="Check the spelling, or enter coordinates such as 10.684 +41.269."
            )
        return _target(text, place.name, place.ra, place.dec, "Sesame")


def _target(text: str, name: str, ra: float, dec: float, source: str) -> Target:
    return Target(
        text=text, name=name, ra=ra, dec=dec, sexagesimal=sexagesimal(ra, dec), source=source
    )
