"""Models of the basket: what a person has chosen and wants to keep."""

from typing import Annotated, Any, Literal

import msgspec

from .base import Model
from .core import Column, Direction, ErrorInfo
from .lake import Did
from .tables import RowFilter, RowSelection

__all__ = [
    "BasketAddition",
    "BasketChange",
    "BasketCount",
    "BasketDocumentRequest",
    "BasketEdit",
    "BasketFilter",
    "BasketFormat",
    "BasketGroup",
    "BasketHere",
    "BasketImport",
    "BasketItem",
    "BasketKind",
    "BasketLink",
    "BasketPresence",
    "BasketProvenance",
    "BasketRemoval",
    "BasketRows",
    "BasketSaveRequest",
    "BasketSort",
    "BasketStep",
    "BasketView",
    "NewBasketItem",
]

BasketKind = Literal["row", "result", "did", "workflow", "zooniverse", "url"]
"""What an item is: a row of an archive, a whole result, a DID of a lake, a notebook, an export of
Zooniverse, or a file by its address."""

BasketFormat = Literal["json", "votable"]
BasketSort = Literal["position", "title", "archive", "kind", "size", "added"]

Name = Annotated[str, msgspec.Meta(max_length=200)]
Note = Annotated[str, msgspec.Meta(max_length=10_000)]
Tags = Annotated[list[Annotated[str, msgspec.Meta(max_length=100)]], msgspec.Meta(max_length=50)]
Digits = Annotated[str, msgspec.Meta(pattern="^[0-9]{1,19}$")]


class BasketProvenance(Model, kw_only=True, frozen=True):
    """Where an item came from: enough to ask again and to cite.

    ``result`` and ``row`` are the stored result and the number of the row in it, as it is stored,
    where the item was chosen; ``started`` is when the archive was asked, in Unix seconds.
    """

    archive: str = ""
    archive_name: str = ""
    service: str = ""
    protocol: str = ""
    language: str = ""
    query: str = ""
    started: float | None = None
    ivoid: str | None = None
    acknowledgement: str = ""
    result: str | None = None
    result_title: str = ""
    row: int | None = None


class NewBasketItem(Model, kw_only=True, frozen=True):
    """Something to be kept.

    ``data`` has for each of ``columns`` the cell as exact text, or null where it is missing;
    whatever else is in it is JSON, with whole numbers above 2^53 as text. ``url`` is an address
    without secrets, ``did`` one such as ``rucio://lake/scope:name``. ``size`` is in bytes, and
    ``estimate`` what an archive has guessed of it, where nobody has told it. ``checksums`` are
    hexadecimal, by their names (``md5``, ``adler32``, ``sha256``). ``origin`` says which other
    basket the item came from, such as a gateway's.
    """

    kind: BasketKind
    title: str = ""
    archive: str = ""
    collection: str = ""
    data: dict[str, Any] = {}
    columns: list[Column] = []
    provenance: BasketProvenance = BasketProvenance()
    url: str = ""
    did: str = ""
    size: Digits | None = None
    estimate: Digits | None = None
    checksums: dict[str, str] = {}
    content_type: str = ""
    group: Name = ""
    tags: Tags = []
    note: Note = ""
    origin: str = ""


class BasketItem(NewBasketItem, kw_only=True, frozen=True):
    """Something that is kept; times are Unix seconds, and items stand in the order of position."""

    id: str
    position: float
    added: float
    changed: float

    @property
    def length(self) -> int | None:
        """The size in bytes; None where nobody has told it."""
        return None if self.size is None else int(self.size)


class BasketFilter(Model, kw_only=True, frozen=True):
    """Which items: those that meet all of it. All words of ``text`` are looked for anywhere.

    ``group`` is None for any, and empty for those in no group.
    """

    text: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    group: str | None = None
    tag: str = ""
    kind: BasketKind | None = None
    archive: str = ""


class BasketCount(Model, kw_only=True, frozen=True):
    """How many items a tag, a kind or an archive has."""

    name: str
    count: int


class BasketGroup(Model, kw_only=True, frozen=True):
    """A group; the name of those in none is empty.

    ``size`` is the bytes of those items whose size is known or guessed, ``estimated`` counts those
    of which it is guessed, and ``unsized`` the others.
    """

    name: str
    count: int
    size: str
    unsized: int
    estimated: int = 0


class BasketPresence(Model, kw_only=True, frozen=True):
    """What of a group, or of all, is on this machine, and what is to be fetched.

    ``here`` and ``fetch`` count items, ``here_size`` and ``fetch_size`` are their bytes as far as
    they are known or guessed. Of those to fetch, ``estimated`` counts the guesses, and ``unsized``
    those of which nothing is known. ``other`` counts items that name no file by themselves, such
    as whole results.
    """

    name: str
    here: int
    here_size: str
    fetch: int
    fetch_size: str
    unsized: int
    estimated: int
    other: int


class BasketHere(Model, kw_only=True, frozen=True):
    """What of the items that a filter lets through is here, by their groups too."""

    revision: int
    whole: BasketPresence
    groups: list[BasketPresence]


class BasketView(Model, kw_only=True, frozen=True):
    """A page of the basket.

    ``total`` counts the items that the filter lets through, with the bytes ``size`` of those whose
    size is known or guessed, the number ``estimated`` of the guesses and that of the others,
    ``unsized``; ``count`` counts all items. ``groups``,
    ``tags``, ``kinds`` and ``archives`` are those of the whole basket. ``here`` has the paths of
    those items of the page whose files are on this machine. ``revision`` grows with each change.
    """

    items: list[BasketItem]
    total: int
    size: str
    unsized: int
    estimated: int = 0
    count: int
    groups: list[BasketGroup]
    tags: list[BasketCount]
    kinds: list[BasketCount]
    archives: list[BasketCount]
    here: dict[str, str] = {}
    revision: int
    can_undo: bool
    can_redo: bool
    undo_text: str = ""
    redo_text: str = ""


class BasketRows(Model, kw_only=True, frozen=True):
    """Rows of a stored result, by its id or name."""

    result: str
    selection: RowSelection


class BasketLink(Model, kw_only=True, frozen=True):
    """A file of a row of a result: one of its links, by id.

    ``row`` counts in the order of the column ``sort``, among the rows that ``where`` lets
    through, as when the links were asked for.
    """

    result: str
    row: int
    link: str
    sort: int | None = None
    direction: Direction = "none"
    where: RowFilter | None = None


class BasketAddition(Model, kw_only=True, frozen=True):
    """What to put in; all of it in one group, with these tags and this note.

    Rows of results, results (ids or names), DIDs (``rucio://lake/scope:name``), files of rows,
    addresses, or items as they are. ``about`` is what is known of such DIDs already, by address.
    """

    rows: list[BasketRows] = []
    results: list[str] = []
    dids: list[str] = []
    about: dict[str, Did] = {}
    links: list[BasketLink] = []
    urls: list[str] = []
    items: list[NewBasketItem] = []
    group: Name = ""
    tags: Tags = []
    note: Note = ""


class BasketChange(Model, kw_only=True, frozen=True):
    """What to change of items, named by id or by a filter; what is None stays as it is.

    With ``move``, the items go, in the order of ``ids``, before the item ``before``, or to the
    end.
    """

    ids: list[str] = []
    where: BasketFilter | None = None
    group: Name | None = None
    tags: Tags | None = None
    add_tags: Tags = []
    remove_tags: Tags = []
    note: Note | None = None
    title: Name | None = None
    move: bool = False
    before: str | None = None


class BasketRemoval(Model, kw_only=True, frozen=True):
    """Which items to take out, by id or by a filter.

    With ``duplicates``, of the items that are the same bytes (by DID or address) all but the
    first.
    """

    ids: list[str] = []
    where: BasketFilter | None = None
    duplicates: bool = False


class BasketStep(Model, kw_only=True, frozen=True):
    """A step to undo or to do again; refused where the basket is at another ``revision`` by now."""

    revision: int | None = None


class BasketEdit(Model, kw_only=True, frozen=True):
    """What became of an edit.

    ``text`` says it for people, ``count`` counts the items that it changed, and ``ids`` has the
    first thousand of them. ``present`` counts those that were there already, and ``refused`` says
    of which things nothing could be made, and why.
    """

    revision: int
    text: str
    count: int
    ids: list[str] = []
    present: int = 0
    refused: list[ErrorInfo] = []


class BasketDocumentRequest(Model, kw_only=True, frozen=True):
    """Which items to write into one document; all of them unless ids or a filter are given."""

    ids: list[str] = []
    where: BasketFilter | None = None


class BasketSaveRequest(Model, kw_only=True, frozen=True):
    """A file in the workspace to write items to (path relative to its root, ``/`` between parts).

    All of them, unless ids or a filter are given.
    """

    path: str
    format: BasketFormat = "json"
    overwrite: bool = False
    ids: list[str] = []
    where: BasketFilter | None = None


class BasketImport(Model, kw_only=True, frozen=True):
    """A basket to read: a file of the workspace, a document such as notebooks carry, or bytes.

    ``content`` are those of a file from elsewhere (base64), such as one of a person's own computer.
    """

    path: str = ""
    content: bytes | None = None
    document: dict[str, Any] | None = None
    group: Name | None = None
