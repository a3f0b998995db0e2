"""SURLs, the names of files in LOFAR's long-term archive, and what they tell of a file."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import msgspec

from ....errors import BadRequestError
from .stageit_macaroons import SITES

__all__ = ["MOST_SURLS", "Surl", "read_sas_ids", "read_surls"]

MOST_SURLS = 10_000
_SEPARATORS = re.compile(r"[\s,;]+")
_QUOTES = "'\"`<>[]()"
_SAS = re.compile(r"L?([0-9]{4,9})", re.IGNORECASE)
_PLACE = re.compile(r"/projects/(?P<project>[^/]+)/(?P<sas>[0-9]+)/")
_NAMED = re.compile(r"L(?P<sas>[0-9]+)_")
_KINDS = (
    (re.compile(r"\.MS(_|\.|$)", re.IGNORECASE), "visibility"),
    (re.compile(r"_bf(_|\.)|\.h5(_|\.|$)", re.IGNORECASE), "timeseries"),
    (re.compile(r"\.fits(_|\.|$)", re.IGNORECASE), "image"),
)
_SHOWN = 80


class Surl(msgspec.Struct, frozen=True, kw_only=True):
    """A SURL and what its path tells; ``None`` where it tells nothing.

    ``key`` is the same for all the ways in which a file's SURL is written. ``kind`` is an
    ObsCore dataproduct_type.
    """

    surl: str
    key: str
    site: str
    name: str
    project: str | None
    sas_id: int | None
    kind: str | None

    @classmethod
    def read(cls, text: str) -> "Surl":
        """Read a SURL, with or without the port and ``/srm/managerv2?SFN=``.

        Raises
        ------
        BadRequestError
            It is none, or not of a site of LOFAR's archive.
        """
        try:
            parts = urlsplit(text)
            host = (parts.hostname or "").lower()
        except ValueError:
            raise _no_surl(text) from None
        named = parse_qs(parts.query).get("SFN")
        path = re.sub("/+", "/", named[0] if named else parts.path)
        name = path.rpartition("/")[2]
        if parts.scheme.lower() != "srm" or not host or not name or not text.isprintable():
            raise _no_surl(text)
        site = next((key for key, hosts in SITES.items() if _is_of(host, hosts)), None)
        if site is None:
            raise BadRequestError(
                f"{host} is not a site of LOFAR's archive.",
                remedy=f"Its sites are {', '.join(SITES)}.",
            )
        place, begins = _PLACE.search(path), _NAMED.match(name)
        number = place or begins
        return cls(
            surl=text,
            key=f"{site}{path}",
            site=site,
            name=name,
            project=place["project"] if place else None,
            sas_id=int(number["sas"]) if number else None,
            kind=next((kind for pattern, kind in _KINDS if pattern.search(name)), None),
        )


def read_surls(text: str) -> list[Surl]:
    """Read SURLs from pasted text, each once, in their order.

    Raises
    ------
    BadRequestError
        Something in it is no SURL, or there are more than `MOST_SURLS`.
    """
    found: dict[str, Surl] = {}
    for word in _words(text):
        surl = Surl.read(word)
        found.setdefault(surl.key, surl)
        if len(found) > MOST_SURLS:
            raise BadRequestError(
                f"There are more than {MOST_SURLS} SURLs.", remedy="Ask for them in parts."
            )
    return list(found.values())


def read_sas_ids(text: str) -> list[int]:
    """Read SAS ids from pasted text, such as ``L403972`` or ``403972``.

    Raises
    ------
    BadRequestError
        Something in it is none.
    """
    found: dict[int, None] = {}
    for word in _words(text):
        match = _SAS.fullmatch(word)
        if match is None:
            raise BadRequestError(
                f"{word[:_SHOWN]!r} is not a SAS id.", remedy="Write them like L403972 or 403972."
            )
        found[int(match[1])] = None
    return list(found)


def _words(text: str) -> Iterator[str]:
    for word in _SEPARATORS.split(text):
        if bare := word.strip(_QUOTES):
            yield bare


def _is_of(host: str, suffixes: tuple[str, ...]) -> bool:
    return any(host == suffix or host.endswith(f".{suffix}") for suffix in suffixes)


def _no_surl(text: str) -> BadRequestError:
    return BadRequestError(
        f"{text[:_SHOWN]!r} is not a SURL.",
        remedy="Paste SURLs such as srm://srm.grid.sara.nl:8443/pnfs/…, one a line.",
    )
