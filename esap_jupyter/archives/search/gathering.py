"""Brings an archive's answer home: one document, or several put together."""

import dataclasses
import math
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec

from ... import votable
from ...activities import Handle
from ...compute import Compute
from ...errors import ArchiveError, BadRequestError, CancelledError, EsapError, sentence
from ...models import Target
from ...net import busy_scope, cancel_scope
from ...results.merge import combine
from ...results.store import Draft
from ..base import Connector, Query
from ..connector_errors import connector_of
from .preview import Preview

__all__ = ["Gathered", "Gathering", "busy_words"]

_AT_ONCE = 3
_TAIL = 4096
_LARGE = 32 << 20
_Outcome = tuple[Path, votable.Decoded] | EsapError


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """What came: the table, the queries that gave it, notes, and what broke it off, if anything."""

    decoded: votable.Decoded
    queries: Sequence[Query]
    notes: tuple[str, ...] = ()
    broken: EsapError | None = None


class Gathering:
    """Fetches and decodes the answers to an archive's queries.

    Parameters
    ----------
    connector
        Who fetches.
    draft
        Where the table goes.
    handle
        The activity to report on.
    compute
        Where answers are decoded.
    targets
        The positions that were asked for.
    show
        Told of what there is to look at so far.
    answered
        Called when the archive has answered for the first time.
    """

    def __init__(
        self,
        *,
        connector: Connector,
        draft: Draft,
        handle: Handle,
        compute: Compute,
        targets: Sequence[Target],
        show: Callable[[votable.Decoded, Path], None],
        answered: Callable[[], None],
    ) -> None:
        self._connector = connector
        self._draft = draft
        self._handle = handle
        self._compute = compute
        self._targets = targets
        self._show = show
        self._answered = answered
        self._lock = threading.Lock()
        self._finished: dict[int, _Outcome] = {}
        self._shown = 0

    def gather(self, queries: Sequence[Query]) -> Gathered:
        """Ask, and write the table; where one query is refused, ask it apart.

        Raises
        ------
        EsapError
            Nothing came of any query.
        """
        if len(queries) > 1:
            return self._several(queries)
        (query,) = queries
        try:
            return self._single(query)
        except (ArchiveError, BadRequestError):
            if not query.apart:
                raise
            return self._several(query.apart)

    def _single(self, query: Query) -> Gathered:
        self._handle.update(message="waiting for the answer")
        answer, table = self._draft.answer, self._draft.table

        def decode(source: Path, destination: Path) -> votable.Decoded | None:
            # Breaking off costs the worker; what is decoded soon is not worth that.
            large = source.stat().st_size > _LARGE
            cancel = self._handle.cancel if large else None
            return self._prefix(query, source, destination, cancel=cancel)

        folder = self._draft.folder
        preview = Preview(answer=answer, folder=folder, decode=decode, show=self._show)
        try:
            try:
                with preview, connector_of(self._connector.entry.name):
                    self._connector.fetch(query, answer, self._on_bytes, self._handle.cancel)
                    # A preview that is still being decoded is waited for at the end of the block.
                    self._handle.update(message="reading the rows", done=0, unit="rows")
                self._answered()
                decoded = self._decode(query, answer, table)
            except EsapError as error:
                kept = self._rescued(query, preview, table)
                if kept is None:
                    raise
                kept = self._annotated(query, kept)
                return Gathered(decoded=kept, queries=[query], notes=kept.notes, broken=error)
        finally:
            preview.close()
        answer.unlink(missing_ok=True)
        decoded = self._annotated(query, decoded)
        return Gathered(decoded=decoded, queries=[query], notes=decoded.notes)

    def _rescued(self, query: Query, preview: Preview, table: Path) -> votable.Decoded | None:
        """Decode what has come of a broken answer; None where that is no row."""
        part = self._draft.folder / "broken"
        try:
            # A refusal may come as a whole document, whose rows are no part of an answer.
            if not preview.rescue(part) or _is_whole(part):
                return None
            with suppress(EsapError):
                kept = self._prefix(query, part, table)
                return kept if kept and kept.rows else None
        except OSError:
            return None
        finally:
            part.unlink(missing_ok=True)
        return None

    def _annotated(self, query: Query, decoded: votable.Decoded) -> votable.Decoded:
        if len(self._targets) < 2:  # noqa: PLR2004  (one target is the nearest anyway)
            return decoded
        plain = self._draft.folder / "plain.arrow"
        self._draft.table.replace(plain)
        made = self._combine([plain], query.maxrec)
        plain.unlink(missing_ok=True)
        return dataclasses.replace(made, truncated=decoded.truncated)

    def _several(self, queries: Sequence[Query]) -> Gathered:
        total = len(queries)
        self._tell(total)
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="esap-question") as pool:
            list(pool.map(lambda at: self._one(at, queries[at], total), range(total)))
        outcomes = [self._finished[number] for number in sorted(self._finished)]
        good = [one for one in outcomes if isinstance(one, tuple)]
        bad = [one for one in outcomes if isinstance(one, EsapError)]
        if not good:
            raise bad[0]
        made = self._combine([path for path, _ in good], queries[0].maxrec)
        for path, _ in good:
            path.unlink(missing_ok=True)
        cut = made.truncated or any(decoded.truncated for _, decoded in good)
        skipped = len(outcomes) < total
        decoded = votable.Decoded(
            rows=made.rows, columns=made.columns, truncated=cut or skipped or bool(bad)
        )
        broken = next((error for error in bad if isinstance(error, CancelledError)), None)
        notes = (*made.notes, *_notes(bad, total))
        return Gathered(decoded=decoded, queries=queries, notes=notes, broken=broken)

    def _one(self, number: int, query: Query, total: int) -> None:
        if self._is_full(query.maxrec):
            return
        answer = self._draft.folder / f"answer-{number}"
        table = self._draft.folder / f"part-{number}.arrow"
        outcome: _Outcome
        try:
            if self._handle.cancelled:
                raise CancelledError("It was cancelled.")
            with cancel_scope(self._handle.cancel), busy_scope(partial(self._is_busy, total)):
                with connector_of(self._connector.entry.name):
                    self._connector.fetch(query, answer, lambda *_: None, self._handle.cancel)
                self._answered()
                outcome = table, self._decode(query, answer, table, told=False)
        except EsapError as error:
            outcome = error
        finally:
            answer.unlink(missing_ok=True)
        with self._lock:
            self._finished[number] = outcome
            self._tell(total)
            self._show_some(query.maxrec)

    def _tell(self, total: int) -> None:
        # Who shows this adds how many of how many.
        done = len(self._finished)
        self._handle.update(message="asking", done=done, total=total, unit="questions")

    def _is_busy(self, total: int, seconds: float) -> None:
        if words := busy_words(seconds):
            self._handle.update(message=words)
        else:
            self._tell(total)

    def _is_full(self, maxrec: int) -> bool:
        with self._lock:
            there = [one[1].rows for one in self._finished.values() if isinstance(one, tuple)]
        return sum(there) >= maxrec

    def _show_some(self, maxrec: int) -> None:
        """Show what there is, each time twice as many answers as before."""
        tables = [one[0] for one in self._finished.values() if isinstance(one, tuple)]
        if len(tables) < max(1, 2 * self._shown):
            return
        self._shown = len(tables)
        table = self._draft.folder / f"partial-{self._shown}.arrow"
        with suppress(EsapError, OSError):
            decoded = self._combine(tables, maxrec, destination=table)
            if decoded.rows:
                self._show(decoded, table)

    def _combine(
        self, tables: Sequence[Path], maxrec: int, *, destination: Path | None = None
    ) -> votable.Decoded:
        return self._compute.run(
            combine,
            list(tables),
            destination or self._draft.table,
            max_rows=maxrec,
            targets=list(self._targets),
            lane="decode",
        )

    def _decode(
        self, query: Query, answer: Path, table: Path, *, told: bool = True
    ) -> votable.Decoded:
        if self._handle.cancelled:
            raise CancelledError("It was cancelled.")
        if told:
            self._handle.update(message="reading the rows", done=0, unit="rows")
        return self._compute.run(
            votable.decode,
            answer,
            table,
            max_rows=query.maxrec,
            max_bytes=self._connector.max_bytes,
            cancel=self._handle.cancel,
            progress=self._on_rows if told else _nothing,
            lane="decode",
        )

    def _prefix(
        self, query: Query, source: Path, table: Path, *, cancel: threading.Event | None = None
    ) -> votable.Decoded | None:
        return self._compute.run(
            votable.decode_prefix,
            source,
            table,
            max_rows=query.maxrec,
            max_bytes=self._connector.max_bytes,
            cancel=cancel,
            lane="decode",
        )

    def _on_rows(self, rows: int) -> None:
        self._handle.update(done=rows)

    def _on_bytes(self, done: int, total: int | None) -> None:
        self._handle.update(message="receiving the answer", done=done, total=total, unit="bytes")


def busy_words(seconds: float) -> str:
    """Say that an archive is busy, and when it is asked again; empty where that is now."""
    return f"the service is busy, asked again in {math.ceil(seconds)} s" if seconds > 0 else ""


def _is_whole(document: Path) -> bool:
    with document.open("rb") as file:
        file.seek(max(0, document.stat().st_size - _TAIL))
        return b"VOTABLE>" in file.read()


def _nothing(_: int) -> None:
    """Let a cancelled decoding stop at its next batch."""


def _notes(bad: Sequence[EsapError], total: int) -> tuple[str, ...]:
    if not bad:
        return ()
    words = sentence(str(bad[0]))
    return (f"{len(bad)} of {total} questions failed, and their rows are missing: {words}",)
