"""Waits for an export of the Zooniverse, and turns its CSV into rows."""

import csv
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from ....errors import ArchiveError, BadAnswerError
from ....net.watch import SLICE, current_watch
from ....urls import origin
from ..rows import Row, write_rows
from .columns import PERSONAL, export_columns, export_row
from .panoptes import Panoptes

__all__ = ["ExportReader", "wait_for_export", "write_export"]

_READY = frozenset({"ready", "finished"})
_DAY = timedelta(hours=24)
_CELL = 64 << 20
_ROWS = 500


def wait_for_export(
    panoptes: Panoptes,
    path: str,
    *,
    make: bool,
    seconds: float,
    cancel: threading.Event,
    who: str,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> str:
    """Return the address of an export's file.

    Parameters
    ----------
    panoptes
        Whom to ask.
    path
        Such as ``projects/1/classifications_export``.
    make
        Have it made, unless it is being made or was in the last 24 hours.
    seconds
        How long to wait for one that is being made.
    cancel
        Ends the waiting.
    who
        What to call the Zooniverse.
    now
        The time, in UTC.

    Raises
    ------
    ArchiveError
        There is none, or it is still being made; the message says since when.
    """
    media = panoptes.export(path, make=False, cancel=cancel)
    if make and _is_old(media, now()):
        media = panoptes.export(path, make=True, cancel=cancel)
    if media is None:
        raise ArchiveError(
            f"{who} has no {path.replace('_', ' ')} for you.",
            remedy=(
                "Have it made, if you own the project or collaborate in it; others cannot have it."
            ),
        )
    until = time.monotonic() + seconds
    pause = 1.0
    while _state(media) not in _READY:
        if time.monotonic() + pause > until:
            raise _unfinished(media, path, who)
        _sleep(pause, cancel)
        pause *= 2
        media = panoptes.export(path, make=False, cancel=cancel) or media
    source = media.get("src")
    if not isinstance(source, str) or origin(source) is None:
        raise BadAnswerError(
            f"{who} does not say where the export is.", remedy="Have it made anew."
        )
    return source


class ExportReader(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted of an export: its kind, columns (all if none), and personal ones or not."""

    collection: str
    fields: tuple[str, ...] = ()
    personal: bool = False
    maxrec: int
    who: str


def write_export(
    source: Path,
    destination: Path,
    reader: ExportReader,
    *,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write the VOTable of an export's CSV, row by row; for a worker, as it takes a while.

    Raises
    ------
    BadAnswerError
        It is not the CSV of such an export.
    """
    # Drawings of many points make cells that are far longer than Python's own limit.
    csv.field_size_limit(_CELL)
    with source.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        lines = csv.reader(file)
        header = _header(lines, reader.who)
        known = export_columns(reader.collection, header)
        kept = [each for each in known if reader.personal or each.name not in PERSONAL]
        if reader.fields:
            kept = [each for each in kept if each.name in reader.fields] or kept
        pages = _Pages(lines, header, reader, progress)
        return write_rows(
            kept,
            pages.read(),
            destination,
            who=reader.who,
            description=f"Zooniverse, {reader.collection.replace('_', ' ')}",
            overflow=lambda: pages.more,
        )


class _Pages:
    """Rows by the hundreds, up to the limit; ``more`` tells whether there were others."""

    def __init__(
        self,
        lines: Iterator[list[str]],
        header: Sequence[str],
        reader: ExportReader,
        progress: Callable[[int], None] | None,
    ) -> None:
        self._lines = lines
        self._header = header
        self._reader = reader
        self._progress = progress
        self.more = False

    def read(self) -> Iterator[list[Row]]:
        """Yield the rows."""
        page: list[Row] = []
        for count, cells in enumerate(self._cells(), start=1):
            if count > self._reader.maxrec:
                self.more = True
                break
            page.append(self._row(cells, count))
            if len(page) == _ROWS:
                yield page
                page = []
                if self._progress is not None:
                    self._progress(count)
        yield page

    def _cells(self) -> Iterator[list[str]]:
        try:
            yield from (cells for cells in self._lines if cells)
        except csv.Error as error:
            raise BadAnswerError(
                f"{self._reader.who} sent an export that is not CSV: {error}.",
                remedy="Have it made anew.",
            ) from error

    def _row(self, cells: list[str], number: int) -> Row:
        if len(cells) != len(self._header):
            raise BadAnswerError(
                f"Row {number} of {self._reader.who}'s export has {len(cells)} cells "
                f"for {len(self._header)} columns.",
                remedy="Have it made anew.",
            )
        return export_row(self._reader.collection, dict(zip(self._header, cells, strict=True)))


def _header(lines: Iterator[list[str]], who: str) -> list[str]:
    try:
        header = next(lines, [])
    except csv.Error:
        header = []
    if not header or any("<" in name or not name.strip() for name in header):
        raise BadAnswerError(
            f"{who} sent something else than the CSV of an export.", remedy="Try again later."
        )
    if len(set(header)) != len(header):
        raise BadAnswerError(
            f"{who} sent an export with two columns of one name.", remedy="Have it made anew."
        )
    return header


def _is_old(media: dict[str, Any] | None, now: datetime) -> bool:
    """Tell whether there is none, or none of the last day."""
    updated = _updated(media) if media is not None else None
    return updated is None or now - updated > _DAY


def _updated(media: dict[str, Any]) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(media.get("updated_at")))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _state(media: dict[str, Any]) -> str:
    metadata = media.get("metadata")
    return str(metadata.get("state", "")) if isinstance(metadata, dict) else ""


def _unfinished(media: dict[str, Any], path: str, who: str) -> ArchiveError:
    updated = _updated(media)
    since = f" since {updated:%Y-%m-%d %H:%M} UTC" if updated else ""
    return ArchiveError(
        f"{path.replace('_', ' ')} is being made by {who}{since}, which takes up to 24 hours.",
        remedy="Ask again later; it goes on without you.",
    )


def _sleep(seconds: float, cancel: threading.Event) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        current_watch().check()
        if cancel.wait(min(left, SLICE)):
            # The next request says so.
            return
