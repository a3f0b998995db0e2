"""Files of archives that are at another address each time, as the sandbox is."""

from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec

from .pieces import AskedRow, Piece

__all__ = ["NowAt", "settled"]

NowAt = Callable[[str], str | None]
"""Tells scheme, host and port of an archive that moves, by its id; None for any other."""


def settled(piece: Piece, now: str) -> Piece:
    """Return a file, or a row whose turn has not come, with its addresses where they are now.

    Parameters
    ----------
    piece
        As it was planned, perhaps before the archive moved.
    now
        Scheme, host and port of its archive.
    """
    if piece.asked is not None:
        return msgspec.structs.replace(piece, asked=_row(piece.asked, now))
    before = _site(piece.wanted.url)
    if not before or before == now:
        return piece
    url = now + piece.wanted.url[len(before) :]
    return msgspec.structs.replace(piece, wanted=msgspec.structs.replace(piece.wanted, url=url))


def _row(row: AskedRow, now: str) -> AskedRow:
    before = _site(row.address) or _site(_access_url(row))
    if not before or before == now:
        return row

    def moved(text: str) -> str:
        return now + text[len(before) :] if text.startswith(f"{before}/") else text

    cells = [cell if cell is None else moved(cell) for cell in row.cells]
    return msgspec.structs.replace(row, cells=cells, address=moved(row.address))


def _access_url(row: AskedRow) -> str:
    pairs = zip(row.columns, row.cells, strict=True)
    return next((cell or "" for column, cell in pairs if column.name.lower() == "access_url"), "")


def _site(url: str) -> str:
    """Return scheme, host and port as they are written."""
    parts = urlsplit(url)
    web = parts.scheme in {"http", "https"} and parts.netloc
    return f"{parts.scheme}://{parts.netloc}" if web else ""
