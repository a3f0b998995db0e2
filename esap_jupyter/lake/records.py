"""Makes models of what Rucio answers, whatever is missing there."""

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import msgspec

from ..errors import BadAnswerError, TooLargeError
from ..models import Did, DidType, Quota, Rse

__all__ = [
    "DidLine",
    "Record",
    "at_most",
    "count_of",
    "did_of",
    "list_of",
    "mapping_of",
    "moment",
    "quota_of",
    "rse_of",
    "size_of",
    "text_of",
    "texts",
]

_TYPES: dict[str, DidType] = {
    "FILE": "file",
    "DATASET": "dataset",
    "CONTAINER": "container",
    "F": "file",
    "D": "dataset",
    "C": "container",
}

Record = Mapping[str, Any]
Line = TypeVar("Line")


def did_of(record: Record, kind: DidType | None = None) -> Did:
    """Make a DID of a line of a listing, a content, a list of files or of metadata.

    Parameters
    ----------
    record
        The line.
    kind
        Its type, where the lines do not tell.

    Raises
    ------
    BadAnswerError
        It has no scope, name or type.
    """
    scope, name = record.get("scope"), record.get("name")
    told = str(record.get("did_type") or record.get("type") or "").upper()
    found = _TYPES.get(told, kind)
    if not isinstance(scope, str) or not isinstance(name, str) or found is None:
        raise BadAnswerError("The lake names something that is no DID.", remedy="Try again.")
    length = record.get("length")
    return Did(
        scope=scope,
        name=name,
        type=found,
        size=size_of(record.get("bytes")),
        length=count_of(length),
        adler32=text_of(record.get("adler32")) or None,
        md5=text_of(record.get("md5")) or None,
    )


class DidLine(msgspec.Struct):
    """A line of a search, decoded as it comes: there are very many of them."""

    scope: str
    name: str
    did_type: str
    bytes: int | float | None = None
    length: int | None = None

    def did(self) -> Did:
        """Make the DID of it.

        Raises
        ------
        BadAnswerError
            It is of no known type.
        """
        kind = _TYPES.get(self.did_type)
        if kind is None:
            raise BadAnswerError("The lake names something that is no DID.", remedy="Try again.")
        return Did(
            scope=self.scope,
            name=self.name,
            type=kind,
            size=None if self.bytes is None else size_of(self.bytes),
            length=self.length,
        )


def rse_of(record: Record, mounted: Iterable[str]) -> Rse:
    """Make an RSE of a line of the list of them; ``mounted`` are names."""
    name = text_of(record.get("rse"))
    return Rse(
        name=name,
        type=text_of(record.get("rse_type")),
        deterministic=record.get("deterministic") is not False,
        volatile=record.get("volatile") is True,
        writable=record.get("availability_write") is not False,
        mounted=name in mounted,
    )


def quota_of(record: Record) -> Quota:
    """Make what is used of an RSE, or of all of an expression, of a line of usages."""
    files = record.get("files")
    return Quota(
        rse=text_of(record.get("rse") or record.get("rse_expression")),
        used=size_of(record.get("bytes")) or "0",
        files=files if isinstance(files, int) else None,
        limit=size_of(record.get("bytes_limit")),
    )


def size_of(value: Any) -> str | None:
    """Give bytes as text, or None where there is no number of them."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return None if value < 0 else str(int(value))


def moment(value: Any) -> float | None:
    """Read a time as Rucio writes it, in UTC: ``Thu, 26 Nov 2026 11:52:34 UTC`` or ISO 8601."""
    if not isinstance(value, str) or not value:
        return None
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def list_of(value: Any) -> list[Any]:
    """Give what is a list as it is, and an empty one for nothing.

    Raises
    ------
    BadAnswerError
        It is something else.
    """
    if value is not None and not isinstance(value, list):
        raise BadAnswerError("The lake sends something else than a list.", remedy="Try again.")
    return value or []


def at_most(lines: Iterable[Line], most: int = 100_000) -> Iterator[Line]:
    """Give lines that are kept whole, as long as they are not too many.

    Raises
    ------
    TooLargeError
        They are.
    """
    for number, line in enumerate(lines):
        if number >= most:
            raise TooLargeError(f"The lake tells more than {most} of them.", remedy="Ask for less.")
        yield line


def mapping_of(value: Any) -> dict[str, Any]:
    """Give what is a mapping as it is, and nothing for anything else."""
    return value if isinstance(value, dict) else {}


def count_of(value: Any) -> int | None:
    """Give what is a whole number as it is, and None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def texts(values: Record) -> dict[str, str]:
    """Give values of metadata as text, those that there are."""
    return {key: _written(value) for key, value in values.items() if value is not None}


def _written(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def text_of(value: Any) -> str:
    """Give what is text as it is, nothing as empty text, and others written."""
    return value if isinstance(value, str) else "" if value is None else str(value)
