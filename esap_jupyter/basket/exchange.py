"""A basket as one document: what a file or a notebook carries, and another ESAP reads.

A document is JSON: ``esap_basket`` is the version of the form, ``items`` are what was chosen, and
what many of them share stands once, in ``columns`` and ``provenance``, by its place in the list.
What a stranger wrote is data: it is bounded, each item is checked, and what cannot be taken is
told and left out.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from .. import __version__
from ..errors import BadAnswerError, EsapError, TooLargeError
from ..models import BasketFormat, ErrorInfo, NewBasketItem
from ..wording import describe_error
from .limits import MOST_BYTES, MOST_ITEMS
from .making import tidied
from .stored import check

__all__ = ["MARK", "Read", "document", "read", "read_document", "save"]

MARK = "esap_basket"
"""The key that tells such a document, also in the metadata of a notebook."""

_FORM = 1
_FIELDS = NewBasketItem.__struct_fields__
_SHARED = ("columns", "provenance")
_ROW = "row"
_EMPTY: tuple[Any, ...] = ("", [], {}, None)
_GZIP = b"\x1f\x8b"


class Read(msgspec.Struct, frozen=True):
    """What was read, and what could not be taken, and why."""

    items: list[NewBasketItem]
    refused: list[ErrorInfo]


def document(items: Iterable[NewBasketItem]) -> dict[str, Any]:
    """Write items into one document; ids and places are not part of it."""
    shared: dict[str, dict[bytes, int]] = {name: {} for name in _SHARED}
    parts: dict[str, list[Any]] = {name: [] for name in _SHARED}
    written = []
    for item in items:
        fields: dict[str, Any] = {}
        for name in _FIELDS:
            value = getattr(item, name)
            if name == "provenance" and value.row is not None:
                # All else of it is that of many items.
                fields[_ROW], value = value.row, msgspec.structs.replace(value, row=None)
            if name in _SHARED:
                known = shared[name]
                key = msgspec.json.encode(value)
                if key not in known:
                    known[key] = len(known)
                    parts[name].append(msgspec.to_builtins(value))
                fields[name] = known[key]
            elif value not in _EMPTY:
                fields[name] = value
        written.append(fields)
    return {
        MARK: _FORM,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "client": f"esap-jupyter {__version__}",
        **parts,
        "items": written,
    }


def read_document(given: Any) -> Read:
    """Read a document; items that make no sense are told, and the others read.

    Raises
    ------
    BadAnswerError
        It is no such document, nor a notebook that carries one, or of a later version.
    TooLargeError
        It holds more than a basket takes.
    """
    given = _in_notebook(given)
    if not isinstance(given, dict) or not isinstance(given.get("items"), list):
        raise _no_basket("it has no list of items")
    version = given.get(MARK)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _no_basket(f"it does not say {MARK!r}")
    if version > _FORM:
        raise BadAnswerError(
            f"A later version of ESAP wrote this basket (form {str(version)[:20]}).",
            remedy="Update esap-jupyter here, and import it again.",
        )
    if len(given["items"]) > MOST_ITEMS:
        raise TooLargeError(
            f"The document has {len(given['items'])} items; a basket takes {MOST_ITEMS}.",
            remedy="Import it in parts.",
        )
    return _items(given["items"], {name: given.get(name) for name in _SHARED})


def read(content: bytes) -> Read:
    """Read a file: a document, or a VOTable; otherwise like `read_document`."""
    if len(content) > MOST_BYTES:
        raise TooLargeError(
            f"The file has {len(content)} bytes; at most {MOST_BYTES} are read.",
            remedy="Import it in parts.",
        )
    start = content[:100].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<", _GZIP)):
        from .tables import read_votable

        return read_votable(content)
    try:
        given = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _no_basket("it is neither JSON nor a VOTable") from error
    return read_document(given)


def save(
    path: str,
    items: Sequence[NewBasketItem],
    format: BasketFormat,  # noqa: A002 (the name in the REST model)
    *,
    overwrite: bool,
) -> int:
    """Write items to a file that appears only when it is complete, and return its size.

    Raises
    ------
    ConflictError
        There is such a file, and it is not to be overwritten.
    """
    from ..results.export import fresh_file

    destination = Path(path)
    with fresh_file(destination, overwrite=overwrite) as fresh:
        if format == "json":
            text = msgspec.json.format(msgspec.json.encode(document(items)), indent=1)
            fresh.write_bytes(text + b"\n")
        else:
            from .tables import write_votable

            write_votable(items, fresh)
    return destination.stat().st_size


def _in_notebook(given: Any) -> Any:
    """Return the document in a notebook, or in its metadata, or what was given."""
    if isinstance(given, dict) and "nbformat" in given:
        given = given.get("metadata")
    if isinstance(given, dict) and isinstance(given.get(MARK), dict):
        return given[MARK]
    return given


def _items(given: list[Any], parts: dict[str, Any]) -> Read:
    items, refused = list[NewBasketItem](), list[ErrorInfo]()
    ready: dict[tuple[str, int], Any] = {}
    for number, fields in enumerate(given, start=1):
        try:
            items.append(_item(fields, parts, ready))
        except (EsapError, msgspec.ValidationError, RecursionError) as error:
            refused.append(_refusal(number, fields, error))
    return Read(items, refused)


def _item(fields: Any, parts: dict[str, Any], ready: dict[tuple[str, int], Any]) -> NewBasketItem:
    if not isinstance(fields, dict):
        raise _no_basket("it is no item")
    # What a later minor version may add is passed over.
    known = {name: fields[name] for name in _FIELDS if name in fields}
    for name in _SHARED:
        place = known.get(name)
        if isinstance(place, int):
            known[name] = _part(name, place, parts[name], ready)
    item = msgspec.convert(known, NewBasketItem)
    if isinstance(fields.get(_ROW), int):
        told = msgspec.structs.replace(item.provenance, row=fields[_ROW])
        item = msgspec.structs.replace(item, provenance=told)
    item = tidied(item)
    check(item)
    return item


def _part(name: str, place: int, among: Any, ready: dict[tuple[str, int], Any]) -> Any:
    if not isinstance(among, list) or not 0 <= place < len(among):
        raise _no_basket(f"it has no {name} {place}")
    if (name, place) not in ready:
        field = next(each for each in msgspec.structs.fields(NewBasketItem) if each.name == name)
        ready[name, place] = msgspec.convert(among[place], field.type)
    return ready[name, place]


def _refusal(number: int, fields: Any, error: BaseException) -> ErrorInfo:
    title = fields.get("title") if isinstance(fields, dict) else None
    named = f"{title[:80]!r}" if isinstance(title, str) and title else f"Item {number}"
    told = describe_error(error) if isinstance(error, EsapError) else None
    reason = told.message if told else str(error)[:200]
    return ErrorInfo(
        code="bad_answer", message=f"{named} cannot be taken: {reason}".rstrip(".") + "."
    )


def _no_basket(why: str) -> BadAnswerError:
    return BadAnswerError(
        f"This is no basket of ESAP: {why}.",
        remedy="Choose a file that ESAP has written, or a VOTable.",
    )
