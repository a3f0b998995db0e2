"""What is read for its size and checksums alone."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from ...staging.checksums import Sums
from .part import Part, Writer

__all__ = ["Counted"]


class Counted(Part):
    """A part whose bytes are counted as they come and kept nowhere; otherwise like `Part`."""

    def restart(self) -> None:
        """Count anew."""
        self.sums = Sums(with_md5=bool(self.expected.md5))

    def discard(self) -> None:
        """Forget it; there is nothing to remove."""

    @contextlib.contextmanager
    def writer(self, offset: int) -> Iterator[Writer]:
        """Count on from an offset: either what was counted, or 0, which starts anew."""
        if offset != self.sums.size:
            self.restart()
        with Path(os.devnull).open("wb") as file:
            yield _Tally(file, self)


class _Tally(Writer):
    def write(self, chunk: bytes) -> int:
        self._part.sums.add(chunk)
        return self._part.sums.size
