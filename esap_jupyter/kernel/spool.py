"""A table that arrives in slices, for kernels that share no disk with the server."""

import mmap
import tempfile
from typing import TYPE_CHECKING

from ..errors import BadAnswerError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Spool"]


class Spool:
    """Collects slices in a file without a name, which goes away with its last user.

    Parameters
    ----------
    size
        Bytes that are promised.
    """

    def __init__(self, size: int) -> None:
        self._file = tempfile.TemporaryFile(prefix="esap-")  # noqa: SIM115  closed in buffer()
        self._size = size
        self.offset = 0

    @property
    def complete(self) -> bool:
        """Whether all promised bytes are here."""
        return self.offset == self._size

    def add(self, offset: int, data: memoryview) -> None:
        """Append a slice.

        Raises
        ------
        BadAnswerError
            It is empty, out of order, or beyond the promised size.
        """
        end = offset + data.nbytes
        if offset != self.offset or not data.nbytes or end > self._size:
            raise BadAnswerError(
                f"A slice of the table came wrong ({offset} to {end} of {self._size} bytes, "
                f"{self.offset} expected).",
                remedy="Send the table again.",
            )
        self._file.write(data)
        self.offset = end

    def buffer(self) -> "pa.Buffer":
        """Map the collected bytes; the mapping outlives this object."""
        import pyarrow as pa

        self._file.flush()
        mapped = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        self._file.close()
        return pa.py_buffer(mapped)
