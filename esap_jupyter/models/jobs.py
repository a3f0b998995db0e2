"""The nouns of asynchronous jobs that cross a boundary; see `esap_jupyter.models`."""

from typing import Literal

import msgspec

from .base import Model
from .core import SearchRequest

__all__ = ["AttachRequest", "Job", "JobChange", "JobPhase"]

JobPhase = Literal[
    "PENDING",
    "QUEUED",
    "EXECUTING",
    "COMPLETED",
    "ERROR",
    "ABORTED",
    "UNKNOWN",
    "HELD",
    "SUSPENDED",
    "ARCHIVED",
]
"""Where a job is (IVOA UWS 1.1, section 2.1.3)."""


class Job(Model, kw_only=True, frozen=True):
    """An asynchronous query at its service, as it was when it was last looked at.

    Times are Unix seconds, ``duration`` and ``quote`` as the service gives them: the seconds that
    it may compute, and when it expects to be done. ``gone`` says that the service does not have
    it any more, ``remembered`` that it is among the jobs kept here; others the service has
    told of. ``request`` asks the same again; ``result`` is the stored result that it gave.
    """

    id: str
    archive: str
    url: str
    phase: JobPhase = "UNKNOWN"
    gone: bool = False
    remembered: bool = True
    title: str = ""
    query: str = ""
    owner: str = ""
    run_id: str = ""
    quote: float | None = None
    created: float | None = None
    started: float | None = None
    ended: float | None = None
    duration: int | None = None
    destruction: float | None = None
    parameters: dict[str, str] = msgspec.field(default_factory=dict)
    error: str = ""
    request: SearchRequest | None = None
    activity: str | None = None
    result: str | None = None
    result_name: str | None = None
    checked: float | None = None


class AttachRequest(Model, kw_only=True, frozen=True):
    """The address of a job, and its archive where that cannot be told from the address."""

    url: str
    archive: str = ""


class JobChange(Model, kw_only=True, frozen=True):
    """What to do with a job: keep it so many hours from now, or stop it."""

    hours: float | None = None
    abort: bool = False
