"""Makes a gateway's documents of items, in the shapes that ESAP's own pages know.

What these shapes have no place for stands beside them under a key of our own, which the gateway
keeps and its pages pass over, so that another home of the same person has the whole item.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ...errors import EsapError, NotAvailableError
from ...gateways.documents import Document, document_of
from ...lake.dids import LakeAddress
from ...models import Column, NewBasketItem
from .archives import JOINED, RUCIO, ZOONIVERSE, ArchiveWords

__all__ = ["ORIGINAL", "OURS", "NotHeldError", "document_for", "documents_for"]

ORIGINAL = "esap_item"
"""Where in an item's data its document stands, as it came."""

OURS = "esap_jupyter"
"""Where in a document that stands which ESAP's own shapes have no place for."""

_EXACT = 1 << 53
_WHOLE = frozenset({"unsignedByte", "short", "int", "long"})
_REAL = frozenset({"float", "double"})
_LOCAL = frozenset({"result", "result_title", "row"})
_NAMES = {
    "result": "whole results",
    "workflow": "notebooks",
    "url": "files by their address",
}
_IDS = frozenset({"catalog", "project_id", "workflow_id", "category"})
_SUMS = ("md5", "adler32")
_CATEGORIES = ("classifications", "subjects")


class NotHeldError(NotAvailableError):
    """A gateway's basket has no place for an item."""


def document_for(item: NewBasketItem, words: ArchiveWords) -> Document:
    """Return the document of an item: the one that it came with, or one of its parts.

    It says nothing of group, tags, note and title, which a person may change.

    Raises
    ------
    NotHeldError
        A gateway has no place for it.
    """
    try:
        if isinstance(item.data.get(ORIGINAL), str):
            return document_of(json.loads(item.data[ORIGINAL]))
        return document_of(_value(item, words))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise NotHeldError("it is no JSON") from error


def documents_for(items: Sequence[NewBasketItem], words: ArchiveWords) -> list[Document | str]:
    """Return for each item its document, or why a gateway has no place for it; for a worker."""
    found: list[Document | str] = []
    for item in items:
        try:
            found.append(document_for(item, words))
        except NotHeldError as error:
            found.append(error.message)
    return found


def _value(item: NewBasketItem, words: ArchiveWords) -> dict[str, Any]:
    if item.kind in _NAMES:
        raise NotHeldError(f"gateways keep no {_NAMES[item.kind]}")
    if item.kind == "zooniverse":
        # Without more, it is what ESAP's own pages write, and compare with.
        more = {} if item.data.keys() <= _IDS and not item.columns else {OURS: _rest(item)}
        return {"archive": ZOONIVERSE, **_export(item), **more}
    if item.kind == "did":
        return {"archive": RUCIO, "record": _lake_record(item), OURS: _rest(item)}
    word = words.word(item.archive)
    if word is None:
        raise NotHeldError(f"gateways keep no rows of {item.archive or 'an archive without name'}")
    names = [each.name for each in item.columns]
    if len(set(names)) < len(names):
        raise NotHeldError("two of its columns have the same name")
    record: Any = {each.name: _plain(item.data.get(each.name), each) for each in item.columns}
    if word == JOINED:
        record = [item.data.get(name) for name in names]
    return {"archive": word, "record": record, OURS: _rest(item)}


def _rest(item: NewBasketItem) -> dict[str, Any]:
    cells = {each.name for each in item.columns}
    provenance = _told(item.provenance)
    found = {
        "kind": item.kind,
        "archive": item.archive,
        "collection": item.collection,
        "columns": [_told(each) for each in item.columns],
        "data": {key: value for key, value in item.data.items() if key not in cells},
        "provenance": {key: value for key, value in provenance.items() if key not in _LOCAL},
        "url": item.url,
        "did": item.did,
        "size": item.size,
        "checksums": dict(item.checksums),
        "content_type": item.content_type,
    }
    return {key: value for key, value in found.items() if value not in ("", None, {}, [])}


def _told(value: msgspec.Struct) -> dict[str, Any]:
    """Return the fields that are not as they usually are."""
    usual = {field.name: field.default for field in msgspec.structs.fields(value)}
    fields: dict[str, Any] = msgspec.to_builtins(value)
    return {key: each for key, each in fields.items() if each != usual[key]}


def _lake_record(item: NewBasketItem) -> dict[str, Any]:
    """Return what Rucio tells of a file, in its words."""
    try:
        record: dict[str, Any] = dict(LakeAddress.parse(item.did).did.record)
    except EsapError as error:
        raise NotHeldError("its DID makes no sense") from error
    if item.size is not None and int(item.size) < _EXACT:
        record["bytes"] = int(item.size)
    return record | {
        key: item.checksums[key] for key in ("md5", "adler32") if key in item.checksums
    }


def _export(item: NewBasketItem) -> dict[str, Any]:
    """Return which export is meant, of a project or of one of its workflows."""
    data = item.data
    category = str(data.get("category") or item.collection.removesuffix("_export"))
    project, workflow = _number(data, "project"), _number(data, "workflow")
    if category not in _CATEGORIES:
        raise NotHeldError("gateways keep exports of classifications and subjects only")
    if project is None:
        raise NotHeldError("it does not say which project of the Zooniverse it is of")
    ids = {"project_id": project}
    if workflow is not None:
        ids["workflow_id"] = workflow
    catalog = "project" if workflow is None else "workflow"
    return {"catalog": catalog, **ids, "category": category}


def _number(data: Mapping[str, Any], noun: str) -> int | None:
    text = str(data.get(f"{noun}_id", data.get(noun)))
    return int(text) if text.isascii() and text.isdecimal() and int(text) < _EXACT else None


def _plain(cell: Any, column: Column) -> Any:
    """Return a cell as a number where JavaScript reads the same one, else as the exact text."""
    if not isinstance(cell, str) or column.arraysize is not None:
        return cell
    try:
        if column.datatype in _WHOLE and str(int(cell)) == cell and abs(int(cell)) <= _EXACT:
            return int(cell)
        if column.datatype in _REAL and json.dumps(float(cell), allow_nan=False) == cell:
            return float(cell)
    except ValueError:
        return cell
    return {"true": True, "false": False}.get(cell, cell) if column.datatype == "boolean" else cell
