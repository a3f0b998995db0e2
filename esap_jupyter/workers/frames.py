"""Length-prefixed pickles over the two private pipes between a server and its worker."""

import pickle
import struct
from typing import IO, Any

__all__ = ["decode", "encode", "receive", "send"]

LENGTH = struct.Struct("!Q")


def encode(message: Any) -> bytes:
    """Pickle a message."""
    return pickle.dumps(message, pickle.HIGHEST_PROTOCOL)


def decode(payload: bytes) -> Any:
    """Read a pickle that the process at the other end of our own pipe has written."""
    return pickle.loads(payload)  # noqa: S301 (only parent and child hold the pipe's ends)


def send(stream: IO[bytes], payload: bytes) -> None:
    """Write one pickle.

    Raises
    ------
    OSError
        Raised if the other end is gone.
    """
    stream.write(LENGTH.pack(len(payload)) + payload)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read one pickle, or nothing where the other end is gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    payload = stream.read(length)
    return payload if len(payload) == length else None
