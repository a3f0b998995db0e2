"""Room on disk: looked at before, and while something comes whose length nobody knows."""

import errno
import shutil
from pathlib import Path

from ...errors import EsapError, NotAvailableError, TooLargeError

__all__ = ["Room", "disk_error"]

_SPARE = 50 << 20
_STEP = 16 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Room:
    """Sees that a file leaves some room.

    Parameters
    ----------
    folder
        Where it goes.
    who
        Whose file it is, for the message.
    """

    def __init__(self, folder: Path, who: str) -> None:
        self._folder = folder
        self._who = who
        self._unchecked = 0

    def check(self, missing: int) -> None:
        """Refuse a file for which there is no room.

        Parameters
        ----------
        missing
            Bytes that are to come.

        Raises
        ------
        TooLargeError
            There is less room than that, and a little more.
        """
        free = shutil.disk_usage(self._folder).free
        if missing + _SPARE > free:
            raise TooLargeError(
                f"There is no room for the file of {self._who} in {self._folder}: "
                f"{_megabytes(missing)} are to come, and {_megabytes(free)} are free.",
                remedy="Remove some files, then go on.",
            )

    def take(self, count: int) -> None:
        """Look now and then while bytes come of which nobody knows how many there will be."""
        self._unchecked -= count
        if self._unchecked <= 0:
            self._unchecked = _STEP
            self.check(_STEP)


def disk_error(error: OSError, folder: Path, who: str) -> EsapError:
    """Word what a disk says."""
    if error.errno in _FULL:
        return TooLargeError(
            f"There is no room for the file of {who} in {folder}: {error.strerror}.",
            remedy="Remove some files, or have the quota raised, then go on.",
        )
    return NotAvailableError(
        f"The file of {who} cannot be written to {folder}: {error.strerror or error}.",
        remedy="See that there is space and that you can write there.",
    )


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
