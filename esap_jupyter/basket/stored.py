"""Items as they stand in the basket's tables."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from ..errors import BadRequestError, TooLargeError
from ..models import BasketItem, BasketProvenance, Column, NewBasketItem
from .exact import exact

__all__ = [
    "Encoded",
    "address_of",
    "check",
    "encode_all",
    "fingerprint",
    "item_of",
    "joined",
    "said",
    "split",
]

_LARGEST = 4 * 1024 * 1024
_MOST_WORDS = 4000
_LARGEST_SIZE = 2**63 - 1
_BREAK = "\n"
_ROW = "row"
_FLOATS = frozenset({"float", "double", "floatComplex", "doubleComplex"})
# What is kept in columns of their own, so that it can be searched, changed and sorted by.
_APART = frozenset({
    "id", "position", "added", "changed", "title", "group", "tags", "note", "kind", "archive",
    "size", "estimate", "columns", "provenance",
})  # fmt: skip
_BODY = tuple(name for name in BasketItem.__struct_fields__ if name not in _APART)
_encode = msgspec.json.Encoder().encode
_canonical = msgspec.json.Encoder(order="deterministic").encode


class Encoded(msgspec.Struct, frozen=True):
    """A new item, ready to be written: ``row`` for its table, ``body`` for the rest.

    ``columns`` and ``provenance`` are documents that many items share.
    """

    id: str
    fingerprint: bytes
    row: tuple[Any, ...]
    body: bytes
    columns: bytes
    provenance: bytes


def check(item: NewBasketItem) -> None:
    """See that an item can be kept, before others are put in with it.

    Raises
    ------
    TooLargeError
        It has more than 4 MiB.
    BadRequestError
        Its size is no number of bytes, or something in it is no JSON.
    """
    _bytes(item.size)
    _bytes(item.estimate)
    try:
        _check_length(item, _encode(msgspec.structs.replace(item, data=exact(item.data))))
    except UnicodeEncodeError as error:
        raise BadRequestError(
            f"{item.title[:80]!r} has characters that are none.",
            remedy="Write it anew in another editor: half of a character stands in it.",
        ) from error


def encode_all(items: Iterable[NewBasketItem]) -> Iterator[Encoded]:
    """Make items ready to be written; see `encode`."""
    columns: dict[int, tuple[list[Column], bytes]] = {}
    for item in items:
        if id(item.columns) not in columns:
            # The list is kept, so that no other one can have its id.
            columns[id(item.columns)] = item.columns, _encode(item.columns)
        yield encode(item, columns[id(item.columns)][1])


def encode(item: NewBasketItem, columns: bytes | None = None) -> Encoded:
    """Make an item ready to be written.

    Parameters
    ----------
    item
        The item.
    columns
        Its columns as JSON, where they are known.

    Raises
    ------
    TooLargeError
        It has more than 4 MiB.
    BadRequestError
        Its size is no number of bytes, or something in it is no JSON.
    """
    item = msgspec.structs.replace(item, data=exact(item.data))
    # The number of the row stands apart, as all else of the provenance is that of many items.
    body = _encode({**{name: getattr(item, name) for name in _BODY}, _ROW: item.provenance.row})
    _check_length(item, body)
    tags = joined(item.tags)
    row = (
        item.title,
        item.group,
        tags,
        item.note,
        said(item.title, item.group, tags, item.note),
        item.kind,
        item.archive,
        _bytes(item.size),
        _bytes(item.estimate),
        address_of(item),
        _words(item),
    )
    return Encoded(
        id=uuid.uuid4().hex,
        fingerprint=fingerprint(item),
        row=row,
        body=body,
        columns=_encode(item.columns) if columns is None else columns,
        provenance=_encode(msgspec.structs.replace(item.provenance, row=None)),
    )


def item_of(
    row: tuple[Any, ...], body: bytes, columns: list[Column], provenance: BasketProvenance
) -> BasketItem:
    """Make an item of what was read.

    Parameters
    ----------
    row
        Id, position, title, group, tags, note, kind, archive, size, estimate, added, changed.
    body
        The rest of it, as JSON.
    columns, provenance
        What it shares with others.
    """
    rest = msgspec.json.decode(body)
    number = rest.pop(_ROW, None)
    key, position, title, group, tags, note, kind, archive, size, estimate, added, changed = row
    item = msgspec.convert(
        {
            **rest,
            "provenance": provenance
            if number is None
            else msgspec.structs.replace(provenance, row=number),
            "id": key,
            "position": position,
            "title": title,
            "group": group,
            "tags": split(tags),
            "note": note,
            "kind": kind,
            "archive": archive,
            "size": None if size is None else str(size),
            "estimate": None if estimate is None else str(estimate),
            "added": added,
            "changed": changed,
        },
        BasketItem,
    )
    # As the same list, so that what looks through columns does that once for all of a table.
    msgspec.structs.force_setattr(item, "columns", columns)
    return item


def fingerprint(item: NewBasketItem) -> bytes:
    """Return what two items have in common that are the same thing, however it was found.

    Group, tags, note, title and what was learned of size and checksums make no difference.
    """
    if item.kind in ("did", "url"):
        what: list[Any] = [item.kind, item.did or item.url]
        if not what[1]:
            what.append(item.data)
    else:
        result = item.provenance.result if item.kind == "result" else ""
        what = [item.kind, item.archive, item.did, item.url, item.data, result]
    return hashlib.sha256(_canonical(what)).digest()[:16]


def address_of(item: NewBasketItem) -> str:
    """Return what names the bytes of an item: its DID, else its address."""
    return item.did or item.url


def said(title: str, group: str, tags: str, note: str) -> str:
    """Return what the person has said of an item, for being searched."""
    return _BREAK.join((title, group, tags, note)).casefold()


def split(tags: str) -> list[str]:
    """Return tags as they were before they were joined."""
    return [tag for tag in tags.split(_BREAK) if tag]


def joined(tags: Iterable[str]) -> str:
    """Join tags, each once, so that each stands between line breaks."""
    tidy = dict.fromkeys(" ".join(tag.split()) for tag in tags)
    kept = [tag for tag in tidy if tag]
    return _BREAK + _BREAK.join(kept) + _BREAK if kept else ""


def _check_length(item: NewBasketItem, body: bytes) -> None:
    if len(body) > _LARGEST:
        raise TooLargeError(
            f"{item.title[:80]!r} has {len(body)} bytes; an item has at most {_LARGEST}.",
            remedy="Put its file or the whole result in instead.",
        )


def _bytes(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal()) or int(text) > _LARGEST_SIZE:
        raise BadRequestError(f"{text[:40]!r} is no number of bytes.")
    return int(text)


def _words(item: NewBasketItem) -> str:
    told = [item.archive, item.provenance.archive_name, item.collection, item.did, item.url]
    # Nobody looks for the digits of a measurement, of which rows have many.
    measured = {each.name for each in item.columns if each.datatype in _FLOATS}
    cells = {name: cell for name, cell in item.data.items() if name not in measured}
    text = _BREAK.join([*filter(None, told), *_texts(cells)])
    return text[:_MOST_WORDS].casefold()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from (each,) if isinstance(each, str) else _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif value is not None:
        yield str(value)
