"""Items of the basket as what is asked of staging, and what staging finds out of them."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from ..models import Column, NewBasketItem
from ..staging.jobs.records import FileRecord
from ..staging.pieces import Asked, AskedDid, AskedFile, AskedRow, AskedRows
from .store import Facts

__all__ = ["asked_of_item", "facts_of"]

Cell = TypeVar("Cell", str, str | None)
Moved = tuple[str, str] | None


def asked_of_item(item: NewBasketItem, *, moved: Moved = None) -> Asked:
    """Say what an item stands for; rows need no result here, so that it works anywhere.

    Parameters
    ----------
    item
        The item.
    moved
        Where its archive was when it was chosen, and where that is now, if it moved.
    """
    key = getattr(item, "id", "")
    now = _rebased(*moved) if moved is not None else _same
    if item.did:
        return AskedDid(address=item.did, item=key)
    result = item.provenance.result
    if item.kind == "result" and result and not item.url:
        return AskedRows(result=result)
    if item.kind == "row":
        # Rows of one table share their columns, which are looked through once then.
        columns = item.columns
        if any(column.name not in item.data for column in columns):
            columns = [column for column in columns if column.name in item.data]
        return AskedRow(
            columns=columns,
            cells=[now(_text(item.data[column.name])) for column in columns],
            archive=item.archive,
            collection=item.collection,
            item=key,
            who=item.provenance.archive_name or item.archive,
            address=now(item.url) if not _has_address(columns) else "",
            size=None if item.size is None else int(item.size),
            checksums=item.checksums,
        )
    return AskedFile(
        url=now(item.url),
        called=item.title,
        kind=item.kind,
        archive=item.archive,
        collection=item.collection,
        item=key,
        size=int(item.size) if item.size is not None else None,
        checksums=item.checksums,
        content_type=item.content_type,
    )


def facts_of(files: Iterable[FileRecord]) -> dict[str, Facts]:
    """Return what was found out of the files of items.

    Of an item that is one file that is all; of one that names several files of a lake, the size,
    once all of them are here. Previews, parts that were cut out, and whatever else lies beside
    the data of a row tell nothing.
    """
    found: dict[str, list[FileRecord]] = {}
    for file in files:
        if file.piece.item and file.piece.is_data:
            found.setdefault(file.piece.item, []).append(file)
    here = {
        item: several
        for item, several in found.items()
        if all(file.state in ("done", "here") for file in several)
    }
    told = ((item, _facts(several)) for item, several in here.items())
    return {item: facts for item, facts in told if facts is not None}


def _facts(files: list[FileRecord]) -> Facts | None:
    first = files[0]
    asked = {(file.piece.parent, file.piece.among) for file in files}
    several = max((among or 1 for _, among in asked), default=1)
    if len(files) == several == 1:
        content_type = first.piece.wanted.content_type
        return Facts(size=first.size, checksums=first.checksums, content_type=content_type)
    sizes = [file.size for file in files if file.size is not None]
    if len(asked) > 1 or not first.piece.parent or len(sizes) != several:
        return None
    return Facts(size=sum(sizes))


def _rebased(before: str, after: str) -> Callable[[Cell], Cell]:
    def now(text: Cell) -> Cell:
        return after + text[len(before) :] if text and text.startswith(f"{before}/") else text

    return now


def _same(text: Cell) -> Cell:
    return text


def _has_address(columns: Iterable[Column]) -> bool:
    return any(column.name.lower() == "access_url" for column in columns)


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)
