"""The terms in which LOFAR's long-term archive is asked."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ....errors import BadRequestError
from .surls import Surl, read_sas_ids, read_surls

__all__ = ["CATALOGUE_MISSING", "PRODUCTS", "Terms", "form", "read_terms"]

PRODUCTS = {
    "CorrelatedDataProduct": "Correlated data",
    "BeamFormedDataProduct": "Beam-formed data",
    "PulpDataProduct": "Pulsar pipeline",
    "SkyImageDataProduct": "Images",
    "PixelMapDataProduct": "Pixel maps",
}
"""Classes of data products of LOFAR's catalogue (the package ``lofar_lta``)."""
_ANTENNAS = {"HBA": "HBA (110 to 250 MHz)", "LBA": "LBA (10 to 90 MHz)"}
_ANY = "all"
_LONGEST = 2_000_000
_MOST_DAYS = 3650
CATALOGUE_MISSING = (
    "The archive's own catalogue can be asked only where the package lofar_lta of ASTRON, with "
    "its database client, is installed, and it is not installed here."
)


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a person may ask, read; ``antenna`` and ``product`` are None where they do not matter.

    ``days`` says how far back the person's requests at StageIT are looked through.
    """

    surls: tuple[Surl, ...] = ()
    sas_ids: tuple[int, ...] = ()
    antenna: str | None = None
    product: str | None = None
    stageit: bool = False
    days: int = 30


def read_terms(given: Mapping[str, Any], *, who: str) -> Terms:
    """Check what was filled in.

    Parameters
    ----------
    given
        The values by term.
    who
        What to call the archive.

    Raises
    ------
    BadRequestError
        There is no such term, or no such value of it; the message names what was pasted wrongly.
    """
    unknown = sorted(given.keys() - set(Terms.__struct_fields__))
    if unknown:
        raise BadRequestError(
            f"{who} has no term {unknown[0]!r}.",
            remedy=f"Its terms are {', '.join(Terms.__struct_fields__)}.",
        )
    return Terms(
        surls=tuple(read_surls(_text(given, "surls", who))),
        sas_ids=tuple(read_sas_ids(_text(given, "sas_ids", who))),
        antenna=_chosen(given, "antenna", _ANTENNAS, who),
        product=_chosen(given, "product", PRODUCTS, who),
        stageit=_flag(given, "stageit", who),
        days=_days(given, who),
    )


def form(*, catalogue: bool, token: str) -> dict[str, Any]:
    """Describe the terms as JSON Schema.

    Parameters
    ----------
    catalogue
        Whether the archive's own catalogue can be asked.
    token
        What to tell of the person's token for StageIT.
    """
    properties: dict[str, Any] = {
        "surls": {
            "type": "string",
            "format": "textarea",
            "title": "SURLs",
            "description": "Paste the SURLs (srm://…) of files, as the archive's web page, "
            "its e-mails and its scripts list them.",
            "default": "",
        },
        "sas_ids": {
            "type": "string",
            "title": "SAS ids",
            "description": "Such as L403972, several with blanks between. With SURLs, only "
            "those of these ids are kept.",
            "default": "",
        },
        "stageit": {
            "type": "boolean",
            "title": "Also say what is online",
            "description": f"Looks through your own requests at StageIT. {token}",
            "default": False,
        },
        "days": {
            "type": "integer",
            "title": "Days to look back at StageIT",
            "minimum": 1,
            "maximum": _MOST_DAYS,
            "default": 30,
        },
    }
    if catalogue:
        properties["antenna"] = _choice("Antennas", _ANTENNAS)
        properties["product"] = _choice("Product", PRODUCTS)
    return {
        "type": "object",
        "title": "Files of LOFAR's long-term archive",
        "description": "Files on tape, by their names. "
        + ("SAS ids are looked up in the archive's catalogue." if catalogue else CATALOGUE_MISSING)
        + " Processed images and surveys are found by target, at ASTRON VO.",
        "additionalProperties": False,
        "properties": properties,
    }


def _choice(title: str, values: Mapping[str, str]) -> dict[str, Any]:
    choices = {_ANY: "All", **values}
    return {
        "type": "string",
        "title": title,
        "default": _ANY,
        "oneOf": [{"const": value, "title": words} for value, words in choices.items()],
    }


def _text(given: Mapping[str, Any], key: str, who: str) -> str:
    value = given.get(key) or ""
    if isinstance(value, list | tuple) and all(isinstance(each, str | int) for each in value):
        value = "\n".join(map(str, value))
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise BadRequestError(
            f"{key} of {who} cannot be {str(value)[:40]!r}.",
            remedy="Give text, or a list of it.",
        )
    return value


def _chosen(given: Mapping[str, Any], key: str, known: Mapping[str, str], who: str) -> str | None:
    value = given.get(key) or _ANY
    if value not in (_ANY, *known):
        raise BadRequestError(
            f"{key} of {who} cannot be {str(value)[:40]!r}.",
            remedy=f"It is one of {', '.join((_ANY, *known))}.",
        )
    return None if value == _ANY else str(value)


def _flag(given: Mapping[str, Any], key: str, who: str) -> bool:
    value = given.get(key) or False
    if not isinstance(value, bool):
        raise BadRequestError(f"{key} of {who} is neither true nor false.", remedy="Tick it.")
    return value


def _days(given: Mapping[str, Any], who: str) -> int:
    value = given.get("days")
    if value is None:
        return Terms().days
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _MOST_DAYS:
        raise BadRequestError(
            f"days of {who} cannot be {str(value)[:40]!r}.", remedy=f"Give 1 to {_MOST_DAYS}."
        )
    return value
