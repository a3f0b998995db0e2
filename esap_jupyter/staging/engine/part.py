"""The bytes of a file that is not whole yet, written from several threads at once."""

import os
import threading
from collections.abc import Iterable
from pathlib import Path

import msgspec

from ...disk.unlinked import unlinked
from ...errors import CancelledError
from .flusher import Flusher
from .follower import Follower
from .journal import Journal, Mark, Origin

__all__ = ["Part", "Span"]

_CHUNK = 1 << 20
_STEP = 1 << 19
_SMALL = 16


class Span(msgspec.Struct, frozen=True):
    """Bytes that somebody fetches: of one segment, from an offset to before an end."""

    index: int
    start: int
    end: int | None


class Part:
    """What has come of a file, by segments.

    Parameters
    ----------
    path
        Where the bytes are.
    journal
        Tells what is there.
    names
        The checksums to count.
    segment
        Bytes of a segment.
    """

    def __init__(self, path: Path, *, journal: Journal, names: Iterable[str], segment: int) -> None:
        self.path = path
        self.origin: Origin | None = None
        self.segment = segment
        self._journal = journal
        self._names = set(names)
        self._marks: dict[int, Mark] = {}
        self._noted: dict[int, int] = {}
        self._claimed: set[int] = set()
        self._alone = False
        self._changed = threading.Condition()
        self._handle: int | None = None
        self._follower: Follower | None = None
        self._flusher: Flusher | None = None

    def open(self, cancel: threading.Event) -> None:
        """Take up what is there and stands the comparison with the journal."""
        found = self._journal.load()
        if found is None or found[0].segment <= 0:
            return
        try:
            self._handle = unlinked(self.path, os.O_RDWR)
        except OSError:
            return
        self.origin, marks = found
        self.segment = self.origin.segment
        for index, mark in marks.items():
            if self._stands(index, mark, cancel):
                self._marks[index] = mark
        self._noted = {index: mark.done for index, mark in self._marks.items()}
        self._journal.begin(self.origin, self._marks)
        self._attend(self._names | set(self.origin.digests))

    def begin(self, origin: Origin, *, alone: bool) -> None:
        """Start with nothing of a version.

        Parameters
        ----------
        origin
            The version.
        alone
            Whether one answer brings all of it; else the caller has the first segment.
        """
        assert len(self._claimed) <= 1
        self.discard()
        self._alone, self._claimed = alone, {0}
        self._handle = _created(self.path)
        self.origin, self.segment = origin, origin.segment
        if not _is_small(origin):
            self._journal.begin(origin)
        self._attend(self._names | set(origin.digests))

    def discard(self) -> None:
        """Throw everything away."""
        self.close()
        self._journal.remove()
        self.path.unlink(missing_ok=True)
        self.origin = None
        self._marks, self._noted, self._claimed = {}, {}, set()

    def close(self) -> None:
        """Close the files; what has come stays."""
        if self._follower is not None:
            self._follower.stop()
            self._follower = None
        if self._flusher is not None:
            self._flusher.stop()
            self._flusher = None
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        self._journal.close()

    @property
    def count(self) -> int:
        """How many bytes there are."""
        with self._changed:
            return sum(mark.done for mark in self._marks.values())

    @property
    def is_whole(self) -> bool:
        """Whether all is there; never where nobody knows how much that is."""
        size = self.origin.size if self.origin is not None else None
        return size is not None and self.count == size

    def is_worth_keeping(self, *, held: bool, has_checksum: bool) -> bool:
        """Tell whether somebody could go on with it later, and know that it is of one version."""
        origin = self.origin
        if origin is None or not held or not self.count or not origin.has_ranges:
            return False
        if _is_small(origin):
            return False
        return has_checksum or bool(origin.digests) or bool(origin.validator)

    def claim(self) -> Span | None:
        """Return the first bytes that lack and that nobody fetches, or None where there are none.

        Where nothing is known yet, that is the first segment; where the size is not, everything.
        """
        with self._changed:
            if self._alone:
                return None
            if self.origin is None:
                self._claimed.add(0)
                return Span(0, 0, self.segment)
            size = self.origin.size
            if size is None:
                return Span(0, 0, None)
            for index in range(-(-size // self.segment)):
                start, end = index * self.segment, min(size, (index + 1) * self.segment)
                done = self._marks[index].done if index in self._marks else 0
                if index not in self._claimed and start + done < end:
                    self._claimed.add(index)
                    return Span(index, start + done, end)
            return None

    def reread(self) -> None:
        """Take what another program has written there for all there is."""
        assert self.origin is not None
        origin = self.origin
        self.close()
        self._handle = unlinked(self.path, os.O_RDWR)
        size = os.fstat(self._handle).st_size
        starts = range(0, size, self.segment)
        self.origin = msgspec.structs.replace(origin, size=size)
        self._marks = {n: Mark(min(self.segment, size - start)) for n, start in enumerate(starts)}
        self._attend(self._names)

    def unclaim(self) -> None:
        """Give back what was claimed when it began, where one reads all of it alone."""
        with self._changed:
            self._claimed.clear()
            self._alone = False

    def release(self, span: Span) -> None:
        """Give back what was claimed, and note how far it came."""
        with self._changed:
            if self._alone:
                self._claimed.clear()
            self._alone = False
            self._claimed.discard(span.index)
            for index in {span.index, *self._marks}:
                mark = self._marks.get(index)
                if mark is not None and mark.done != self._noted.get(index):
                    self._note(index, mark)

    def write(self, position: int, view: memoryview) -> int:
        """Write at the end of what has come of a segment; returns where it ends now."""
        assert self._handle is not None
        assert self.origin is not None
        while view:
            index, within = divmod(position, self.segment)
            piece = view[: self.segment - within]
            mark = self._marks.get(index) or Mark()
            assert mark.done == within
            _write(self._handle, piece, position)
            if self._follower is not None:
                self._follower.take(piece, position)
            made = mark.grown(piece, is_sampled=self.origin.is_sampled)
            with self._changed:
                self._marks[index] = made
                is_full = made.done == self.segment
                if is_full or made.done - self._noted.get(index, 0) >= _STEP:
                    self._note(index, made)
            if self._flusher is not None:
                self._flusher.reach(position - within, mark.done, made.done)
            position, view = position + len(piece), view[len(piece) :]
        if self._follower is not None:
            self._follower.reach(self._frontier())
        return position

    def end(self) -> None:
        """Take what has come for all there is, where nobody knew how much that would be."""
        assert self.origin is not None
        self.origin = msgspec.structs.replace(self.origin, size=self.count)

    def digests(self) -> dict[str, str]:
        """Return the checksums of the whole."""
        assert self._follower is not None
        return self._follower.finish(self.count)

    def sync(self) -> None:
        """Have the bytes on the disk itself."""
        assert self._handle is not None
        if self._flusher is not None:
            self._flusher.finish()
        os.fsync(self._handle)

    def head(self, size: int) -> bytes:
        """Return the first bytes."""
        return b"" if self._handle is None else os.pread(self._handle, size, 0)

    def _attend(self, names: Iterable[str]) -> None:
        """Have checksums counted, and bytes brought to the disk, while they come."""
        assert self._handle is not None
        follower = self._follower = Follower(self._handle, names)
        self._flusher = Flusher(self._handle, lambda: follower.counted)

    def _frontier(self) -> int:
        """Return how many bytes there are without a gap."""
        with self._changed:
            reached = self._follower.reached // self.segment if self._follower else 0
            while (mark := self._marks.get(reached)) is not None and mark.done == self.segment:
                reached += 1
            return reached * self.segment + (mark.done if mark is not None else 0)

    def _note(self, index: int, mark: Mark) -> None:
        self._journal.note(index, mark)
        self._noted[index] = mark.done

    def _stands(self, index: int, mark: Mark, cancel: threading.Event) -> bool:
        """Compare what the journal tells of a segment with its bytes."""
        if index < 0 or not 0 < mark.done <= self.segment or self._handle is None:
            return False
        assert self.origin is not None
        size, begin, found = self.origin.size, index * self.segment, Mark()
        if size is not None and begin + mark.done > size:
            return False
        buffer = memoryview(bytearray(min(_CHUNK, mark.done)))
        while found.done < mark.done:
            if cancel.is_set():
                raise CancelledError("It was cancelled.")
            view = buffer[: min(len(buffer), mark.done - found.done)]
            count = os.preadv(self._handle, [view], begin + found.done)
            if not count:
                return False
            found = found.grown(view[:count], is_sampled=self.origin.is_sampled)
        return found == mark


def _is_small(origin: Origin) -> bool:
    """Tell whether it is fetched again sooner than a journal is kept of it."""
    return origin.size is not None and origin.size <= origin.segment // _SMALL


def _created(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    # The file gets its name with the rights that it has here: those that the person's files have.
    while True:
        try:
            return os.open(path, flags, 0o666)
        except FileNotFoundError:
            # Who leaves an empty folder removes it, perhaps just now.
            path.parent.mkdir(parents=True, exist_ok=True)


def _write(handle: int, piece: memoryview, position: int) -> None:
    while piece:
        done = os.pwrite(handle, piece, position)
        position, piece = position + done, piece[done:]
