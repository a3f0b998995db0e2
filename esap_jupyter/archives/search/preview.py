"""Shows the first rows of an answer while the rest is still coming."""

import os
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self

from ...errors import EsapError
from ...votable import Decoded

__all__ = ["Preview"]

_FIRST_BYTES = 64 * 1024
_FIRST_SECONDS = 0.5
_SOON_SECONDS = 0.15
"""What has come whole by then needs no preview."""
_GLANCE = 0.05
_LEAST_PAUSE = 1.0
_SIGN_SECONDS = 3600.0
"""How often a draft shows that it is waited for; what did not for a day is cleared away."""
_SHARE = 20
"""A preview of a slow answer may take up to a twentieth of the time."""

Decode = Callable[[Path, Path], Decoded | None]


class Preview:
    """Decodes the beginning of a growing file, each time about twice as much as before.

    So all previews together take no longer than the last decoding does. What has come is held
    open, so that it can be kept when the transfer breaks off and its file is removed.

    Parameters
    ----------
    answer
        The file, which may not be there yet.
    folder
        Where previews are written.
    decode
        Makes a table, at a path, of the beginning of a file; None where there is none yet.
    show
        Told of each preview that has rows.
    """

    def __init__(
        self, *, answer: Path, folder: Path, decode: Decode, show: Callable[[Decoded, Path], None]
    ) -> None:
        self._answer = answer
        self._folder = folder
        self._decode = decode
        self._show = show
        self._stop = threading.Event()
        self._file: BinaryIO | None = None
        self._thread = threading.Thread(target=self._watch, name="esap-preview", daemon=True)
        self._shown: list[Path] = []

    def __enter__(self) -> Self:
        # Held from the beginning, whatever breaks off within the first moments is not lost.
        self._answer.touch()
        self._open()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def rescue(self, destination: Path) -> bool:
        """Write what has come to another file; say whether there was anything."""
        self._open()
        if self._file is None:
            return False
        self._file.seek(0)
        with destination.open("wb") as out:
            shutil.copyfileobj(self._file, out)
        return destination.stat().st_size > 0

    def _watch(self) -> None:
        seen, before = 0, time.monotonic()
        least, pause, sign = _SOON_SECONDS, _FIRST_SECONDS, before
        while not self._stop.wait(_GLANCE):
            size = self._size()
            now = time.monotonic()
            if now - sign >= _SIGN_SECONDS:
                sign = now
                self._show_life()
            if size == 0:
                before = now
            grown = size >= max(_FIRST_BYTES, 2 * seen) and now - before >= least
            if size <= seen or not (grown or now - before >= pause):
                continue
            self._look()
            seen, before = size, time.monotonic()
            least, pause = 0.0, max(_LEAST_PAUSE, _SHARE * (before - now))

    def _show_life(self) -> None:
        with suppress(OSError):
            os.utime(self._folder)

    def _look(self) -> None:
        table = self._folder / f"partial-{len(self._shown)}.arrow"
        # Whatever is wrong with the answer is told when it is decoded whole.
        with suppress(EsapError, OSError):
            decoded = self._decode(self._answer, table)
            if decoded is not None and decoded.rows and not self._stop.is_set():
                self._shown.append(table)
                self._show(decoded, table)
                for old in self._shown[:-2]:
                    old.unlink(missing_ok=True)

    def _size(self) -> int:
        self._open()
        return 0 if self._file is None else os.fstat(self._file.fileno()).st_size

    def _open(self) -> None:
        """Open the file, or the one that has taken its place."""
        try:
            status = self._answer.stat()
            if self._file is None or os.fstat(self._file.fileno()).st_ino != status.st_ino:
                fresh = self._answer.open("rb")
                self.close()
                self._file = fresh
        except OSError:
            return
