"""The nouns of staging: what is to be brought, the plan of it, and the transfers of a job.

Numbers of bytes are text, as they may be more than JavaScript counts exactly. Addresses are
without what is secret in them.
"""

from typing import Literal

from .base import Model
from .basket import BasketFilter
from .core import ActivityAction, Direction, ErrorInfo
from .tables import RowFilter

__all__ = [
    "PlannedFile",
    "PlannedState",
    "StagePlan",
    "StageRequest",
    "StageWay",
    "StageWhat",
    "Transfer",
    "TransferDetails",
    "TransferFile",
    "TransferFileState",
    "TransferRequest",
    "TransferState",
    "WhichLinks",
]

StageWay = Literal["https", "s3", "mounted", "lake", "tape", "other"]
"""How a file comes: over the web, from object storage near by, by opening it where it lies, from
the best replica of a data lake, or after it was brought from tape onto disk."""
PlannedState = Literal["here", "fetch", "wait", "failed"]
"""``here`` is in the workspace or can be opened where it lies, ``fetch`` is to be fetched,
``wait`` must be brought from tape first, ``failed`` cannot be had as it is."""
WhichLinks = Literal["this", "all"]
TransferState = Literal["queued", "running", "waiting", "paused", "done", "failed", "cancelled"]
"""``waiting`` is for tape or a queue: hours or days in which this server may end."""
TransferFileState = Literal["queued", "running", "waiting", "done", "here", "failed"]


class StageWhat(Model, kw_only=True, frozen=True):
    """One of the things to bring: rows of a result, an address, a DID, or items of the basket.

    ``rows`` count in the order that ``sort``, ``direction`` and ``where`` give, as in a page of
    rows; none are all of them. ``link`` chooses one link of the rows by its id. With
    ``parameters``, which are values as text, the cutout service of each row is asked for that
    part instead of the whole. ``did`` is ``rucio://lake/scope:name``. ``basket`` are ids of items,
    and ``basket_where`` means the items that it lets through, whichever they are by then: those of
    a group or a search, and the whole basket where it is empty (``{}``).
    """

    result: str = ""
    rows: list[int] = []
    sort: int | None = None
    direction: Direction = "none"
    where: RowFilter | None = None
    link: str = ""
    parameters: dict[str, str] = {}
    url: str = ""
    did: str = ""
    basket: list[str] = []
    basket_where: BasketFilter | None = None


class StageRequest(Model, kw_only=True, frozen=True):
    """What to bring, and how.

    ``which`` are the links of rows that are meant: the data, or all files. ``folder`` is below
    the workspace; without one, files go where the deployment's layout says. Without ``copy``,
    what can be opened elsewhere on this machine is left there. With ``unpack``, archives (zip,
    tar) are unpacked beside themselves.
    """

    what: list[StageWhat]
    which: WhichLinks = "this"
    folder: str = ""
    copy: bool = True
    unpack: bool = False


class PlannedFile(Model, kw_only=True, frozen=True):
    """A file of a plan.

    ``folder`` is where it will lie, relative to the workspace, ``path`` where it is already:
    relative to the workspace, or absolute where it is elsewhere. ``why`` says in words why it
    comes the ``way`` that it does. ``row`` is the one that names it. ``estimated`` says that its
    archive has only guessed the size.
    """

    id: str
    name: str
    folder: str
    state: PlannedState
    way: StageWay
    why: str = ""
    size: str | None = None
    estimated: bool = False
    content_type: str = ""
    kind: str = ""
    archive: str = ""
    collection: str = ""
    semantics: str = ""
    url: str = ""
    path: str | None = None
    result: str = ""
    row: int | None = None
    item: str = ""
    error: ErrorInfo | None = None


class StagePlan(Model, kw_only=True, frozen=True):
    """What would come, before anything is fetched; kept for an hour.

    ``files`` are the first of them, and ``total``, ``here``, ``fetch``, ``wait`` and ``failed``
    count all. ``size`` is the number of bytes to fetch as far as they are known, ``unknown``
    counts the files to fetch whose size nobody tells, ``estimated`` those of which it is guessed,
    ``free`` are the bytes left on the disk.
    ``later`` counts rows that are asked for their files only when their turn comes, as there are
    too many to ask before. ``message`` is for people.
    """

    id: str
    files: list[PlannedFile]
    total: int
    here: int
    fetch: int
    wait: int
    failed: int
    size: str
    here_size: str
    unknown: int = 0
    estimated: int = 0
    later: int = 0
    free: str | None = None
    fits: bool = True
    folder: str = ""
    message: str = ""


class TransferRequest(Model, kw_only=True, frozen=True):
    """What to begin: a plan, all of it or the files whose ids are given; or a request at once.

    ``skip`` has the ids of files of the plan that are left out.
    """

    plan: str = ""
    files: list[str] | None = None
    skip: list[str] = []
    request: StageRequest | None = None
    title: str = ""


class TransferFile(Model, kw_only=True, frozen=True):
    """A file of a job, and how far it is.

    ``path`` is where it is, relative to the workspace, or absolute where that is elsewhere;
    ``unpacked`` the folder of what was in it. ``verified`` names the checksums that were
    compared. ``request`` is that of the tape or lake which it waits for, ``login`` the id of the
    service to which one has to log in before it goes on.
    """

    number: int
    name: str
    state: TransferFileState
    way: StageWay = "https"
    why: str = ""
    size: str | None = None
    done: str = "0"
    path: str | None = None
    unpacked: str | None = None
    url: str = ""
    archive: str = ""
    kind: str = ""
    row: int | None = None
    item: str = ""
    checksums: dict[str, str] = {}
    verified: list[str] = []
    request: str = ""
    login: str = ""
    message: str = ""
    error: ErrorInfo | None = None


class Transfer(Model, kw_only=True, frozen=True):
    """A job that brings files; ``activity`` tells how it goes as it goes.

    ``bytes`` are those of all files as far as they are known, ``done`` those that have come.
    ``rate`` is in bytes a second, ``left`` in seconds. ``needs_server`` says whether this server
    must stay alive for it to go on. ``login`` is the id of a service to which one has to log in
    before all of it goes on. ``actions`` are what can be done with it now.
    """

    id: str
    title: str
    state: TransferState
    activity: str
    started: float
    ended: float | None = None
    files: int = 0
    here: int = 0
    failed: int = 0
    waiting: int = 0
    bytes: str = "0"
    done: str = "0"
    unknown: int = 0
    rate: float | None = None
    left: float | None = None
    folder: str = ""
    path: str | None = None
    message: str = ""
    needs_server: bool = True
    login: str = ""
    actions: list[ActivityAction] = []
    error: ErrorInfo | None = None


class TransferDetails(Model, kw_only=True, frozen=True):
    """A job with a page of its files, in the order in which they were asked for.

    ``total`` counts the files of the states that were asked for.
    """

    transfer: Transfer
    start: int
    total: int
    files: list[TransferFile]
