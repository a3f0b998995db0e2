"""What the sandbox's services give back, and how an error becomes a reply."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from ..errors import EsapError, NotFoundError
from . import vosi
from .parameters import BINARY2, Serialization

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "FITS",
    "PNG",
    "TEXT",
    "VOTABLE",
    "XHTML",
    "XML",
    "Document",
    "File",
    "Reply",
    "RowSource",
    "Rows",
    "failure",
    "not_found",
    "plain",
    "see_other",
]

XML = "text/xml;charset=utf-8"
VOTABLE = "application/x-votable+xml"
TEXT = "text/plain;charset=utf-8"
XHTML = "application/xhtml+xml"
FITS = "image/fits"
PNG = "image/png"


@dataclass(frozen=True, kw_only=True)
class Document:
    """A reply that is known whole; ``headers`` come besides those of its type and length."""

    body: bytes
    media_type: str = XML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class File:
    """A reply that lies in a file."""

    path: Path
    media_type: str


class RowSource(Protocol):
    """Rows that are being computed; an `esap_jupyter.adql.answer.Answer` is one."""

    @property
    def schema(self) -> "pa.Schema":
        """The columns."""

    @property
    def truncated(self) -> bool:
        """Whether there were more rows; known after the last."""

    @property
    def batches(self) -> "Iterable[pa.RecordBatch]":
        """The rows; iterate once."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A reply whose rows are still being computed; its reader closes the answer."""

    answer: RowSource
    serialization: Serialization = "binary2"
    media_type: str = BINARY2


Reply = Document | File | Rows


def failure(error: EsapError) -> Document:
    """Make the reply of an error, as DALI wants it: a VOTable, with HTTP status 400 or 404."""
    status = 404 if isinstance(error, NotFoundError) else 400
    return Document(body=vosi.error(str(error)), media_type=VOTABLE, status=status)


def plain(text: str, *, status: int = 200) -> Document:
    """Make a reply of a line of text."""
    return Document(body=f"{text}\n".encode(), media_type=TEXT, status=status)


def not_found(what: str) -> Document:
    """Say that there is no such resource."""
    return plain(f"There is no {what[:200]} here.", status=404)


def see_other(url: str) -> Document:
    """Send the client to another resource of the server, with GET."""
    return Document(
        body=f"See {url}\n".encode(), media_type=TEXT, status=303, headers={"Location": url}
    )
