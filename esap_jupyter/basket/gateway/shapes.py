"""Makes items of a gateway's documents, whatever wrote them.

ESAP's own pages know these: a ``record`` of named values (apertif, astron_vo, rucio, rows of
several archives), a ``record`` that is a list of values without names (vo_reg, samp), and for the
Zooniverse a project or a workflow. Each document stays with its item as it was, so that it can be
written back with whatever else is in it; but not what gives access to something, which only what
is remembered of the gateway has, as a basket may be given away. Anybody may put a document into a
gateway, so that what is in one is taken for nothing but text and numbers.
"""

import json
from collections.abc import Mapping, Sequence
from string import hexdigits
from typing import Any

import msgspec

from ...archives.rest.gateway.rows import COLUMNS
from ...columns import column
from ...compute import Compute
from ...errors import EsapError
from ...gateways.documents import Document
from ...lake.dids import DidName, LakeAddress
from ...models import BasketProvenance, Column, NewBasketItem
from ...urls import origin
from ...wording import one_line
from ..making import tidied
from .archives import RUCIO, ZOONIVERSE, ArchiveWords
from .writing import ORIGINAL, OURS, NotHeldError, document_for, documents_for

__all__ = ["Shapes"]

_TITLES = ("title", "name", "target", "obs_title", "target_name", "display_name", "obs_id", "PID")
_ADDRESSES = ("url", "access_url", "accref")
_SUMS = ("md5", "adler32")
_LONGEST = 200
_EXACT = 1 << 53
_HELD = ("row", "did", "zooniverse")
_RESTORED = ("kind", "collection", "columns", "provenance", "url", "did", "size", "checksums")


class Shapes:
    """Makes items of documents, and documents of items.

    Parameters
    ----------
    gateway
        The id of the gateway, which items are said to come from.
    name
        What people call it.
    words
        What it calls archives.
    lake
        The id of the lake that its DIDs are of, where that is known.

    Attributes
    ----------
    gateway
        The id of the gateway.
    """

    def __init__(self, *, gateway: str, name: str, words: ArchiveWords, lake: str = "") -> None:
        self.gateway = gateway
        self._name = name
        self._words = words
        self._lake = lake

    def document(self, item: NewBasketItem) -> Document:
        """Return the document of an item.

        Raises
        ------
        NotHeldError
            A gateway has no place for it.
        """
        return document_for(item, self._words)

    def documents(self, items: Sequence[NewBasketItem], compute: Compute) -> list[Document | str]:
        """Return for each item its document, or why a gateway has no place for it."""
        if not items:
            return []
        return compute.run(documents_for, list(items), self._words, lane="decode")

    def item(self, document: Document) -> NewBasketItem:
        """Return the item of a document; what cannot be made of its parts is kept as it is."""
        value = document.value
        restored = self._restored(value)
        if restored is not None and self._comes_back(restored, document) is False:
            # Somebody else has changed it, or made it up.
            restored = None
        item = restored or tidied(self._made(value))
        if self._comes_back(item, document) or _has_secrets(value):
            return item
        data = {**item.data, ORIGINAL: document.text}
        return msgspec.structs.replace(item, data=data)

    def _comes_back(self, item: NewBasketItem, document: Document) -> bool | None:
        """Tell whether the document is made of the item's parts; None where a gateway holds none.

        The archive of an item of another home may be unknown here.
        """
        try:
            return self.document(item).key == document.key
        except NotHeldError:
            return None

    def _made(self, value: Mapping[str, Any]) -> NewBasketItem:
        word, record = _line(value.get("archive")), value.get("record")
        known: dict[str, Any] = {
            "archive": self._words.archive(word),
            "origin": self.gateway,
            "provenance": BasketProvenance(archive=word, archive_name=self._name, protocol="ESAP"),
        }
        if word == ZOONIVERSE and "project_id" in value:
            return _of_zooniverse(value, known)
        if isinstance(record, dict):
            did = self._did(record) if word == RUCIO else ""
            return _of_record(record, word, known, did)
        cells = record if isinstance(record, list) else []
        names = [f"value_{number}" for number in range(1, len(cells) + 1)]
        columns = [_guessed(name, cell) for name, cell in zip(names, cells, strict=True)]
        return NewBasketItem(
            kind="row",
            title=_titled(cells) or word or "Item",
            data=dict(zip(names, map(_cell, cells), strict=True)),
            columns=columns,
            url=next((url for cell in cells if (url := _address(cell))), ""),
            **known,
        )

    def _restored(self, value: Mapping[str, Any]) -> NewBasketItem | None:
        """Return an item that was written from here, or from another home like this one."""
        ours = value.get(OURS)
        if not isinstance(ours, dict) or ours.get("kind") not in _HELD:
            return None
        try:
            parts = {key: ours[key] for key in _RESTORED if key in ours}
            item = msgspec.convert(
                {
                    **parts,
                    "archive": str(ours.get("archive", "")),
                    "content_type": str(ours.get("content_type", "")),
                    "data": ours.get("data", {}),
                    "origin": self.gateway,
                },
                NewBasketItem,
            )
            cells = _cells_of(value.get("record"), item.columns)
        except (msgspec.ValidationError, ValueError, TypeError):
            return None
        data = {**item.data, **cells}
        title = _titled(
            [*(data.get(name) for name in _TITLES), *cells.values(), item.did, item.archive]
        )
        if (item.kind == "did" and not item.did) or (item.url and not _address(item.url)):
            return None
        try:
            return tidied(msgspec.structs.replace(item, data=data, title=title))
        except EsapError:
            return None

    def _did(self, record: Mapping[str, Any]) -> str:
        try:
            name = DidName(str(record["scope"]), str(record["name"])).checked()
        except (LookupError, EsapError):
            return ""
        return str(LakeAddress(self._lake, name)) if self._lake else ""


def _of_record(
    record: Mapping[str, Any], word: str, known: dict[str, Any], did: str
) -> NewBasketItem:
    columns = [_column(str(name), cell) for name, cell in record.items()]
    size = record.get("bytes") if word == RUCIO else None
    title = _titled([record.get(name) for name in _TITLES]) or _titled(record.values())
    if word == RUCIO and "scope" in record:
        title = f"{_line(record['scope'])}:{title}"[:_LONGEST]
    return NewBasketItem(
        kind="did" if did else "row",
        title=title or word or "Item",
        collection=_line(record.get("dataset") or record.get("collection")),
        data={str(name): _cell(cell) for name, cell in record.items()},
        columns=columns,
        url=next((url for name in _ADDRESSES if (url := _address(record.get(name)))), ""),
        did=did,
        size=str(size) if _is_size(size) else None,
        checksums={key: record[key] for key in _SUMS if _is_sum(record.get(key))} if did else {},
        **known,
    )


def _of_zooniverse(value: Mapping[str, Any], known: dict[str, Any]) -> NewBasketItem:
    what = "workflow" if value.get("workflow_id") is not None else "project"
    number = value.get(f"{what}_id")
    category = _line(value.get("category"))
    names = ("catalog", "project_id", "workflow_id", "category")
    return NewBasketItem(
        kind="zooniverse",
        title=f"Zooniverse {what} {_line(number)}: {category}"[:_LONGEST],
        collection=f"{category}_export" if category else "",
        data={name: _cell(value[name]) for name in names if name in value},
        **known,
    )


def _cells_of(record: Any, columns: list[Column]) -> dict[str, str | None]:
    names = [each.name for each in columns]
    if isinstance(record, list):
        return dict(zip(names, map(_cell, record), strict=True))
    if isinstance(record, dict):
        return {name: _cell(record[name]) for name in names if name in record}
    return {}


def _column(name: str, cell: Any) -> Column:
    known = COLUMNS.get(name)
    if known is not None and (not known.numeric or isinstance(cell, int | float | None)):
        return known
    return _guessed(name, cell)


def _guessed(name: str, cell: Any) -> Column:
    if isinstance(cell, bool):
        return column(name, "", datatype="boolean")
    if isinstance(cell, int):
        return column(name, "", datatype="long")
    if isinstance(cell, float):
        return column(name, "", datatype="double")
    return column(name, "")


def _cell(value: Any) -> str | None:
    """Return a value as the exact text that a basket has in its cells."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, separators=(", ", ": "), ensure_ascii=False)


def _titled(values: Any) -> str:
    lines = (_line(value) for value in values)
    return next((line for line in lines if line), "")


def _line(value: Any) -> str:
    text = value if isinstance(value, str) else "" if value is None else _cell(value) or ""
    return one_line(text)[:_LONGEST]


def _address(value: Any) -> str:
    """Return an address of the web; one with a name or a password in it is none."""
    if not isinstance(value, str) or origin(value) is None or not value.isprintable():
        return ""
    return "" if "@" in value.partition("://")[2].partition("/")[0] else value


def _is_sum(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and set(value.lower()) <= set(hexdigits)


def _has_secrets(value: dict[str, Any]) -> bool:
    """Tell whether an address in a document gives access, so that it must not stand in an item."""
    return tidied(NewBasketItem(kind="row", data=value)).data != value


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _EXACT
