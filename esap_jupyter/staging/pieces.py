"""What is asked for, and the files that it turns out to be."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ..errors import BadRequestError
from ..models import Column, Direction, ErrorInfo, RowFilter, StageWay, WhichLinks
from ..urls import without_secrets
from .wanted import Wanted

__all__ = [
    "Asked",
    "AskedDid",
    "AskedFile",
    "AskedRow",
    "AskedRows",
    "Piece",
    "part_of",
]


class AskedRows(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of a stored result, in the order that ``sort``, ``direction`` and ``where`` give.

    ``rows`` are all where they are None. ``link`` is the id of one of their links; with
    ``parameters``, their cutout service is asked for a part.
    """

    result: str
    rows: list[int] | None = None
    sort: int | None = None
    direction: Direction = "none"
    where: RowFilter | None = None
    link: str = ""
    parameters: dict[str, str] = {}


class AskedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that stands in no result here: its columns, and its cells as text.

    ``address`` is where its data, or the document of its links, are, where that is known besides;
    ``size`` and ``checksums`` are those of its one file, where they are known.
    """

    columns: list[Column]
    cells: list[str | None]
    archive: str = ""
    collection: str = ""
    item: str = ""
    who: str = ""
    address: str = ""
    parameters: dict[str, str] = {}
    size: int | None = None
    checksums: dict[str, str] = {}


class AskedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file by its address, with what is known of it; ``item`` is that of the basket.

    ``called`` and ``kind`` are what people call it and what it is, where it has no address.
    """

    url: str
    called: str = ""
    kind: str = ""
    archive: str = ""
    collection: str = ""
    item: str = ""
    name: str = ""
    size: int | None = None
    checksums: dict[str, str] = {}
    content_type: str = ""


class AskedDid(msgspec.Struct, frozen=True, kw_only=True):
    """What ``rucio://lake/scope:name`` names, a file or what holds files."""

    address: str
    item: str = ""


Asked = AskedRows | AskedRow | AskedFile | AskedDid


def part_of(asked: Asked, parameters: Mapping[str, str]) -> Asked:
    """Ask for the part that parameters name, where there are any: of rows, whose archive cuts it.

    Raises
    ------
    BadRequestError
        It is something else, of which nobody cuts parts.
    """
    if not parameters:
        return asked
    if isinstance(asked, AskedRow | AskedRows):
        return msgspec.structs.replace(asked, parameters=dict(parameters))
    raise BadRequestError(
        "Parts are cut out of the data of rows; something else was given.",
        remedy="Ask for files by their address, and for those of lakes, without a cutout.",
    )


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A file to bring, as far as it is known; it is kept with its job.

    Attributes
    ----------
    wanted
        Its address and what was promised; for a file of a lake ``rucio://lake/scope:name``.
    way, why
        How it comes, and the reason in words.
    path
        Where it lies on this machine already, such as on a mounted disk.
    folders
        The folders below the root into which it goes.
    parent
        The address that was asked for, where that holds several files of a lake.
    among
        How many files that address holds, this one included; None where nobody has told.
    tape
        Its address on tape, where it was brought from there onto disk.
    later
        It is not known yet which files a row has: it is asked when its turn comes.
    asked
        That row, where it stands in no result here.
    secret
        Its address gives access by itself, so that it is not kept: after a restart it has to be
        asked for again.
    estimate
        Bytes, where an archive has guessed them, or its server has ``told`` them.
    """

    wanted: Wanted
    way: StageWay = "https"
    why: str = ""
    path: str = ""
    folders: list[str] = []
    result: str = ""
    row: int | None = None
    link: str = ""
    which: WhichLinks = "this"
    parameters: dict[str, str] = {}
    item: str = ""
    semantics: str = ""
    parent: str = ""
    among: int | None = None
    tape: str = ""
    later: bool = False
    secret: bool = False
    estimate: int | None = None
    told: bool = False
    asked: AskedRow | None = None
    error: ErrorInfo | None = None

    @property
    def size(self) -> int | None:
        """Bytes, guessed ones too."""
        return self.wanted.size if self.wanted.size is not None else self.estimate

    @property
    def is_data(self) -> bool:
        """Whether it is the data of what was asked for, not a part of it or a file beside it."""
        data = not self.semantics or self.semantics.strip().lower().endswith("#this")
        return data and not self.wanted.params

    @property
    def is_estimated(self) -> bool:
        """Whether the size is a guess."""
        return self.wanted.size is None and self.estimate is not None and not self.told

    @property
    def key(self) -> tuple[Any, ...]:
        """Tells one file from another."""
        if self.later:
            row = self.asked
            cells = () if row is None else (row.archive, row.address, *row.cells)
            part = self.link, *sorted(self.parameters.items())
            return self.wanted.url, self.result, self.row, self.item, part, cells
        return self.wanted.url, *sorted(self.wanted.params.items())

    def kept(self) -> "Piece":
        """Return it as it may be written down: without what is secret in its addresses."""
        wanted, asked = self.wanted, self.asked
        plain = without_secrets(wanted.url)
        others = [each for each in wanted.alternatives if without_secrets(each) == each]
        bare = msgspec.structs.replace(
            wanted, url=plain, alternatives=others, same=without_secrets(wanted.same)
        )
        secret = self.secret or plain != wanted.url
        if asked is not None:
            address = without_secrets(asked.address)
            cells = [cell and without_secrets(cell) for cell in asked.cells]
            secret = secret or address != asked.address or cells != asked.cells
            asked = msgspec.structs.replace(asked, address=address, cells=cells)
        return msgspec.structs.replace(self, wanted=bare, asked=asked, secret=secret)
