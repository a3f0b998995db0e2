"""The nouns of data lakes that cross a boundary, in Rucio's words; see `esap_jupyter.models`.

Sizes in bytes are text, as they may be more than JavaScript counts exactly.
"""

from typing import Literal

from .base import Model
from .core import ErrorInfo

__all__ = [
    "Did",
    "DidDetails",
    "DidFilter",
    "DidPage",
    "DidQuestion",
    "DidType",
    "DownloadRequest",
    "Lake",
    "LakeAccount",
    "LakeFile",
    "LakeFileState",
    "LakeMode",
    "Listing",
    "Lock",
    "Quota",
    "Replica",
    "ReplicaPlace",
    "Rse",
    "Rule",
    "RulePreview",
    "RuleRequest",
    "Scope",
    "UploadRequest",
]

DidType = Literal["file", "dataset", "container"]
LakeMode = Literal["replica", "download"]
LakeFileState = Literal[
    "here",
    "available",
    "fetching",
    "replicating",
    "stuck",
    "failed",
    "elsewhere",
    "no_replica",
]
"""``here`` is in the workspace or on a mounted RSE, ``available`` on the lake's own RSE without
being mounted, ``elsewhere`` only on other RSEs."""


class Lake(Model, kw_only=True, frozen=True):
    """A Rucio instance.

    ``mode`` is how data are made available unless asked otherwise; ``rse`` where a rule puts
    them, ``mounted`` whether that RSE can be read as files here. ``origin`` says where it is
    described: a catalogue's file, RucioConfig, a rucio.cfg or the environment. ``state`` is
    ``unavailable`` where the description makes no sense, ``reason`` says why.
    """

    id: str
    name: str
    url: str
    kind: str = "rucio"
    description: str = ""
    webui: str | None = None
    mode: LakeMode = "download"
    rse: str = ""
    mounted: bool = False
    lifetime: int | None = None
    account: str = ""
    vo: str = ""
    origin: Literal["catalogue", "RucioConfig", "rucio.cfg", "environment"] = "catalogue"
    state: Literal["unknown", "reachable", "unreachable", "unavailable"] = "unknown"
    version: str = ""
    reason: str = ""


class Quota(Model, kw_only=True, frozen=True):
    """What an account uses of an RSE, or of all of an expression, in bytes; no limit is None."""

    rse: str
    used: str
    files: int | None = None
    limit: str | None = None


class LakeAccount(Model, kw_only=True, frozen=True):
    """Who one is in a lake, and how much room there is."""

    lake: str
    account: str
    vo: str = ""
    type: str = ""
    admin: bool = False
    quotas: list[Quota] = []
    expires: float | None = None


class Scope(Model, kw_only=True, frozen=True):
    """A scope; ``own`` says that the account writes there."""

    name: str
    own: bool = False


class Rse(Model, kw_only=True, frozen=True):
    """A storage element; ``writable`` says whether it takes new data."""

    name: str
    type: str = ""
    deterministic: bool = True
    volatile: bool = False
    writable: bool = True
    mounted: bool = False


class Did(Model, kw_only=True, frozen=True):
    """A data identifier ``scope:name``; ``size`` is in bytes, ``length`` in files."""

    scope: str
    name: str
    type: DidType
    size: str | None = None
    length: int | None = None
    adler32: str | None = None
    md5: str | None = None


class DidFilter(Model, kw_only=True, frozen=True):
    """One condition on metadata; ``like`` takes ``*`` for any text."""

    key: str
    operator: Literal["=", "!=", "<", "<=", ">", ">=", "like"] = "="
    value: str = ""


class DidQuestion(Model, kw_only=True, frozen=True):
    """What to list: ``filters`` are alternatives (OR), each a list of conditions (AND).

    ``name`` is a pattern with ``*``, ``type`` one of Rucio's.
    """

    scope: str
    name: str = "*"
    type: Literal["all", "collection", "file", "dataset", "container"] = "all"
    filters: list[list[DidFilter]] = []
    recursive: bool = False


class Listing(Model, kw_only=True, frozen=True):
    """DIDs that are being listed: ``count`` so far; ``more`` says that the limit cut it off."""

    id: str
    lake: str
    question: DidQuestion
    count: int = 0
    ended: bool = False
    more: bool = False
    seconds: float = 0.0
    error: ErrorInfo | None = None


class DidPage(Model, kw_only=True, frozen=True):
    """Some of what a listing has, or what a collection holds."""

    rows: list[Did]
    offset: int = 0
    count: int = 0
    ended: bool = True
    more: bool = False
    error: ErrorInfo | None = None


class DidDetails(Model, kw_only=True, frozen=True):
    """All that is cheaply known of a DID: its metadata as text, by key; parents; rules."""

    did: Did
    metadata: dict[str, str] = {}
    own_metadata: dict[str, str] = {}
    parents: list[Did] = []
    account: str = ""
    created: float | None = None
    open: bool | None = None
    closed: float | None = None


class ReplicaPlace(Model, kw_only=True, frozen=True):
    """One address of a replica, best first; ``path`` where it is mounted here."""

    url: str
    rse: str
    scheme: str
    type: str = ""
    domain: str = ""
    priority: int | None = None
    path: str | None = None


class Replica(Model, kw_only=True, frozen=True):
    """Where one file is; ``states`` by RSE are Rucio's words (AVAILABLE, COPYING, …)."""

    did: Did
    places: list[ReplicaPlace] = []
    states: dict[str, str] = {}


class LakeFile(Model, kw_only=True, frozen=True):
    """A file of the lake as seen from here. ``path`` is set where it can be opened."""

    did: Did
    state: LakeFileState
    path: str | None = None
    rses: list[str] = []
    done: float | None = None
    reason: str = ""


class Lock(Model, kw_only=True, frozen=True):
    """One file of a rule, on one RSE: OK, REPLICATING or STUCK."""

    did: Did
    rse: str
    state: str


class Rule(Model, kw_only=True, frozen=True):
    """A replication rule; times are Unix seconds, ``state`` is Rucio's word.

    ``error`` says why it is stuck. ``mine`` says that the account owns it; ``webui`` is its page.
    """

    id: str
    did: Did
    account: str
    rse_expression: str
    copies: int
    state: str
    created: float | None = None
    expires: float | None = None
    locks_ok: int = 0
    locks_replicating: int = 0
    locks_stuck: int = 0
    error: str = ""
    comment: str = ""
    mine: bool = False
    webui: str | None = None


class RuleRequest(Model, kw_only=True, frozen=True):
    """A rule to make; ``lifetime`` is in seconds, None for ever."""

    scope: str
    name: str
    rse_expression: str
    copies: int = 1
    lifetime: int | None = None
    comment: str = ""


class RulePreview(Model, kw_only=True, frozen=True):
    """What a rule would take, before it is made: bytes and files, and the room for them.

    ``missing`` are the bytes that no RSE of the expression has yet.
    """

    rses: list[str]
    files: int
    size: str
    missing: str | None = None
    quotas: list[Quota] = []
    fits: bool | None = None
    note: str = ""


class DownloadRequest(Model, kw_only=True, frozen=True):
    """DIDs (``scope:name``) to bring into the workspace; ``folder`` is relative to it."""

    dids: list[str]
    folder: str = ""


class UploadRequest(Model, kw_only=True, frozen=True):
    """Files and folders of the workspace to store in the lake.

    ``paths`` are relative to the workspace, ``results`` ids of stored results. ``dataset`` is a
    name in the scope, made where it is missing; ``lifetime`` is in seconds.
    """

    scope: str
    rse: str
    paths: list[str] = []
    results: list[str] = []
    dataset: str = ""
    lifetime: int | None = None
    metadata: dict[str, str] = {}
