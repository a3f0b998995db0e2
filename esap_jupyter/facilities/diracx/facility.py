"""DIRAC, by DiracX: submits, follows, kills and fetches jobs."""

import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ...errors import (
    ConflictError,
    NotFoundError,
)
from ...identity import ServiceLogin
from ...models.facilities import BatchJob, BatchLog
from ..base import Batches, Fit, Seen, Submitted, Tell, Tools
from ..bundle import Batch, Bundle
from ..fitting import compared
from .client import DiracClient
from .login import DiracOptions, dirac_login, options_of
from .logs import log_text
from .outputs import outputs_in
from .sandboxes import SandboxStore
from .states import LOST, moment, seen_of
from .submitting import LONGEST_HOURS, Submitter
from .work import OUTPUTS

__all__ = ["DiracFacility"]

# DiracX 0.7 takes no more jobs in one request (MAX_PARAMETRIC_JOBS).
_AT_ONCE = 20
_SHOWN = 3
_COLUMNS = ("JobID", "Status", "MinorStatus", "ApplicationStatus", "LastUpdateTime")
_PREVIEW = "made-when-it-is-submitted.tar.bz2"


class DiracFacility(Batches):
    """One DiracX.

    Parameters
    ----------
    entry
        The facility's entry; its address is that of DiracX, without ``/api``.
    tools
        What it works with.
    """

    poll = 15.0

    def __init__(self, *, entry: Any, tools: Tools) -> None:
        super().__init__(entry=entry, tools=tools)
        self._options: DiracOptions = options_of(entry)
        self._dirac = DiracClient(
            base=entry.base,
            who=entry.name,
            http=lambda: self.http,
            credential=tools.credential,
            refuse=tools.refuse,
        )
        self._store = SandboxStore(
            client=self._dirac,
            base=entry.base,
            who=entry.name,
            http=tools.http,
            compute=tools.compute,
            folder=tools.home,
            largest=self._options.sandbox_limit,
        )
        self._submitter = Submitter(
            client=self._dirac, store=self._store, options=self._options, who=entry.name
        )

    def login(self) -> ServiceLogin:
        """Say how one logs in: by device code, at DiracX itself."""
        return dirac_login(self.entry, self._options, lambda: self.http)

    def check(self) -> None:
        """Ask who one is there.

        Raises
        ------
        EsapError
            It does not answer, or one is not logged in.
        """
        self._dirac.person()

    def fit(self, bundle: Bundle) -> Fit:
        """Compare what a notebook needs with what the catalogue says of it."""
        return compared(self.entry, bundle.needs)

    def options(self) -> dict[str, Any]:
        """Describe what can be chosen for a job."""
        site: dict[str, Any] = {"type": "string", "title": "Site", "default": ""}
        if self._options.sites:
            site["enum"] = ["", *self._options.sites]
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "site": site | {"description": "Where it runs; anywhere if empty."},
                "hours": {
                    "type": "number",
                    "title": "Hours of computing",
                    "minimum": 0,
                    "maximum": LONGEST_HOURS,
                    "default": 0,
                    "description": "At most; 0 leaves it to DIRAC.",
                },
                "python": {
                    "type": "string",
                    "title": "Python",
                    "default": self._options.python,
                    "description": "The command that runs it there; it needs papermill or "
                    "nbclient for notebooks.",
                },
            },
        }

    def describe(self, batch: Batch) -> str:
        """Return the JDL of the first jobs, with a name in place of the sandbox's."""
        return self._submitter.describe(batch)

    def submit(self, batch: Batch, tell: Tell, cancel: threading.Event) -> list[Submitted]:
        """Store the files once, then submit a job for each set of parameters.

        Raises
        ------
        EsapError
            DIRAC took none of them.
        """
        return self._submitter.submit(batch, tell, cancel)

    def look(self, jobs: Sequence[BatchJob]) -> dict[str, Seen]:
        """Ask for all jobs in one search; one that it does not show is lost."""
        found: dict[str, Seen] = {}
        known = {int(job.remote): job for job in jobs if job.remote.isdigit()}
        condition = {"parameter": "JobID", "operator": "in", "values": sorted(known)}
        for record in self._dirac.search([condition], _COLUMNS) if known else ():
            job = known.get(int(record.get("JobID") or 0))
            if job is not None:
                found[job.id] = seen_of(record)
        for job in jobs:
            found.setdefault(job.id, Seen(state="lost", problem=LOST))
        return found

    def kill(self, job: BatchJob) -> None:
        """End a job, and see that it has been.

        DiracX answers 200 also where it changes nothing, as a change that is older than the last
        is written down only. So the time is that of the last change where this clock is behind,
        and what has changed is looked at.

        Raises
        ------
        ConflictError
            It has ended already, or DIRAC does not end it.
        NotFoundError
            DIRAC does not know it.
        """
        for _ in range(2):
            record = self._record(job)
            state = seen_of(record).state
            if state not in ("queued", "running"):
                raise ConflictError(
                    f"{job.name} has ended already: {record.get('Status')}.",
                    remedy="See what came of it.",
                )
            when = _after(moment(record.get("LastUpdateTime")))
            words = {
                "Status": "Killed",
                "MinorStatus": "Marked for termination",
                "Source": "JobManager",
            }
            changed = self._dirac.set_status(int(job.remote), when, **words)
            if changed.get("Status") == "Killed":
                return
        raise ConflictError(
            f"{self.entry.name} did not end {job.name}.",
            remedy="Try again in a minute, or use the tools of DIRAC.",
        )

    def fetch(self, job: BatchJob, folder: Path, tell: Tell, cancel: threading.Event) -> list[Path]:
        """Bring the output sandbox and what is packed in it, over no other file."""
        pfns = self._dirac.output_sandboxes(int(job.remote))
        if not pfns:
            raise NotFoundError(
                f"{job.name} has given nothing (yet).",
                remedy="Wait for its end; a job that was killed often gives nothing.",
            )
        found: list[Path] = []
        for number, pfn in enumerate(pfns):
            tell("fetching", progress=number / len(pfns))
            found += self._store.get(pfn, folder, cancel)
        return outputs_in(folder, found, OUTPUTS)

    def log(self, job: BatchJob) -> BatchLog:
        """Return the states that a job went through and, at its end, what it printed."""
        record = self._record(job, *_COLUMNS, "LoggingInfo")
        ended = seen_of(record).state in ("done", "failed", "killed")
        printed: Mapping[str, bytes] = {}
        if ended and (pfns := self._dirac.output_sandboxes(int(job.remote))):
            printed = self._store.texts(pfns[0], ("std.out", "std.err"))
        return log_text(record.get("LoggingInfo"), printed)

    def _record(self, job: BatchJob, *columns: str) -> dict[str, Any]:
        remote = int(job.remote) if job.remote.isdigit() else 0
        condition = {"parameter": "JobID", "operator": "eq", "value": remote}
        rows = self._dirac.search([condition], columns or _COLUMNS)
        if not rows:
            raise NotFoundError(f"{job.name}: {LOST}", remedy="Submit it again.")
        return rows[0]


def _after(last: float | None) -> str:
    """Return a time of now that is behind another, with parts of a second in any case."""
    now = datetime.now(tz=UTC)
    if last is not None:
        now = max(now, datetime.fromtimestamp(last, tz=UTC) + timedelta(seconds=1))
    return now.replace(microsecond=now.microsecond or 1).isoformat(timespec="microseconds")
