"""Which links of a row are its files (IVOA DataLink 1.1), and what is promised of each."""

import json
from collections.abc import Iterable, Mapping

import msgspec

from ....errors import BadRequestError, EsapError, NotFoundError
from ....models import WhichLinks
from ....staging.wanted import Wanted
from .cells import Row
from .datalink import LinkRow, group_of, rank
from .soda import request_values

__all__ = ["Chosen", "checksums_of", "chosen", "cloud_of", "collection_of", "estimate_of"]

_KILO = 1000
_NO_DATA = "Look at the files of the row, and choose one."
_SUMS = {"md5": 32, "sha1": 40, "sha256": 64, "adler32": 8}


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a row."""

    wanted: Wanted
    semantics: str
    link: str = ""


def chosen(
    links: Mapping[str, LinkRow],
    *,
    who: str,
    which: WhichLinks = "this",
    link: str = "",
    parameters: Mapping[str, str] | None = None,
) -> list[Chosen]:
    """Choose the files among the links of a row.

    Parameters
    ----------
    links
        The row's, by their ids.
    who
        The archive's name.
    which
        The data themselves (``#this``), or all files.
    link
        The id of one of them instead.
    parameters
        For the row's service that cuts out parts; where given, that part is meant.

    Raises
    ------
    NotFoundError
        The row has no such file.
    BadRequestError
        It has one that cannot be had, or takes no such parameters.
    """
    if parameters:
        return [_cutout(links, link, parameters, who)]
    if link:
        if link not in links:
            raise NotFoundError("The row has no such file (any more).", remedy=_NO_DATA)
        return [_file(link, links[link], who)]
    named = [(key, one) for key, one in links.items() if which == "all" or _is_data(one)]
    usable = [(key, one) for key, one in named if one.url and not one.error]
    if not usable:
        told = next((one.error for _, one in named if one.error), "")
        words = f"{who} names no data for this row"
        raise NotFoundError(f"{words}: {told}" if told else f"{words}.", remedy=_NO_DATA)
    # The data come first, as in what people are shown.
    usable.sort(key=lambda pair: rank(group_of(pair[1].semantics)))
    return [_file(key, one, who) for key, one in usable]


def collection_of(row: Row) -> str:
    """Return the collection that a row says it belongs to (ObsCore's ``obs_collection``)."""
    return _cell(row, "obs_collection")


def estimate_of(row: Row) -> int | None:
    """Return the bytes that the archive guesses (ObsCore's ``access_estsize``, in kilobytes)."""
    try:
        size = float(_cell(row, "access_estsize"))
    except ValueError:
        return None
    return int(size * _KILO) if 0 < size < 1 << 50 else None


def cloud_of(row: Row) -> tuple[str, str] | None:
    """Return address and region in object storage, where the row tells them.

    Archives of NASA have a column ``cloud_access`` with JSON: by provider, ``bucket_name``,
    ``key`` and ``region``.
    """
    text = _cell(row, "cloud_access")
    try:
        told = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return None
    about = told.get("aws") if isinstance(told, dict) else None
    if not isinstance(about, dict):
        return None
    bucket, key = str(about.get("bucket_name") or ""), str(about.get("key") or "")
    if not bucket or not key or not (bucket + key).isprintable():
        return None
    return f"s3://{bucket}/{key.lstrip('/')}", str(about.get("region") or "")


def checksums_of(row: Row) -> dict[str, str]:
    """Return the checksums of the data that a row tells in columns named after them."""
    cells = {name.lower(): cell.strip().lower() for name, cell in row.by_name.items()}
    return {
        name: cells[name]
        for name, digits in _SUMS.items()
        if len(cells.get(name, "")) == digits and set(cells[name]) <= set("0123456789abcdef")
    }


def _cutout(
    links: Mapping[str, LinkRow], link: str, parameters: Mapping[str, str], who: str
) -> Chosen:
    services = [
        (key, one) for key, one in links.items() if one.service is not None and not one.error
    ]
    if link:
        services = [pair for pair in services if pair[0] == link]
    refused: EsapError = NotFoundError(
        f"{who} has no service that cuts out parts of this row's data.",
        remedy="Stage the whole of it.",
    )
    for key, one in services:
        assert one.service is not None
        try:
            params = request_values(one.service, one.values, _named(one, parameters))
        except BadRequestError as error:
            refused = error
            continue
        wanted = Wanted(
            url=one.service.access_url,
            params=params,
            who=who,
            hint="cutout",
            content_type=one.content_type or one.service.content_type,
        )
        return Chosen(wanted=wanted, semantics="#cutout", link=key)
    raise refused


def _named(link: LinkRow, given: Mapping[str, str]) -> dict[str, str]:
    """Return parameters under the names that the service writes them with."""
    assert link.service is not None
    names = {param.name.lower(): param.name for param in link.service.inputs}
    return {names.get(name.lower(), name): value for name, value in given.items()}


def _file(key: str, link: LinkRow, who: str) -> Chosen:
    if link.error or not link.url:
        raise BadRequestError(
            link.error or "This link leads to a service, which needs values.",
            remedy="Choose another link." if link.error else "Fill in its form.",
        )
    wanted = Wanted(
        url=link.url,
        who=who,
        size=link.content_length,
        content_type=link.content_type,
        hint=link.semantics.rpartition("#")[2],
    )
    return Chosen(wanted=wanted, semantics=link.semantics, link=key)


def _is_data(link: LinkRow) -> bool:
    return link.semantics.strip().lower().endswith("#this") and link.service is None


def _cell(row: Row, name: str) -> str:
    found: Iterable[str] = (cell for key, cell in row.by_name.items() if key.lower() == name)
    return next(iter(found), "").strip()
