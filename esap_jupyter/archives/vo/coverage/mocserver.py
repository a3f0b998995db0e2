"""Asks a MocServer which data collections have something at a place (CDS's own interface)."""

import threading
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from ....errors import BadAnswerError
from ....net import HttpClient
from ...rest.answers import read_json

__all__ = ["MocServer"]

_ADDRESSES = ("tap_service_url", "sia_service_url", "sia2_service_url", "ssa_service_url")
_FIELDS = ("ID", "publisher_did", "cs_service_url", *_ADDRESSES)
_WHO = "MocServer"
_BYTES = 64 << 20
_SECONDS = 30.0


class MocServer:
    """Knows the maps of coverage (MOC) of some tens of thousands of collections.

    Parameters
    ----------
    url
        The address of its queries.
    http
        The client that all requests go through.
    """

    def __init__(self, *, url: str, http: HttpClient) -> None:
        self._url = url
        self._http = http

    def having(
        self,
        archives: Mapping[str, tuple[str | None, str | None]],
        place: tuple[float, float, float],
        cancel: threading.Event,
    ) -> set[str]:
        """Say which archives are named by a collection that overlaps a circle.

        That it names none of an archive's says nothing, as it does not know all collections.

        Parameters
        ----------
        archives
            Identifier and address of each, by its id.
        place
            ra, dec and radius (ICRS, degrees).
        cancel
            Ends it when set.

        Raises
        ------
        EsapError
            It does not answer, or not with records.
        """
        ra, dec, radius = place
        query = {
            "RA": repr(ra),
            "DEC": repr(dec),
            "SR": repr(radius),
            "intersect": "overlaps",
            "get": "record",
            "fmt": "json",
            "fields": ",".join(_FIELDS),
        }
        response = self._http.get(
            self._url, query, max_bytes=_BYTES, total_timeout=_SECONDS, cancel=cancel, who=_WHO
        )
        records = read_json(response, who=_WHO)
        if not isinstance(records, list):
            raise BadAnswerError(
                "MocServer answered with something else than a list of records.",
                remedy="Correct its address in the catalogue.",
            )
        known = {name for record in records for name in _names(record)}
        return {
            archive
            for archive, (ivoid, url) in archives.items()
            if (ivoid and ivoid.lower() in known) or (url and _place_of(url) in known)
        }


def _names(record: Any) -> Iterable[str]:
    if not isinstance(record, dict):
        return
    for field in _FIELDS[1:]:
        value = record.get(field) or ()
        for one in value if isinstance(value, list) else [value]:
            text = str(one)
            yield text.lower().partition("?")[0] if field == "publisher_did" else _place_of(text)


def _place_of(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.netloc}{parts.path}".lower().rstrip("/").removesuffix("/sync")
