"""Reads what servers send as events (text/event-stream), each a document of JSON."""

from collections.abc import Generator, Iterable
from typing import Any

import msgspec

from ..errors import BadAnswerError

__all__ = ["iter_events"]

_LONGEST = 1 << 20
# Each line of an event is a try to read all that came of it.
_MOST_LINES = 1000


def iter_events(lines: Iterable[bytes], who: str) -> Generator[dict[str, Any]]:
    """Give the document of each event as it comes; comments, names and numbers are passed over.

    The lines come without those that are empty, so an event ends where its data are a document.

    Parameters
    ----------
    lines
        The lines of the stream.
    who
        What to call the server.

    Raises
    ------
    BadAnswerError
        What comes is no stream of events.
    """
    held, count = bytearray(), 0
    for line in lines:
        name, _, value = line.partition(b":")
        if name != b"data":
            if name not in (b"", b"event", b"id", b"retry"):
                raise _no_events(who)
            continue
        held += value.removeprefix(b" ")
        count += 1
        if len(held) > _LONGEST or count > _MOST_LINES:
            raise _no_events(who)
        try:
            document = msgspec.json.decode(bytes(held))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            held += b"\n"
            continue
        held.clear()
        count = 0
        if isinstance(document, dict):
            yield document


def _no_events(who: str) -> BadAnswerError:
    return BadAnswerError(
        f"{who} sent something else than the events that were asked for.",
        remedy="Check the address of the facility in the catalogue.",
    )
