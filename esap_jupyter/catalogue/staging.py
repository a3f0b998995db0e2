"""What a catalogue says of staging: where files go, how much comes at once, what is near."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ..urls import origin
from .problems import Problem, Source

__all__ = ["LAYOUT", "StagingEntry", "read_staging", "staging_of"]

LAYOUT = "{archive}/{collection}/{name}"
"""Below ``esap-data``; see `esap_jupyter.staging.template.Layout`."""

_FIELD = re.compile(r"{(archive|collection|host|name)}")
_PLAIN = re.compile(r"[^{}<>:\"|?*\\\x00-\x1f\x7f]+")


class StagingEntry(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[staging]``.

    Attributes
    ----------
    layout
        Where files go below ``esap-data``.
    rate
        Bytes a second that all transfers of a person may take together; None for no limit.
    connections
        How many connections there are at once.
    per_host
        How many of them to one host.
    mounts
        Folders of this machine by the address whose files they hold: what is below the address
        is read below the folder.
    s3
        Regions of object storage that are near, such as ``us-east-1``; where a row offers a file
        there, that way is taken.
    """

    layout: str = LAYOUT
    rate: int | None = None
    connections: int = 16
    per_host: int = 8
    mounts: dict[str, str] = {}
    s3: list[str] = []


def read_staging(source: Source, data: Mapping[str, Any]) -> dict[str, Any]:
    """Read ``[staging]`` of one file, and check it.

    Raises
    ------
    BadRequestError
        A key or a value is wrong; the message names the line.
    """
    table = data.get("staging", {})
    try:
        staging_of([table])
    except (msgspec.ValidationError, TypeError, ValueError) as error:
        named = re.search(r"`?\$\.(\w+)|unknown field `(\w+)`|^(\w+)", str(error))
        key = (named[1] or named[2] or named[3]) if named else None
        what = f"has a wrong value in [staging]: {error}"
        raise source.problem(Problem(what, key=key or "staging")) from error
    return dict(table)


def staging_of(tables: Sequence[Mapping[str, Any]]) -> StagingEntry:
    """Put the tables of several files together, the later overriding the earlier key by key.

    Raises
    ------
    ValueError
        A value makes no sense.
    msgspec.ValidationError
        A value is of the wrong type, or there is no such key.
    """
    given: dict[str, Any] = {}
    for table in tables:
        if not isinstance(table, Mapping):
            raise TypeError("staging is not a table")
        mounts = {**given.get("mounts", {}), **_mounts(table)}
        given |= {**table, **({"mounts": mounts} if mounts else {})}
    entry = msgspec.convert(given, StagingEntry)
    _check_layout(entry.layout)
    for name in ("connections", "per_host"):
        if not 1 <= getattr(entry, name) <= 64:  # noqa: PLR2004  (what a server bears)
            raise ValueError(f"{name} is from 1 to 64")
    if entry.rate is not None and entry.rate < 1:
        raise ValueError("rate is at least 1 byte a second")
    for address, folder in entry.mounts.items():
        if origin(address) is None or not address.endswith("/"):
            raise ValueError(f"mounts has {address!r}, which is no web address with / at its end")
        if not folder.startswith("/") or not folder.strip("/"):
            raise ValueError(f"mounts has {folder!r}, which is no folder below /")
    return entry


def _mounts(table: Mapping[str, Any]) -> Mapping[str, Any]:
    mounts = table.get("mounts", {})
    if not isinstance(mounts, Mapping):
        raise TypeError("mounts is not a table of folders by address")
    return mounts


def _check_layout(layout: str) -> None:
    *folders, last = layout.split("/")
    if last != "{name}":
        raise ValueError("layout ends in {name}")
    for part in folders:
        words = _FIELD.sub("x", part)
        if not _PLAIN.fullmatch(words) or part.startswith(".") or part.strip() != part:
            raise ValueError(
                f"layout has the part {part!r}; a part is a plain name with "
                "{archive}, {collection} or {host}"
            )
        if "{name}" in part:
            raise ValueError("layout has {name} more than once")
